"""What the server gives to pages of others: the loader, the page that writes the snippet, and whether an origin may embed."""

import json
import re
from collections.abc import Iterator

import pytest
from axe import violations
from entering import entering
from fastapi.testclient import TestClient
from hosting import asked_in, chat_in, hosting
from pages import NARROW, QUIET, WIDE, Served, serving
from playwright.sync_api import Browser, Page, expect

from app.asking import Desk
from app.pages.texts import texts
from app.web.configuration import Configuration
from app.web.embeddable import Code, Verdict, verdict

pytestmark = QUIET
OWN = "https://chat.example"
LISTED = ("https://intranet.example", "http://10.0.0.5:8080", "http://www.old.example", "http://localhost:3000")


# May an origin embed?


CASES: list[tuple[str, str, Code]] = [
    ("https://chat.example", "https://chat.example", "own"),
    ("https://intranet.example", "https://intranet.example", "listed"),
    ("  HTTPS://Intranet.Example:443/ ", "https://intranet.example", "listed"),
    ("https://intranet.example/a/b?c#d", "https://intranet.example", "listed"),
    ("http://10.0.0.5:8080", "http://10.0.0.5:8080", "listed"),
    ("http://10.0.0.5", "http://10.0.0.5", "port"),
    ("https://intranet.example:8443/", "https://intranet.example:8443", "port"),
    ("http://intranet.example", "http://intranet.example", "other_scheme"),
    ("https://www.intranet.example", "https://www.intranet.example", "www"),
    ("http://old.example", "http://old.example", "www"),
    ("http://127.0.0.1:3000", "http://127.0.0.1:3000", "loopback"),
    ("https://elsewhere.example", "https://elsewhere.example", "not_listed"),
    ("https://intranet.example.evil.example", "https://intranet.example.evil.example", "not_listed"),
    ("https://中文.example", "https://xn--fiq228c.example", "not_listed"),
    ("http://[::1]:8080", "http://[::1]:8080", "ipv6"),
    ("https://[2001:db8::5]/a", "https://[2001:db8::5]", "ipv6"),
    ("http://my_host:8080", "http://my_host:8080", "underscore"),
    ("my_host:8080", "https://my_host:8080", "no_scheme"),
    ("*", "", "star"),
    ("https://*.example", "", "star"),
    ("", "", "empty"),
    ("   ", "", "empty"),
    ("intranet.example", "https://intranet.example", "no_scheme"),
    ("intranet:8080/x", "https://intranet:8080", "no_scheme"),
    ("my page", "", "invalid"),
    ("ftp://intranet.example", "", "scheme"),
    ("javascript://alert(1)", "", "scheme"),
    ("file:///C:/page.html", "", "opaque"),
    ("null", "", "opaque"),
    ("https://", "", "invalid"),
    ("https://a b", "", "invalid"),
    ("https://intranet.example:99999", "", "invalid"),
    ("https://[::1", "", "invalid"),
    ("https://user:word@intranet.example", "", "invalid"),
    ("https://<script>", "", "invalid"),
]


@pytest.mark.parametrize(("typed", "origin", "code"), CASES)
def test_an_origin_is_told_from_what_was_typed_and_why_it_is_refused(typed: str, origin: str, code: Code) -> None:
    found = verdict(typed, OWN, LISTED)
    assert (found.origin, found.code, found.allowed) == (origin, code, code in ("own", "listed"))


def test_a_refused_origin_comes_with_the_setting_that_lets_it_in_beside_those_that_are() -> None:
    found = verdict("https://elsewhere.example/a", OWN, LISTED)
    assert found.setting == ",".join([*LISTED, "https://elsewhere.example"])
    assert found.path
    assert verdict(found.origin, OWN, tuple(found.setting.split(","))).allowed
    assert verdict("https://intranet.example", OWN, LISTED).setting == verdict("*", OWN, LISTED).setting == ""
    assert verdict("http://[::1]:8080", OWN, LISTED).setting == verdict("http://my_host", OWN, LISTED).setting == "", "no setting lets these in"


@pytest.mark.parametrize("own", ["http://[::1]:7860", "http://duizhao_app:7860"])
def test_the_servers_own_pages_embed_under_whatever_name(own: str) -> None:
    assert verdict(own, own, LISTED) == Verdict(own, True, "own")


