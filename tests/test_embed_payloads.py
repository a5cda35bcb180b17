"""Hostile texts where the script of a page reads them: in the fragment of an address, in a host page's attributes and calls. They are shown as text and run nothing.

The browser's policy is switched off, as in test_web_payloads: escaping alone has to hold.
"""

import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from hostility import line
from hosting import Host, asked_in, hosting, opened, tag
from model_server import ScriptedServer, endless, says, written_desk
from pages import QUIET, Served, serving
from payloads import ALL, ATTACKER, MARK
from playwright.sync_api import Browser, Page, expect
from test_web_payloads import INSPECT, Watched, whole

from app.answering import voice
from app.asking import Desk
from app.web.configuration import Configuration

pytestmark = QUIET
SOME = [told for payload in ALL[::7] if (told := line(payload)).encode("utf-8", "ignore").decode() == told]
"""A few dozen, of every kind."""
GROUPS = [SOME[place : place + 8] for place in range(0, len(SOME), 8)]
TITLE = 80
"""Characters of a title that a frame shows."""
EXPECTED = INSPECT.replace("#e-preview > iframe", "#e-preview > iframe, #e-place > iframe")
SHADOW = """() => [...document.querySelectorAll('duizhao-chat')].flatMap((chat) => [...chat.shadowRoot.querySelectorAll('*')]).filter((one) =>
  !['div', 'span', 'button', 'svg', 'path', 'dialog', 'iframe', 'p'].includes(one.localName) || [...one.attributes].some(({ name }) => /^on|^srcdoc$/.test(name))).map((one) => one.outerHTML)"""
PUT = """([server, title, greeting]) => {
  const script = document.createElement('script');
  script.src = `${server}/embed.js`;
  script.dataset.title = title;
  script.dataset.greeting = greeting;
  script.addEventListener('load', () => duizhao.open());
  document.head.append(script);
}"""


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as made:
        yield made


@pytest.fixture(scope="module")
def served(desk: Desk, host: Host) -> Iterator[Served]:
    with serving(desk, configuration=Configuration(origins=(host.url,))) as made:
        yield made


@pytest.fixture
def watched(browser: Browser, served: Served, host: Host) -> Iterator[Watched]:
    made = Watched(browser, served.url, host.url, locale="en-GB")
    made.context.set_default_timeout(30_000)
    yield made
    made.context.close()
    assert made.wrong == []


def sound(watched: Watched, page: Page, served: Served) -> None:
    """Nothing on the page, in the widget or in a frame came of a payload but text."""
    for frame in page.frames:
        assert frame.evaluate(f"[window.{MARK}, Object.prototype.{MARK}]") == [None, None]
        if frame.url.startswith(served.url):
            assert frame.evaluate(f"{EXPECTED}(document)") == []
    assert page.evaluate(SHADOW) == []
    assert not [frame.url for frame in page.frames if ATTACKER in frame.url.partition("?")[0].partition("#")[0]]
    assert watched.wrong == []


def test_they_are_a_few_dozen_of_every_length() -> None:
    assert 36 <= len(SOME) <= 60


@pytest.mark.parametrize("group", range(len(GROUPS)))
def test_titles_and_greetings_of_a_host_page_are_text(watched: Watched, served: Served, host: Host, group: int) -> None:
    title, greeting = GROUPS[group][0], " ".join(GROUPS[group])
    page = watched.opened(host.page())
    page.evaluate(PUT, [served.url, title, greeting])
    frame = page.frame_locator("duizhao-chat iframe")
    expect(frame.locator(".dz-greeting")).to_be_visible()
    assert whole(frame.locator(".dz-greeting").inner_text()) == whole(greeting[:400])
    for payload in GROUPS[group]:  # as they may be set at any time
        page.evaluate("title => document.querySelector('duizhao-chat').setAttribute('data-title', title)", payload)
        shown = page.evaluate("() => { const root = document.querySelector('duizhao-chat').shadowRoot; return [root.querySelector('.name').textContent, root.querySelector('iframe').title] }")
        assert shown == [payload, payload]
        page.evaluate("title => duizhao.setContext({ title })", payload)
        around = frame.locator(".dz-around")
        expect(around).to_be_visible()
        deadline = time.monotonic() + 10
        while whole(payload[:TITLE]) not in whole(around.text_content() or ""):
            assert time.monotonic() < deadline, payload
            page.wait_for_timeout(50)
    sound(watched, page, served)


@pytest.mark.parametrize("kind", ["floating", "inline", "frame"])
def test_the_fragment_of_the_preview_is_text(watched: Watched, served: Served, kind: str) -> None:
    for group in GROUPS[::2] if kind == "frame" else GROUPS[1::2]:
        other = {name: payload for name, payload in zip(("report", "accent", "height", "language", "theme"), group, strict=False)}
        told = {"kind": kind, "title": group[-1], "greeting": " ".join(group), **({"position": "bottom-left"} if kind == "floating" else {}), **other}
        page = watched.opened(f"{served.url}/embed/preview#{urlencode(told, quote_via=quote)}")
        frame = page.frame_locator("#e-place iframe") if kind == "frame" else page.frame_locator("duizhao-chat iframe")
        expect(frame.locator(".dz-greeting")).to_be_visible()
        assert whole(frame.locator(".dz-greeting").inner_text()) == whole(" ".join(group)[:400])
        sound(watched, page, served)
        page.close()


