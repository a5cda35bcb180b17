"""The chat page in a real Chromium: first sight, asking, the evidence, refusals and failures, stopping, a server that goes away."""

import re

import pytest
from pages import DISPUTES, LIST, NARROW, PATROL, PROBLEMS, QUIET, SILENT, WIDE, Opener, Served, ask, ended, marker, opener, paced, send, served  # noqa: F401
from playwright.sync_api import Browser, expect

from source.errors import DuizhaoError

pytestmark = QUIET


# First sight


@pytest.mark.parametrize(
    ("locale", "title", "asks", "ask_button"),
    [("zh-CN", "就这份报告提问", "可以这样问", "提问"), ("en-GB", "Ask this report", "You could ask", "Ask"), ("fr-FR", "Ask this report", "You could ask", "Ask")],
)
def test_first_sight_says_what_can_be_asked_in_the_browsers_language(served: Served, opener: Opener, locale: str, title: str, asks: str, ask_button: str) -> None:
    page = opener(served, locale=locale)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("heading", name=asks)).to_be_visible()
    expect(page.get_by_role("button", name=ask_button, exact=True)).to_be_visible()
    front = page.locator("#dz-evidence")
    expect(front).to_contain_text("浅析基层公安机关社会管理综合治理工作中存在的主要问题和改进意见")
    expect(front).to_contain_text("Analysis of the main problems and suggestions")
    entry = front.get_by_role("link").filter(has_text="对流动人口服务管理不到位")
    expect(entry).to_contain_text("Inadequate management of floating population services")
    assert re.fullmatch(r"/read/arong-social-management\?ui=(zh|en)#1\.1", entry.get_attribute("href") or "")


@pytest.mark.parametrize(("locale", "numbers"), [("zh-CN", ["一", "二", "三"]), ("en-GB", ["1", "2", "3"])])
def test_suggested_questions_count_chapters_in_the_pages_language(served: Served, opener: Opener, locale: str, numbers: list[str]) -> None:
    page = opener(served, locale=locale)
    expect(page.locator(".dz-suggestions .dz-number").filter(has_text=re.compile(r"\S"))).to_have_text(numbers)


def test_a_suggested_question_is_asked_at_a_click(served: Served, opener: Opener) -> None:
    page = opener(served)
    page.locator(".dz-suggestion").first.click()
    ended(page, "这份报告主要讲什么？")
    expect(page.locator(".dz-turn a.dz-marker").first).to_be_visible()


# Asking, and the evidence


@pytest.mark.parametrize(("question", "lead", "language"), [(PROBLEMS, "报告", "zh"), (DISPUTES, "The report", "en")])
@pytest.mark.parametrize("options", [{}, {"viewport": NARROW}], ids=["1280", "390"])
def test_an_answer_is_in_its_questions_language_and_its_marker_opens_the_passage_in_both(served: Served, opener: Opener, question: str, lead: str, language: str, options: dict[str, object]) -> None:
    page = opener(served, **options)
    text = ask(page, question)
    assert text.startswith(lead)
    marker(page).click()
    panel = page.locator("#dz-evidence")
    for side in ("zh", "en"):
        expect(panel.locator(f"[lang={side}] mark.dz-now").first).to_be_visible()
    quoted = "".join(panel.locator(f"[lang={language}] mark.dz-now").all_text_contents())
    assert quoted.split()[0] in " ".join(text.split())
    expect(marker(page)).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_read_comes_first_then_the_answer_clause_by_clause_and_set_words_do_not_move(served: Served, opener: Opener) -> None:
    page = opener(served)
    paced(served, 0.25)
    send(page, LIST)
    page.wait_for_selector("[data-state=reading] .dz-reading li")
    expect(page.locator(".dz-lead")).to_have_text(re.compile("正在读 [123] 处"))
    expect(page.get_by_role("button", name="停止")).to_be_visible()
    lengths: list[int] = []
    places: set[tuple[float, float]] = set()
    for _ in range(12):
        page.wait_for_timeout(120)
        lengths.append(len(page.locator(".dz-answer").inner_text()) if page.locator("[data-state=writing]").count() else 0)
        words = page.locator("[data-state=writing] .dz-words").first
        if lengths[-1] and words.count() and (box := words.bounding_box()):
            places.add((box["x"], box["y"]))
    assert len(set(lengths)) >= 4
    assert len(places) == 1
    paced(served, 0.0)
    ended(page, LIST)
    box = page.locator(".dz-words").first.bounding_box()
    assert box is not None and (box["x"], box["y"]) in places


