"""Every page of the server in a real Chromium, those that one meets only when something is wrong among them: nothing is asked of another host, no script fails, nobody is shut out."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe import violations
from pages import NARROW, QUIET, WIDE, PacedDesk, Served, serving
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.asking import Desk
from app.pages.texts import texts
from app.web import accounts
from app.web.configuration import Configuration
from app.web.crowd import WAITING
from source.report import Language

pytestmark = QUIET
NAME, PASSWORD = "reader", "four words and 1234"
PADDING = "getComputedStyle(document.querySelector('main')).paddingTop"
LOOKS: tuple[tuple[Language, dict[str, int], str], ...] = (("zh", WIDE, "light"), ("en", NARROW, "dark"))
OPEN = ("/", "/chat/", "/chat/?ui=en&theme=dark", "/read/library", "/read/library?q=%E4%B9%A6", "/read/nothing", "/read/", "/embed", "/login", "/docs", "/openapi.json", "/nowhere", "/chat/nowhere")
GUARDED = ("/", "/chat/", "/read/library", "/embed", "/login?next=/read/library", "/docs", "/nowhere")


@pytest.fixture(scope="module", name="anyone")
def anyone_fixture(desk: Desk) -> Iterator[Served]:
    """A server that answers one question at a time, for everyone."""
    with serving(PacedDesk(desk.settings, desk.encoder), None, Configuration(at_once=1)) as served:
        yield served


@pytest.fixture(scope="module", name="guarded")
def guarded_fixture(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file: Path = tmp_path_factory.mktemp("login") / "names"
    accounts.put(file, NAME, PASSWORD)
    with serving(PacedDesk(desk.settings, desk.encoder), None, Configuration(secret="s" * 32, login=file, at_once=1)) as served:
        yield served


class Visitor:
    """Somebody with a browser in one look; keeps what was asked of other hosts and which scripts failed."""

    def __init__(self, browser: Browser, served: Served, language: Language, viewport: dict[str, int], scheme: str) -> None:
        self.served, self.language = served, language
        locale = {"zh": "zh-CN", "en": "en-GB"}[language]
        self.context: BrowserContext = browser.new_context(locale=locale, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        self.wrong: list[str] = []
        self.context.on("request", lambda request: None if request.url.startswith((served.url + "/", "data:", "blob:", "about:")) else self.wrong.append(request.url))
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def visit(self, path: str) -> list[str]:
        """Opens a page and looks on for a second; its violations of accessibility."""
        self.page.goto(self.served.url + path)
        self.page.wait_for_timeout(1000)
        return violations(self.page) if self.page.locator("html[lang]").count() and path != "/docs" else []


@pytest.fixture(params=LOOKS, ids=["zh-1280-light", "en-390-dark"], name="look")
def look_fixture(request: pytest.FixtureRequest) -> tuple[Language, dict[str, int], str]:
    look: tuple[Language, dict[str, int], str] = request.param
    return look


def test_no_page_asks_anything_of_another_host(browser: Browser, anyone: Served, look: tuple[Language, dict[str, int], str]) -> None:
    visitor = Visitor(browser, anyone, *look)
    found = {path: visitor.visit(path) for path in OPEN}
    visitor.context.close()
    assert visitor.wrong == []
    assert {path: rules for path, rules in found.items() if rules} == {}


def test_nor_does_one_behind_a_login_before_it_and_after_a_wrong_password(browser: Browser, guarded: Served, look: tuple[Language, dict[str, int], str]) -> None:
    visitor = Visitor(browser, guarded, *look)
    found = {path: visitor.visit(path) for path in GUARDED}
    visitor.page.goto(f"{guarded.url}/login")
    for password in ("wrong", PASSWORD):
        visitor.page.fill("#name", NAME)
        visitor.page.fill("#password", password)
        visitor.page.press("#password", "Enter")
        if password == "wrong":
            expect(visitor.page.get_by_text(texts(visitor.language)["login"]["fault_wrong"])).to_be_visible()
            found["wrong"] = violations(visitor.page)
    visitor.page.wait_for_selector("#dz-box")
    visitor.page.wait_for_timeout(1000)
    visitor.context.close()
    assert visitor.wrong == []
    assert {path: rules for path, rules in found.items() if rules} == {}


@contextlib.contextmanager
def crowded(served: Served, cookie: str = "") -> Iterator[None]:
    """A server, that answers one at a time, has all the questions that it takes."""
    assert isinstance(served.desk, PacedDesk)
    served.desk.pause = 1.0

    def ask() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)) as connection:
            connection.request("POST", "/api/ask", json.dumps({"question": "每人最多借几本书?"}), {"Content-Type": "application/json", "Cookie": cookie})
            connection.getresponse().read()

    def waiting() -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)) as connection:
            connection.request("GET", "/metrics")
            return next(int(float(line.split()[-1])) for line in connection.getresponse().read().decode().splitlines() if line.startswith("duizhao_requests_waiting"))

    crowd = [threading.Thread(target=ask) for _ in range(1 + WAITING)]
    try:
        for one in crowd:
            one.start()
        deadline = time.monotonic() + 30
        while waiting() < WAITING:
            assert time.monotonic() < deadline, "the line was not filled"
            time.sleep(0.05)
        yield
    finally:
        served.desk.pause = 0.0
        for one in crowd:
            one.join(60)


def too_many(visitor: Visitor) -> None:
    """The page says so, in the clothes of the other pages."""
    words = texts(visitor.language)
    expect(visitor.page.get_by_role("heading")).to_have_text(words["read"]["told_later"])
    expect(visitor.page.get_by_role("main")).to_contain_text(words["server"]["crowded"].split("{")[0])
    assert visitor.page.evaluate(PADDING) == "72px"


def test_who_logs_in_when_there_are_too_many_reads_so_and_is_led_back_to_the_login(browser: Browser, guarded: Served, look: tuple[Language, dict[str, int], str]) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", guarded.port, timeout=120)) as connection:
        connection.request("POST", "/login", urlencode({"name": NAME, "password": PASSWORD}), {"Content-Type": "application/x-www-form-urlencoded"})
        cookie = connection.getresponse().headers["Set-Cookie"].partition(";")[0]
    visitor = Visitor(browser, guarded, *look)

    def log_in() -> None:
        visitor.page.fill("#name", NAME)
        visitor.page.fill("#password", PASSWORD)
        visitor.page.press("#password", "Enter")

    visitor.page.goto(f"{guarded.url}/login?next=/read/library")
    with crowded(guarded, cookie):
        log_in()
        too_many(visitor)
        found = violations(visitor.page)
    visitor.page.get_by_role("link", name=texts(visitor.language)["read"]["told_again"]).click()
    visitor.page.wait_for_selector("#password")
    log_in()
    expect(visitor.page.locator("h1")).to_contain_text("小镇图书馆开放办法")
    visitor.context.close()
    assert (visitor.wrong, found) == ([], [])


def test_under_a_name_that_the_server_does_not_know_the_page_that_says_so_is_dressed(browser: Browser, desk: Desk, look: tuple[Language, dict[str, int], str]) -> None:
    with serving(PacedDesk(desk.settings, desk.encoder), None, Configuration(hosts=("duizhao.example",))) as served:
        visitor = Visitor(browser, served, *look)
        refused: list[str] = []
        visitor.context.on("response", lambda reply: refused.append(reply.url) if reply.status == 421 else None)
        found = visitor.visit("/chat/")
        expect(visitor.page.get_by_role("heading")).to_have_text(texts(visitor.language)["read"]["told_never"])
        assert visitor.page.evaluate(PADDING) == "72px"
        visitor.context.close()
    assert (visitor.wrong, found, refused) == ([], [], [f"{served.url}/chat/"])


def test_too_many_at_once_is_a_page_that_says_when_to_come_again_and_leads_there(browser: Browser, anyone: Served, look: tuple[Language, dict[str, int], str]) -> None:
    visitor = Visitor(browser, anyone, *look)
    words = texts(visitor.language)
    with crowded(anyone):
        found = visitor.visit("/read/library?q=%E4%B9%A6")
        too_many(visitor)
    visitor.page.get_by_role("link", name=words["read"]["told_again"]).click()
    expect(visitor.page.locator("h1")).to_contain_text("小镇图书馆开放办法")
    assert visitor.page.url.endswith("?q=%E4%B9%A6")
    visitor.context.close()
    assert (visitor.wrong, found) == ([], [])
