"""The door in a real browser: the policy, the login without script and with it, limits as the page tells them, a conversation after the server came back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import violations
from entering import BORROW
from limits import parse
from pages import NARROW, QUIET, PacedDesk, Served, ask, ended, send, serving
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.asking import Desk
from app.web import accounts
from app.web.configuration import Configuration

pytestmark = QUIET
NAME, PASSWORD = "王小明", "四个汉字加数字1234"
SECRET = "s" * 32


def paced(desk: Desk) -> PacedDesk:
    return PacedDesk(desk.settings, desk.encoder)


@pytest.fixture(scope="module")
def open_to_all(desk: Desk) -> Iterator[Served]:
    with serving(paced(desk), None, Configuration(secret=SECRET)) as served:
        yield served


@pytest.fixture(scope="module")
def guarded(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file: Path = tmp_path_factory.mktemp("login") / "names"
    accounts.put(file, NAME, PASSWORD)
    with serving(paced(desk), None, Configuration(secret=SECRET, login=file)) as served:
        yield served


class Watched:
    """A browser context, what its pages said on the console, and which scripts failed."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.context: BrowserContext = browser.new_context(**{"locale": "zh-CN", **options})  # type: ignore[arg-type]
        self.said: list[str] = []

    def page(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: self.said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page


@pytest.fixture
def watched(browser: Browser) -> Iterator[list[Watched]]:
    made: list[Watched] = []
    yield made
    for one in made:
        one.context.close()


def opened(served: Served, watched: Watched, address: str = "/chat/") -> Page:
    page = watched.page()
    page.goto(served.url + address)
    page.wait_for_selector("#dz-box")
    return page


def let_in(page: Page) -> None:
    page.wait_for_function("!document.querySelector('.dz-send').disabled")


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.fill("#name", NAME)
    page.fill("#password", password)
    page.press("#password", "Enter")


def test_under_the_policy_the_chat_works_and_the_console_is_silent(browser: Browser, open_to_all: Served, watched: list[Watched]) -> None:
    watched.append(one := Watched(browser))
    page = opened(open_to_all, one)
    let_in(page)
    assert "五本书" in ask(page, BORROW)
    reader = one.page()
    reader.goto(f"{open_to_all.url}/read/library")
    login = one.page()
    login.goto(f"{open_to_all.url}/docs")
    assert one.said == []


@pytest.mark.parametrize("address", ["/chat/", "/read/library"])
def test_what_is_put_into_a_page_does_not_run(browser: Browser, open_to_all: Served, watched: list[Watched], address: str) -> None:
    """Should markup ever get in by a fault of ours, the policy is what stops it."""
    watched.append(one := Watched(browser))
    page = one.page()
    page.goto(open_to_all.url + address)
    page.evaluate(
        """() => {
          window.ran = [];
          const into = document.createElement('div');
          into.innerHTML = `<img src=x onerror="ran.push(1)"><svg onload="ran.push(2)"></svg><a href="javascript:ran.push(3)" id=evil>x</a>
            <iframe srcdoc="<script>parent.ran.push(4)</script>"></iframe><iframe src="javascript:parent.ran.push(5)"></iframe>
            <object data="data:text/html,x"></object><base href="https://evil.example/"><form action="https://evil.example/" id=form></form>`;
          document.body.append(into);
          const script = document.createElement('script');
          script.textContent = 'ran.push(6)';
          document.body.append(script);
          const other = document.createElement('script');
          other.src = 'data:text/javascript,ran.push(7)';
          document.body.append(other);
          document.getElementById('evil').click();
          document.getElementById('form').submit();
        }"""
    )
    page.wait_for_timeout(1000)
    assert page.evaluate("window.ran") == []
    assert page.url.startswith(open_to_all.url)
    assert any("Content Security Policy" in text for text in one.said)


def test_a_fetch_to_another_host_does_not_leave(browser: Browser, open_to_all: Served, watched: list[Watched]) -> None:
    watched.append(one := Watched(browser))
    page = opened(open_to_all, one)
    assert page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')") == "stopped"
    assert any("connect-src" in text for text in one.said)


# The login


def test_the_login_works_without_script_and_leads_to_the_place_in_the_report(browser: Browser, guarded: Served, watched: list[Watched]) -> None:
    watched.append(one := Watched(browser, java_script_enabled=False))
    page = one.page()
    page.goto(f"{guarded.url}/read/library?ui=zh#1.2.p1.s1")
    expect(page.locator("h1")).to_have_text("登录")
    log_in(page, "wrong password")
    expect(page.locator("[role=alert]")).to_have_text("用户名或密码不对。")
    assert page.input_value("#name") == NAME and page.input_value("#password") == ""
    log_in(page)
    expect(page.get_by_text("周末延长开放到晚上十点")).to_be_visible()
    assert page.url == f"{guarded.url}/read/library?ui=zh#1.2.p1.s1"
    assert one.said == [] or all("403" in text for text in one.said)


def test_the_chat_asks_to_log_in_and_then_answers(browser: Browser, guarded: Served, watched: list[Watched]) -> None:
    watched.append(one := Watched(browser))
    page = one.page()
    page.goto(f"{guarded.url}/chat/")
    page.wait_for_selector("a[href^='/login']")
    assert "小镇图书馆" not in page.content()
    page.click("a[href^='/login']")
    log_in(page)
    page.wait_for_selector("#dz-box")
    let_in(page)
    assert "五本书" in ask(page, BORROW)
    page.goto(f"{guarded.url}/login")
    expect(page.get_by_text(NAME)).to_be_visible()
    page.click("form button")
    page.wait_for_selector("#password")
    page.go_back()
    page.goto(f"{guarded.url}/read/library")
    assert "/login?" in page.url


def test_a_question_that_lost_its_stream_is_asked_again_after_the_reports_are_there(browser: Browser, guarded: Served, watched: list[Watched]) -> None:
    watched.append(one := Watched(browser))
    page = one.page()
    page.goto(f"{guarded.url}/login?next=/chat/")
    log_in(page)
    page.wait_for_selector("#dz-box")
    let_in(page)
    ask(page, BORROW)
    page.evaluate("sessionStorage.setItem('duizhao.resend', document.querySelector('.dz-turn').dataset.turn)")  # as where the stream was lost
    with page.expect_request(lambda request: "/queue/join" in request.url and BORROW in (request.post_data or "")):
        page.reload()
    page.wait_for_function("document.querySelector('.dz-turn')?.dataset.state === 'answered'")
    expect(page.locator(".dz-question")).to_have_text([BORROW])


@pytest.mark.parametrize(("ui", "theme"), [("zh", "light"), ("en", "dark")])
@pytest.mark.parametrize("narrow", [False, True])
def test_the_login_page_stands_in_light_and_dark_wide_and_narrow(browser: Browser, guarded: Served, watched: list[Watched], ui: str, theme: str, narrow: bool) -> None:
    watched.append(one := Watched(browser, **({"viewport": NARROW} if narrow else {})))
    page = one.page()
    page.goto(f"{guarded.url}/login?ui={ui}&theme={theme}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    background = page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
    assert background == ("rgb(255, 255, 255)" if theme == "light" else "rgb(25, 31, 32)")
    assert page.evaluate("document.activeElement.id") == "name"
    assert violations(page) == []
    other = {"zh": "English", "en": "中文"}[ui]
    page.get_by_text(other).click()
    page.wait_for_url("**/login?**")
    assert f"theme={theme}" in page.url
    expect(page.locator("h1")).to_have_text({"zh": "Log in", "en": "登录"}[ui])
    assert one.said == []


# Limits and restarts


@pytest.mark.parametrize(("locale", "words"), [("zh-CN", "太快"), ("en-GB", "too fast")])
def test_a_page_that_asks_too_often_is_told_so_and_goes_on_later(browser: Browser, desk: Desk, watched: list[Watched], locale: str, words: str) -> None:
    with serving(paced(desk), None, Configuration(secret=SECRET, rate=parse("2/20 second"))) as served:
        watched.append(one := Watched(browser, locale=locale))
        page = opened(served, one)
        let_in(page)
        for question in (BORROW, "借期多长？"):
            assert ask(page, question)
        send(page, "图书馆几点关门？")
        ended(page, "图书馆几点关门？")
        failed = page.locator(".dz-failed")
        assert words in failed.inner_text()
        page.wait_for_timeout(20_000)
        failed.locator("button").click()
        expect(failed).to_have_count(0)
        ended(page, "图书馆几点关门？")
        assert "八点" in page.locator(".dz-turn").last.inner_text(), "the same stream goes on"


def test_after_a_restart_with_a_new_secret_the_page_is_a_new_visitor_and_goes_on(browser: Browser, desk: Desk, watched: list[Watched]) -> None:
    """Where DUIZHAO_SECRET is not set each start has a secret of its own: no id of the old server counts at the new one."""
    with serving(paced(desk), None, Configuration()) as served:
        watched.append(one := Watched(browser))
        page = opened(served, one)
        let_in(page)
        assert "五本书" in ask(page, BORROW)
        (old,) = (cookie["value"] for cookie in one.context.cookies() if cookie["name"] == "duizhao_visitor")
        served.stop()
        served.configuration = Configuration()
        served.start()
        page.reload()
        page.wait_for_selector("#dz-box")
        let_in(page)
        assert "八点" in ask(page, "图书馆几点关门？")
        (new,) = (cookie["value"] for cookie in one.context.cookies() if cookie["name"] == "duizhao_visitor")
        assert new != old


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_who_is_logged_in_finds_the_way_out_in_the_chat(browser: Browser, guarded: Served, watched: list[Watched], narrow: bool) -> None:
    watched.append(Watched(browser, **({"viewport": NARROW} if narrow else {})))
    page = watched[0].page()
    page.goto(f"{guarded.url}/login?next=/chat/")
    log_in(page)
    page.wait_for_selector("#dz-box")
    let_in(page)
    if narrow:
        page.click(".dz-menu")
    page.get_by_role("link", name="退出登录").locator("visible=true").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_selector("#name")
    page.goto(f"{guarded.url}/chat/")
    expect(page.locator("a[href^='/login?next=']")).to_be_visible()
    assert page.locator(".dz-out").count() == 0


def test_in_a_frame_there_is_no_way_out_since_nobody_may_frame_its_page(browser: Browser, guarded: Served, watched: list[Watched]) -> None:
    watched.append(one := Watched(browser))
    page = one.page()
    page.goto(f"{guarded.url}/login?next=/docs")
    log_in(page)
    page.wait_for_selector("#dz-reference")
    page.evaluate("() => { const frame = document.createElement('iframe'); frame.src = '/chat/'; document.body.prepend(frame); }")
    frame = page.frame_locator("iframe")
    expect(frame.locator(".dz-send")).to_be_enabled()
    expect(frame.locator(".dz-out")).to_have_count(0)


def test_without_a_login_there_is_no_way_out(browser: Browser, open_to_all: Served, watched: list[Watched]) -> None:
    watched.append(Watched(browser))
    page = opened(open_to_all, watched[0])
    let_in(page)
    assert page.locator(".dz-out").count() == 0


def test_a_page_whose_stream_is_refused_says_that_the_server_is_busy_and_asks_again_later(browser: Browser, open_to_all: Served, watched: list[Watched]) -> None:
    watched.append(one := Watched(browser))
    page = opened(open_to_all, one)
    let_in(page)
    crowded = '{"title": "Service Unavailable", "status": 503, "code": "crowded"}'
    page.route("**/queue/data*", lambda route: route.fulfill(status=503, content_type="application/problem+json", body=crowded, headers={"retry-after": "5"}))
    send(page, BORROW)
    ended(page, BORROW)
    failed = page.locator(".dz-failed")
    assert "服务器正忙，请过 5 秒再试。您的问题已保留。" in failed.inner_text()
    page.unroute("**/queue/data*")
    failed.locator("button").click()
    expect(failed).to_have_count(0)
    page.wait_for_function("document.querySelector('.dz-turn')?.dataset.state === 'answered'")
    expect(page.locator(".dz-question")).to_have_text([BORROW])


@pytest.mark.parametrize(
    ("status", "code", "seconds", "words"),
    [
        pytest.param(503, "crowded", 5, "服务器正忙，请过 5 秒再试。", id="crowded"),
        pytest.param(503, "stopping", 0, "服务器正忙，请过 30 秒再试。", id="no-time-told"),
        pytest.param(429, "address", 40, "您所在的网络提问太多，请过 40 秒再试。", id="one-address"),
        pytest.param(429, "rate", 180, "问得太快了，请过 3 分钟再试。", id="one-visitor"),
    ],
)
def test_a_question_that_is_not_taken_says_whose_fault_it_is_and_when_to_come_again(
    browser: Browser, open_to_all: Served, watched: list[Watched], status: int, code: str, seconds: int, words: str
) -> None:
    watched.append(one := Watched(browser))
    page = opened(open_to_all, one)
    let_in(page)
    told = {"content_type": "application/problem+json", "body": f'{{"title": "x", "status": {status}, "code": "{code}"}}', "headers": {"retry-after": str(seconds)} if seconds else {}}
    page.route("**/queue/join*", lambda route: route.fulfill(status=status, **told))  # type: ignore[arg-type]
    send(page, BORROW)
    ended(page, BORROW)
    assert words in page.locator(".dz-failed").inner_text()
