"""A report in one language alone, in a real Chromium: one column everywhere, and what there is not is said plainly, not shown as a gap."""

from collections.abc import Iterator

import pytest
from axe import violations
from conftest import nothing, write_report
from pages import NARROW, QUIET, SILENT, WIDE, Opener, PacedDesk, Served, ask, marker, opener, serving  # noqa: F401
from playwright.sync_api import expect

from app.pages.texts import texts
from index.build import build
from index.encoder import Encoder
from index.settings import Settings
from source.report import Language

pytestmark = QUIET
TOML = 'files = {zh = "zh.txt"}\noriginal = "zh"\ntranslation = "none"\n'


@pytest.fixture(name="alone", scope="module")
def alone_fixture(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application over one report in Chinese alone."""
    root = tmp_path_factory.mktemp("alone")
    write_report(root / "reports", toml=TOML)
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    with serving(PacedDesk(settings, encoder)) as made:
        yield made


@pytest.mark.parametrize(
    ("language", "viewport", "question", "silent"),
    [("zh", WIDE, "每人最多借几本书？", SILENT), ("en", NARROW, "每人最多借几本书？", "What is the melting point of tungsten?")],
    ids=["zh-1280", "en-390"],
)
def test_evidence_and_refusals_of_a_report_in_one_language(alone: Served, opener: Opener, language: Language, viewport: dict[str, int], question: str, silent: str) -> None:  # noqa: F811
    words = texts(language)["chat"]
    page = opener(alone, locale={"zh": "zh-CN", "en": "en-GB"}[language], viewport=viewport)
    panel = page.locator("#dz-evidence")
    expect(panel.locator(".dz-front-by").filter(has_text=words["alone_zh"])).to_be_attached()
    ask(page, question)
    marker(page).click()
    expect(panel.locator("mark.dz-now").first).to_be_visible()
    expect(panel.locator(".dz-side[lang=en], .dz-none, .dz-path [lang=en]")).to_have_count(0)
    expect(panel.locator(".dz-labels").first).to_contain_text(words["alone_zh"])
    row = panel.locator(".dz-row-now").first.bounding_box()
    cell = panel.locator(".dz-row-now .dz-side").first.bounding_box()
    assert row is not None and cell is not None and cell["width"] > 0.9 * row["width"], "the one language has the whole width"
    expect(panel.locator(".dz-heading").first).to_be_visible()
    assert violations(page) == []
    if viewport is NARROW:
        page.keyboard.press("Escape")
    text = ask(page, silent)
    whose = texts("en" if silent.isascii() else "zh")["chat"]
    assert whose["refused_alone"] in text and whose["refused_searched"] not in text
    page.goto(alone.url + f"/read/library?ui={language}")
    expect(page.locator(".labels")).to_be_visible()
    expect(page.locator(".labels")).to_contain_text(texts(language)["read"]["alone_zh"])
    expect(page.get_by_text("小镇图书馆开放办法", exact=True).locator("visible=true").and_(page.locator("main *"))).to_have_count(1)
    assert violations(page) == []
