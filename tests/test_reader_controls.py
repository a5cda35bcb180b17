"""What a reader does on the reading page, in a real Chromium, with and without script: languages, search, theme, outline, keys, paper."""

from pathlib import Path

import pytest
from axe import violations
from reading import CITED, COUNTERPART, FIRST, STRICT, Opener, by_id, in_window, opened_fixture, shelf_fixture, style  # noqa: F401 - fixtures


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_one_language_alone_at_a_tap_and_both_again(opened: Opener, script: bool) -> None:
    page = opened(FIRST, script=script)
    zh, en = by_id(page, CITED), by_id(page, COUNTERPART)
    for shown, sees_zh, sees_en in (("en", False, True), ("zh", True, False), ("both", True, True)):
        page.locator(f".show a[data-show={shown}]").click()
        assert (zh.is_visible(), en.is_visible()) == (sees_zh, sees_en)
        assert f"show={shown}" in page.url
        assert page.locator(".show [aria-current]").get_attribute("data-show") == shown


def test_what_is_being_read_stays_in_place_when_a_language_goes(opened: Opener) -> None:
    page = opened(FIRST)
    by_id(page, "3.1.p1.s1").evaluate("e => { e.scrollIntoView(); scrollBy(0, -60) }")
    before = by_id(page, "3.1.p1.en1").evaluate("e => e.getBoundingClientRect().top")
    page.locator(".show a[data-show=en]").click()
    after = by_id(page, "3.1.p1.en1").evaluate("e => e.getBoundingClientRect().top")
    assert abs(after - before) < 40


@pytest.mark.parametrize("width", [1280, 390])
def test_an_anchor_leads_to_its_place_also_where_its_language_is_hidden(opened: Opener, width: int) -> None:
    page = opened(f"{FIRST}?show=en#{CITED}", width=width)
    assert not by_id(page, CITED).is_visible()
    assert in_window(by_id(page, COUNTERPART))
    assert style(by_id(page, COUNTERPART), "backgroundColor") == "rgb(195, 230, 220)"


def test_a_narrow_screen_shows_one_language_and_the_counterpart_under_a_tapped_sentence(opened: Opener) -> None:
    page = opened(FIRST, width=390, ui="en")
    zh, en = by_id(page, CITED), by_id(page, COUNTERPART)
    assert (zh.is_visible(), en.is_visible()) == (False, True)
    assert page.locator(".show [aria-current]").get_attribute("data-show") == "en"
    en.click(position={"x": 5, "y": 10})
    assert zh.is_visible()
    above, below = en.bounding_box(), zh.bounding_box()
    assert above is not None and below is not None and above["y"] + above["height"] <= below["y"]
    assert by_id(page, "1.1.p1.s1").is_visible() is False
    en.click(position={"x": 5, "y": 10})
    assert not zh.is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(("query", "first"), [("公安一肩挑", CITED), ("ＳＨＯＵＬＤＥＲ", "1.1.p1.en4"), ("流動人口", "1.1")])
def test_searching_marks_counts_and_links_in_both_languages(opened: Opener, query: str, first: str, script: bool) -> None:
    page = opened(f"{FIRST}?theme=dark", ui="en", script=script)
    page.fill("input[name=q]", query)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert "theme=dark" in page.url
    marks = page.locator("main mark").count()
    assert marks > 0
    assert f"“{query}”" in page.locator(".hits [role=status]").inner_text()
    link = page.locator(".hits li a").first
    assert link.get_attribute("href") == f"#{first}"
    link.click()
    assert in_window(by_id(page, first))
    assert by_id(page, first).locator("mark").count() > 0
    assert page.input_value("input[name=q]") == query
    page.locator(".hits [role=status] a").click()
    page.wait_for_url(lambda url: "q=" not in url)
    assert page.locator("mark").count() == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_interface_changes_its_language_in_place(opened: Opener, script: bool) -> None:
    page = opened(f"{FIRST}?show=both&q=公安#{CITED}", script=script)
    page.locator(".tool.ui").click()
    page.wait_for_url("**ui=en**")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".back").inner_text().strip() == "Back to the conversation"
    assert page.input_value("input[name=q]") == "公安" and "show=both" in page.url
    assert page.locator("#dz-outline li a").first.inner_text() == "Current status of social management work"
    if script:
        assert page.url.endswith(f"#{CITED}") and in_window(by_id(page, CITED))


def test_who_has_read_on_stays_there_when_the_interface_changes_its_language(opened: Opener) -> None:
    page = opened(f"{FIRST}#{CITED}")
    by_id(page, "3.2.p1.s1").evaluate("e => { e.scrollIntoView(); scrollBy(0, -60) }")
    page.locator(".tool.ui").click()
    page.wait_for_url("**ui=en**")
    assert not page.url.endswith(f"#{CITED}")
    assert in_window(by_id(page, "3.2.p1.s1")) and not in_window(by_id(page, CITED))
    assert page.evaluate("localStorage['duizhao.language']") == "en", "and the conversation speaks it too"