def test_the_keyboard_opens_the_evidence_and_comes_back(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, LIST)
    marker(page, 2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dz-evidence .dz-row-now").first).to_be_focused()
    expect(page.locator("#dz-evidence .dz-numbers [aria-current]")).to_have_text("[2]")
    page.keyboard.press("Escape")
    expect(marker(page, 2)).to_be_focused()


def test_hover_and_focus_show_the_quote_in_both_languages(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, DISPUTES)
    popover = page.get_by_role("tooltip")
    marker(page).hover()
    expect(popover).to_be_visible()
    expect(popover.locator("[lang=zh]")).to_contain_text("化解")
    expect(popover.locator("[lang=en]")).to_contain_text("disputes")
    page.mouse.move(1000, 400)
    expect(popover).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    marker(page).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(popover).to_be_visible()
    expect(marker(page)).to_have_attribute("aria-describedby", "dz-popover")
    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()
    expect(marker(page)).to_be_focused()


def test_a_quote_that_is_longer_than_its_box_is_scrolled_and_stays(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, DISPUTES)
    popover = page.get_by_role("tooltip")
    page.add_style_tag(content=".dz-app .dz-popover { max-height: 80px !important; }")
    marker(page).hover()
    expect(popover).to_be_visible()
    popover.hover()
    page.mouse.wheel(0, 40)
    page.wait_for_function("document.querySelector('#dz-popover').scrollTop > 0")
    page.wait_for_timeout(300)
    expect(popover).to_be_visible()


def test_a_focused_marker_keeps_its_quote_while_the_conversation_scrolls_and_loses_it_out_of_sight(served: Served, opener: Opener) -> None:
    page = opener(served, viewport=NARROW)
    for question in (DISPUTES, LIST, PATROL):
        ask(page, question)
    popover = page.get_by_role("tooltip")
    page.locator(".dz-log").press("Tab")
    first = marker(page, 1, 0)
    first.focus()  # out of sight above: focusing it scrolls
    expect(first).to_be_in_viewport()
    page.wait_for_timeout(300)
    expect(popover).to_be_visible()
    page.locator(".dz-log").evaluate("log => log.scrollBy(0, 8)")
    page.wait_for_timeout(300)
    expect(popover).to_be_visible()
    beside = popover.bounding_box()
    own = first.bounding_box()
    assert beside is not None and own is not None
    assert min(abs(beside["y"] - own["y"] - own["height"]), abs(own["y"] - beside["y"] - beside["height"])) < 12
    page.locator(".dz-log").evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(popover).to_be_hidden()


@pytest.mark.parametrize(("locale", "before", "after"), [("zh-CN", "回答以报告为依据", "点 [1] 看报告原文"), ("en-GB", "Answers rest on the report", "Press [1] for the report’s own words")])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_with_the_first_answer_the_page_says_what_a_marker_is_for(served: Served, opener: Opener, locale: str, before: str, after: str, viewport: dict[str, int]) -> None:
    page = opener(served, locale=locale, viewport=viewport)
    expect(page.locator(".dz-hints")).to_contain_text(before)
    ask(page, PATROL)
    expect(page.locator(".dz-hints")).to_contain_text(after)
    expect(page.locator("#dz-evidence .dz-noted").first).to_have_attribute("title", re.compile("译注|Translation note")) if viewport is WIDE else None


@pytest.mark.parametrize(("locale", "first"), [("zh-CN", "zh"), ("en-GB", "en")])
def test_on_a_small_screen_the_evidence_begins_with_the_pages_language(served: Served, opener: Opener, locale: str, first: str) -> None:
    page = opener(served, locale=locale, viewport=NARROW)
    ask(page, DISPUTES)
    marker(page).click()
    row = page.locator("#dz-evidence .dz-row-now").first
    expect(row).to_be_visible()
    places = {side: box["y"] for side in ("zh", "en") if (box := row.locator(f".dz-side[lang={side}]").bounding_box()) is not None}
    assert min(places, key=lambda side: places[side]) == first


def test_an_older_answers_marker_brings_back_its_own_evidence(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PROBLEMS)
    first = page.locator("#dz-evidence .dz-passage").first.get_attribute("data-passage")
    ask(page, DISPUTES)
    assert page.locator("#dz-evidence .dz-passage").first.get_attribute("data-passage") != first
    marker(page, 1, 0).click()
    expect(page.locator("#dz-evidence .dz-passage").first).to_have_attribute("data-passage", first or "")
    expect(page.locator("a.dz-marker[aria-current]")).to_have_count(1)


def test_other_quotes_of_the_passage_are_underlined_and_a_note_opens_where_it_touches_the_quote(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PATROL)
    panel = page.locator("#dz-evidence")
    expect(panel.locator("mark.dz-now").first).to_be_visible()
    expect(panel.locator("mark.dz-other").first).to_be_attached()
    expect(panel.get_by_role("note").first).to_contain_text("请以中文为准")
    expect(panel.locator("mark.dz-now .dz-noted").first).to_be_visible()
    size = "one => getComputedStyle(one).fontSize + getComputedStyle(one).fontWeight + getComputedStyle(one).display"
    assert panel.locator("mark.dz-other").first.evaluate(size) == panel.locator("mark.dz-now").first.evaluate(size)
    expect(panel.locator(".dz-path")).to_have_count(panel.locator(".dz-passage").count())


def test_a_quotation_can_be_taken_along(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PROBLEMS)
    clip = "navigator.clipboard.readText()"
    page.get_by_role("button", name="复制为引文").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    quoted = page.evaluate(clip)
    assert "对流动人口的登记" in quoted and "floating population" in quoted and f"{served.url}/read/" in quoted
    page.get_by_role("button", name="复制链接").click()
    link = page.evaluate(clip)
    assert re.fullmatch(rf"{served.url}/read/arong-social-management#[\w.]+", link)
    page.locator(".dz-tools").get_by_role("button", name="复制").click()
    page.wait_for_function("navigator.clipboard.readText().then((words) => words.startsWith('报告'))")
    plain = page.evaluate(clip)
    assert "[1]" in plain and "<" not in plain and "&#" not in plain


def test_read_in_context_leads_to_the_sentence(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, "“春风行动”是什么？")
    href = page.get_by_role("link", name="在全文中阅读").get_attribute("href") or ""
    page.goto(served.url + href)
    assert "春风行动" in page.locator(f"[id='{href.split('#')[1]}']").inner_text()


def test_back_from_the_reading_page_the_conversation_is_there(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, "“春风行动”是什么？")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="在全文中阅读").click()
    reader = opened.value
    reader.locator("a.back").click()
    expect(reader.locator(".dz-question")).to_have_text("“春风行动”是什么？")
    assert reader.url == f"{served.url}/chat/"


