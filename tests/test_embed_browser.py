"""The widget on a page of another origin, in a real Chromium: opening and closing, asking, what the page hears, what it may do, and that it stays apart from the page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import violations
from hosting import STRICT, Host, asked_in, chat_in, events, heard, hosting, inline, opened, tag, two_reports
from pages import NARROW, QUIET, WIDE, Served, serving
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.asking import Desk
from app.pages.texts import texts
from app.web.configuration import Configuration
from index.encoder import Encoder

pytestmark = QUIET
BORROW = "图书馆每人最多借几本书？"
WEEKEND = "Until when is the library open at weekends?"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as made:
        yield made


@pytest.fixture(scope="module")
def served(encoder: Encoder, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application over two reports; the host's origin may embed it."""
    desk = Desk(two_reports(tmp_path_factory.mktemp("embed"), encoder), encoder)
    with serving(desk, configuration=Configuration(origins=(host.url,))) as made:
        yield made


@pytest.fixture(autouse=True)
def empty(host: Host) -> None:
    host.pages.clear()
    host.asked.clear()
    host.policy = ""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=WIDE, locale="zh-CN")
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab; at the end no script may have failed in it, or in a frame of it."""
    made = context.new_page()
    failed: list[str] = []
    made.on("pageerror", lambda error: failed.append(str(error)))
    heard(made)
    yield made
    assert failed == []


# Opening and closing


def test_nothing_is_fetched_before_the_button_is_used_and_the_focus_goes_in_and_comes_back(host: Host, served: Served, page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if request.url.startswith(served.url) else None)
    page.goto(host.page(tag(served.url)))
    button = page.get_by_role("button", name="就报告提问")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_have_attribute("aria-haspopup", "dialog")
    page.wait_for_timeout(400)
    assert fetched == [f"{served.url}/embed.js"]
    button.focus()
    page.keyboard.press("Enter")
    frame = chat_in(page)
    expect(page.get_by_role("dialog", name="就报告提问")).to_be_visible()
    expect(frame.locator("#dz-box")).to_be_focused()
    assert page.locator("duizhao-chat button.open").get_attribute("aria-expanded") == "true"
    assert events(page, "ready") == [{}]
    page.keyboard.press("Shift+Tab")
    page.locator("duizhao-chat .shut").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator("#dz-box")).to_be_focused()
    page.frames[1].evaluate("document.querySelector('#dz-box').dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(1)  # Escape gave up characters that were being composed
    page.keyboard.press("Escape")  # this time from within the chat
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_panel_can_be_widened_and_then_shows_both_sides(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url)))
    frame = opened(page)
    expect(frame.locator("#dz-evidence")).to_be_hidden()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 1280 - 24 - 400, "y": 800 - 24 - 640, "width": 400, "height": 640}
    page.get_by_role("button", name="放大").click()
    expect(frame.locator("#dz-evidence")).to_be_visible()
    page.get_by_role("button", name="缩小").click()
    expect(frame.locator("#dz-evidence")).to_be_hidden()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_a_citation_deep_in_a_long_paragraph_is_in_view_in_the_narrow_panel(host: Host, first_desk: Desk, browser: Browser, viewport: dict[str, int]) -> None:
    context = browser.new_context(viewport=viewport, locale="en-GB", reduced_motion="reduce")  # type: ignore[arg-type]
    with serving(first_desk, configuration=Configuration(origins=(host.url,))) as served:
        page = context.new_page()
        page.goto(host.page(tag(served.url), lang="en"))
        frame = opened(page)
        asked_in(frame, "How does the report propose to settle disputes locally?")
        frame.locator("a.dz-marker").first.click()
        expect(frame.locator("#dz-evidence .dz-row-now [lang=en] mark.dz-now").first).to_be_in_viewport(ratio=0.5)
    context.close()


@pytest.mark.parametrize(("position", "offset", "corner"), [("bottom-left", "", (24, 720)), ("top-right", "10 50", (1280 - 66, 50)), ("somewhere", "x", (1200, 720))])
def test_the_button_stands_where_the_attribute_says(host: Host, served: Served, page: Page, position: str, offset: str, corner: tuple[int, int]) -> None:
    page.goto(host.page(tag(served.url, position=position, offset=offset, z_index="7", label="提问")))
    box = page.get_by_role("button", name="提问").bounding_box()
    assert box == {"x": corner[0], "y": corner[1], "width": 56, "height": 56}
    assert page.evaluate("getComputedStyle(document.querySelector('duizhao-chat')).zIndex") == "7"


@pytest.mark.parametrize("viewport", [NARROW, {"width": 844, "height": 390}], ids=["upright", "sideways"])
def test_on_a_phone_the_panel_is_the_whole_screen(host: Host, served: Served, browser: Browser, viewport: dict[str, int]) -> None:
    context = browser.new_context(viewport=viewport, has_touch=True, is_mobile=True, locale="zh-CN")
    page = context.new_page()
    page.goto(host.page(tag(served.url), "<a href='#'>behind</a>"))
    page.locator("duizhao-chat button.open").tap()
    frame = chat_in(page)
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, **viewport}
    expect(page.locator("duizhao-chat .widen")).to_be_hidden()
    assert page.evaluate("document.querySelector('duizhao-chat').shadowRoot.querySelector('dialog').matches(':modal')"), "nothing behind it takes the focus"
    asked_in(frame, BORROW)
    frame.locator("a.dz-marker").first.tap()
    expect(frame.locator("#dz-evidence mark.dz-now").first).to_be_in_viewport()
    page.get_by_role("button", name="关闭").first.tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    context.close()


def test_nothing_moves_where_motion_is_not_wanted(host: Host, served: Served, context: BrowserContext, page: Page) -> None:
    animation = "getComputedStyle(document.querySelector('duizhao-chat').shadowRoot.querySelector('dialog')).animationName"
    page.goto(host.page(tag(served.url)))
    opened(page)
    assert page.evaluate(animation) == "rise"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(animation) == "none"


# Asking, and what the page hears


def test_a_question_is_answered_and_its_citation_opens_within_the_panel(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url)))
    frame = opened(page)
    asked_in(frame, BORROW)
    frame.locator("a.dz-marker").first.click()
    sheet = frame.locator("#dz-evidence")
    for side in ("zh", "en"):
        expect(sheet.locator(f"[lang={side}] mark.dz-now").first).to_be_visible()
    expect(sheet.locator("mark.dz-now").first).to_be_in_viewport()
    with page.context.expect_page() as reader:
        sheet.get_by_role("link", name="在全文中阅读").click()
    assert re.fullmatch(rf"{served.url}/read/library\?ui=zh#[\w.]+", reader.value.url)
    cited = frame.locator("a.dz-marker").count()
    assert events(page, "answer") == [{"status": "answered", "uncertain": False, "language": "zh", "citations": cited}], "no question, no word of the report"
    assert events(page, "citation") == [{"number": 1, "report": "library"}]
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_page_may_ask_and_hears_its_own_questions_answer(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url)))
    page.wait_for_function("window.duizhao")
    told = page.evaluate("questions => Promise.all(questions.map((question) => duizhao.ask(question)))", [BORROW, WEEKEND])
    assert [(one["question"], one["status"], one["language"]) for one in told] == [(BORROW, "answered", "zh"), (WEEKEND, "answered", "en")]
    expect(page.get_by_role("dialog")).to_be_visible()
    frame = chat_in(page)
    expect(frame.locator(".dz-question")).to_have_text([BORROW, WEEKEND])
    asked_in(frame, BORROW)
    assert [set(one) for one in events(page, "answer")] == [{"status", "uncertain", "language", "citations", "question"}] * 2 + [{"status", "uncertain", "language", "citations"}]
    assert page.evaluate("(async () => (await duizhao.ask('Who won the football world cup in 1998?')).status)()") == "not_in_report"
    page.evaluate("duizhao.close()")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("(() => { try { duizhao.ask('') } catch (error) { return error.name } })()") == "TypeError"


def test_a_question_of_the_page_that_comes_while_the_server_is_away_is_asked_when_it_is_back(host: Host, encoder: Encoder, tmp_path: Path, page: Page) -> None:
    with serving(Desk(two_reports(tmp_path, encoder), encoder), configuration=Configuration(origins=(host.url,))) as served:
        page.goto(host.page(tag(served.url)))
        frame = opened(page)
        served.stop()
        page.frames[1].evaluate("window.dispatchEvent(new Event('offline'))")
        expect(frame.locator("body")).to_contain_text(texts("zh")["chat"]["offline"])
        page.evaluate(f"duizhao.ask({json.dumps(BORROW)}).then((told) => (window.told = told)); 0")
        page.wait_for_timeout(300)
        served.start()
        page.wait_for_function("window.told", timeout=30_000)
        told = page.evaluate("window.told")
    assert (told["status"], told["question"]) == ("answered", BORROW)


def test_a_question_of_the_page_that_a_reload_of_the_chat_asks_again_is_answered_once(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url)))
    frame = opened(page)
    page.route("**/queue/data?*", lambda route: route.fulfill(status=503))  # the stream is lost, and a question needs a new page
    frame.locator("#dz-box").fill(WEEKEND)
    frame.locator("#dz-box").press("Enter")
    expect(frame.locator(".dz-turn").last).to_have_attribute("data-state", "error")
    page.unroute("**/queue/data?*")
    told = page.evaluate(f"duizhao.ask({json.dumps(BORROW)})")
    assert (told["status"], told["question"]) == ("answered", BORROW)
    assert [one["status"] for one in events(page, "answer")] == ["error", "answered"]


def test_questions_of_the_page_end_when_the_element_leaves_it_and_it_can_be_put_back(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url, position="inline"), inline()))
    chat_in(page)
    moved = f"""async () => {{
      const chat = document.querySelector('duizhao-chat'), asked = chat.ask({json.dumps(BORROW)}), place = chat.parentNode;
      chat.remove();
      place.append(chat);
      return await asked;
    }}"""
    told = page.evaluate(moved)
    assert (told["status"], told["question"]) == ("error", BORROW)
    chat_in(page)
    assert page.evaluate(f"duizhao.ask({json.dumps(BORROW)})")["status"] == "answered"


def test_a_question_beyond_those_that_wait_is_told_and_what_is_typed_stays(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url)))
    frame = opened(page)
    frame.locator("#dz-box").fill("我还在写")
    told = page.evaluate("question => Promise.all(Array.from({ length: 14 }, () => duizhao.ask(question)))", BORROW)
    statuses = [one["status"] for one in told]
    assert statuses.count("answered") in (10, 11) and set(statuses) == {"answered", "error"}
    expect(frame.locator("#dz-box")).to_have_value("我还在写")


def test_the_page_sets_language_reports_and_context_and_the_question_stays_as_it_was(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url)))
    frame = opened(page)
    expect(frame.locator(".dz-first .dz-choice")).to_have_count(3)
    page.evaluate("duizhao.setLanguage('en')")
    expect(frame.get_by_role("heading", name="Ask these reports")).to_be_visible()
    assert page.locator("duizhao-chat .shut").get_attribute("aria-label") == "Close"
    page.evaluate("duizhao.setContext({report: ['museum'], title: '<b>Visiting</b>'})")
    expect(frame.get_by_role("heading", name="Ask this report")).to_be_visible()
    expect(frame.locator(".dz-around")).to_have_text("On the page: <b>Visiting</b>")
    asked_in(frame, "At weekends until when is it open?")
    expect(frame.locator(".dz-answer")).to_contain_text("seven in the evening")
    assert "Visiting" not in frame.locator(".dz-log").inner_text()
    page.evaluate("duizhao.setContext({report: ['nowhere'], title: ''})")
    expect(frame.locator(".dz-around")).to_be_hidden()
    expect(frame.locator(".dz-chosen")).to_have_text("All reports")


def test_attributes_say_title_greeting_theme_colour_and_reports(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url, title="馆务 & <i>问答</i>", greeting="先问问看。", theme="dark", accent="#8ab4f8", report="library")))
    frame = opened(page)
    expect(frame.locator(".dz-brand")).to_have_text("馆务 & <i>问答</i>")
    expect(frame.locator(".dz-greeting")).to_have_text("先问问看。")
    expect(frame.get_by_role("heading", name="就这份报告提问")).to_be_visible()
    send = "getComputedStyle(document.querySelector('.dz-send')).backgroundColor"
    inner = page.frames[1]
    assert inner.evaluate(send) == "rgb(138, 180, 248)"
    assert inner.evaluate("getComputedStyle(document.querySelector('.dz-app')).backgroundColor") == "rgb(18, 22, 23)"
    assert page.evaluate("document.querySelector('duizhao-chat').shadowRoot.querySelector('.root').classList.contains('dark')")


@pytest.mark.parametrize("accent", ["#ffff00", "#ffffff", "red", "#12345", "#0a6a62;}body{display:none"])
def test_a_colour_that_cannot_be_read_is_not_taken(host: Host, served: Served, page: Page, accent: str) -> None:
    page.goto(host.page(tag(served.url, accent=accent, theme="light")))
    opened(page)
    assert page.frames[1].evaluate("getComputedStyle(document.querySelector('.dz-send')).backgroundColor") == "rgb(10, 106, 98)"


def test_every_colour_that_is_taken_can_be_read(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/embed")
    script = """async () => {
      const { shades, contrast } = await import("/static/accent.js");
      const grounds = { light: ["#f4f5f2", "#ffffff"], dark: ["#121617", "#191f20"] };
      const out = [];
      for (let red = 0; red < 256; red += 51) for (let green = 0; green < 256; green += 51) for (let blue = 0; blue < 256; blue += 51) {
        const made = shades("#" + [red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join(""));
        for (const [scheme, set] of Object.entries(made)) if (set) {
          out.push(Math.min(...[...grounds[scheme], set.mark, set.mark2].map((ground) => contrast(set.accent, ground)), contrast(set.on, set.accent), contrast(set.on, set.hover)));
        }
      }
      return out;
    }"""
    least = page.evaluate(script)
    assert len(least) > 200
    assert min(least) >= 4.5


# Apart from the page


HOSTILE = """<style>
* { letter-spacing: 3px; line-height: 3; color: rgb(1, 2, 3) !important; transform: rotate(1deg) !important; display: none !important }
html, head, body, main, h1, p, button { display: block !important; transform: none !important }
iframe { width: 50px !important; height: 30px !important } button { background: red !important; border-radius: 0 !important; width: 10px !important }
dialog { display: none !important; left: 0 !important } svg { width: 3px !important } :host { display: none !important } :is(p, main):last-child { margin: 9px }
</style>"""
STYLES = """() => [...document.querySelectorAll('html, body, body *')].filter((one) => !one.closest('duizhao-chat, script')).map((one) => {
  const style = getComputedStyle(one);
  return [one.tagName, ...[...style].map((name) => name + ':' + style.getPropertyValue(name)), JSON.stringify(one.getBoundingClientRect())].join(';');
})"""


def test_neither_the_pages_styles_get_in_nor_the_widgets_out(host: Host, served: Served, page: Page) -> None:
    body = "<p>one</p><button>two</button><p>three</p>"
    page.goto(host.page(HOSTILE, body, path="/without"))
    without = page.evaluate(STYLES)
    page.goto(host.page(HOSTILE + tag(served.url), body))
    frame = opened(page)
    assert page.evaluate(STYLES) == without
    assert page.get_by_role("dialog").bounding_box() == {"x": 856, "y": 136, "width": 400, "height": 640}
    assert page.locator("duizhao-chat iframe").bounding_box() == {"x": 857, "y": 137, "width": 398, "height": 638}
    asked_in(frame, BORROW)
    page.keyboard.press("Escape")
    page.evaluate("duizhao.close()")
    button = "getComputedStyle(document.querySelector('duizhao-chat').shadowRoot.querySelector('.open'))"
    assert page.evaluate(f"[{button}.backgroundColor, {button}.width, {button}.letterSpacing]") == ["rgb(10, 106, 98)", "56px", "normal"]
    assert page.evaluate("Object.keys(window).filter((name) => /duizhao|dz/i.test(name))") == ["duizhao"]


def test_nothing_on_the_page_is_moved_by_it(host: Host, served: Served, page: Page) -> None:
    reserve = "<style>duizhao-chat { display: block; height: 640px }</style>"
    page.add_init_script("window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value))).observe({type: 'layout-shift', buffered: true})")
    words = "<p>" + "words " * 60 + "</p>"
    page.goto(host.page(reserve + tag(served.url), f"{words}{inline(language='en')}{words * 8}"))
    chat_in(page)
    page.evaluate("duizhao.open()")
    page.wait_for_timeout(1500)
    assert page.evaluate("window.shift") == 0
    page.evaluate("document.querySelector('p').style.height = '300px'")  # that shifts are seen at all
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") > 0


def test_within_the_text_it_loads_when_it_comes_near(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url, position="inline"), f"<div style='height:3000px'></div>{inline(language='en', height='500')}"))
    page.wait_for_timeout(800)
    assert page.locator("duizhao-chat iframe").count() == 0
    assert page.locator("duizhao-chat button.open").count() == 0
    box = page.locator("duizhao-chat").bounding_box()
    assert box is not None and box["height"] == 500
    page.locator("duizhao-chat").scroll_into_view_if_needed()
    frame = chat_in(page)
    assert page.evaluate("document.activeElement === document.body"), "it takes no focus that nobody gave it"
    asked_in(frame, BORROW)


def test_loaded_twice_it_is_there_once_and_two_on_a_page_keep_apart(host: Host, served: Served, page: Page) -> None:
    both = inline(language="zh", report="library") + inline(language="en", report="museum")
    page.goto(host.page(tag(served.url) * 2 + tag(served.url, position="bottom-left"), both))
    page.wait_for_function("window.duizhao")
    assert page.locator("duizhao-chat button.open").count() == 2, "one for each place"
    first, second = chat_in(page, 0), chat_in(page, 1)
    page.evaluate("for (const one of document.querySelectorAll('main duizhao-chat')) one.addEventListener('answer', (event) => (one.dataset.heard = event.detail.language))")
    asked_in(second, "At weekends until when is it open?")
    expect(second.locator(".dz-answer")).to_contain_text("seven in the evening")
    assert page.evaluate("[...document.querySelectorAll('main duizhao-chat')].map((one) => one.dataset.heard || '')") == ["", "en"]
    expect(first.locator(".dz-turn")).to_have_count(0)


def test_a_strict_policy_of_the_page_is_enough(host: Host, served: Served, page: Page) -> None:
    host.policy = STRICT.format(server=served.url)
    host.pages["/own.css"] = "duizhao-chat { display: block; height: 600px }"
    page.add_init_script("window.refused = []; document.addEventListener('securitypolicyviolation', (event) => window.refused.push(event.violatedDirective))")
    page.goto(host.page('<link rel="stylesheet" href="/own.css">' + tag(served.url, accent="#0b4ea2"), inline(accent="#0b4ea2")))
    asked_in(chat_in(page), BORROW)
    page.locator("duizhao-chat button.open").click()
    asked_in(chat_in(page, 1), BORROW)
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None and box["width"] == 400
    refused = [one for one in page.evaluate("window.refused") if one != "img-src"]  # the page's own icon
    assert refused == []


def test_what_other_windows_say_is_not_heard(host: Host, served: Served, page: Page) -> None:
    page.goto(host.page(tag(served.url), "<iframe name='other' srcdoc='<p>x</p>'></iframe>"))
    frame = opened(page)
    forged = {"duizhao": 1, "type": "ask", "id": 1, "text": BORROW}
    page.evaluate("message => frames.other.eval(`parent.document.querySelector('duizhao-chat').shadowRoot.querySelector('iframe').contentWindow.postMessage(${JSON.stringify(message)}, '*')`)", forged)
    page.evaluate("postMessage({duizhao: 1, type: 'answer', status: 'answered'}, '*')")
    page.evaluate("frames.other.eval(\"parent.postMessage({duizhao: 1, type: 'citation', number: 1}, '*')\")")
    page.wait_for_timeout(600)
    expect(frame.locator(".dz-turn")).to_have_count(0)
    assert events(page, "answer") == events(page, "citation") == []


def test_words_in_an_address_count_in_a_frame_only_and_are_never_markup(host: Host, served: Served, page: Page) -> None:
    query = "?embed=1&ui=zh&title=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&greeting=%24%7Balert(1)%7D%3Cscript%3Ealert(1)%3C%2Fscript%3E&accent=%230b4ea2&report=%22%3E%3Cb%3E"
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    page.goto(f"{served.url}/chat/{query}")
    page.wait_for_selector("#dz-box")
    assert page.locator(".dz-brand").inner_text() == "对照"
    assert page.locator(".dz-greeting").count() == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.dz-send')).backgroundColor") == "rgb(10, 106, 98)"
    page.goto(host.page("", f'<iframe src="{served.url}/chat/{query}" width="600" height="600"></iframe>'))
    frame = page.frame_locator("iframe")
    expect(frame.locator(".dz-brand")).to_have_text("<img src=x onerror=alert(1)>")
    expect(frame.locator(".dz-greeting")).to_have_text("${alert(1)}<script>alert(1)</script>")
    asked_in(frame, BORROW)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_no_grave_violation_of_accessibility(host: Host, served: Served, browser: Browser, locale: str, scheme: str, viewport: dict[str, int]) -> None:
    context = browser.new_context(viewport=viewport, locale=locale, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(host.page(tag(served.url, accent="#0b4ea2"), lang=locale))
    found = {"closed": violations(page)}
    frame = opened(page)
    found["open"] = violations(page)
    asked_in(frame, WEEKEND)
    frame.locator("a.dz-marker").first.click()
    found["evidence"] = violations(page)
    inner = page.frames[1]
    found["within"] = violations(inner)  # type: ignore[arg-type]  # a frame does what a page does
    context.close()
    assert {state: json.dumps(rules) for state, rules in found.items() if rules} == {}
