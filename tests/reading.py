"""The reading page opened in a real Chromium: a running application over the first report and a hostile one, and what tests ask of its pages."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from conftest import write_report
from hostile import EN, NOTES, ZH
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from test_source_reading import WordPairs

from app.asking import Desk
from app.web.application import application
from index.encoder import Encoder
from index.settings import Settings
from source.folder import declared
from source.reading import read
from source.report import Report

FIRST = "/read/arong-social-management"
CITED, COUNTERPART = "1.1.p1.s2", "1.1.p1.en3"
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
Opener = Callable[..., Page]


@pytest.fixture(scope="module", name="shelf")
def shelf_fixture(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Report]]]:
    """The address of a running application over the first report and a hostile one, and the reports."""
    desk = Desk(Settings(), encoder)
    folder = write_report(tmp_path_factory.mktemp("hostile"), "hostile", ZH, EN)
    (folder / "notes.toml").write_text(NOTES, encoding="utf-8")
    made: list[uvicorn.Server] = []

    async def serve() -> None:
        config = uvicorn.Config(application(desk), port=0, log_level="error", ws="none", timeout_graceful_shutdown=1)
        desk.index.reports["hostile"] = read(declared(folder), WordPairs())
        made.append(uvicorn.Server(config))
        await made[0].serve()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not (made and made[0].started):
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
        time.sleep(0.05)
    port = made[0].servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", desk.index.reports
    made[0].should_exit = True
    thread.join(timeout=20)


@pytest.fixture(name="opened")
def opened_fixture(browser: Browser, shelf: tuple[str, dict[str, Report]]) -> Iterator[Opener]:
    """Opens pages; fails at the end where one asked another host for anything, lacked a file of ours, or its script failed."""
    address, _ = shelf
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(path: str, *, width: int = 1280, ui: str = "zh", scheme: str = "light", script: bool = True, policy: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            locale={"zh": "zh-CN", "en": "en-GB"}[ui],
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(address + "/") else None)
        page.on("response", lambda reply: wrong.append(f"{reply.status} {reply.url}") if "/static/" in reply.url and reply.status >= 400 else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None)
        if policy:

            def strictly(route):  # type: ignore[no-untyped-def]
                reply = route.fetch()
                route.fulfill(response=reply, headers={**reply.headers, "content-security-policy": policy})

            page.route("**/*", strictly)
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def by_id(page: Page, anchor: str) -> Locator:
    return page.locator(f"[id='{anchor}']")


def style(one: Locator, name: str) -> str:
    return str(one.evaluate("(element, name) => getComputedStyle(element)[name]", name))


def in_window(one: Locator) -> bool:
    """Is the element's beginning within the window, below the bar?"""
    return bool(one.evaluate("e => { const r = e.getBoundingClientRect(); return r.top >= document.querySelector('.top').getBoundingClientRect().bottom && r.top < innerHeight - 20 }"))
