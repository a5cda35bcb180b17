"""The chat page where storage runs out, or where what is kept on the server is no longer the visitor's: what is lost is told, in both languages, and nothing else goes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import violations
from pages import DISPUTES, NARROW, PROBLEMS, QUIET, WIDE, Opened, Opener, PacedDesk, Served, ask, opener, paced, send, served, serving  # noqa: F401
from playwright.sync_api import Browser, expect

from app.conversing.keeping import Keeper
from app.pages.texts import texts
from index.encoder import Encoder
from index.settings import Settings
from source.errors import DuizhaoError
from source.report import LANGUAGES, Language

pytestmark = QUIET
LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}
EARLIER = """([count, each]) => {
  const rows = [];
  for (let place = 1; place <= count; place += 1) {
    const local = `earlier-${place}`;
    const turns = [{ key: local, question: `earlier ${place} ` + "x".repeat(each), state: "stopped", language: "en", reports: [] }];
    localStorage.setItem(`duizhao.conversation.${local}`, JSON.stringify({ local, remote: "", turns, reports: [] }));
    rows.push({ local, title: local, when: 4 - place, turns: 1 });
  }
  localStorage.setItem("duizhao.conversations", JSON.stringify(rows)); }"""
FILL = """(room) => {
  localStorage.removeItem("another");
  let size = 6000000;
  for (let step = size; step >= 1; step = Math.floor(step / 2)) {
    while (size > 0) { try { localStorage.setItem("another", "x".repeat(size)); break; } catch { size -= step; } }
    size += step;
  }
  localStorage.setItem("another", "x".repeat(Math.max(0, localStorage.another.length - room))); }"""
"""Another page of the same origin fills the storage, and leaves this room in characters."""
TITLES = "JSON.parse(localStorage['duizhao.conversations']).map((row) => row.title)"
STORED = "Object.keys(localStorage).filter((name) => name.startsWith('duizhao.conversation.')).length"


@pytest.mark.parametrize(("language", "viewport"), [("zh", WIDE), ("en", NARROW)], ids=["zh-1280", "en-390"])
def test_where_storage_is_full_the_earliest_make_room_and_the_page_says_so(served: Served, opener: Opener, language: Language, viewport: dict[str, int]) -> None:
    page = opener(served, locale=LOCALES[language], viewport=viewport)
    page.evaluate(EARLIER, [3, 100_000])
    page.evaluate(FILL, 500)
    ask(page, PROBLEMS)
    told = page.locator(".dz-full")
    expect(told).to_have_text(texts(language)["chat"]["full_dropped"].format(count=1))
    expect(told).to_have_attribute("role", "status")
    assert page.evaluate(TITLES) == [PROBLEMS, "earlier-1", "earlier-2"]
    assert page.evaluate(STORED) == 3
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    expect(page.locator(".dz-question")).to_have_text(PROBLEMS)
    expect(page.locator(".dz-turn[data-state=answered]")).to_have_count(1)


@pytest.mark.parametrize(("language", "viewport"), [("zh", NARROW), ("en", WIDE)], ids=["zh-390", "en-1280"])
def test_where_nothing_makes_room_earlier_ones_stay_and_the_page_offers_an_export(served: Served, opener: Opener, language: Language, viewport: dict[str, int]) -> None:
    page = opener(served, locale=LOCALES[language], viewport=viewport)
    page.evaluate(EARLIER, [1, 1])
    ask(page, DISPUTES)
    page.evaluate(FILL, 0)
    page.evaluate("() => { const remove = Storage.prototype.removeItem; window.removed = []; Storage.prototype.removeItem = function (key) { window.removed.push(key); remove.call(this, key); }; }")
    ask(page, PROBLEMS * 40)  # more than the earlier one would make room for
    told = page.locator(".dz-full")
    words = texts(language)["chat"]
    expect(told).to_contain_text(words["full_unstored"])
    assert (page.evaluate(TITLES), page.evaluate(STORED)) == ([DISPUTES, "earlier-1"], 2), "none went in vain"
    assert not page.evaluate("window.removed.some((key) => key.startsWith('duizhao.conversation.'))")
    with page.expect_download():
        told.get_by_role("button", name=words["export"]).click()
    page.evaluate("localStorage.removeItem('another')")
    ask(page, DISPUTES)
    expect(told).to_be_hidden()
    page.reload()
    expect(page.locator(".dz-question")).to_have_count(3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_says_how_many_conversations_there_are_room_for(served: Served, opener: Opener, language: Language) -> None:
    page = opener(served, locale=LOCALES[language])
    page.evaluate("() => localStorage.setItem('duizhao.conversations', JSON.stringify(Array.from({length: 50}, (_, place) => ({local: `c${place}`, title: `c${place}`, when: 1, turns: 1}))))")
    ask(page, PROBLEMS)
    assert page.evaluate(TITLES) == [PROBLEMS, *(f"c{place}" for place in range(49))]
    page.locator(".dz-history").click()
    expect(page.get_by_role("dialog")).to_contain_text(texts(language)["chat"]["history_private"].format(most=50))


@pytest.fixture
def keeping(encoder: Encoder, tmp_path: Path) -> Iterator[Served]:
    """A server that keeps, with a new secret at each start."""
    keeper = Keeper.open(str(tmp_path / "kept.sqlite"))
    assert keeper is not None
    with serving(PacedDesk(Settings(), encoder), keeper) as made:
        yield made
    keeper.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_kept_under_another_secret_is_not_said_to_be_deleted(keeping: Served, browser: Browser, language: Language) -> None:
    own = Opened(browser, keeping.url, locale=LOCALES[language])
    page, words = own.page, texts(language)["chat"]
    ask(page, PROBLEMS)
    assert keeping.keeper is not None and keeping.keeper.counts().turns == 1
    keeping.stop()
    keeping.configuration = type(keeping.configuration)()
    keeping.start()
    page.reload()
    page.locator(".dz-history").click()
    page.get_by_role("button", name=re.compile(words["history_delete"].split("{")[0])).click()
    expect(page.locator(".dz-talk > [role=status]")).to_have_text(words["history_delete_unknown"])
    assert keeping.keeper.counts().turns == 1
    own.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_made_room_in_the_browser_is_not_said_to_be_gone_from_the_server(keeping: Served, browser: Browser, language: Language) -> None:
    own = Opened(browser, keeping.url, locale=LOCALES[language])
    own.page.evaluate(EARLIER, [3, 100_000])
    own.page.evaluate(FILL, 500)
    ask(own.page, PROBLEMS)
    expect(own.page.locator(".dz-full")).to_have_text(texts(language)["chat"]["full_dropped_kept"].format(count=1))
    own.close()


def test_a_question_that_failed_was_never_kept_and_is_simply_deleted(keeping: Served, browser: Browser) -> None:
    own = Opened(browser, keeping.url, locale=LOCALES["zh"])
    paced(keeping, 0.0).fault = DuizhaoError("no answer")
    send(own.page, PROBLEMS)
    own.page.wait_for_selector("[data-state=error]")
    own.page.locator(".dz-history").click()
    own.page.get_by_role("button", name=re.compile(texts("zh")["chat"]["history_delete"].split("{")[0])).click()
    expect(own.page.locator(".dz-talk > [role=status]")).to_have_text(texts("zh")["chat"]["history_deleted"])
    own.close()
