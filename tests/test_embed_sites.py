"""The widget across sites, in a real Chromium: origins allowed and not, http and https, cookies blocked or not, tokens that begin and end, a login."""

import contextlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import SWITCHES, chromium
from hosting import NAMES, STRICT, Host, asked_in, certificate, chat_in, events, heard, hosting, inline, opened, tag
from limits import parse
from pages import QUIET, WIDE, Served, serving
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect, sync_playwright

from app.asking import Desk
from app.web.accounts import put
from app.web.configuration import Configuration
from app.web.tokens import Tokens

pytestmark = QUIET
BORROW = "每人最多借几本书？"
SECRET, EMBED_SECRET, PASSWORD = "s" * 32, "e" * 32, "correct horse"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for which the names under .example are this machine."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=[*SWITCHES, NAMES])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=WIDE, locale="zh-CN", ignore_https_errors=True)  # as in a private window: cookies of other sites are blocked
    made.set_default_timeout(20_000)
    yield made
    made.close()


@contextlib.contextmanager
def tab(context: BrowserContext) -> Iterator[Page]:
    """A page; its browser's connections are closed before the server is stopped, which by TLS takes a moment."""
    try:
        yield context.new_page()
    finally:
        context.close()
        time.sleep(0.3)


def secure(served: Served, pem: Path) -> Served:
    """The application by https, under a name of its own; not started yet."""
    served.tls = {"ssl_certfile": str(pem), "ssl_keyfile": str(pem.with_suffix(".key"))}
    served.url = f"https://chat.example:{served.port}"
    return served


def calls(page: Page) -> list[Request]:
    """The page's calls from now on to what holds data."""
    made: list[Request] = []
    page.on("request", lambda request: made.append(request) if re.search("/component_server/|/queue/", request.url) else None)
    return made


# Origins


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page_that_is_not_listed_gets_words_and_a_way_to_learn_why(context: BrowserContext, desk: Desk, pem: Path, scheme: str) -> None:
    with hosting("host.example", pem if scheme == "https" else None) as host:
        served = Served(desk, configuration=Configuration(origins=("https://other.example",)))
        if scheme == "https":
            secure(served, pem)
        served.start()
        try:
            with tab(context) as page:
                refused(context, page, host, served)
        finally:
            served.stop()


def refused(context: BrowserContext, page: Page, host: Host, served: Served) -> None:
    page.clock.install()
    page.goto(host.page(tag(served.url, language="en")))
    page.evaluate("void duizhao.ask('Is there a library?').then((told) => (window.told = told))")
    told = page.locator("duizhao-chat .told")
    expect(told).to_contain_text("Opening …")
    expect(told).to_contain_text(f"{host.url} is not on its list", timeout=15_000)
    expect(told).not_to_contain_text("cannot be reached")
    expect(told).to_contain_text(f"{host.url} in DUIZHAO_ORIGINS")
    expect(told).to_contain_text(f"{urlsplit(served.url).hostname} in DUIZHAO_HOSTS")
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_visible()
    assert page.evaluate("window.told") is None, "it may yet come, and is asked then"
    page.clock.fast_forward(61_000)
    page.wait_for_function("window.told")
    assert page.evaluate("window.told") == {"status": "error", "uncertain": False, "language": "en", "citations": 0, "question": "Is there a library?"}
    with context.expect_page() as opened_page:
        told.get_by_role("link").click()
    reason = opened_page.value
    expect(reason.locator("#e-verdict")).to_contain_text(f"{host.url} is not on the list.")
    expect(reason.locator("#e-verdict code")).to_have_text(f"DUIZHAO_ORIGINS=https://other.example,{host.url}")


def test_a_page_whose_policy_lets_nobody_look_does_not_say_that_the_server_is_down(context: BrowserContext, desk: Desk) -> None:
    with hosting("host.example") as host, serving(desk) as served, tab(context) as page:
        host.policy = STRICT.format(server=served.url)
        page.goto(host.page(tag(served.url, language="en")))
        page.locator("duizhao-chat button.open").click()
        told = page.locator("duizhao-chat .told")
        expect(told).to_contain_text(f"{host.url} is not on its list", timeout=20_000)
        expect(told).not_to_contain_text("cannot be reached")


