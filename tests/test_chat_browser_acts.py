"""What a person does on the chat page, wide and narrow, light and dark, in both languages: every act by its own words, what is told aloud, and where the focus is."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import nothing, write_report
from pages import DISPUTES, LIST, NARROW, PROBLEMS, QUIET, SILENT, WIDE, Opened, Opener, PacedDesk, Served, ask, ended, marker, opener, paced, send, served, serving, several  # noqa: F401
from playwright.sync_api import Locator, Page, expect

from app.pages.texts import texts
from index.build import build
from index.encoder import Encoder
from index.settings import Settings
from source.report import LANGUAGES, Language

pytestmark = QUIET
ASKED: dict[Language, str] = {"zh": PROBLEMS, "en": "What problems does the report see in managing the floating population?"}
NOT_THERE: dict[Language, str] = {"zh": SILENT, "en": "Who won the football world cup in 1998?"}
Look = tuple[Language, dict[str, int], str]
LOOKS: tuple[Look, ...] = tuple(itertools.product(LANGUAGES, (WIDE, NARROW), ("light", "dark")))
"""All eight, each as far from the first as its counterpart is from the last."""
ONE = "Object.keys(localStorage).find((name) => name.startsWith('duizhao.conversation.'))"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


class Person:
    """Somebody on the page in one look."""

    def __init__(self, page: Page, language: Language, narrow: bool) -> None:
        self.page, self.language, self.narrow = page, language, narrow
        self.words: dict[str, Any] = texts(language)["chat"]
        self.question, self.silent = ASKED[language], NOT_THERE[language]

    def button(self, key: str, within: Locator | None = None, **named: str) -> Locator:
        return (within or self.page).get_by_role("button", name=self.words[key].format(**named), exact=True)

    def above(self, key: str, **named: str) -> None:
        """Press a button of the bar above, which is in a menu on small screens."""
        if self.narrow:
            self.button("menu").click()
            self.button(key, self.page.locator(".dz-drop"), **named).click()
        else:
            self.button(key, self.page.locator(".dz-nav"), **named).click()

    def told(self, words: str | re.Pattern[str]) -> None:
        """What a screen reader is told last."""
        expect(self.page.locator(".dz-talk > [role=status]")).to_contain_text(words)


def in_looks(*looks: Look) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("person", looks, ids=["-".join((language, str(size["width"]), scheme)) for language, size, scheme in looks], indirect=True)


def twice(place: int) -> pytest.MarkDecorator:
    """In two looks that have nothing in common; over four acts all eight occur."""
    return in_looks(LOOKS[place % 4], LOOKS[7 - place % 4])


@pytest.fixture
def person(request: pytest.FixtureRequest, served: Served, opener: Opener) -> Iterator[Person]:
    language, viewport, scheme = request.param
    page = opener(served, locale={"zh": "zh-CN", "en": "en-GB"}[language], viewport=viewport, color_scheme=scheme)
    paced(served, 0.0).doubtful = False
    yield Person(page, language, viewport is NARROW)
    paced(served, 0.0)


@in_looks(*LOOKS)
def test_the_whole_way_from_a_question_to_the_report_and_back(person: Person, served: Served) -> None:
    """Type, marker, evidence, read in context, the other language, the other light, stop, a new conversation."""
    page = person.page
    page.locator("#dz-box").press_sequentially(person.question)
    page.keyboard.press("Enter")
    ended(page, person.question)
    marker(page).focus()
    page.keyboard.press("Enter")
    evidence = page.locator("#dz-evidence")
    for side in LANGUAGES:
        expect(evidence.locator(f".dz-side[lang={side}] mark.dz-now").first).to_be_visible()
    quoted = evidence.locator(".dz-side[lang=zh] mark.dz-now").first.inner_text()
    with page.expect_popup() as opened:
        evidence.get_by_role("link", name=person.words["context"]).click()
    reader = opened.value
    reader.wait_for_load_state()
    cited = reader.locator(":target")
    expect(cited).to_be_in_viewport()
    assert quoted in cited.inner_text()
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.close()
    if person.narrow:
        page.keyboard.press("Escape")
    other: Language = "en" if person.language == "zh" else "zh"
    page.locator(".dz-tongue" if person.narrow else f"[data-language={other}]").click()
    expect(page.locator("#dz-box")).to_have_attribute("placeholder", texts(other)["chat"]["placeholder_more"])
    page.locator(".dz-tongue" if person.narrow else f"[data-language={person.language}]").click()
    desk = "getComputedStyle(document.querySelector('.dz-app')).backgroundColor"
    before = page.evaluate(desk)
    person.above("theme_auto")
    if page.evaluate(desk) == before:  # the light that the system has
        page.locator(".dz-drop .dz-theme" if person.narrow else ".dz-nav .dz-theme").click()
    assert page.evaluate(desk) != before
    page.keyboard.press("Escape")
    paced(served, 0.3)
    send(page, person.question)
    page.wait_for_selector("[data-state=writing] .dz-words")
    person.button("stop").click()
    expect(page.locator("[data-state=stopped]")).to_contain_text(person.words["stopped"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    person.above("new")
    expect(page.locator(".dz-turn")).to_have_count(0)


@twice(0)
def test_reading_answers_refusals_and_stops_are_told_aloud(person: Person, served: Served) -> None:
    paced(served, 0.3)
    send(person.page, person.question)
    person.told(re.compile(person.words["reading"].split("{")[0]))
    person.page.wait_for_selector("[data-state=writing] .dz-words")
    person.button("stop").click()
    person.told(person.words["stopped"])
    paced(served, 0.0)
    text = ask(person.page, person.question)
    person.told(text.split("[1]")[0].split("\n")[0].strip()[:12])
    assert "/read/" not in person.page.locator(".dz-talk > [role=status]").inner_text(), "no addresses are read out"
    ask(person.page, person.silent)
    person.told(person.words["refused"])
    paced(served, 0.0).doubtful = True
    ask(person.page, person.question)
    person.told(f"{person.words['low']} {person.words['low_closest']}")
    person.told("[1]")


@twice(1)
def test_an_answer_can_be_asked_for_again_and_takes_its_place(person: Person) -> None:
    ask(person.page, person.silent)
    ask(person.page, person.question)
    before = person.page.locator(".dz-turn").nth(1).get_attribute("data-turn")
    assert person.button("again", person.page.locator(".dz-turn").nth(0)).count() == 0, "only the last one"
    person.button("again", person.page.locator(".dz-turn").nth(1)).click()
    ended(person.page, person.question)
    expect(person.page.locator(".dz-question")).to_have_text([person.silent, person.question])
    assert person.page.locator(".dz-turn").nth(1).get_attribute("data-turn") != before
    assert person.page.evaluate("document.activeElement !== document.body")


@twice(2)
def test_a_suggested_question_is_asked_and_answered_and_the_focus_is_not_lost(person: Person) -> None:
    suggestion = person.page.locator(".dz-suggestion").first
    question = suggestion.inner_text()
    suggestion.click()
    ended(person.page, question)
    expect(person.page.locator(".dz-turn")).to_have_attribute("data-state", re.compile("answered|low"))
    assert person.page.evaluate("document.activeElement !== document.body")


@twice(3)
def test_a_new_conversation_an_earlier_one_and_its_end(person: Person) -> None:
    ask(person.page, person.question)
    person.above("new")
    expect(person.page.locator(".dz-turn")).to_have_count(0)
    expect(person.page.locator("#dz-box")).to_be_focused()
    ask(person.page, person.silent)
    person.above("history")
    person.page.locator(".dz-earlier-one").nth(1).click()
    expect(person.page.locator(".dz-question")).to_have_text(person.question)
    person.above("history")
    person.button("history_delete", title=person.question).click()
    person.told(person.words["history_deleted"])
    expect(person.page.locator(".dz-earlier-title")).to_have_text([person.silent])
    assert person.page.evaluate("document.querySelector('.dz-drop').contains(document.activeElement)")


@twice(4)
def test_a_thumb_with_a_reason_and_a_remark_and_a_thumb_taken_back(person: Person) -> None:
    ask(person.page, person.question)
    turn = person.page.locator(".dz-turn")
    person.button("bad", turn).click()
    person.button("reason_missing", turn).click()
    turn.get_by_label(person.words["note_label"]).fill("少了一条 one is missing")
    person.button("note_send", turn).click()
    expect(turn.locator(".dz-thanks")).to_have_text(person.words["thanks_here"])
    kept = person.page.evaluate("JSON.parse(Object.entries(localStorage).find(([name]) => name.startsWith('duizhao.conversation.'))[1]).turns[0].feedback")
    assert (kept["up"], kept["reason"], kept["note"]) == (False, "missing", "少了一条 one is missing")
    person.button("bad", turn).click()
    expect(person.button("bad", turn)).to_have_attribute("aria-pressed", "false")
    expect(turn.locator(".dz-why")).to_have_count(0)


@twice(5)
def test_copying_works_on_plain_http_where_there_is_no_clipboard(person: Person) -> None:
    person.page.context.add_init_script(NO_CLIPBOARD)
    person.page.reload()
    person.page.wait_for_selector("#dz-box")
    ask(person.page, person.question)
    person.button("copy", person.page.locator(".dz-tools")).click()
    expect(person.button("copied", person.page.locator(".dz-tools"))).to_be_visible()
    person.page.locator("#dz-box").focus()
    person.page.keyboard.press("Control+V")
    assert "[1]" in person.page.input_value("#dz-box")


@twice(6)
def test_the_answer_keeps_the_questions_language_whatever_the_page_speaks(person: Person) -> None:
    other: Language = "en" if person.language == "zh" else "zh"
    ask(person.page, ASKED[other])
    lead = person.page.locator(".dz-lead").first.inner_text()
    assert bool(re.search(r"[\u4e00-\u9fff]", lead)) is (other == "zh")
    assert ("报告" if other == "zh" else "report") in lead
    expect(person.page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[person.language])


@twice(7)
def test_enter_right_after_a_composition_does_not_send(person: Person) -> None:
    """As Safari does it: the composition ends first, and the Enter that ended it comes as a plain one."""
    person.page.fill("#dz-box", "流动")
    person.page.evaluate(
        """() => { const box = document.querySelector('#dz-box');
        box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
        box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: '流动'}));
        box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', code: 'Enter', keyCode: 13, bubbles: true, cancelable: true})); }"""
    )
    person.page.wait_for_timeout(200)
    expect(person.page.locator(".dz-turn")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 768, 1023, 1024, 1600, 1920])
