"""The chat page in a real Chromium: what is kept and where, language and theme, several reports, small screens, hostile text, accessibility."""

import re
from pathlib import Path

import pytest
from axe import violations
from pages import DISPUTES, LIST, NARROW, PROBLEMS, QUIET, SILENT, Opened, Opener, Served, ask, marker, opener, paced, send, served, several  # noqa: F401
from playwright.sync_api import Browser, expect

from source.errors import DuizhaoError

pytestmark = QUIET


# What a person keeps


def test_after_a_reload_and_a_restart_the_conversation_goes_on_and_a_follow_up_knows_what_was_before(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, "基层公安机关的科技化建设为什么滞后？")
    served.stop()
    served.start()
    page.reload()
    expect(page.locator(".dz-question")).to_have_text("基层公安机关的科技化建设为什么滞后？")
    marker(page).click()
    expect(page.locator("#dz-evidence mark.dz-now").first).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if request.url.endswith("queue/join?") else None)
    ask(page, "那流动人口呢？")
    assert "科技化建设" in asked[0]


def test_earlier_conversations_are_listed_opened_and_deleted(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PROBLEMS)
    page.get_by_role("button", name="新对话").click()
    expect(page.get_by_role("heading", name="就这份报告提问")).to_be_visible()
    ask(page, DISPUTES)
    page.get_by_role("button", name="历史").click()
    earlier = page.get_by_role("dialog")
    expect(earlier.locator(".dz-earlier-title")).to_have_text([DISPUTES, PROBLEMS])
    expect(earlier).to_contain_text("只存在这个浏览器里")
    earlier.locator(".dz-earlier-one").nth(1).click()
    expect(page.locator(".dz-question")).to_have_text(PROBLEMS)
    page.get_by_role("button", name="历史").click()
    page.get_by_role("button", name=f"删除对话：{PROBLEMS}").click()
    expect(earlier.locator(".dz-earlier-title")).to_have_text([DISPUTES])
    assert PROBLEMS not in page.evaluate("JSON.stringify({...localStorage})")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="历史")).to_be_focused()


def test_the_open_conversation_may_be_deleted_or_left_while_it_is_answered(served: Served, opener: Opener) -> None:
    page = opener(served)
    pausing = paced(served, 0.4)
    for leaving in ("history", "new"):
        send(page, PROBLEMS)
        expect(page.get_by_role("button", name="停止", exact=True)).to_be_visible()
        if leaving == "history":
            page.get_by_role("button", name="历史").click()
            page.get_by_role("button", name=f"删除对话：{PROBLEMS}").click()
            page.keyboard.press("Escape")
        else:
            page.get_by_role("button", name="新对话").click()
        expect(page.get_by_role("button", name="停止", exact=True)).to_have_count(0)
        expect(page.locator(".dz-turn")).to_have_count(0)
    pausing.pause = 0
    ask(page, DISPUTES)
    page.reload()
    expect(page.locator(".dz-question")).to_have_text(DISPUTES)
    assert page.evaluate("JSON.parse(localStorage['duizhao.conversations']).map((row) => row.title)") == [DISPUTES, PROBLEMS]  # left, and not deleted


def test_where_storage_is_denied_the_page_says_so_and_a_reload_still_keeps_the_conversation(served: Served, opener: Opener, browser: Browser) -> None:
    page = opener(served)
    denied = page.context
    denied.add_init_script("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });")
    page.reload()
    page.wait_for_selector("#dz-box")
    expect(page.locator(".dz-hints")).to_contain_text("关闭这个标签页后，对话不会保留")
    ask(page, PROBLEMS)
    page.reload()
    expect(page.locator(".dz-question")).to_have_text(PROBLEMS)


@pytest.mark.parametrize(("locale", "button", "name", "words"), [("zh-CN", "导出", "报告问答", "## 1. 流动人口"), ("en-GB", "Export", "report-questions", "## 1. 流动人口")])
def test_a_conversation_is_exported_as_markdown(served: Served, opener: Opener, tmp_path: Path, locale: str, button: str, name: str, words: str) -> None:
    page = opener(served, locale=locale)
    ask(page, PROBLEMS)
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    assert re.fullmatch(rf"{name}-\d{{4}}-\d\d-\d\d\.md", download.value.suggested_filename)
    download.value.save_as(tmp_path / "out.md")
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert words in text and "对流动人口的登记" in text and "floating population" in text and f"{served.url}/read/" in text.replace("\\", "")