def test_over_plain_http_in_a_network_one_asks_opens_a_citation_and_copies(context: BrowserContext, desk: Desk) -> None:
    """No secure context: the browser sends no Fetch Metadata, and has no clipboard for scripts."""
    with hosting("host.example") as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served, tab(context) as page:
        sent: list[dict[str, str]] = []
        page.on("request", lambda request: sent.append(request.headers) if "/component_server/" in request.url else None)
        page.goto(host.page(tag(f"http://duizhao.example:{served.port}", language="zh"), "<textarea id='place'></textarea>"))
        assert page.evaluate("[window.isSecureContext, 'clipboard' in navigator]") == [False, False]
        frame = opened(page)
        asked_in(frame, BORROW)
        frame.locator(".dz-tools").get_by_role("button", name="复制").click()
        expect(frame.get_by_role("button", name="已复制")).to_be_visible()
        frame.locator("a.dz-marker").first.click()
        expect(frame.locator("#dz-evidence mark.dz-now").first).to_be_visible()
        page.locator("#place").focus()
        page.keyboard.press("Control+V")
        expect(page.locator("#place")).to_have_value(re.compile("借"))
        assert sent and not [one for one in sent if "sec-fetch-site" in one]


def test_a_question_of_the_page_outlasts_a_slow_opening(context: BrowserContext, desk: Desk) -> None:
    with hosting() as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served, tab(context) as page:
        held: list[Route] = []
        page.route("**/static/talk.js", lambda route: held.append(route))
        heard(page)
        page.goto(host.page(tag(served.url, language="zh")))
        page.evaluate("question => void duizhao.ask(question).then((told) => (window.told = told))", BORROW)
        expect(page.locator("duizhao-chat .told .head")).to_be_visible(timeout=30_000)  # words that it may be refused
        assert events(page, "answer") == []
        for route in held:
            route.continue_()
        page.unroute("**/static/talk.js")
        page.wait_for_function("window.told", timeout=30_000)
        assert page.evaluate("window.told.status") == "answered"
        expect(page.locator("duizhao-chat .told")).to_be_hidden()
        expect(chat_in(page).locator(".dz-question")).to_have_text([BORROW])


def test_under_a_name_that_the_server_does_not_know_the_page_still_says_so_and_the_way_leads_to_the_setting(context: BrowserContext, desk: Desk) -> None:
    with hosting("host.example") as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served, tab(context) as page:
        page.goto(host.page(tag(f"http://duizhao.example.com:{served.port}", language="en")))
        page.evaluate("duizhao.open()")
        told = page.locator("duizhao-chat .told")
        expect(told.get_by_role("link")).to_be_visible(timeout=20_000)
        with context.expect_page() as opened:
            told.get_by_role("link").click()
        expect(opened.value.locator("body")).to_contain_text("DUIZHAO_HOSTS")
        opened.value.close()


def test_within_the_text_a_refusal_is_told_too_and_once_it_is_listed_trying_again_opens(context: BrowserContext, desk: Desk) -> None:
    with hosting() as host, serving(desk) as served, tab(context) as page:
        page.goto(host.page(tag(served.url, position="inline"), inline(language="zh")))
        expect(page.locator("duizhao-chat .told")).to_contain_text(f"{host.url} 不在它的名单里", timeout=15_000)
        served.stop()
        page.locator("duizhao-chat .told").get_by_role("button", name="再试一次").click()
        expect(page.locator("duizhao-chat .told")).to_contain_text("连不上", timeout=25_000)
        served.configuration = Configuration(origins=(host.url,))
        served.start()
        page.locator("duizhao-chat .told").get_by_role("button", name="再试一次").click()
        asked_in(chat_in(page), BORROW)
        expect(page.locator("duizhao-chat .told")).to_be_hidden()