def test_at_every_width_nothing_runs_over_and_a_marker_brings_its_evidence_into_view(served: Served, opener: Opener, width: int) -> None:
    page = opener(served, viewport={"width": width, "height": 800})
    ask(page, DISPUTES)
    page.locator("a.dz-marker").first.click()
    expect(page.locator("mark.dz-now").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width < 1024:
        page.keyboard.press("Escape")
        expect(page.locator("mark.dz-now").first).not_to_be_in_viewport()


def test_of_several_reports_those_with_unnumbered_headings_suggest_questions_too(encoder: Encoder, tmp_path: Path, opener: Opener) -> None:
    for name, heads in (("pool", ("水温", "更衣")), ("park", ("花草", "遛狗"))):
        folder = write_report(tmp_path / "reports", name, toml='files = {zh = "zh.md"}\noriginal = "zh"\ntranslation = "none"\n')
        (folder / "zh.md").write_text(f"# 办法 {name}\n\n" + "".join(f"## {head}\n\n{head}由管理处负责，每天检查两次。\n\n" for head in heads), encoding="utf-8")
        (folder / "zh.txt").unlink()
        (folder / "en.txt").unlink()
    settings = Settings(source=tmp_path / "reports", store=str(tmp_path / "store"))
    build(settings, encoder, nothing)
    with serving(PacedDesk(settings, encoder)) as served:
        page = opener(served)
        for head in ("水温", "花草"):
            expect(page.locator(".dz-suggestion").filter(has_text=head)).to_be_visible()


@pytest.mark.parametrize("width", [390, 900])
def test_a_sheet_over_the_conversation_has_the_focus_and_gives_it_back(served: Served, opener: Opener, width: int) -> None:
    page = opener(served, viewport={"width": width, "height": 844})
    page.locator(".dz-to-front").click()
    inside = "document.querySelector('#dz-evidence').contains(document.activeElement) || document.activeElement === document.body"
    expect(page.locator(".dz-panel-body")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(inside)
    page.locator(".dz-close").click()
    expect(page.locator(".dz-to-front")).to_be_focused()
    ask(page, SILENT)
    page.locator(".dz-near").first.click()
    expect(page.locator("#dz-evidence .dz-passage").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".dz-near").first).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.querySelector('#dz-evidence').contains(document.activeElement)")


def test_a_complaint_speaks_the_pages_language_and_of_gone_reports_the_answer_stays(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PROBLEMS)
    page.evaluate("name => { const held = JSON.parse(localStorage[name]); held.turns[0].reports = ['gone']; localStorage[name] = JSON.stringify(held); }", page.evaluate(ONE))
    page.reload()
    page.get_by_role("button", name="重新回答").click()
    expect(page.get_by_role("alert")).to_contain_text("这个问题所问的报告已经不在了")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("alert")).to_contain_text("no longer here")
    expect(page.locator(".dz-turn[data-state=answered]")).to_have_count(1)


