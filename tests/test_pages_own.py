"""Every page of the server in a real Chromium, those that one meets only when something is wrong among them: nothing is asked of another host, no script fails, nobody is shut out."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

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
    with serving(PacedDesk(desk.settings, desk.encoder), None, Configuration(secret="s" * 32, login=file)) as served:
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


def test_too_many_at_once_is_a_page_that_says_when_to_come_again_and_leads_there(browser: Browser, anyone: Served, look: tuple[Language, dict[str, int], str]) -> None:
    assert isinstance(anyone.desk, PacedDesk)
    anyone.desk.pause = 1.0
    visitor = Visitor(browser, anyone, *look)
    words = texts(visitor.language)

    def ask() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", anyone.port, timeout=120)) as connection:
            connection.request("POST", "/api/ask", json.dumps({"question": "每人最多借几本书?"}), {"Content-Type": "application/json"})
            connection.getresponse().read()

    crowd = [threading.Thread(target=ask) for _ in range(1 + WAITING)]
    try:
        for one in crowd:
            one.start()
        for _ in range(50):
            visitor.page.wait_for_timeout(100)
            if anyone.desk.at_work:
                break
        visitor.page.wait_for_timeout(500)
        found = visitor.visit("/read/library?q=%E4%B9%A6")
        expect(visitor.page.get_by_role("heading")).to_have_text(words["read"]["told_later"])
        expect(visitor.page.get_by_role("main")).to_contain_text(words["server"]["crowded"].split("{")[0])
        assert visitor.page.evaluate("getComputedStyle(document.querySelector('main')).paddingTop") == "72px", "in the clothes of the other pages"
    finally:
        anyone.desk.pause = 0.0
        for one in crowd:
            one.join(60)
    visitor.page.get_by_role("link", name=words["read"]["told_again"]).click()
    expect(visitor.page.locator("h1")).to_contain_text("小镇图书馆开放办法")
    assert visitor.page.url.endswith("?q=%E4%B9%A6")
    visitor.context.close()
    assert (visitor.wrong, found) == ([], [])