def test_another_origin_can_neither_frame_nor_call(context: BrowserContext, desk: Desk) -> None:
    with hosting() as listed, hosting("127.0.0.1") as other, serving(desk, configuration=Configuration(origins=(listed.url,))) as served, tab(context) as page:
        page.goto(other.page("", f'<iframe src="{served.url}/chat/?embed=1"></iframe>'))
        page.wait_for_timeout(1500)
        assert page.frames[1].url.startswith("chrome-error:")
        call = """async ([url, more]) => {
          const reply = await fetch(url + "/api/ask", { method: "POST", body: '{"question": "x"}', ...more }).catch(() => null);
          return reply ? reply.type + " " + reply.status : "refused";
        }"""
        json_body = {"headers": {"content-type": "application/json"}}
        assert page.evaluate(call, [served.url, json_body]) == "refused"
        assert page.evaluate(call, [served.url, {"mode": "no-cors"}]) == "refused", "the answer is for own pages, and the browser does not even hand it over unread"
        page.goto(listed.page())
        assert page.evaluate(call, [served.url, json_body]) == "cors 200"


@pytest.mark.parametrize("page_scheme", ["https", "http"])
def test_an_https_server_is_embedded_by_pages_of_both_schemes(context: BrowserContext, desk: Desk, pem: Path, page_scheme: str) -> None:
    with hosting("host.example", pem if page_scheme == "https" else None) as host:
        assert host.url.startswith(f"{page_scheme}://host.example:")
        served = secure(Served(desk, configuration=Configuration(origins=(host.url,))), pem)
        served.start()
        try:
            with tab(context) as page:
                heard(page)
                page.goto(host.page(tag(served.url)))
                asked_in(opened(page), BORROW)
                assert [one["status"] for one in events(page, "answer")] == ["answered"]
        finally:
            served.stop()


def test_an_http_server_cannot_be_embedded_by_an_https_page_and_the_check_says_so(context: BrowserContext, desk: Desk, pem: Path) -> None:
    with hosting("host.example", pem) as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served, tab(context) as page:
        plain = f"http://chat.example:{served.port}"
        page.goto(host.page(tag(plain)))
        page.wait_for_timeout(500)
        assert page.evaluate("typeof window.duizhao") == "undefined"
        page.goto(f"{plain}/embed?ui=en#{host.url}")
        expect(page.locator("#e-verdict")).to_contain_text("Browsers let no https page embed http content")


# What a frame stores


@contextlib.contextmanager
def profile(browser: Browser, folder: Path, *, blocks: bool) -> Iterator[BrowserContext]:
    """A browser whose owner blocks the cookies, and with them the storage, of other sites in a page, or does not: Chromium's default is one or the other."""
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps({"profile": {"cookie_controls_mode": int(blocks), "block_third_party_cookies": blocks}}), encoding="utf-8")
    made = browser.browser_type.launch_persistent_context(str(folder), executable_path=chromium(), args=SWITCHES, viewport=WIDE, locale="zh-CN")
    made.set_default_timeout(20_000)
    try:
        yield made
    finally:
        made.close()