LONG = """(question) => {
  const shape = (place) => ({ question: place ? `${place} ${question}` : "每人最多借几本书？", state: place ? "stopped" : "answered" });
  const turns = Array.from({ length: 60 }, (_, place) => ({ key: `turn-${place}`, reports: [], language: "zh", lead: "", blocks: [], ...shape(place) }));
  localStorage.setItem("duizhao.conversation.long", JSON.stringify({ local: "long", remote: "", turns, reports: [] }));
  sessionStorage.setItem("duizhao.open", "long"); }"""
"""A conversation of 60 turns with questions as long as they may be: some 480 kB, where the server takes 128 in one request."""


def test_a_conversation_of_any_length_is_exported_and_goes_on(served: Served, opener: Opener, tmp_path: Path) -> None:
    page = opener(served)
    page.evaluate(LONG, "𠮷" * 1990)
    page.reload()
    expect(page.locator(".dz-question")).to_have_count(60)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").click()
    download.value.save_as(tmp_path / "out.md")
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (\d+)\.", text) == [str(number) for number in range(1, 61)]
    assert text.count("# 报告问答记录") == 1
    assert "导出时重新回答" in text.split("## 2.")[0], "a server that holds nothing of it made the answer anew"
    assert "流动人口" in ask(page, PROBLEMS)


@pytest.mark.parametrize(("locale", "button", "words"), [("zh-CN", "导出", "没能导出，对话没有丢"), ("en-GB", "Export", "The export failed; the conversation is not lost")])
def test_an_export_that_fails_says_what_to_do_and_the_draft_stays(served: Served, opener: Opener, locale: str, button: str, words: str) -> None:
    page = opener(served, locale=locale)
    ask(page, PROBLEMS)
    page.fill("#dz-box", "half a question")
    page.route("**/component_server**", lambda route: route.fulfill(status=503, content_type="application/problem+json", body="{}"))
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.locator("#dz-box")).to_have_value("half a question")
    page.unroute("**/component_server**")
    with page.expect_download():
        page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_thumbs_take_a_reason_and_say_where_it_stays(served: Served, opener: Opener) -> None:
    page = opener(served)
    ask(page, PROBLEMS)
    page.get_by_role("button", name="答得不好").click()
    page.get_by_role("group", name="哪里不对？").get_by_role("button", name="漏了要点").click()
    expect(page.locator(".dz-thanks")).to_have_text("已记下，只留在这个浏览器里，没有发给任何人。")
    page.get_by_role("button", name="答得好").click()
    expect(page.get_by_role("button", name="答得好")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("group", name="哪里不对？")).to_have_count(0)


def test_where_conversations_are_kept_the_page_says_so_and_feedback_arrives(several: Served, opener: Opener) -> None:
    page = opener(several)
    assert several.keeper is not None
    expect(page.locator(".dz-hints")).to_contain_text("管理员已开启记录")
    ask(page, "每人最多借几本书？")
    page.get_by_role("button", name="答得不好").click()
    page.get_by_role("button", name="译文有误").click()
    expect(page.locator(".dz-thanks")).to_have_text("已记下，谢谢。")
    counts = several.keeper.counts()
    assert (counts.conversations, counts.feedback) == (1, 1)
    page.get_by_role("button", name="历史").click()
    page.get_by_role("button", name=re.compile("删除对话")).click()
    expect(page.get_by_role("status").filter(has_text="已删除。")).to_be_attached()
    assert several.keeper.counts().turns == 0


