"""The reading page in a real Chromium: how it looks wide and narrow, in both languages, light and dark; anchors, notes, copying, hostile texts."""

import pytest
from axe import violations
from reading import CITED, COUNTERPART, FIRST, Opener, by_id, in_window, opened_fixture, shelf_fixture, style  # noqa: F401 - fixtures

from source.report import Report

NOTED = "普遍存在“公安一肩挑”现象"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_fits_and_speaks_the_browsers_language(opened: Opener, width: int, ui: str, scheme: str) -> None:
    page = opened(f"{FIRST}?q=公安#{CITED}", width=width, ui=ui, scheme=scheme)
    assert page.locator("html").get_attribute("lang") == ui
    assert style(page.locator("body"), "backgroundColor") == {"light": "rgb(255, 255, 255)", "dark": "rgb(25, 31, 32)"}[scheme]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    if width == 390:
        page.locator(".menu").click()
        assert page.locator("#dz-outline").is_visible()
        assert violations(page) == []


@pytest.mark.parametrize("path", ["?show=zh", "?show=en#1.1", "?q=nothing-of-the-kind", "?show=both#0.p0"])
def test_other_states_are_accessible_too(opened: Opener, path: str) -> None:
    assert violations(opened(FIRST + path)) == []


@pytest.mark.parametrize("width", [360, 768, 1023, 1024, 1280, 1920])
def test_no_width_needs_sideways_scrolling_and_the_outline_folds_below_1024(opened: Opener, width: int) -> None:
    page = opened(f"{FIRST}?q=公安", width=width, ui="en")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#dz-outline").is_visible() == (width >= 1024)
    assert page.locator(".menu").is_visible() == (width < 1024)
    zh, en = by_id(page, CITED), by_id(page, COUNTERPART)
    assert en.is_visible()
    assert zh.is_visible() == (width >= 768)
    bars = page.evaluate("['.back', '.find', '.show'].map(n => document.querySelector(n).getBoundingClientRect()).map(r => [r.left, r.right, r.top, r.bottom])")
    for (_, right, _, bottom), (left, _, top, _) in ((bars[0], bars[1]), (bars[1], bars[2]), (bars[0], bars[2])):
        assert right <= left or bottom <= top or top == bars[2][2]  # nothing in the bar lies on its neighbour


def test_pointing_at_a_sentence_marks_its_counterpart_and_no_other(opened: Opener) -> None:
    page = opened(FIRST)
    plain = "rgba(0, 0, 0, 0)"
    for pointed, marked in ((CITED, COUNTERPART), (COUNTERPART, CITED)):
        page.mouse.move(0, 0)
        assert style(by_id(page, marked), "backgroundColor") == plain
        by_id(page, pointed).hover(position={"x": 5, "y": 10})
        assert style(by_id(page, marked), "backgroundColor") == "rgb(230, 244, 240)"
        assert style(by_id(page, "1.1.p1.s1"), "backgroundColor") == plain
        assert style(by_id(page, "1.1.p1.en1"), "backgroundColor") == plain


def test_on_a_small_screen_in_english_a_cited_pair_is_shown_from_its_english_beginning(opened: Opener, shelf: tuple[str, dict[str, Report]]) -> None:
    report = shelf[1]["arong-social-management"]
    anchor = next(f"{passage.anchor}.s{number}" for passage in report.passages for number, span in enumerate(passage.sentences("zh"), 1) if report.quote("zh", span).startswith("围绕“大事不出乡"))
    page = opened(f"{FIRST}#{anchor}", width=390, ui="en")
    page.wait_for_timeout(300)
    row = page.locator(".b", has=by_id(page, anchor))
    english = row.locator(".c[lang=en]")
    assert in_window(english), "the English stands above the Chinese, which is what the link names"
    page.evaluate("location.hash = '#1.1'")
    page.evaluate(f"location.hash = '#{anchor}'")
    page.wait_for_timeout(300)
    assert in_window(english)


@pytest.mark.parametrize("wrong", ["100%", "%E4%B8", "%"])
def test_an_address_that_names_no_place_opens_the_report_and_fails_nothing(opened: Opener, wrong: str) -> None:
    page = opened(f"{FIRST}#{wrong}", width=390)
    page.evaluate("location.hash = '#1.1'")
    page.evaluate("wrong => (location.hash = wrong)", wrong)
    page.wait_for_timeout(300)
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("anchor", [CITED, COUNTERPART])
def test_a_link_to_a_sentence_leads_to_it_and_marks_it_in_both_languages(opened: Opener, width: int, anchor: str, script: bool) -> None:
    page = opened(f"{FIRST}#{anchor}", width=width, script=script)
    assert in_window(by_id(page, anchor))
    for one in (CITED, COUNTERPART):
        assert by_id(page, one).is_visible()
        assert style(by_id(page, one), "backgroundColor") == "rgb(195, 230, 220)"
        assert "underline" in style(by_id(page, one), "textDecorationLine")
    assert "underline" not in style(by_id(page, "1.1.p1.s1"), "textDecorationLine")
    assert page.locator(".b:has(:target) [role=note]").first.is_visible()  # the notes that touch it open by themselves