# Refusals, failures, stopping


@pytest.mark.parametrize(
    ("question", "words", "near"), [(SILENT, "报告没有回答这个问题", "相近段落"), ("What is the melting point of tungsten?", "The report does not answer this", "Related passages")]
)
def test_a_refusal_has_its_own_shape_and_its_passages_are_for_reading(served: Served, opener: Opener, question: str, words: str, near: str) -> None:
    page = opener(served)
    text = ask(page, question)
    assert words in text and near in text and "[1]" not in text
    expect(page.locator(".dz-turn a.dz-marker")).to_have_count(0)
    panel = page.locator("#dz-evidence")
    expect(panel).to_have_attribute("data-kind", "closest")
    expect(panel.locator("mark, .dz-gutter")).to_have_count(0)
    expect(panel.get_by_role("button", name=re.compile("引文|quotation"))).to_have_count(0)
    page.locator(".dz-near").nth(1).click()
    expect(panel.locator(".dz-passage").nth(1)).to_be_in_viewport()
    page.locator(".dz-near").nth(1).focus()
    page.keyboard.press("Enter")
    expect(panel.locator(".dz-passage").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".dz-near").nth(1)).to_be_focused()


@pytest.mark.parametrize(("question", "words"), [(PROBLEMS, "未必是您要问的"), (DISPUTES, "This may not be what you asked")])
def test_an_answer_of_low_confidence_says_so_and_opens_no_panel_by_itself(served: Served, opener: Opener, question: str, words: str) -> None:
    page = opener(served)
    paced(served, 0.0).doubtful = True
    text = ask(page, question)
    assert text.startswith(words)
    expect(page.locator("#dz-evidence")).to_have_attribute("data-kind", "front")
    assert marker(page).evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"
    expect(marker(page)).to_have_accessible_name(re.compile("不确定|uncertain"))
    marker(page).click()
    expect(page.locator("#dz-evidence mark.dz-now").first).to_be_visible()