def test_a_thumb_taken_back_goes_from_the_server_and_another_reason_keeps_the_remark(several: Served, opener: Opener) -> None:
    page = opener(several)
    assert several.keeper is not None
    before = several.keeper.counts().feedback
    ask(page, "每人最多借几本书？")
    page.get_by_role("button", name="答得不好").click()
    page.get_by_role("button", name="译文有误").click()
    page.get_by_label("补充说明").fill("少了一条")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".dz-thanks")).to_have_text("已记下，谢谢。")
    page.get_by_label("补充说明").fill("少了两条")
    page.get_by_role("button", name="漏了要点").click()
    expect(page.get_by_label("补充说明")).to_have_value("少了两条"), "not sent yet, and not lost"
    expect(page.locator(".dz-thanks")).to_have_text("已记下，谢谢。")
    kept = page.evaluate("JSON.parse(Object.entries(localStorage).find(([name]) => name.startsWith('duizhao.conversation.'))[1]).turns[0].feedback")
    assert (kept["reason"], kept["note"]) == ("missing", "少了一条")
    assert several.keeper.counts().feedback == before + 1
    page.get_by_role("button", name="答得不好").click()
    expect(page.get_by_role("status").filter(has_text="已收回。")).to_be_attached()
    expect(page.locator("[data-thumb=bad]")).to_have_attribute("aria-pressed", "false")
    assert several.keeper.counts().feedback == before


def test_a_remark_that_is_being_typed_stays_when_the_reason_has_arrived(several: Served, opener: Opener) -> None:
    page = opener(several)
    ask(page, "每人最多借几本书？")
    page.route("**/component_server**", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.get_by_role("button", name="答得不好").click()
    page.get_by_role("button", name="译文有误").click()
    page.get_by_label("补充说明").fill("少了一条")
    expect(page.locator(".dz-thanks")).to_have_text("已记下，谢谢。")
    expect(page.get_by_label("补充说明")).to_have_value("少了一条")
    page.unroute("**/component_server**")


@pytest.mark.parametrize("comes", ["first-picture", "nothing"])
def test_deleted_during_its_first_answer_a_conversation_is_gone_from_the_server_too(several: Served, opener: Opener, comes: str) -> None:
    page = opener(several)
    assert several.keeper is not None
    before = several.keeper.counts().turns
    desk = paced(several, 0.5)
    if comes == "nothing":
        page.route("**/queue/data**", lambda route: None)
    send(page, "每人最多借几本书？")
    if comes == "nothing":
        expect(page.get_by_role("button", name="停止", exact=True)).to_be_visible()
    else:
        page.wait_for_selector("[data-state=writing] .dz-words")
    page.get_by_role("button", name="历史").click()
    page.get_by_role("button", name=re.compile("删除对话")).first.click()
    expect(page.get_by_role("status").filter(has_text="已删除。")).to_be_attached()
    paced(several, 0.0)
    page.wait_for_timeout(1500)
    assert desk.at_work == 0
    assert several.keeper.counts().turns == before


def test_what_the_server_refuses_to_delete_or_to_keep_is_not_said_to_be_done(several: Served, opener: Opener) -> None:
    page = opener(several)
    ask(page, "每人最多借几本书？")
    page.route("**/component_server**", lambda route: route.fulfill(status=503, content_type="application/problem+json", body='{"code": "crowded"}'))
    page.get_by_role("button", name="答得好").click()
    expect(page.locator(".dz-thanks")).to_have_text("这个浏览器里已记下，但没能保存到服务器。")
    page.get_by_role("button", name="历史").click()
    page.get_by_role("button", name=re.compile("删除对话")).click()
    expect(page.get_by_role("status").filter(has_text="服务器上的没能删除")).to_be_attached()


# Language, theme, several reports, narrow screens


def test_language_is_switched_in_place_and_stays_after_a_reload(served: Served, opener: Opener) -> None:
    page = opener(served)
    text = ask(page, PROBLEMS)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Read in context")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="English")).to_be_focused()
    assert page.locator(".dz-turn .dz-words").first.inner_text()[:8] in text
    assert not re.search(r"[\u4e00-\u9fff]", "".join(page.locator("header.dz-head .dz-nav .dz-tool").all_inner_texts()))
    page.reload()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


@pytest.mark.parametrize(("locale", "name", "asks"), [("zh-CN", "EN: this page in English", "Ask"), ("en-GB", "中文界面", "提问")])
def test_on_a_small_screen_the_other_language_is_one_tap_away(served: Served, opener: Opener, locale: str, name: str, asks: str) -> None:
    page = opener(served, locale=locale, viewport=NARROW)
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name=asks, exact=True)).to_be_visible()
    assert page.evaluate("document.activeElement.className").endswith("dz-tongue"), "and it leads back"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_light_and_dark_are_switched_in_place(served: Served, opener: Opener) -> None:
    page = opener(served, color_scheme="light")
    desk = "getComputedStyle(document.querySelector('.dz-app')).backgroundColor"
    light = page.evaluate(desk)
    for name in ("外观：跟随系统", "外观：浅色"):
        page.get_by_role("button", name=name).click()
    dark = page.evaluate(desk)
    assert dark != light
    page.reload()
    page.wait_for_selector("#dz-box")
    assert page.evaluate(desk) == dark
    page.get_by_role("button", name="外观：深色").click()
    assert page.evaluate(desk) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(desk) == dark