@pytest.mark.parametrize(("own", "code"), [("http://chat.example", "mixed"), ("http://127.0.0.1:7860", "listed"), ("http://localhost", "listed"), ("https://chat.example", "listed")])
def test_an_https_page_cannot_embed_an_http_server_but_for_one_of_the_same_machine(own: str, code: Code) -> None:
    assert verdict("https://intranet.example", own, LISTED).code == code
    assert verdict("http://10.0.0.5:8080", own, LISTED).code == "listed"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_words(language: str) -> None:
    words = texts("zh" if language == "zh" else "en")["embed"]
    assert {code for _, _, code in CASES} | {"mixed", "path"} == {key.removeprefix("why_") for key in words if key.startswith("why_")}


# The addresses


@pytest.fixture(scope="module")
def web(desk: Desk) -> Iterator[TestClient]:
    with entering(desk, Configuration(origins=LISTED), base=OWN) as client:
        yield client


@pytest.mark.parametrize("path", ["/embed.js", "/static/embed.js"])
def test_the_loader_comes_with_its_words_in_both_languages_and_names_no_other_host(web: TestClient, path: str) -> None:
    reply = web.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    for language in ("zh", "en"):
        assert all(json.dumps(words, ensure_ascii=False) in reply.text for words in texts(language)["loader"].values())
    assert ".root" in reply.text
    assert set(re.findall(r"https?://[\w.]+", reply.text)) == {"http://www.w3.org"}


def test_the_loader_is_not_sent_again_to_who_has_it(web: TestClient) -> None:
    tag = web.get("/embed.js").headers["etag"]
    again = web.get("/embed.js", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert web.get("/embed.js", headers={"if-none-match": '"other"'}).status_code == 200


def test_the_check_tells_in_the_language_that_is_wanted(web: TestClient) -> None:
    row = web.get("/embed/check", params={"origin": "https://www.intranet.example/x", "ui": "en"}).json()
    assert row == {
        "origin": "https://www.intranet.example",
        "allowed": False,
        "code": "www",
        "says": ["The list has https://intranet.example: with or without www is another origin.", "An origin has no path: https://www.intranet.example is what counts."],
        "setting": f"DUIZHAO_ORIGINS={','.join(LISTED)},https://www.intranet.example",
    }
    assert web.get("/embed/check", params={"origin": "*"}, headers={"accept-language": "zh"}).json()["says"][0].startswith("不能写 *")
    assert web.get("/embed/check").json()["code"] == "empty"


def test_behind_a_login_the_page_is_still_open_and_holds_nothing_of_a_report(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("login") / "accounts"
    file.write_text("", encoding="utf-8")
    with entering(desk, Configuration(login=file)) as client:
        for path in ("/embed.js", "/embed", "/embed/check", "/embed/preview", "/static/embed-page.js"):
            reply = client.get(path)
            assert reply.status_code == 200
            assert "图书馆" not in reply.text and "library" not in reply.text
        assert "这台服务器开了登录" in client.get("/embed?ui=zh").text


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "{{7*7}}", "https://x.example/${alert(1)}", "\u202ehttps://x.example", "x" * 5000])
def test_what_was_typed_is_never_markup(web: TestClient, typed: str) -> None:
    reply = web.get("/embed", params={"origin": typed, "ui": "en"})
    assert reply.status_code == 200
    assert "<script>alert" not in reply.text
    assert reply.text.count("<script") == 1
    assert "49" not in re.sub(r"<svg.*?</svg>", "", reply.text, flags=re.DOTALL)


@pytest.mark.parametrize(("language", "yes", "no"), [("zh", "可以嵌入", "不能嵌入"), ("en", "It may", "It may not")])
def test_without_a_script_the_page_checks_too(web: TestClient, language: str, yes: str, no: str) -> None:
    allowed = web.get("/embed", params={"origin": "https://intranet.example", "ui": language}).text
    assert f'<p class="verdict yes">{yes}</p>' in allowed
    refused = web.get("/embed", params={"origin": "https://elsewhere.example", "ui": language}).text
    assert f'<p class="verdict no">{no}</p>' in refused
    assert "DUIZHAO_ORIGINS=https://intranet.example,http://10.0.0.5:8080," in refused


@pytest.mark.parametrize("path", ["/embed", "/embed/preview", "/embed.js", "/embed/check"])
def test_the_policy_lets_no_inline_script_and_no_foreign_frame_be(web: TestClient, path: str) -> None:
    policy = web.get(path).headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert policy.endswith("frame-ancestors 'self' " + " ".join(LISTED))


# The page in a browser