def test_a_theme_chosen_in_the_conversation_is_the_pages_too(opened: Opener) -> None:
    page = opened(FIRST)
    page.evaluate("localStorage['duizhao.theme'] = 'dark'")
    page.reload()
    assert style(page.locator("body"), "backgroundColor") == "rgb(25, 31, 32)"
    page.goto(f"{page.url}?theme=light")
    assert style(page.locator("body"), "backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("show", "query"), [("zh", "shoulder"), ("en", "一肩挑"), ("zh", "Current status"), ("en", "社会管理工作的现状")])
def test_what_is_found_in_the_hidden_language_is_shown_where_it_is_opened(opened: Opener, show: str, query: str) -> None:
    page = opened(f"{FIRST}?show={show}&q={query}")
    assert page.locator("main mark").count() > 0 and not page.locator("main mark").first.is_visible()
    page.locator(".hits li a").first.click()
    assert page.locator("main mark").first.is_visible()
    assert in_window(page.locator("main mark").first)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_theme_of_the_address_goes_before_the_systems(opened: Opener, script: bool) -> None:
    light, dark = "rgb(255, 255, 255)", "rgb(25, 31, 32)"
    assert style(opened(f"{FIRST}?theme=dark", scheme="light").locator("body"), "backgroundColor") == dark
    page = opened(f"{FIRST}?theme=light", scheme="dark", script=script)
    if script:
        assert style(page.locator("body"), "backgroundColor") == light
    page.locator(".tool.dark").click()
    page.wait_for_url("**theme=dark**")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator(".tool.light").is_visible() and not page.locator(".tool.dark").is_visible()


def test_the_outline_leads_follows_and_closes_on_a_narrow_screen(opened: Opener) -> None:
    page = opened(FIRST)
    link = page.locator("#dz-outline a", has_text="精心打造维稳保障工程")
    link.click()
    assert in_window(by_id(page, "3.2"))
    page.wait_for_function("document.querySelector('#dz-outline [aria-current]')?.hash === '#3.2'")
    narrow = opened(FIRST, width=390)
    narrow.locator(".menu").click()
    narrow.locator("#dz-outline a", has_text="精心打造维稳保障工程").click()
    assert not narrow.locator("#dz-outline").is_visible()
    assert in_window(by_id(narrow, "3.2"))
    plain = opened(FIRST, width=390, script=False)
    plain.locator(".menu").click()
    assert plain.locator("#dz-outline").is_visible()
    plain.locator(".shut").click()
    assert not plain.locator("#dz-outline").is_visible()


def test_the_keyboard_reaches_the_text_at_once(opened: Opener) -> None:
    page = opened(FIRST, ui="en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#dz-text")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "n e"
    assert page.locator("[role=note]:visible").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_has_both_columns_the_notes_and_no_controls(opened: Opener, scheme: str) -> None:
    page = opened(f"{FIRST}?q=公安#{CITED}", width=718, scheme=scheme)  # the width of an A4 page within its margins
    page.emulate_media(media="print")
    zh, en = by_id(page, CITED).bounding_box(), by_id(page, COUNTERPART).bounding_box()
    assert zh is not None and en is not None
    assert zh["x"] + zh["width"] <= en["x"] and abs(zh["y"] - en["y"]) < 8
    assert style(page.locator("body"), "backgroundColor") == "rgb(255, 255, 255)"
    assert style(by_id(page, CITED), "color") == "rgb(0, 0, 0)"
    for control in (".top", ".find", ".side", ".copy >> nth=0", "#dz-outline"):
        assert not page.locator(control).is_visible()
    notes = page.locator("[role=note]")
    assert all(notes.nth(k).is_visible() for k in range(0, notes.count(), 10))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    alone = opened(f"{FIRST}?show=zh")
    alone.emulate_media(media="print")
    assert by_id(alone, CITED).is_visible() and not by_id(alone, COUNTERPART).is_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_it_works_under_a_policy_that_allows_no_inline_script_or_style(opened: Opener, width: int) -> None:
    page = opened(f"{FIRST}#{CITED}", width=width, policy=STRICT)
    assert style(by_id(page, CITED), "backgroundColor") == "rgb(195, 230, 220)"
    page.locator(".show a[data-show=en]").click()
    by_id(page, CITED).wait_for(state="hidden", timeout=5000)
    page.locator(".show a[data-show=both]").click()
    words = page.locator(".n", has_text="源头性、根本性、基础性问题")
    words.focus()
    page.locator(".b:has(.n:focus) [role=note]").first.wait_for(state="visible", timeout=5000)


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_a_report_that_is_not_there_is_told_in_both_languages(opened: Opener, ui: str) -> None:
    page = opened("/read/absent", ui=ui)
    assert page.locator("h1").inner_text() == {"zh": "没有这份报告", "en": "There is no such report"}[ui]
    assert page.locator("section[lang]").count() == 2
    assert page.locator(f"nav a[href='{FIRST}']").is_visible()
    assert page.locator("a[href='/chat/#back']").is_visible()
    assert violations(page) == []


def test_the_pages_files_are_small() -> None:
    folder = Path(__file__).resolve().parent.parent / "app" / "pages" / "static"
    assert sum((folder / name).stat().st_size for name in ("tokens.css", "read.css", "read.js")) < 40_000