def test_one_several_or_all_reports_are_read_and_each_citation_names_its_own(several: Served, opener: Opener) -> None:
    page = opener(several)
    question = "每人最多借几本书？"
    expect(page.locator(".dz-front")).to_have_count(2)
    ask(page, question)
    expect(page.locator("#dz-evidence .dz-report").first).to_be_visible()
    page.get_by_role("button", name=re.compile("提问范围")).click()
    page.get_by_role("dialog").get_by_role("checkbox", name="小镇图书馆开放办法").first.wait_for()
    page.locator("[data-report=library]").check()
    page.keyboard.press("Escape")
    expect(page.locator(".dz-chosen")).to_have_text("小镇图书馆开放办法")
    ask(page, question)
    expect(page.locator(".dz-turn").last.locator(".dz-lead").first).to_contain_text("《小镇图书馆开放办法》")
    assert set(page.locator("#dz-evidence .dz-report").all_inner_texts()) == {"小镇图书馆开放办法"}
    marker(page).hover()
    expect(page.get_by_role("tooltip")).to_contain_text("小镇图书馆开放办法")
    assert all((passage or "").startswith("library/") for passage in page.locator("#dz-evidence .dz-passage").evaluate_all("all => all.map((one) => one.dataset.passage)"))


def test_on_a_small_screen_the_evidence_is_a_sheet_below_the_quotation(served: Served, opener: Opener) -> None:
    page = opener(served, viewport=NARROW, has_touch=True, is_mobile=True)
    expect(page.locator("#dz-evidence")).to_be_hidden()
    ask(page, LIST)
    expect(page.locator("#dz-evidence")).to_be_hidden()
    marker(page, 3).tap()
    sheet = page.locator("#dz-evidence")
    expect(sheet.locator("mark.dz-now").first).to_be_in_viewport()
    page.wait_for_timeout(300)
    box, block = sheet.bounding_box(), marker(page, 3).bounding_box()
    assert box is not None and block is not None
    assert 0.6 < box["height"] / 844 < 0.7
    assert block["y"] > 52 and block["y"] + block["height"] <= box["y"], "the tapped quotation stays visible above the sheet"
    small = page.evaluate(
        "[...document.querySelectorAll('#dz-evidence button, #dz-evidence a')].filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80))"
    )
    assert small == []
    sheet.get_by_role("button", name="显示整段").tap()
    expect(sheet.locator(".dz-row:not(.dz-row-now)").first).to_be_visible()
    sheet.get_by_role("button", name="关闭").tap()
    expect(sheet).to_be_hidden()
    expect(marker(page, 3)).to_be_focused()
    page.get_by_role("button", name="菜单").tap()
    page.get_by_role("dialog").get_by_role("button", name="English").tap()
    expect(page.get_by_role("dialog").get_by_role("button", name="History")).to_be_visible()


