"""The running pages for tests in a real browser: a server in a thread of its own, over a desk whose pace a test sets."""

import asyncio
import contextlib
import dataclasses
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
import uvicorn
from conftest import nothing, write_report
from hostile import EN, NOTES, ZH
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from app.answer import Answered, Event, Token
from app.answering import voice
from app.asking import Desk
from app.conversing.keeping import Keeper
from app.web.application import application
from app.web.configuration import Configuration
from index.build import build
from index.encoder import Encoder
from index.settings import Settings
from source.errors import DuizhaoError

PROBLEMS = "流动人口的登记和管理存在哪些问题？"
DISPUTES = "How does the report propose to settle disputes locally?"
PATROL = "怎样加强街面巡逻？"
LIST = "公安机关社会管理存在哪些突出问题？"
SILENT = "量子计算机用什么材料？"
Opener = Callable[..., Page]
QUIET = pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'")
"""Gradio's, from pandas."""
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


class PacedDesk(Desk):
    """A desk whose answers come clause by clause, `pause` seconds apart, and fail where `fault` is set; `doubtful` ones are of low confidence. Counts the events that it gave."""

    pause = 0.0
    fault: DuizhaoError | None = None
    doubtful = False
    given = 0
    at_work = 0

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        self.at_work += 1
        try:
            if self.fault is not None:
                raise self.fault
            for event in super().ask(question, history, id=id, reports=reports):
                pieces: list[Event] = [Token(piece) for piece in re.findall(r"[^,，、；;]+[,，、；;]?", event.text)] if isinstance(event, Token) else [event]
                if isinstance(event, Answered) and self.doubtful:
                    notices = (*event.answer.notices, voice.notice("low_confidence", event.answer.language))
                    pieces = [dataclasses.replace(event, answer=dataclasses.replace(event.answer, notices=notices))]
                for piece in pieces:
                    self.given += 1
                    yield piece
                    time.sleep(self.pause)
        finally:
            self.at_work -= 1


class Served:
    """The application on a port of its own; it can be stopped in the middle of everything, and started again at the same address."""

    def __init__(self, desk: Desk, keeper: Keeper | None = None, configuration: Configuration | None = None) -> None:
        self.desk, self.keeper, self.configuration = desk, keeper, configuration or Configuration()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.tls: dict[str, str] = {}
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """A new application, as after a restart: nothing of an earlier one is in memory."""
        ready = threading.Event()

        async def serve() -> None:
            app = application(self.desk, self.keeper, self.configuration)
            self._server = uvicorn.Server(uvicorn.Config(app, port=self.port, log_level="critical", timeout_graceful_shutdown=0, forwarded_allow_ips=self.configuration.proxies, **self.tls))
            ready.set()
            await self._server.serve()

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self._thread.start()
        assert ready.wait(60)
        deadline = time.monotonic() + 30
        while self._server is None or not self._server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(20)
            assert not self._thread.is_alive()


@contextlib.contextmanager
def serving(desk: Desk, keeper: Keeper | None = None, configuration: Configuration | None = None) -> Iterator[Served]:
    served = Served(desk, keeper, configuration)
    served.start()
    try:
        yield served
    finally:
        served.stop()


class Opened:
    """A page in a browser context of its own; knows what it asked of other hosts, and which scripts failed."""

    def __init__(self, browser: Browser, url: str, **options: object) -> None:
        self.context: BrowserContext = browser.new_context(**{"viewport": WIDE, "locale": "zh-CN", "permissions": ["clipboard-read", "clipboard-write"], **options})  # type: ignore[arg-type]
        self.url = url
        self.foreign: list[str] = []
        self.failed: list[str] = []
        self.page = self.tab()

    def tab(self, address: str = "/chat/") -> Page:
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda request: self.foreign.append(request.url) if not request.url.startswith((self.url, "data:", "blob:")) else None)
        page.on("pageerror", lambda error: self.failed.append(str(error)))
        page.goto(self.url + address)
        page.wait_for_selector("#dz-box")
        return page

    def close(self) -> None:
        self.context.close()
        assert self.foreign == []
        assert self.failed == []


def send(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    page.fill("#dz-box", question)
    page.press("#dz-box", "Enter")


def ask(page: Page, question: str) -> str:
    """Ask, wait for the end of it; the text of the new turn's answer."""
    send(page, question)
    last = ended(page, question)
    return page.locator(f"[data-turn='{last}'] .dz-answer").first.inner_text()


def ended(page: Page, question: str) -> str:
    """Waits until the last turn, which asks this, is no longer in work; its key."""
    script = """(asked) => { const turn = [...document.querySelectorAll('.dz-turn')].pop();
      return turn && turn.querySelector('.dz-question').textContent === asked && !['reading', 'writing'].includes(turn.dataset.state) && turn.dataset.turn }"""
    found: str = page.wait_for_function(script, arg=question).json_value()
    return found


def marker(page: Page, number: int = 1, turn: int = -1) -> Locator:
    return page.locator(".dz-turn").nth(turn).locator(f"a.dz-marker[data-number='{number}']")


def paced(served: Served, pause: float) -> PacedDesk:
    assert isinstance(served.desk, PacedDesk)
    served.desk.pause = pause
    return served.desk


@pytest.fixture(scope="module")
def served(encoder: Encoder) -> Iterator[Served]:
    """The application over the first report."""
    with serving(PacedDesk(Settings(), encoder)) as made:
        yield made


@pytest.fixture(scope="module")
def several(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application over two reports, one of them full of markup; what is asked is kept."""
    root = tmp_path_factory.mktemp("several")
    write_report(root / "reports", "library")
    folder = write_report(root / "reports", "hostile", ZH, EN)
    (folder / "notes.toml").write_text(NOTES, encoding="utf-8")
    settings = Settings(source=root / "reports", store=str(root / "store"))
    build(settings, encoder, nothing)
    keeper = Keeper.open(str(root / "kept.sqlite"))
    assert keeper is not None
    with serving(PacedDesk(settings, encoder), keeper) as made:
        yield made
    keeper.close()


@pytest.fixture
def opener(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens the chat page; at the end no other host may have been asked for anything, and no script have failed."""
    opened: list[Opened] = []

    def make(served: Served, **options: object) -> Page:
        desk = served.desk
        assert isinstance(desk, PacedDesk)
        desk.pause, desk.fault, desk.doubtful = 0.0, None, False
        opened.append(Opened(browser, served.url, **options))
        return opened[-1].page

    yield make
    for one in opened:
        one.close()
