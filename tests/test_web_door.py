"""The door: from which origins a call may come, whose a conversation is, and what of Gradio's addresses is there at all."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from entering import BORROW, CALL, JOIN, OWN, SECRET, STREAM, asked, call, entering, joining, made
from fastapi import FastAPI
from fastapi.testclient import TestClient
from limits import parse
from starlette.routing import Mount
from starlette.testclient import WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.asking import Desk
from app.web import gate, visitors
from app.web.accounts import put
from app.web.configuration import Configuration
from app.web.door import kind
from app.web.origins import plain
from app.web.visitors import Visitors

LISTED, PORTED = "https://intranet.example", "http://intranet.example:8080"
DATA = [
    ("POST", "/api/ask"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
    ("GET", "/api/reports"),
    ("GET", "/read/library"),
    ("POST", JOIN),
    ("POST", CALL),
    ("GET", STREAM),
    ("GET", "/api/none"),
    ("GET", "/none"),
]
SHELLS = ["/", "/chat/", "/chat/config", "/chat/gradio_api/info", "/static/tokens.css", "/healthz", "/readyz", "/docs", "/openapi.json"]


@pytest.fixture(scope="module")
def web(desk: Desk) -> Iterator[TestClient]:
    with entering(desk, Configuration(origins=(LISTED, PORTED), secret=SECRET, rate=parse("10000/minute"))) as client:
        yield client


@pytest.fixture(scope="module")
def named(desk: Desk) -> Iterator[TestClient]:
    with entering(desk, Configuration(hosts=("duizhao.example", "10.0.0.5", "[::1]"), secret=SECRET)) as client:
        yield client


# Names


@pytest.mark.parametrize("name", ["duizhao.example", "DUIZHAO.example:8080", "duizhao.example.", "10.0.0.5:80", "[::1]:7860"])
def test_under_its_names_the_server_answers(named: TestClient, name: str) -> None:
    assert named.get("/api/reports", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize("name", ["evil.example", "duizhao.example.evil.example", "xduizhao.example", "", "127.0.0.1", "duizhao.example:80:80", "[::1"])
@pytest.mark.parametrize("path", ["/api/reports", "/chat/", "/read/library", "/embed", "/login"])
def test_under_another_name_there_is_nothing(named: TestClient, path: str, name: str) -> None:
    reply = named.get(path, headers={"Host": name})
    assert reply.status_code == 421 and "DUIZHAO_HOSTS" in reply.text


LOCAL = ["127.0.0.1:7860", "[::1]", "10.0.0.5", "localhost", "chat.localhost:7860", "duizhao", "duizhao.local", "duizhao.corp", "nas.home.arpa.", "duizhao.lan", socket.gethostname().upper(), ""]
OUTSIDE = ["evil.example.com", "localhost.evil.example.com", "127.0.0.1.evil.example.com", "127.0.0.1.nip.io", "xlocal.com", f"{socket.gethostname()}.example.com", "evil.example.com:80"]


@pytest.mark.parametrize("name", LOCAL)
def test_where_no_hosts_are_set_the_server_answers_under_names_that_no_outsider_can_give(web: TestClient, name: str) -> None:
    assert web.get("/api/reports", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize("name", ["intranet.example.org", "intranet.example.org:7860"])
def test_and_under_those_of_listed_origins(desk: Desk, name: str) -> None:
    with entering(desk, Configuration(origins=("https://intranet.example.org:8443",), secret=SECRET)) as client:
        assert client.get("/api/reports", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/reports"), ("GET", "/chat/"), ("GET", "/read/library"), ("POST", "/api/ask"), ("POST", "/v1/chat/completions"), ("POST", JOIN)])
def test_and_a_page_that_makes_its_name_point_at_the_server_gets_nothing(web: TestClient, method: str, path: str, name: str) -> None:
    reply = web.request(method, path, headers={"Host": name, **({"Origin": f"http://{name}"} if method == "POST" else {})}, json={"question": BORROW} if method == "POST" else None)
    assert reply.status_code == 421 and "DUIZHAO_HOSTS" in reply.text
    assert "library" not in reply.text and "evil" not in reply.text


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "请管理员把它加进 DUIZHAO_HOSTS"), ("en", "An administrator can add it to DUIZHAO_HOSTS")])
def test_who_opens_the_chat_under_such_a_name_reads_why_not(web: TestClient, language: str, words: str) -> None:
    reply = web.get("/chat/", headers={"Host": "duizhao.example.com", "Accept": "text/html,*/*;q=0.8", "Accept-Language": language})
    assert (reply.status_code, reply.headers["content-type"]) == (421, "text/html; charset=utf-8")
    assert "<p>" in reply.text and words in reply.text and "script-src 'self'" in reply.headers["content-security-policy"]


def test_what_that_page_is_dressed_in_is_there_under_any_name(web: TestClient, named: TestClient) -> None:
    for client in (web, named):
        page = client.get("/chat/", headers={"Host": "duizhao.example.com", "Accept": "text/html"})
        dress = re.findall(r'<link [^>]*href="([^"]+)"', page.text)
        assert [path.rpartition("/")[2] for path in dress] == ["sign.svg", "tokens.css", "read.css"]
        assert [client.get(path, headers={"Host": "duizhao.example.com"}).status_code for path in dress] == [200, 200, 200]
        assert client.get("/static/chat.js", headers={"Host": "duizhao.example.com"}).status_code == 421, "and no more than that"


def test_with_a_login_any_name_will_do(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "accounts"
    put(file, "li", "a long password")
    with entering(desk, Configuration(login=file, secret=SECRET)) as client:
        assert client.get("/login", headers={"Host": "duizhao.example.com"}).status_code == 200
        assert client.get("/api/reports", headers={"Host": "duizhao.example.com"}).status_code == 401


def test_probes_come_by_any_address(named: TestClient) -> None:
    assert [named.get(path, headers={"Host": "10.1.2.3"}).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3


# Origins


FOREIGN = [
    "https://evil.example",
    "null",
    "",
    "file://",
    "https://intranet.example.evil.example",
    "https://evil.example/https://intranet.example",
    "http://intranet.example",  # another scheme
    "https://intranet.example:8443",
    "https://user@intranet.example",
    "https://testserver",
    "http://testserver:81",
    "http://testserver.evil.example",
    "https://intranet.example, https://evil.example",
    "*",
]


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(("method", "path"), DATA)
def test_no_data_for_a_page_of_another_origin(web: TestClient, method: str, path: str, origin: str) -> None:
    reply = web.request(method, path, headers={"Origin": origin}, json={"question": BORROW} if method == "POST" else None)
    assert reply.status_code == 403
    told = reply.json()
    assert (told.get("code") or told["error"]["code"]) == "origin"
    assert "access-control-allow-origin" not in reply.headers and "set-cookie" not in reply.headers


@pytest.mark.parametrize("origin", [LISTED, PORTED, OWN, "HTTP://TESTSERVER:80", "https://Intranet.Example:443"])
def test_listed_origins_and_the_own_one_are_let_in(web: TestClient, origin: str) -> None:
    assert web.post("/api/ask", json={"question": BORROW}, headers={"Origin": origin}).status_code == 200
    assert web.post(JOIN, json=joining(BORROW, "letin"), headers={"Origin": origin}).status_code == 200


def test_a_missing_origin_is_no_offence(web: TestClient) -> None:
    for method, path in DATA[:6]:
        assert web.request(method, path, json={} if method == "POST" else None).status_code != 403


@pytest.mark.parametrize("path", SHELLS)
def test_pages_without_data_are_there_whatever_the_origin(web: TestClient, path: str) -> None:
    assert web.get(path, headers={"Origin": "https://evil.example"}).status_code in (200, 307)


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        ("https://A.example:443", "https://a.example"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://[::1]:8", "http://[::1]:8"),
        ("http://a:443", "http://a:443"),
        ("ftp://a", ""),
        ("a", ""),
        ("http://", ""),
        ("http://a/", ""),
    ],
)
def test_origins_are_compared_in_one_form(origin: str, same: str) -> None:
    assert plain(origin) == same


@pytest.mark.parametrize(("proxy", "status"), [("203.0.113.7", 200), ("203.0.113.8", 403)])
def test_the_own_origin_is_https_where_a_believed_proxy_says_so(desk: Desk, proxy: str, status: int) -> None:
    """The client's address is the proxy's; only the one that is named may say with which scheme it was called."""
    app = ProxyHeadersMiddleware(made(desk), trusted_hosts="203.0.113.7")  # type: ignore[arg-type]
    with TestClient(app, client=(proxy, 5000)) as client:  # type: ignore[arg-type]
        reply = client.post("/api/ask", json={"question": BORROW}, headers={"Origin": "https://testserver", "X-Forwarded-Proto": "https"})
        assert reply.status_code == status
        assert ("; Secure" in reply.headers.get("set-cookie", "")) == (status == 200)


@pytest.mark.parametrize("path", ["/", "/api/ask", JOIN, "/chat/", "/nowhere"])
def test_there_are_no_websockets(web: TestClient, path: str) -> None:
    with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)), web.websocket_connect(path):
        pass


# CORS


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions", "/api/reports"])
def test_a_listed_page_may_call_the_api_from_a_browser_without_cookies(web: TestClient, path: str) -> None:
    asks = {"Origin": LISTED, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type, x-duizhao-token, x-duizhao-visitor, authorization"}
    first = web.options(path, headers=asks)
    assert (first.status_code, first.headers["access-control-allow-origin"]) == (200, LISTED)
    allowed = first.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "x-duizhao-token", "x-duizhao-visitor"))
    reply = web.post("/api/ask", json={"question": BORROW}, headers={"Origin": LISTED})
    assert reply.headers["access-control-allow-origin"] == LISTED
    exposed = reply.headers["access-control-expose-headers"]
    assert all(name in exposed for name in ("X-Duizhao-Visitor", "Retry-After", "RateLimit"))
    assert "Origin" in reply.headers["vary"]
    for one in (first, reply):
        assert "access-control-allow-credentials" not in one.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/api/search?q=x", "/api/reports", "/v1/models", "/read/library"])
def test_what_another_page_loads_into_itself_without_an_origin_is_refused(web: TestClient, path: str, site: str) -> None:
    image = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    framed = {**link, "Sec-Fetch-Dest": "iframe"}
    assert web.get(path, headers=image).status_code == 403
    assert web.get(path, headers=link).status_code == 200, "somebody followed a link"
    assert web.get(path, headers=framed).status_code == (200 if path.startswith("/read/") else 403), "pages may be framed by listed origins, calls by none"
    for own in ("same-origin", "none"):
        assert web.get(path, headers={**image, "Sec-Fetch-Site": own}).status_code == 200
    if path.startswith("/api/"):
        assert web.get(path, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors", "Origin": LISTED}).status_code == 200
    assert web.get("/static/sign.svg", headers=image).status_code == 200, "what holds nothing is left to the browser"


@pytest.mark.parametrize("origin", FOREIGN)
def test_no_other_page_is_let_ask_first(web: TestClient, origin: str) -> None:
    for path in ("/api/ask", "/v1/chat/completions"):
        reply = web.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
        assert reply.status_code == 403
        assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/chat/", "/chat/config", "/read/library", "/static/chat.js", "/readyz", "/openapi.json", JOIN, "/api/token"])
def test_nothing_but_the_api_is_shared_even_with_a_listed_page(web: TestClient, path: str) -> None:
    first = web.options(path, headers={"Origin": LISTED, "Access-Control-Request-Method": "GET"})
    reply = web.get(path, headers={"Origin": LISTED})
    for one in (first, reply):
        assert not [name for name in one.headers if name.startswith("access-control-allow-origin")]


def test_a_refusal_can_be_read_by_a_listed_page(web: TestClient) -> None:
    reply = web.post("/api/ask", json={"question": ""}, headers={"Origin": LISTED})
    assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (422, LISTED)


# Visitors


def test_an_id_is_given_once_and_taken_back_from_cookie_or_header(desk: Desk) -> None:
    with entering(desk, Configuration(secret=SECRET)) as client:
        first = client.post("/api/ask", json={"question": BORROW})
        id, cookie = first.headers["x-duizhao-visitor"], first.headers["set-cookie"]
        assert first.headers["cache-control"] == "private, no-store"
        assert cookie.startswith(f"duizhao_visitor={id};")
        assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "samesite=lax", "path=/", f"max-age={90 * 24 * 3600}"}
        by_cookie = client.get("/api/reports")  # the client keeps cookies
        client.cookies.clear()
        by_header = client.get("/api/reports", headers={"X-Duizhao-Visitor": id})
        for reply in (by_cookie, by_header):
            assert "x-duizhao-visitor" not in reply.headers and "set-cookie" not in reply.headers
        assert client.get("/api/reports").headers["x-duizhao-visitor"] != id


def test_on_https_the_cookie_is_for_https_alone(desk: Desk) -> None:
    with entering(desk, base="https://testserver") as client:
        assert "Secure" in client.get("/api/reports").headers["set-cookie"]


@pytest.mark.parametrize("path", ["/", "/chat/", "/chat/config", "/static/tokens.css", "/read/library", "/healthz", "/readyz", "/openapi.json", "/docs", "/metrics"])
def test_who_only_looks_is_given_no_id(web: TestClient, path: str) -> None:
    reply = web.get(path)
    assert "set-cookie" not in reply.headers and "x-duizhao-visitor" not in reply.headers


def test_forged_and_foreign_ids_count_as_none() -> None:
    ours, others = Visitors(SECRET), Visitors("t" * 32)
    id, text = ours.new()
    assert ours.known([text]) == id
    forged = [others.new()[1], text[:-1] + ("A" if text[-1] != "A" else "B"), text.replace(".", "..", 1), text.split(".")[0], id, "", ".", "x" * 100_000, "ü", "\ud800", "eyJ\x00"]
    assert ours.known(forged) == ""
    assert ours.known([*forged, text]) == id, "the first that is good"


def test_an_id_is_good_for_ninety_days() -> None:
    clock = [1_000_000_000.0]
    ids = Visitors(SECRET, now=lambda: clock[0])
    id, text = ids.new()
    clock[0] += visitors.LIFE - 1
    assert ids.known([text]) == id
    clock[0] += 1
    assert ids.known([text]) == ""
    clock[0] -= visitors.LIFE + 60
    assert ids.known([text]) == "", "from the future"


# Conversations and their owner, through Gradio's queue


def test_a_conversation_goes_on_for_its_owner_and_nobody_else(desk: Desk) -> None:
    """The second question only means something after the first: asked by another visitor under the same id, it finds nothing before it."""
    with entering(desk, Configuration(secret=SECRET)) as client:
        first = asked(client, "图书馆平日几点关门?", "page1")
        id, mine = first["conversation"], client.cookies["duizhao_visitor"]
        client.cookies.clear()
        told = {"conversation": id, "turns": [{"question": "图书馆平日几点关门?", "stopped": True}], "language": "zh"}
        other = Visitors(SECRET).new()[1]
        for who, session in ((other, "page2"), ("", "page3")):
            exported = call(client, "export", told, session, {"X-Duizhao-Visitor": who})
            assert "按了停止" in exported.json() and "晚上八点" not in exported.json(), "nothing is held for another visitor"
            call(client, "forget", {"conversation": id}, session, {"X-Duizhao-Visitor": who})
            client.cookies.clear()
        own = call(client, "export", told, "page1", {"X-Duizhao-Visitor": mine})
        assert "晚上八点" in own.json(), "still there, whatever the others wanted forgotten"
        call(client, "forget", {"conversation": id}, "page1", {"X-Duizhao-Visitor": mine})
        gone = call(client, "export", told, "page1", {"X-Duizhao-Visitor": mine})
        assert "晚上八点" not in gone.json()


def test_what_another_visitor_asks_under_the_same_id_is_a_conversation_of_its_own(desk: Desk) -> None:
    with entering(desk, Configuration(secret=SECRET)) as client:
        mine, other = ({"X-Duizhao-Visitor": Visitors(SECRET).new()[1]} for _ in range(2))
        id = asked(client, "图书馆平日几点关门?", "page1", mine)["conversation"]
        planted = asked(client, BORROW, "page2", other, conversation=id)
        assert (planted["conversation"], planted["state"]) == (id, "answered")
        for who, there, absent in ((mine, "晚上八点", "五本书"), (other, "五本书", "晚上八点")):
            turns = [{"question": "图书馆平日几点关门?" if who is mine else BORROW, "stopped": True}]
            told = call(client, "export", {"conversation": id, "turns": turns}, headers=who).json()
            assert there in told and absent not in told


def test_a_stream_is_read_by_who_asked_alone(desk: Desk) -> None:
    with entering(desk, Configuration(secret=SECRET)) as client:
        mine, other = ({"X-Duizhao-Visitor": Visitors(SECRET).new()[1]} for _ in range(2))
        assert client.post(JOIN, json=joining(BORROW, "page1"), headers=mine).status_code == 200
        for who in (other, {}):
            assert client.get(STREAM, params={"session_hash": "page1"}, headers=who).status_code == 404
            client.cookies.clear()
        assert client.post(JOIN, json=joining("x", "page1"), headers=other).status_code == 404
        assert client.get(STREAM, params={"session_hash": "page1"}, headers=mine).status_code == 200


def test_of_two_first_calls_at_once_either_id_reads_the_stream(desk: Desk) -> None:
    """A page that has no id yet is given two where it calls twice at once, and keeps one."""
    with entering(desk, Configuration(secret=SECRET)) as client:
        kept = {"X-Duizhao-Visitor": call(client, "overview", {}).headers["x-duizhao-visitor"]}
        client.cookies.clear()
        assert client.post(JOIN, json=joining(BORROW, "page1")).status_code == 200
        client.cookies.clear()
        assert client.get(STREAM, params={"session_hash": "page1"}, headers=kept).status_code == 200
        other = {"X-Duizhao-Visitor": Visitors(SECRET).new()[1]}
        assert client.get(STREAM, params={"session_hash": "page1"}, headers=other).status_code == 404


def test_a_stop_is_for_own_turns(desk: Desk) -> None:
    with entering(desk, Configuration(secret=SECRET)) as client:
        mine, other = ({"X-Duizhao-Visitor": Visitors(SECRET).new()[1]} for _ in range(2))
        assert call(client, "stop", {"key": "k1"}, headers=other).json() is True
        assert asked(client, BORROW, "page1", mine)["state"] == "answered"
        assert call(client, "stop", {"key": "k1"}, headers=mine).json() is True
        assert asked(client, BORROW, "page1", mine)["state"] == "stopped"


# What of Gradio's is there


NEEDED = {
    "GET /chat/", "HEAD /chat/", "GET /chat/config", "GET /chat/theme.css", "GET /chat/assets/{path:path}", "GET /chat/static/{path:path}",
    "GET /chat/gradio_api/info", "GET /chat/gradio_api/queue/data", "POST /chat/gradio_api/queue/join", "POST /chat/gradio_api/component_server/",
}  # fmt: skip
CLOSED = set(
    """
    POST /chat/login POST /chat/login/ GET /chat/logout GET /chat/svelte/{path:path} GET /chat/gradio_api/deep_link GET /chat/config/ GET /chat/favicon.ico GET /chat/robots.txt
    GET /chat/pwa_icon GET /chat/pwa_icon/{size} GET /chat/manifest.json GET /chat/monitoring GET /chat/monitoring/summary GET /chat/monitoring/{key} GET /chat/openapi.json HEAD /chat/openapi.json
    GET /chat/gradio_api/user GET /chat/gradio_api/user/ GET /chat/gradio_api/login_check GET /chat/gradio_api/login_check/ GET /chat/gradio_api/token GET /chat/gradio_api/token/
    GET /chat/gradio_api/app_id GET /chat/gradio_api/app_id/ GET /chat/gradio_api/dev/reload GET /chat/gradio_api/runs GET /chat/gradio_api/runs/ GET /chat/gradio_api/info/
    GET /chat/gradio_api/openapi.json GET /chat/gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
    GET /chat/gradio_api/proxy={url_path:path} HEAD /chat/gradio_api/proxy={url_path:path} GET /chat/gradio_api/file={path_or_url:path} HEAD /chat/gradio_api/file={path_or_url:path}
    GET /chat/gradio_api/file/{path:path} POST /chat/gradio_api/stream/{event_id} POST /chat/gradio_api/stream/{event_id}/close
    GET /chat/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8 GET /chat/gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}
    GET /chat/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file POST /chat/gradio_api/reset POST /chat/gradio_api/reset/ GET /chat/gradio_api/heartbeat/{session_hash}
    POST /chat/gradio_api/api/{api_name} POST /chat/gradio_api/api/{api_name}/ POST /chat/gradio_api/run/{api_name} POST /chat/gradio_api/run/{api_name}/
    POST /chat/gradio_api/call/v2/{api_name} POST /chat/gradio_api/call/v2/{api_name}/ POST /chat/gradio_api/call/{api_name} POST /chat/gradio_api/call/{api_name}/
    POST /chat/gradio_api/cancel GET /chat/gradio_api/call/{api_name}/{event_id} GET /chat/gradio_api/call/v2/{api_name}/{event_id} POST /chat/gradio_api/component_server
    GET /chat/gradio_api/queue/status GET /chat/gradio_api/upload_progress POST /chat/gradio_api/upload GET /chat/gradio_api/startup-events GET /chat/gradio_api/theme.css
    POST /chat/gradio_api/process_recording POST /chat/gradio_api/vibe-edit POST /chat/gradio_api/vibe-edit/ POST /chat/gradio_api/undo-vibe-edit POST /chat/gradio_api/undo-vibe-edit/
    GET /chat/gradio_api/vibe-code GET /chat/gradio_api/vibe-code/ POST /chat/gradio_api/vibe-code POST /chat/gradio_api/vibe-code/
    POST /chat/gradio_api/vibe-starter-queries POST /chat/gradio_api/vibe-starter-queries/
    """.replace("\n", " ").replace(" POST ", "\nPOST ").replace(" GET ", "\nGET ").replace(" HEAD ", "\nHEAD ").split("\n")
)  # fmt: skip


def routes(app: FastAPI) -> set[str]:
    """Every address that Gradio mounted, with its method."""

    def walk(all: Any, prefix: str) -> Iterator[str]:
        for route in all:
            if inner := getattr(route, "original_router", None):
                yield from walk(inner.routes, prefix)
            else:
                yield from (f"{method} {prefix}{route.path}" for method in route.methods)

    (mounted,) = (route for route in app.routes if isinstance(route, Mount) and route.path == "/chat")
    return set(walk(mounted.app.routes, "/chat"))  # type: ignore[attr-defined]


def test_for_every_address_of_gradio_it_is_told_whether_it_is_there(web: TestClient) -> None:
    assert isinstance(web.app, FastAPI)
    mounted = routes(web.app)
    closed = {line.strip() for line in CLOSED if line.strip()}
    assert mounted == NEEDED | closed, "a version of Gradio with other addresses: say of each new one whether the page needs it"
    assert not NEEDED & closed
    for line in mounted:
        method, _, path = line.partition(" ")
        assert gate.needed(method, path) == (line in NEEDED), line


@pytest.mark.parametrize(
    ("path", "code", "accepted", "words"),
    [
        ("/chat/gradio_api/upload", "closed", "zh", "没有这个地址"),
        ("/chat/gradio_api/upload", "closed", "en", "There is no such address"),
        ("/api/passages/none", "no_such_passage", "zh", "没有这个编号的段落"),
        ("/api/passages/none", "no_such_passage", "en", "There is no passage"),
    ],
)
def test_what_is_not_there_is_told_in_the_language_of_who_asked(web: TestClient, path: str, code: str, accepted: str, words: str) -> None:
    reply = web.get(path, headers={"Accept-Language": accepted})
    assert (reply.status_code, reply.json()["code"], reply.headers["content-language"]) == (404, code, accepted)
    assert words in reply.json()["detail"]


def test_what_is_closed_is_not_there(web: TestClient) -> None:
    for line in sorted(line.strip() for line in CLOSED if line.strip()):
        method, _, path = line.partition(" ")
        address = path.replace("{path:path}", "x").replace("={url_path:path}", "=http://127.0.0.1:1/").replace("={path_or_url:path}", "=/etc/passwd")
        for part in ("session_hash", "run", "component_id", "segment_id", "ext", "event_id", "api_name", "id", "environment", "type", "file_name", "size", "key"):
            address = address.replace(f"{{{part}}}", "x")
        reply = web.request(method, address, json={} if method == "POST" else None)
        assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json"), line


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "QUERY", "TRACE"])
@pytest.mark.parametrize("path", ["/chat/", JOIN, "/chat/config"])
def test_methods_that_no_page_uses_are_not_there(web: TestClient, method: str, path: str) -> None:
    assert web.request(method, path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/chat//gradio_api/upload",
        "/chat/./gradio_api/upload",
        "/chat/assets/../gradio_api/upload",
        "/chat/%67radio_api/upload",
        "/chat/gradio_api%2fupload",
        "//chat/gradio_api/upload",
        "/CHAT/gradio_api/upload",
    ],
)
def test_no_other_spelling_leads_in(web: TestClient, path: str) -> None:
    assert web.post(path, files={"files": ("a.txt", b"x")}).status_code in (404, 405)


NOT_JOINED: list[tuple[str, object]] = [
    ("no-object", [1]),
    ("nothing", {}),
    ("null", None),
    ("another-function", {"fn_index": 1}),
    ("function-false", {"fn_index": False}),
    ("function-a-float", {"fn_index": 0.0}),
    ("function-a-string", {"fn_index": "0"}),
    ("function-below-zero", {"fn_index": -1}),
    ("no-function", {"fn_index": None}),
    ("data-for-inputs", {"data": [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}]}),
    ("no-session", {"session_hash": None}),
    ("session-a-list", {"session_hash": ["abc"]}),
    ("session-empty", {"session_hash": ""}),
    ("session-endless", {"session_hash": "a" * 1000}),
    ("session-a-path", {"session_hash": "../../x"}),
]


@pytest.mark.parametrize(("other"), [pytest.param(other, id=id) for id, other in NOT_JOINED])
def test_a_question_that_no_page_sends_is_not_taken(web: TestClient, other: object) -> None:
    body = {**joining(BORROW), **other} if isinstance(other, dict) and other else other
    reply = web.post(JOIN, content=json.dumps(body), headers={"content-type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")


NOT_CALLED: list[dict[str, object]] = [
    {"component_id": 0},
    {"component_id": -1},
    {"component_id": True},
    {"component_id": None},
    {"component_id": "1"},
    {"component_id": [1]},
    {"session_hash": ["abc"]},
    {"session_hash": "a/b"},
    {"fn_name": "preprocess"},
    {"fn_name": "__init__"},
    {"fn_name": {}},
    {"fn_name": None},
]


@pytest.mark.parametrize("other", NOT_CALLED, ids=str)
def test_a_call_that_no_page_sends_is_not_taken(web: TestClient, other: dict[str, object]) -> None:
    reply = call(web, "stop", {"key": "k"}, **other)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("path", [JOIN, CALL])
@pytest.mark.parametrize(
    ("content", "type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"fn_index": NaN}', "application/json", 400),
        (b'{"fn_index": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (json.dumps(joining(BORROW)).encode(), "text/plain", 415),
        (json.dumps(joining(BORROW)).encode(), "", 415),
        (b"--x\r\nContent-Disposition: form-data; name=fn_name\r\n\r\nstop\r\n--x--\r\n", "multipart/form-data; boundary=x", 415),
    ],
    ids=["empty", "cut", "deep", "nan", "long-number", "no-utf-8", "as-text", "as-nothing", "multipart"],
)
def test_what_cannot_be_read_is_refused(web: TestClient, path: str, content: bytes, type: str, status: int) -> None:
    reply = web.post(path, content=content, headers={"content-type": type} if type else {})
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")


ODD: list[object] = [
    None,
    5,
    "x",
    [],
    {},
    {"question": 5},
    {"key": ["k"]},
    {"up": "no"},
    {"turns": [None, 5, {"question": {"a": 1}}]},
    {"conversation": {"a": 1}},
    {"question": "\ud800书\x00", "key": "\ud800"},
    {"a": [[[[{}]]]]},
]


@pytest.mark.parametrize("function", ["overview", "stop", "feedback", "forget", "export"])
@pytest.mark.parametrize("sent", ODD, ids=[str(place) for place in range(len(ODD))])
def test_the_pages_functions_take_anything_and_do_nothing_with_it(web: TestClient, function: str, sent: object) -> None:
    reply = call(web, function, sent)
    assert reply.status_code == 200
    assert reply.json() in (True, False) or isinstance(reply.json(), str | dict)


@pytest.mark.parametrize("sent", ODD, ids=[str(place) for place in range(len(ODD))])
def test_a_question_that_is_none_is_a_fault_in_a_sound_stream(web: TestClient, sent: object) -> None:
    body = {**joining(BORROW, f"odd{ODD.index(sent)}"), "event_data": sent}
    assert web.post(JOIN, content=json.dumps(body), headers={"content-type": "application/json"}).status_code == 200
    reply = web.get(STREAM, params={"session_hash": f"odd{ODD.index(sent)}"})
    messages = [json.loads(line.removeprefix("data: ")) for line in reply.text.split("\n\n") if line]
    assert [message["msg"] for message in messages][-2:] == ["process_completed", "close_stream"]
    assert messages[-2]["success"] is True


@pytest.mark.parametrize("query", ["", "session_hash=", "session_hash=nobody", "session_hash=a&session_hash=b", "session_hash=" + "a" * 3000, "x=%ff%00"])
def test_streams_that_nobody_began_are_not_there(web: TestClient, query: str) -> None:
    assert web.get(f"{STREAM}?{query}").status_code == 404


def test_what_goes_along_with_a_call_goes_no_further(web: TestClient) -> None:
    """Gradio would take a batch, a token or another event's id from a body; what is left out has no effect."""
    body = {**joining(BORROW, "along"), "batched": True, "simple_format": True, "event_id": "x", "oauth_token": "t", "trigger_id": "1; drop"}
    assert web.post(JOIN, json=body).status_code == 200
    reply = web.get(STREAM, params={"session_hash": "along"})
    assert "五本书" in reply.text


# The door itself


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/chat/", "open"),
        ("/static/x", "open"),
        ("/api/token", "open"),
        ("/docs/assets/x", "open"),
        ("/read/x", "reading"),
        ("/api/ask", "call"),
        ("/v1/models", "call"),
        (JOIN, "call"),
        ("/a/new/address", "call"),
        ("/static", "call"),
        ("/docsx", "call"),
        ("/chat/anything", "call"),
    ],
)
def test_what_is_not_named_as_open_is_guarded(path: str, what: str) -> None:
    assert kind(path) == what