def test_a_kind_of_preview_that_there_is_not_shows_nothing(watched: Watched, served: Served) -> None:
    page = watched.opened(f"{served.url}/embed/preview")
    for payload in SOME:
        page.evaluate("hash => { location.hash = hash; }", f"kind={quote(payload)}")
        page.reload()
        assert page.locator("#e-place > *, duizhao-chat").count() == 0
    sound(watched, page, served)


def test_the_fragment_of_the_page_that_writes_the_snippet_is_text(watched: Watched, served: Served) -> None:
    page = watched.opened(f"{served.url}/embed?ui=en")
    page.wait_for_load_state("networkidle")
    for payload in SOME:
        with page.expect_response(lambda reply: "/embed/check" in reply.url):
            page.evaluate("hash => { location.hash = hash; }", "x" + quote(payload, safe=""))
        expect(page.locator("#e-verdict p.verdict")).to_have_class("verdict no")
        assert page.locator("#e-origin").input_value() == "x" + payload
    assert page.evaluate(f"{EXPECTED}(document)") == []
    sound(watched, page, served)


# Answers that a model server writes


GOOD = "报告指出，每人最多借五本书[1]。借期为三十天，可以续借一次[1]。"
BORROW = "图书馆每人最多借几本书？"
AROUND = "图书馆的馆员每天都会在阅览室的门口提醒读者爱护图书和设备{}并且按时归还[1]。"
REPLIES = [SOME[place : place + 12] for place in range(0, len(SOME), 12)]
"""Payloads of one reply each: some are several sentences, and no more than 40 are read."""


@pytest.fixture(scope="module")
def writing(desk: Desk, host: Host) -> Iterator[tuple[Served, ScriptedServer]]:
    """The application whose answers a scripted model writes; what is not supported is shown, and marked."""
    with (
        written_desk(desk, says(GOOD), unsupported="mark", lost=1.0) as (written, server),
        serving(written, configuration=Configuration(origins=(host.url,))) as made,
    ):
        written.warm()
        yield made, server


@pytest.fixture
def writes(browser: Browser, writing: tuple[Served, ScriptedServer], host: Host) -> Iterator[Watched]:
    made = Watched(browser, writing[0].url, host.url, locale="zh-CN")
    made.context.set_default_timeout(30_000)
    yield made
    made.context.close()
    assert made.wrong == []


def test_an_answer_is_written_in_the_widget_sentence_by_sentence_and_stopped(writes: Watched, writing: tuple[Served, ScriptedServer], host: Host) -> None:
    served, server = writing
    server.scripts[:] = [says(GOOD, size=2, pause=0.1), endless("报告指出，每人最多借五本书[1]。", 1.0)]
    page = writes.opened(host.page(tag(served.url)))
    frame = opened(page)
    frame.locator("#dz-box").fill(BORROW)
    frame.locator("#dz-box").press("Enter")
    turn = frame.locator(".dz-turn").last
    expect(turn).to_have_attribute("data-state", "writing")
    expect(turn.locator(".dz-answer").first).to_contain_text("每人最多借五本书")
    assert "续借一次" not in (turn.text_content() or ""), "the second sentence is still being written"
    expect(turn).to_have_attribute("data-state", "answered")
    expect(turn.locator(".dz-answer").first).to_contain_text("续借一次")
    expect(turn.locator("a.dz-marker").first).to_be_visible()
    frame.locator("#dz-box").fill(BORROW + "？")
    frame.locator("#dz-box").press("Enter")
    last = frame.locator(".dz-turn").last
    expect(last.locator(".dz-question")).to_have_text(BORROW + "？")
    expect(last.locator(".dz-answer").first).to_contain_text("每人最多借五本书")
    frame.get_by_role("button", name="停止", exact=True).click()
    expect(last).to_have_attribute("data-state", "stopped")
    deadline = time.monotonic() + 5
    while server.calls[-1].left is None and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert server.calls[-1].left is not None
    sound(writes, page, served)


def test_what_a_model_writes_in_the_widget_is_text(writes: Watched, writing: tuple[Served, ScriptedServer], host: Host) -> None:
    served, server = writing
    server.scripts[:] = [says("\n".join([GOOD, *(AROUND.format(line(payload)) for payload in group)]), size=40) for group in REPLIES]
    page = writes.opened(host.page(tag(served.url)))
    frame = opened(page)
    shown = 0
    for number in range(len(REPLIES)):
        asked_in(frame, f"{BORROW}{number}")
        shown += (frame.locator(".dz-turn").last.locator(".dz-answer").first.text_content() or "").count(voice.UNSUPPORTED["zh"])
        sound(writes, page, served)
    assert shown >= len(SOME) // 2, "payloads within written sentences, shown as without support"