def test_the_report_that_is_ticked_keeps_the_focus(several: Served, opener: Opener) -> None:
    page = opener(several)
    box = page.locator(".dz-first input[type=checkbox]").nth(1)
    box.focus()
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.type") == "checkbox"


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_touch_screen_an_answer_is_not_covered_by_a_keyboard(served: Served, opener: Opener, language: Language) -> None:
    page = opener(served, viewport=NARROW, has_touch=True, is_mobile=True, locale={"zh": "zh-CN", "en": "en-GB"}[language])
    page.locator("#dz-box").tap()
    page.keyboard.type(ASKED[language])
    page.get_by_role("button", name=texts(language)["chat"]["ask"], exact=True).tap()
    ended(page, ASKED[language])
    expect(page.locator("#dz-box")).not_to_be_focused()
    paced(served, 0.3)
    page.locator("#dz-box").tap()
    page.keyboard.type(ASKED[language])
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-state=writing] .dz-words")
    expect(page.locator(".dz-question").last).to_be_focused()
    page.get_by_role("button", name=texts(language)["chat"]["stop"], exact=True).tap()
    expect(page.locator(".dz-question").last).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_small_screen_title_and_contents_are_in_the_menu_and_the_sheet_is_pulled_down(served: Served, opener: Opener, language: Language) -> None:
    words = texts(language)["chat"]
    page = opener(served, viewport=NARROW, has_touch=True, is_mobile=True, locale={"zh": "zh-CN", "en": "en-GB"}[language])
    ask(page, ASKED[language])
    page.get_by_role("button", name=words["menu"]).tap()
    page.locator(".dz-drop").get_by_role("button", name=words["front"]).tap()
    sheet = page.locator("#dz-evidence")
    expect(sheet.locator(".dz-contents a").first).to_be_in_viewport()
    touch = page.context.new_cdp_session(page)

    def pull(x: float, y: float, down: float) -> None:
        for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchMove", [{"x": x, "y": y + down}]), ("touchEnd", [])):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    page.wait_for_timeout(300)  # it has slid in
    top = sheet.evaluate("one => one.getBoundingClientRect().top")
    pull(190, top + 300, 120)
    page.wait_for_timeout(300)
    expect(sheet.locator(".dz-contents")).to_be_visible()  # in the text, that is reading on
    for kind, points in (
        ("touchStart", [{"x": 190, "y": top + 6, "id": 0}]),
        ("touchStart", [{"x": 190, "y": top + 6, "id": 0}, {"x": 250, "y": top + 6, "id": 1}]),
        ("touchMove", [{"x": 190, "y": top + 126, "id": 0}, {"x": 250, "y": top + 126, "id": 1}]),
        ("touchEnd", []),
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(300)
    expect(sheet.locator(".dz-contents")).to_be_visible()  # two fingers pull nothing
    pull(190, top + 6, 120)
    expect(sheet).to_be_hidden()


def test_the_last_words_of_an_answer_come_into_view_and_its_question_stays(served: Served, opener: Opener) -> None:
    page = opener(served, viewport={"width": 1280, "height": 500})
    inside = """all => all.map(one => [one.getBoundingClientRect(), one.closest('.dz-log').getBoundingClientRect()]).map(([own, log]) => own.top >= log.top - 1 && own.bottom <= log.bottom + 1)"""
    for question in (LIST, SILENT):
        ask(page, question)
        page.wait_for_timeout(200)
        turn = page.locator(".dz-turn").last
        assert turn.locator(".dz-question").evaluate_all(inside) == [True]
        below, room = turn.evaluate("one => [one.getBoundingClientRect().bottom - one.closest('.dz-log').getBoundingClientRect().bottom, one.closest('.dz-log').clientHeight]")
        assert below <= 0 or turn.evaluate("one => one.offsetHeight") > room - 60, "it ends in view, or is longer than the window"


def test_who_reads_on_in_a_long_answer_is_not_taken_back_to_its_question(served: Served, opener: Opener) -> None:
    page = opener(served, viewport={"width": 1280, "height": 400})
    paced(served, 0.3)
    send(page, LIST)
    log = page.locator(".dz-log")
    page.wait_for_selector("[data-state=writing] .dz-words")
    page.wait_for_function("log => log.scrollHeight - log.clientHeight > document.querySelector('.dz-turn').offsetTop - log.offsetTop + 60", arg=log.element_handle())
    at = log.evaluate("one => { one.scrollTop = one.scrollHeight; return one.scrollTop; }")
    paced(served, 0.0)
    ended(page, LIST)
    assert log.evaluate("one => one.scrollTop") >= at


def test_where_the_evidence_takes_the_place_of_the_contents_the_focus_is_on_its_text(served: Served, opener: Opener) -> None:
    page = opener(served)
    paced(served, 0.3)
    send(page, LIST)
    page.locator("#dz-evidence .dz-contents a").nth(3).focus()
    paced(served, 0.0)
    ended(page, LIST)
    expect(page.locator("#dz-evidence mark.dz-now").first).to_be_visible()
    expect(page.locator(".dz-panel-body")).to_be_focused()


def test_what_comes_from_elsewhere_leaves_the_focus_and_the_place_in_the_evidence(served: Served, opener: Opener) -> None:
    page = opener(served)
    page.route("**/component_server**", lambda route: (page.wait_for_timeout(700), route.continue_()))
    page.reload()
    entry = page.locator("#dz-evidence .dz-contents a").nth(3)
    with page.expect_response("**/component_server**"):  # the reports, once more
        entry.focus()
    page.wait_for_timeout(300)
    expect(entry).to_be_focused()
    page.unroute("**/component_server**")
    ask(page, LIST)
    body = page.locator(".dz-panel-body")
    body.focus()
    body.evaluate("one => (one.scrollTop = one.scrollHeight)")
    at = body.evaluate("one => one.scrollTop")
    window = page.context.new_page()
    window.goto(f"{served.url}/healthz")
    window.evaluate("name => { const held = JSON.parse(localStorage[name]); held.turns[0].feedback = {up: true}; localStorage[name] = JSON.stringify(held); }", page.evaluate(ONE))
    expect(page.locator("[data-thumb=good]")).to_have_attribute("aria-pressed", "true")
    assert at > 0 and body.evaluate("one => one.scrollTop") == at
    expect(body).to_be_focused()