@pytest.mark.parametrize("anchor", ["1.1.p1", "1.1", "0.p0", "0.p0.s1", "3.5.p5"])
def test_a_link_to_a_passage_a_section_or_the_title_leads_there(opened: Opener, anchor: str) -> None:
    page = opened(f"{FIRST}#{anchor}")
    assert in_window(by_id(page, anchor))
    assert page.locator(":target").get_attribute("id") == anchor


@pytest.mark.parametrize("ui", ["zh", "en"])
def test_a_note_shows_when_its_words_are_pointed_at_or_focused_and_is_no_part_of_them(opened: Opener, ui: str) -> None:
    page = opened(FIRST, ui=ui)
    words = page.locator(".n", has_text=NOTED)
    note = by_id(page, words.get_attribute("aria-describedby") or "")
    assert note.get_attribute("role") == "note"
    assert not note.is_visible()
    words.scroll_into_view_if_needed()
    words.hover()
    assert note.is_visible()
    assert ("独自承担" if ui == "zh" else "carry the load alone") in note.inner_text()
    assert page.locator("[role=note]:visible").count() == 1
    line, card = words.bounding_box(), note.bounding_box()
    assert line is not None and card is not None and 0 <= card["y"] - (line["y"] + line["height"]) < 12  # beside its words
    note.hover()  # it can be read at leisure
    page.wait_for_timeout(300)
    assert note.is_visible()
    page.keyboard.press("Escape")
    assert not note.is_visible()
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    words.focus()
    assert note.is_visible()
    assert words.inner_text() == NOTED
    assert style(words, "outlineStyle") == "solid" or page.evaluate("document.activeElement.classList.contains('n')")
    assert page.locator(".s [role=note], .s button, .s a").count() == 0


def test_the_sign_of_a_note_is_drawn_after_its_words(opened: Opener) -> None:
    signs = {}
    for ui in ("zh", "en"):
        words = opened(FIRST, ui=ui).locator(".n", has_text=NOTED)
        signs[ui] = words.evaluate("e => getComputedStyle(e, '::after').content")
    assert "译" in signs["zh"] and "tr." in signs["en"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("report", ["arong-social-management", "hostile"])
def test_copying_a_sentence_gives_the_sentence(opened: Opener, shelf: tuple[str, dict[str, Report]], report: str, width: int) -> None:
    page = opened(f"/read/{report}?show=both&q=书", width=width)
    told = shelf[1][report]
    for passage in told.passages:
        for language, mark in (("zh", "s"), ("en", "en")):
            for number, span in enumerate(passage.sentences(language), 1):
                one = by_id(page, f"{passage.anchor}.{mark}{number}")
                assert one.get_attribute("lang") == language
                copied = one.evaluate("e => { const r = document.createRange(); r.selectNode(e); const s = getSelection(); s.removeAllRanges(); s.addRange(r); return s.toString() }")
                assert copied == told.quote(language, span)
    by_id(page, "1.p1.s1" if report == "hostile" else CITED).evaluate("e => getSelection().selectAllChildren(e)")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == told.quote("zh", next(p for p in told.passages if p.anchor in ("1.p1", "1.1.p1")).sentences("zh")[0 if report == "hostile" else 1])


def test_a_passages_address_is_copied_and_is_a_plain_link_without_script(opened: Opener) -> None:
    page = opened(f"{FIRST}?ui=en&q=公安")
    by_id(page, CITED).hover()
    link = by_id(page, "1.1.p1").locator(".copy")
    link.click()
    page.locator("#dz-live", has_text="Copied").wait_for(state="attached")
    address = page.url.split("/read/")[0] + f"{FIRST}#1.1.p1"
    assert page.evaluate("navigator.clipboard.readText()") == address
    plain = opened(FIRST, script=False)
    plain.locator(".copy").first.click(force=True)
    assert plain.url.endswith("#0.p1")


def test_a_hostile_report_is_text(opened: Opener) -> None:
    page = opened("/read/hostile?q=<script>alert(1)</script>", ui="en")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    assert page.locator("main img, main script, main b, .side b, .side img").count() == 0
    assert page.locator("main a:not(.copy)").count() == 0
    assert "<script>alert('周末')</script>" in page.locator("main").inner_text()
    words = page.locator(".n", has_text="five books")
    words.hover()
    assert "a note <script>" in page.locator("[role=note]:visible").inner_text()
    assert violations(page) == []
    assert dialogs == []