@pytest.fixture(scope="module")
def served(desk: Desk) -> Iterator[Served]:
    with serving(desk) as made:
        yield made


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The page in English; at the end no script may have failed, and no policy have stopped anything."""
    context = browser.new_context(viewport=WIDE, locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None)
    made.goto(f"{served.url}/embed")
    expect(made.locator("#e-preview iframe")).to_be_attached()
    yield made
    context.close()
    assert wrong == []


def code(page: Page) -> str:
    return page.locator("#e-code").inner_text()


def test_the_code_follows_the_form_and_can_be_copied(page: Page, served: Served) -> None:
    assert code(page) == f'<script src="{served.url}/embed.js" defer></script>'
    page.get_by_label("Language").select_option("zh")
    page.get_by_label("Place", exact=True).select_option("bottom-left")
    page.get_by_label("Title").fill('A "quoted" <title> & more')
    page.get_by_label("Opening words").fill("问吧")
    page.get_by_label("Address of tokens").fill("/duizhao-token")
    page.get_by_label("A colour of our own").check()
    page.get_by_label("Colour", exact=True).fill("#1e5eb4")
    assert code(page).splitlines() == [
        f'<script src="{served.url}/embed.js" defer',
        '  data-language="zh"',
        '  data-position="bottom-left"',
        '  data-accent="#1e5eb4"',
        '  data-title="A &quot;quoted&quot; &lt;title&gt; &amp; more"',
        '  data-greeting="问吧"',
        '  data-token-url="/duizhao-token"></script>',
    ]
    page.get_by_role("button", name="Copy the code").click()
    expect(page.locator("#e-copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == code(page)


def test_a_colour_that_cannot_be_read_is_said_to_be_so(page: Page) -> None:
    page.get_by_label("A colour of our own").check()
    expect(page.locator("#e-weak")).to_be_hidden()
    page.get_by_label("Colour", exact=True).fill("#ffff00")
    expect(page.locator("#e-weak")).to_be_visible()


@pytest.mark.parametrize("kind", ["floating", "inline", "frame", "link"])
def test_each_kind_of_code_works_on_a_page_of_another_origin(browser: Browser, desk: Desk, kind: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="zh-CN")
    with hosting() as host, serving(desk, configuration=Configuration(origins=(host.url,))) as served:
        page = context.new_page()
        page.goto(f"{served.url}/embed?ui=zh")
        page.get_by_label("嵌入方式").select_option(kind)
        if kind == "link":
            expect(page.locator("#e-preview")).to_have_text("链接没有预览。")
        else:
            preview = page.frame_locator("#e-preview iframe")
            within = preview.locator("duizhao-chat") if kind != "frame" else preview.locator("main")
            expect(within.frame_locator("iframe").locator("#dz-box")).to_be_visible(timeout=30_000)
        written = code(page)
        page.goto(host.page("", written))
        if kind == "floating":
            page.locator("duizhao-chat button.open").click()
        elif kind == "link":
            with context.expect_page() as opened:
                page.get_by_role("link", name="打开对话").click()
            expect(opened.value.locator("#dz-box")).to_be_visible(timeout=30_000)
        if kind in ("floating", "inline"):
            asked_in(chat_in(page), "每人最多借几本书？")
        elif kind == "frame":
            frame = page.frame_locator("iframe")
            expect(frame.locator("#dz-box")).to_be_visible(timeout=30_000)
            asked_in(frame, "每人最多借几本书？")
        context.close()


def test_an_origin_is_checked_in_place_and_from_the_address(page: Page, served: Served) -> None:
    page.get_by_placeholder("The page’s address").fill("intranet.example")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#e-verdict")).to_contain_text("The http:// or https:// in front is missing, such as https://intranet.example.")
    page.get_by_placeholder("The page’s address").fill(served.url)
    page.keyboard.press("Enter")
    expect(page.locator("#e-verdict .verdict")).to_have_text("It may")
    page.goto(f"{served.url}/embed#http%3A%2F%2Fpages.example")
    expect(page.locator("#e-verdict code")).to_have_text("DUIZHAO_ORIGINS=http://pages.example")
    assert page.get_by_placeholder("The page’s address").input_value() == "http://pages.example"


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_no_grave_violation_of_accessibility_and_nothing_wider_than_the_window(browser: Browser, served: Served, locale: str, scheme: str, viewport: dict[str, int]) -> None:
    context = browser.new_context(viewport=viewport, locale=locale, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{served.url}/embed#https://elsewhere.example/{'long' * 30}")
    expect(page.locator("#e-verdict .verdict")).to_be_visible()
    expect(page.frame_locator("#e-preview iframe").locator("body")).to_be_attached()
    found = violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert found == []