def test_a_failure_is_no_refusal_and_the_question_is_kept(served: Served, opener: Opener) -> None:
    page = opener(served)
    desk = paced(served, 0.0)
    desk.fault = DuizhaoError("the store is away")
    text = ask(page, PROBLEMS)
    assert "没能完成回答" in text and "报告没有" not in text and "store" not in text
    expect(page.locator(".dz-question")).to_have_text(PROBLEMS)
    desk.fault = None
    page.get_by_role("button", name="重试").click()
    ended(page, PROBLEMS)
    expect(page.locator(".dz-turn")).to_have_count(1)
    expect(page.locator(".dz-turn a.dz-marker").first).to_be_visible()


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "服务器出了问题"), ("en-GB", "Something failed on the server")])
def test_an_unexpected_failure_is_no_busy_server(served: Served, opener: Opener, locale: str, words: str) -> None:
    page = opener(served, locale=locale)
    desk = paced(served, 0.0)
    desk.fault = RuntimeError("a bug")  # type: ignore[assignment]
    assert words in ask(page, PROBLEMS)
    desk.fault = None
    assert "[1]" in ask(page, DISPUTES)


def test_a_page_whose_script_does_not_come_says_so(served: Served, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/static/turn.js", lambda route: route.abort())
    page.goto(f"{served.url}/chat/")
    expect(page.get_by_text("页面没能打开，请重新加载。")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("This page could not be opened.")).to_be_visible()
    context.close()


def test_a_follow_up_says_what_was_searched_for(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PROBLEMS)
    expect(page.locator(".dz-searched")).to_have_count(0)
    assert "已按“流动人口的登记和管理存在问题，原因是什么？”检索。" in ask(page, "那原因呢？")
    expect(page.locator(".dz-searched")).to_have_count(1)
    expect(page.locator(".dz-talk > [role=status]")).to_contain_text("已按“流动人口的登记和管理存在问题，原因是什么？”检索。")


def test_stop_stops_the_work_on_the_server_and_keeps_what_came(served: Served, opener: Opener) -> None:
    page = opener(served)
    desk = paced(served, 0.4)
    send(page, LIST)
    page.wait_for_selector("[data-state=writing] .dz-words")
    page.get_by_role("button", name="停止").click()
    expect(page.locator("[data-state=stopped]")).to_contain_text("已停止，以上是停止前的内容")
    page.wait_for_timeout(900)
    assert desk.at_work == 0
    given = desk.given
    page.wait_for_timeout(600)
    assert desk.given == given
    desk.pause = 0.0
    page.get_by_role("button", name="重新回答", exact=True).click()
    ended(page, LIST)
    expect(page.locator(".dz-turn[data-state=answered]")).to_have_count(1)


def test_what_is_no_question_gets_a_sentence_and_stays_in_the_box(served: Served, opener: Opener) -> None:
    page = opener(served)
    send(page, "？！")
    expect(page.get_by_role("alert")).to_have_text("请先输入问题，中文或英文都可以。")
    expect(page.locator("#dz-box")).to_have_value("？！")
    expect(page.locator("#dz-box")).to_be_focused()
    send(page, "书" * 2001)
    expect(page.get_by_role("alert")).to_contain_text("最多 2,000 个字符")
    assert len(page.input_value("#dz-box")) == 2001
    expect(page.locator(".dz-turn")).to_have_count(0)


def test_enter_that_ends_a_composition_does_not_send(served: Served, opener: Opener) -> None:
    page = opener(served)
    page.fill("#dz-box", "流动")
    for kind in ("keydown", "keypress"):
        page.evaluate(
            "kind => document.querySelector('#dz-box').dispatchEvent(new KeyboardEvent(kind, {key: 'Enter', code: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))", kind
        )
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "人口", "selectionStart": 2, "selectionEnd": 2})
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    expect(page.locator(".dz-turn")).to_have_count(0)
    assert page.input_value("#dz-box").startswith("流动")


def test_the_server_goes_away_in_the_middle_and_the_conversation_is_there_when_it_is_back(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PROBLEMS)
    paced(served, 0.5)
    send(page, DISPUTES)
    page.wait_for_selector("[data-state=writing] .dz-words")
    served.stop()
    try:
        expect(page.locator(".dz-bar")).to_contain_text("连接已断开，正在重连。对话不会丢失。", timeout=10_000)
        marker(page, 1, 0).click()
        expect(page.locator("#dz-evidence mark.dz-now").first).to_be_visible()
        expect(page.get_by_role("button", name="提问", exact=True)).to_be_disabled()
    finally:
        paced(served, 0.0)
        served.start()
    expect(page.locator(".dz-bar")).to_contain_text("已恢复连接。", timeout=20_000)
    expect(page.locator(".dz-question")).to_have_text([PROBLEMS, DISPUTES])
    page.get_by_role("button", name="重新回答刚才的问题").click()
    ended(page, DISPUTES)
    assert ask(page, "那原因呢？")
    expect(page.locator(".dz-turn")).to_have_count(3)