def test_nothing_of_a_hostile_report_or_question_is_run_or_becomes_markup(several: Served, opener: Opener) -> None:
    page = opener(several)
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    asked = "<img src=x onerror=\"document.title='run'\"> **加粗** [x](http://example.com) ${document.title='run'} 周末延长开放到几点？"
    ask(page, asked)
    expect(page.locator(".dz-question")).to_have_text(asked)
    ask(page, "library weekend open until ten volunteers")
    ask(page, "每人最多借五本书吗？")
    page.locator("[data-turn] a.dz-marker").first.click()
    assert page.locator(".dz-turn :is(img, script, strong), #dz-evidence :is(img, script), .dz-front :is(img, script)").count() == 0
    assert "run" not in page.title()
    page.get_by_role("button", name="历史").click()
    assert page.get_by_role("dialog").locator("img").count() == 0


def test_ten_tabs_of_one_browser_work(served: Served, browser: Browser) -> None:
    opened = Opened(browser, served.url)
    tabs = [opened.page, *(opened.tab() for _ in range(9))]
    paced(served, 0.05)
    for tab in tabs:
        send(tab, PROBLEMS)
    eleventh = opened.tab()
    expect(eleventh.get_by_role("heading", name="就这份报告提问")).to_be_visible()
    for tab in tabs:
        expect(tab.locator(".dz-turn[data-state=answered]")).to_have_count(1, timeout=60_000)
    paced(served, 0.0)
    assert ask(eleventh, DISPUTES)
    opened.close()


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, NARROW], ids=["1280", "390"])
def test_no_grave_violation_of_accessibility_in_any_state(served: Served, opener: Opener, locale: str, scheme: str, viewport: dict[str, int]) -> None:
    page = opener(served, locale=locale, color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
    found = {"first": violations(page)}
    ask(page, LIST if locale == "zh-CN" else DISPUTES)
    page.locator("[data-thumb=bad]").click()
    page.locator("[data-reason=missing]").click()
    found["answered"] = violations(page)
    marker(page).click()
    found["evidence"] = violations(page)
    if viewport["width"] < 768:
        page.locator(".dz-close").click()
    ask(page, SILENT)
    found["refused"] = violations(page)
    page.locator(".dz-history:visible, .dz-menu:visible").click()
    found["opened"] = violations(page)
    page.keyboard.press("Escape")
    marker(page, 1, 0).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("tooltip")).to_be_visible()
    found["popover"] = violations(page)
    page.keyboard.press("Escape")
    page.locator(".dz-near").first.click()
    expect(page.locator("#dz-evidence[data-kind=closest] .dz-passage").first).to_be_in_viewport()
    found["closest"] = violations(page)
    page.keyboard.press("Escape")
    desk = paced(served, 0.0)
    desk.doubtful = True
    ask(page, DISPUTES)
    found["low"] = violations(page)
    desk.doubtful = False
    desk.pause = 0.5
    send(page, LIST)
    page.wait_for_selector("[data-state=writing] .dz-words")
    found["writing"] = violations(page)
    page.locator(".dz-send").click()
    page.wait_for_selector("[data-state=stopped]")
    found["stopped"] = violations(page)
    desk.pause = 0.0
    desk.fault = DuizhaoError("away")
    ask(page, PROBLEMS)
    found["failed"] = violations(page)
    page.route("**/healthz", lambda route: route.fulfill(status=502))
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator(".dz-send")).to_be_disabled()
    found["offline"] = violations(page)
    assert {state: rules for state, rules in found.items() if rules} == {}


@pytest.mark.parametrize(("locale", "scheme", "viewport"), [("zh-CN", "light", {"width": 1280, "height": 800}), ("en-GB", "dark", NARROW)], ids=["zh-1280-light", "en-390-dark"])
def test_nor_where_there_are_several_reports(several: Served, opener: Opener, locale: str, scheme: str, viewport: dict[str, int]) -> None:
    page = opener(several, locale=locale, color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
    found = {"first": violations(page)}
    page.locator(".dz-first [data-report=library]").check()
    found["chosen"] = violations(page)
    page.locator("button.dz-chooser:visible").click()
    found["choosing"] = violations(page)
    page.keyboard.press("Escape")
    ask(page, "每人最多借几本书？")
    marker(page).click()
    expect(page.locator("#dz-evidence .dz-report").first).to_be_visible()
    found["evidence"] = violations(page)
    assert {state: rules for state, rules in found.items() if rules} == {}
