"""Hostile texts where the script of a page reads them: in the fragment of an address, in a host page's attributes and calls. They are shown as text and run nothing.

The browser's policy is switched off, as in test_web_payloads: escaping alone has to hold.
"""

import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from hostility import line
from hosting import Host, hosting
from pages import QUIET, Served, serving
from payloads import ALL, ATTACKER, MARK
from playwright.sync_api import Browser, Page, expect
from test_web_payloads import INSPECT, Watched, whole

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