def test_with_cookies_of_other_sites_blocked_everything_works_and_the_page_says_that_nothing_stays(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    with profile(browser, tmp_path, blocks=True) as context, hosting() as host, serving(desk, configuration=Configuration(origins=(host.url,), rate=parse("2/minute"))) as served, tab(context) as page:
        made = calls(page)
        page.goto(host.page(tag(served.url)))
        frame = opened(page)
        expect(frame.locator(".dz-hints")).to_contain_text("关闭这个标签页后，对话不会保留")
        asked_in(frame, BORROW)
        asked_in(frame, "那周末呢？")
        assert [cookie["name"] for cookie in context.cookies() if cookie["name"].startswith("duizhao")] == []
        visitors = {request.headers.get("x-duizhao-visitor", "") for request in made[1:]}
        assert len(visitors) == 1 and "" not in visitors, "the id that the first reply gave goes along with each call"
        frame.locator(".dz-menu").click()
        expect(frame.get_by_role("dialog").get_by_role("button", name="历史")).to_have_count(0)
        page.keyboard.press("Escape")
        frame.locator("#dz-box").fill(BORROW)
        frame.locator("#dz-box").press("Enter")
        expect(frame.locator(".dz-turn").last).to_contain_text(re.compile("问得太快了，请过 [0-9]+ 秒再试。您的问题已保留。"))
        expect(frame.locator(".dz-turn").last.get_by_role("button", name="重试")).to_be_visible()


def test_a_question_asked_before_the_pages_first_call_is_answered_is_the_same_visitors(context: BrowserContext, desk: Desk) -> None:
    with hosting() as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served, tab(context) as page:
        held: list[Route] = []
        page.route("**/component_server/", lambda route: held.append(route))
        made = calls(page)
        page.goto(host.page(tag(served.url)))
        frame = opened(page)
        frame.locator("#dz-box").fill(BORROW)
        frame.locator("#dz-box").press("Enter")
        page.wait_for_timeout(800)
        assert [request.url.rsplit("/", 2)[-2] for request in made] == ["component_server"], "the question waits, or it would be given an id of its own"
        held[0].continue_()
        expect(frame.locator(".dz-turn")).to_have_attribute("data-state", "answered")
        assert len({request.headers.get("x-duizhao-visitor", "") for request in made[1:]}) == 1


def test_where_the_browser_gives_frames_storage_of_their_own_conversations_stay(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    with profile(browser, tmp_path, blocks=False) as context, hosting() as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served, tab(context) as page:
        page.goto(host.page(tag(served.url)))
        made = calls(page)
        frame = opened(page)
        asked_in(frame, BORROW)
        page.reload()
        frame = opened(page)
        expect(frame.locator(".dz-question")).to_have_text(BORROW)
        asked_in(frame, "那周末呢？")
        visitors = {request.headers.get("x-duizhao-visitor", "") for request in made[1:]}
        assert len(visitors) == 1 and "" not in visitors, "also after a reload"


# Tokens and a login


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("login") / "accounts"
    put(file, "reader", PASSWORD)
    return file


def guarded(host: Host, login: Path) -> Configuration:
    return Configuration(origins=(host.url,), login=login, secret=SECRET, embed_secret=EMBED_SECRET)


def minting(*, lasts: int = 1800) -> tuple[int, dict[str, object]]:
    return 200, {"token": Tokens(SECRET, EMBED_SECRET).new(), "expires_in": lasts}


def test_a_token_lets_the_frame_in_is_in_no_address_that_a_server_sees_and_opens_the_reader(context: BrowserContext, desk: Desk, login: Path) -> None:
    with hosting() as host, serving(desk, configuration=guarded(host, login)) as served, tab(context) as page:
        host.token = minting
        addresses: list[str] = []
        page.on("request", lambda request: addresses.append(request.url))
        page.goto(host.page(tag(served.url, token_url="/duizhao-token")))
        assert "/duizhao-token" not in host.asked
        frame = opened(page)
        asked_in(frame, BORROW)
        assert host.asked.count("/duizhao-token") == 1
        assert not any("WyJ" in address for address in (one.partition("#")[0] for one in addresses)), "a token begins so"
        assert "token" not in page.frames[1].evaluate("location.href")
        frame.locator("a.dz-marker").first.click()
        link = frame.locator("#dz-evidence").get_by_role("link", name="在全文中阅读")
        with context.expect_page() as reader:
            link.click()
        expect(reader.value.get_by_role("heading", name="小镇图书馆开放办法")).to_be_visible()
        assert re.fullmatch(rf"{served.url}/read/library\?ui=zh#[\w.]+", reader.value.url), "the pass is taken out of the address"
        assert "pass=" not in (link.get_attribute("href") or "")


def test_a_token_is_renewed_before_it_ends(context: BrowserContext, desk: Desk, login: Path) -> None:
    with hosting() as host, serving(desk, configuration=guarded(host, login)) as served, tab(context) as page:
        made = calls(page)
        host.token = lambda: minting(lasts=10)
        page.goto(host.page(tag(served.url, token_url="/duizhao-token")))
        frame = opened(page)
        asked_in(frame, BORROW)
        first = made[-1].headers["x-duizhao-token"]
        page.wait_for_timeout(6000)
        assert host.asked.count("/duizhao-token") >= 2
        asked_in(frame, "那周末呢？")
        assert made[-1].headers["x-duizhao-token"] != first


def test_a_token_that_is_refused_is_asked_for_once_more_and_then_words_say_what_to_do(context: BrowserContext, desk: Desk, login: Path) -> None:
    given = iter([(200, {"token": "worn-out", "expires_in": 1800}), minting(), (200, {"token": "worn-out-too", "expires_in": 1800}), (403, {})])
    with hosting() as host, serving(desk, configuration=guarded(host, login)) as served, tab(context) as page:
        host.token = lambda: next(given)
        page.goto(host.page(tag(served.url, token_url="/duizhao-token")))
        frame = opened(page)
        asked_in(frame, BORROW)
        assert host.asked.count("/duizhao-token") == 2
        page.reload()
        page.locator("duizhao-chat button.open").click()
        frame = page.frame_locator("duizhao-chat iframe")
        expect(frame.locator(".dz-first")).to_contain_text("访问时限已到")
        assert host.asked.count("/duizhao-token") == 4
        host.token = minting
        frame.get_by_role("button", name="重试").click()
        asked_in(chat_in(page), BORROW)


def test_a_frame_without_a_token_shows_the_way_to_the_login_and_not_the_login(context: BrowserContext, desk: Desk, login: Path) -> None:
    with hosting() as host, serving(desk, configuration=guarded(host, login)) as served, tab(context) as page:
        page.goto(host.page(tag(served.url, token_url="/duizhao-token")))  # whose server gives none
        page.locator("duizhao-chat button.open").click()
        frame = page.frame_locator("duizhao-chat iframe")
        expect(frame.locator(".dz-first")).to_contain_text("登录以后才能看报告、提问题")
        assert "图书馆" not in frame.locator("body").inner_text()
        link = frame.get_by_role("link", name="去登录")
        with context.expect_page() as entry:
            link.click()
        entry.value.wait_for_load_state()
        assert entry.value.url.startswith(f"{served.url}/login?next=")
        assert entry.value.evaluate("window.top === window")


def test_a_plain_frame_opens_the_login_in_a_tab_of_its_own_too(context: BrowserContext, desk: Desk, login: Path) -> None:
    with hosting() as host, serving(desk, configuration=guarded(host, login)) as served, tab(context) as page:
        page.goto(host.page("", f'<iframe src="{served.url}/chat/" width="600" height="600"></iframe>'))
        with context.expect_page() as entry:
            page.frame_locator("iframe").get_by_role("link", name="去登录").click()
        expect(entry.value.locator("[name=password]")).to_be_visible()
        page.set_content(f'<iframe src="{served.url}/login"></iframe>')
        page.wait_for_timeout(1000)
        assert page.frames[-1].url.startswith("chrome-error:"), "a listed page may frame the chat and not the login"


def test_a_page_of_its_own_leads_to_the_login_and_back(context: BrowserContext, desk: Desk, login: Path) -> None:
    with hosting() as host, serving(desk, configuration=guarded(host, login)) as served, tab(context) as page:
        page.goto(f"{served.url}/chat/?ui=en")
        expect(page.locator(".dz-first")).to_contain_text("Log in to read and ask the reports.")
        assert page.locator("#dz-box").is_hidden()
        assert "library" not in page.content()
        page.get_by_role("link", name="Log in").click()
        page.locator("[name=name]").fill("reader")
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served.url}/chat/?ui=en")
        expect(page.get_by_role("heading", name="Ask this report")).to_be_visible()
        context.clear_cookies()
        page.fill("#dz-box", BORROW)
        page.press("#dz-box", "Enter")
        expect(page.locator(".dz-turn").last).to_contain_text("Log in to read and ask the reports.", timeout=20_000)


def test_the_whole_opens_within_seconds(context: BrowserContext, desk: Desk) -> None:
    with hosting() as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served, tab(context) as page:
        page.goto(host.page(tag(served.url)))
        before = time.monotonic()
        opened(page)
        assert time.monotonic() - before < 15, "words that it may be refused come after that"
