"""The headers of every response: what a page may run, load and send, and who may frame it; and the chat's page made plain."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from entering import BORROW, CALL, JOIN, BrokenDesk, entering, joining
from fastapi.testclient import TestClient
from httpx import Response

from app.asking import Desk
from app.web.accounts import put
from app.web.configuration import Configuration
from app.web.guard import BODY_CAP, csp
from app.web.shell import plain_page

LISTED = ("https://intranet.example", "http://10.0.0.5:8080")
ADDRESSES = [
    ("GET", "/"),
    ("GET", "/chat/"),
    ("GET", "/chat/config"),
    ("GET", "/chat/gradio_api/upload"),
    ("POST", JOIN),
    ("POST", CALL),
    ("GET", "/read/library"),
    ("GET", "/read/none"),
    ("GET", "/static/chat.js"),
    ("GET", "/none"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/healthz"),
    ("GET", "/api/reports"),
    ("POST", "/api/ask"),
    ("POST", "/api/token"),
    ("POST", "/v1/chat/completions"),
    ("OPTIONS", "/api/ask"),
]


OVER, BROKEN = "over the cap", "what fails"
TURNED = [("POST", OVER), ("POST", BROKEN)]


def replied(client: TestClient, method: str, path: str, **headers: str) -> Response:
    """The reply of an address; of one that takes a question where it is over the cap, or where answering fails."""
    if path in (OVER, BROKEN):
        reply = client.request(method, "/api/ask", content=json.dumps({"question": BORROW * (BODY_CAP if path == OVER else 1)}), headers={"Content-Type": "application/json", **headers})
        assert (reply.status_code, reply.json()["code"]) == ((413, "too_large") if path == OVER else (500, "failed"))
        return reply
    return client.request(method, path, headers=headers)


@pytest.fixture(scope="module", params=[(), LISTED], ids=["no-origins", "listed"])
def web(desk: Desk, request: pytest.FixtureRequest) -> Iterator[tuple[TestClient, tuple[str, ...]]]:
    with entering(BrokenDesk(desk.settings, desk.encoder), Configuration(origins=request.param)) as client:
        yield client, request.param


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split("; ")]
    assert len({part[0] for part in parts}) == len(parts), "a directive that is given twice counts once"
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize(("method", "path"), [*ADDRESSES, *TURNED])
def test_every_response_carries_each_header_once(web: tuple[TestClient, tuple[str, ...]], method: str, path: str) -> None:
    client, origins = web
    reply = replied(client, method, path)
    (policy,) = reply.headers.get_list("content-security-policy")
    told = directives(policy)
    assert told["frame-ancestors"] == ["'self'", *origins]
    assert told["object-src"] == ["'none'"] and told["base-uri"] == told["form-action"] == told["connect-src"] == told["default-src"] == ["'self'"]
    assert reply.headers.get_list("x-content-type-options") == ["nosniff"]
    assert reply.headers.get_list("cross-origin-resource-policy") == ["same-origin"]
    assert reply.headers.get_list("referrer-policy") == ["same-origin"]
    (closed,) = reply.headers.get_list("permissions-policy")
    assert "camera=()" in closed and "microphone=()" in closed and "clipboard" not in closed
    assert "x-frame-options" not in reply.headers, "it can list no origins, and would keep the listed ones out"


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_no_script_runs_that_is_no_file_of_ours(web: tuple[TestClient, tuple[str, ...]], method: str, path: str) -> None:
    told = directives(web[0].request(method, path).headers["content-security-policy"])
    assert told["script-src"] == (["'self'", "'unsafe-eval'"] if path.startswith("/chat/") else ["'self'"])
    assert told["style-src"] == (["'self'", "'unsafe-inline'"] if path.startswith(("/chat/", "/docs")) else ["'self'"])


@pytest.mark.parametrize("path", ["/chatter", "/chat", "/docs2", "/x/chat/"])
def test_what_a_page_needs_is_that_pages_alone(web: tuple[TestClient, tuple[str, ...]], path: str) -> None:
    assert ("unsafe-eval" in web[0].get(path).headers["content-security-policy"]) == (path == "/chat")


@pytest.mark.parametrize(("base", "there"), [("https://testserver", True), ("http://testserver", False)])
def test_a_page_shares_no_window_with_others_where_a_browser_takes_that_header(desk: Desk, base: str, there: bool) -> None:
    with entering(desk, base=base) as client:
        assert ("cross-origin-opener-policy" in client.get("/chat/").headers) == there


@pytest.mark.parametrize("path", ["/embed.js", "/static/embed.js"])
def test_the_loader_alone_is_for_pages_of_other_sites(web: tuple[TestClient, tuple[str, ...]], path: str) -> None:
    assert web[0].get(path).headers.get_list("cross-origin-resource-policy") == ["cross-origin"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/login"), ("POST", "/login"), ("GET", "/login?next=/chat/"), ("POST", "/logout")])
def test_nobody_frames_the_login_listed_origins_neither(desk: Desk, tmp_path: Path, method: str, path: str) -> None:
    put(tmp_path / "names", "wang", "correct horse")
    with entering(desk, Configuration(origins=LISTED, login=tmp_path / "names")) as client:
        reply = client.request(method, path)
        assert reply.status_code != 404
        assert directives(reply.headers["content-security-policy"])["frame-ancestors"] == ["'none'"]
        assert directives(client.get("/chat/").headers["content-security-policy"])["frame-ancestors"] == ["'self'", *LISTED]


@pytest.mark.parametrize("path", [OVER, BROKEN])
def test_a_failure_can_be_read_by_a_listed_page_and_by_no_other(web: tuple[TestClient, tuple[str, ...]], path: str) -> None:
    client, origins = web
    if path == OVER or origins:  # the door is before what fails
        assert replied(client, "POST", path, Origin=LISTED[0]).headers.get("access-control-allow-origin") == (LISTED[0] if origins else None)


@pytest.mark.parametrize(("accepted", "words"), [("zh-CN", {OVER: "内容太大", BROKEN: "服务器出错"}), ("en", {OVER: "too large", BROKEN: "The server failed"})])
@pytest.mark.parametrize("path", [OVER, BROKEN])
def test_a_failure_is_told_in_the_language_of_who_asked(web: tuple[TestClient, tuple[str, ...]], path: str, accepted: str, words: dict[str, str]) -> None:
    reply = replied(web[0], "POST", path, **{"Accept-Language": accepted, "X-Request-Id": "id-7"})
    assert words[path] in reply.json()["detail"]
    assert ("id-7" in reply.json()["detail"]) == (path == BROKEN)
    assert (reply.headers["content-language"], reply.headers["cache-control"]) == (accepted[:2], "no-store")


def test_who_meets_a_failure_in_a_window_reads_a_page(web: tuple[TestClient, tuple[str, ...]]) -> None:
    reply = web[0].get("/api/search?q=x", headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert (reply.status_code, reply.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "服务器出错了" in reply.text and "再试一次" in reply.text
    assert "content-security-policy" in reply.headers


def test_a_body_at_the_cap_is_read(web: tuple[TestClient, tuple[str, ...]]) -> None:
    assert web[0].post("/api/ask", content=b"x" * BODY_CAP).status_code != 413


def test_the_policy_lists_what_is_configured() -> None:
    assert csp(()).endswith("frame-ancestors 'self'")
    assert csp(("https://a.example", "http://b.example:81")).endswith("frame-ancestors 'self' https://a.example http://b.example:81")
    assert "unsafe" not in csp(())


# Pages


@pytest.mark.parametrize("path", ["/chat/", "/read/library", "/read/none", "/docs"])
def test_no_page_has_a_script_or_a_handler_in_it_or_anything_from_elsewhere(web: tuple[TestClient, tuple[str, ...]], path: str) -> None:
    text = web[0].get(path).text
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
    assert re.findall(r"<[^>]+\son\w+\s*=", text) == []
    assert re.findall(r"(?:src|href|action)\s*=\s*[\"']?(?:[a-z]+:)?//[^\"'\s>]*", text) == []
    assert re.findall(r"https?://(?!www\.w3\.org/)[\w.-]+", text.replace("http://testserver", "")) == []


def test_our_own_pages_do_without_styles_in_elements() -> None:
    """Their policy has no 'unsafe-inline' for styles."""
    folder = Path(__file__).resolve().parent.parent / "app" / "pages" / "static"
    for template in folder.glob("*.j2"):
        assert not re.search(r"\sstyle=|<style", template.read_text(encoding="utf-8")), template.name


def test_the_chats_page_keeps_what_it_needs(web: tuple[TestClient, tuple[str, ...]]) -> None:
    for accepted in ("br", "gzip", "identity", ""):
        reply = web[0].get("/chat/", headers={"Accept-Encoding": accepted})
        assert reply.status_code == 200 and "content-encoding" not in reply.headers
        assert int(reply.headers["content-length"]) == len(reply.content)
        assert re.search(r'<script type="module" crossorigin src="\./assets/index-[\w-]+\.js"></script>', reply.text)
        assert re.search(r'<noscript><p lang="zh">[^<]*JavaScript[^<]*</p><p lang="en">[^<]*JavaScript[^<]*</p></noscript>', reply.text)
        assert "<gradio-app" in reply.text and 'href="/static/sign.svg"' in reply.text and "manifest" not in reply.text
    assert web[0].head("/chat/").status_code == 200


def test_what_is_left_out_of_a_page() -> None:
    page = b'<head><meta property="og:url"\n content="https://x/" /><script>a</script><script data-x>\nb < c\n</script><script src="./a.js"></script></head>'
    assert plain_page(page) == b'<head><script src="./a.js"></script><link rel="icon" href="/static/sign.svg" type="image/svg+xml"></head>'
    assert plain_page(b"another page") == b"another page"
    assert plain_page(b"<head></head><body><p></p></body>", late="<i></i>").endswith(b"<p></p><i></i></body>")


def test_a_question_still_goes_through(web: tuple[TestClient, tuple[str, ...]]) -> None:
    assert web[0].post(JOIN, json=joining(BORROW, "headers")).status_code == 200
