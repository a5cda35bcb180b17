"""Whatever is sent, no address fails: a thousand malformed requests from a seeded generator, and bytes that are no HTTP."""

import contextlib
import json
import random
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pages import Served, serving
from test_web_api import BORROW, made
from test_web_stream import BrokenDesk

from app.asking import Desk
from index.encoder import Encoder
from index.settings import Settings

SEED = 20260101
REQUESTS = 1000
VALID: dict[str, dict[str, Any]] = {
    "/api/ask": {"question": BORROW, "history": ["借期多久?"], "id": "q-1", "reports": ["library"]},
    "/api/feedback": {"question": BORROW, "history": [], "reports": [], "up": True, "reason": "other", "note": "x"},
    "/v1/chat/completions": {"model": "duizhao", "messages": [{"role": "user", "content": BORROW}], "stream": False, "n": 1},
}
GETS = ("/api/reports", "/api/search", "/api/passages/{passage}", "/v1/models", "/v1/models/{model}", "/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/assets/{file}")
PAGES = ("/", "/login", "/embed", "/embed/check", "/embed/preview", "/embed.js", "/read/{report}", "/chat/", "/chat/config", "/chat/gradio_api/queue/data", "/api/{none}", "/v1/{none}")
"""What is read; in braces stands what an address is made of."""
POSTS_ALONE = ("/api/token", "/chat/gradio_api/queue/join", "/chat/gradio_api/component_server/", "/logout")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "X" * 40)
TYPES = (
    "application/json",
    "application/json; charset=utf-16",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/",
    ";",
    "a/b/c",
    "é",
    "application/json" * 9,
)
TEXTS = (
    "",
    " ",
    "\0",
    "\ud800",
    "\U0010ffff",
    "\u202e",
    "x" * 3000,
    "书" * 2001,
    "${7*7}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "' or 1=1 --",
    "../../etc/passwd",
    "%00",
    "\r\nX: y",
    "NaN",
    "null",
    "q" * 300,
)
VALUES: tuple[Any, ...] = (None, True, False, 0, -1, 1.5, 10**400, 2**63, float("nan"), float("inf"), [], {}, [[]], {"": {}}, [None], ["x"] * 300, *TEXTS)
BYTES = (
    b"",
    b"{",
    b"[",
    b"nul",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"[" * 30_000,
    b'{"a":' * 9000,
    b"9" * 6000,
    b'"' + b"x" * 120_000 + b'"',
    b"\x00" * 50,
    b"{}" * 40,
    b"--x\r\n\r\n",
    b"question=x",
    b'{"question":"\\u0000"}',
)
PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    421: "Misdirected Request",
    422: "Unprocessable Content",
}
"""What a problem of no type of its own is called (RFC 9457, 4.2.1): the phrase of its status in RFC 9110."""


@dataclass(frozen=True)
class Sent:
    """One request."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def malformed(chance: random.Random) -> Sent:
    """A request of which something is wrong, or strange."""
    if chance.random() < 0.3:
        path = _made(chance, chance.choice((*GETS, *GETS, *PAGES)))
        return Sent(chance.choice(("GET", "GET", *METHODS)), path + chance.choice(("", "?" + _query(chance))), chance.choice(BYTES) if chance.random() < 0.1 else b"", _headers(chance))
    if chance.random() < 0.1:
        return Sent(
            "POST",
            chance.choice(POSTS_ALONE),
            chance.choice(BYTES) if chance.random() < 0.5 else _body(chance, {"session_hash": "x", "fn_index": 0, "data": []}),
            {"content-type": chance.choice(TYPES[:2]), **_headers(chance)},
        )
    path = chance.choice(list(VALID))
    method = "POST" if chance.random() < 0.95 else chance.choice(METHODS)
    return Sent(method, path, _body(chance, VALID[path]), {"content-type": "application/json" if chance.random() < 0.9 else chance.choice(TYPES), **_headers(chance)})


def _body(chance: random.Random, valid: dict[str, Any]) -> bytes:
    way = chance.random()
    if way < 0.15:
        return chance.choice(BYTES)
    whole = json.dumps(_changed(chance, valid)).encode()
    if way < 0.25:
        return whole[: chance.randrange(len(whole))]
    if way < 0.35:
        at = chance.randrange(len(whole))
        return whole[:at] + chance.randbytes(chance.randrange(1, 6)) + whole[at:]
    if way < 0.4:
        return whole[:-1] + b", " + whole[1:]  # every name twice
    return whole


def _changed(chance: random.Random, valid: dict[str, Any]) -> dict[str, Any]:
    """One or two fields changed: left out, of any type, or of the right type and strange."""
    out = dict(valid)
    for _ in range(chance.randrange(1, 3)):
        name = chance.choice([*out, chance.choice(TEXTS)])
        way = chance.random()
        if way < 0.2:
            out.pop(name, None)
        elif way < 0.6:
            out[name] = _strange(chance, out.get(name))
        else:
            out[name] = chance.choice(VALUES) if way < 0.9 else [chance.choice(VALUES), chance.choice(VALUES)]
    return out


def _strange(chance: random.Random, value: Any) -> Any:
    """A value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return chance.choice((0, -1, 2, 10**30))
    if isinstance(value, list) and value and isinstance(value[0], dict):
        parts = [{"type": chance.choice(("text", "image_url", "")), "text": chance.choice((*TEXTS, None))} for _ in range(chance.randrange(3))]
        said = {"role": chance.choice(("user", "system", "tool", "")), "content": chance.choice((*TEXTS, None, parts))}
        return [said, *value] if chance.random() < 0.5 else [said]
    if isinstance(value, list):
        return [chance.choice(TEXTS) for _ in range(chance.randrange(1, 4))]
    return chance.choice(TEXTS)


def _made(chance: random.Random, path: str) -> str:
    """The address with something strange where braces are."""
    before, brace, _ = path.partition("{")
    return before + _address(chance) if brace else path


def _address(chance: random.Random) -> str:
    return "".join(
        chance.choice(("library", "/", "%2F", "..", "%00", "%ff", "%ED%A0%80", "%E4%B9%A6", "1.p1", "%", "%zz", "~", "//", "x" * 900, "%3Cscript%3E", ";", "duizhao"))
        for _ in range(chance.randrange(1, 6))
    )


def _query(chance: random.Random) -> str:
    names = ("q", "limit", "report", "q%00", "", "x")
    values = ("", "%FF", "%ED%A0%80", "-1", "9" * 5000, "1e9", "nan", "%00", "library", "absent", "+", "%", "q=", "x" * 2500, "%E5%80%9F%E6%9C%9F")
    return "&".join(f"{chance.choice(names)}={chance.choice(values)}" for _ in range(chance.randrange(1, 5)))


def _headers(chance: random.Random) -> dict[str, str]:
    strange = {
        "accept": ("text/event-stream", "*/*;q=", "\xe9", ",,,", "application/json;q=9999999999"),
        "authorization": ("Bearer", "Bearer " + "x" * 3000, "Basic \xe9", "Digest a=b,,"),
        "cookie": ("duizhao_visitor=x", "duizhao_session=" + "y" * 2000, "=;=;", "\xe9"),
        "origin": ("null", "https://evil.example", "http://[", "\xe9"),
        "host": ("[", "x" * 500, "\xe9", "evil.example:99999999"),
        "x-duizhao-visitor": ("x", "\xe9", "." * 2000),
        "x-duizhao-token": ("x", "a.b.c"),
        "x-forwarded-for": ("x", "999.1.1.1, ::"),
        "x-request-id": ("\xe9", "z" * 3000),
        "accept-language": ("\xe9", "zh;q=x", "*" * 999),
        "range": ("bytes=9-1",),
        "if-modified-since": ("yesterday",),
    }
    chosen = chance.sample(list(strange), chance.choice((0, 0, 0, 1, 2)))
    return {name: chance.choice(strange[name]) for name in chosen}


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(made(desk), follow_redirects=False) as opened:  # a failure that nobody expected would be raised here
        yield opened


def test_a_thousand_malformed_requests_bring_no_failure_and_the_next_question_is_answered(client: TestClient) -> None:
    chance = random.Random(SEED)
    statuses: Counter[int] = Counter()
    asked: Counter[str] = Counter()
    for number in range(REQUESTS):
        sent = malformed(chance)
        headers = {name.encode(): value.encode("latin-1") for name, value in sent.headers.items()}
        client.cookies.clear()
        reply = client.request(sent.method, sent.path, content=sent.body, headers=headers)
        statuses[reply.status_code] += 1
        asked[sent.path.partition("?")[0]] += 1
        assert reply.status_code < 500, f"request {number} of seed {SEED}: {sent.method} {sent.path[:80]} {sent.headers} {sent.body[:200]!r}: {reply.text[:300]}"
        if reply.status_code >= 400 and sent.method != "HEAD":
            assert len(reply.content) < 1500, f"request {number}: much is given back"
            if "html" in reply.headers["content-type"]:
                continue
            row, under = reply.json(), reply.url.path.startswith("/v1/")
            told = {"type": "about:blank", "title": PHRASES[reply.status_code], "status": reply.status_code}
            assert (set(row) == {"error"}) if under else ({name: row[name] for name in told} == told), f"request {number}: {reply.url.path[:80]} {row}"
    assert sum(count for status, count in statuses.items() if status >= 400) > REQUESTS / 2, statuses
    assert {200, 400, 404, 405, 415, 422} <= set(statuses), statuses
    for path in client.get("/openapi.json").json()["paths"]:
        assert sum(count for one, count in asked.items() if one.startswith(path.partition("{")[0])) >= 5, f"{path} was asked too seldom: {asked}"
    assert client.post("/api/ask", json={"question": BORROW}).json()["status"] == "answered"


LINE = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
RAW: dict[str, bytes] = {
    "nothing": b"",
    "noise": bytes(range(256)) * 4,
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "http-2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no-version": b"GET /api/reports\r\n\r\n",
    "version-9": b"GET /api/reports HTTP/9.9\r\nHost: x\r\n\r\n",
    "no-host": b"GET /api/reports HTTP/1.1\r\n\r\n",
    "two-hosts": b"GET /api/reports HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "bare-line-feeds": b"GET /api/reports HTTP/1.1\nHost: x\n\n",
    "null-in-path": b"GET /api/\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes-in-path": b"GET /api/passages/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "whole-address": b"GET http://evil.example/api/reports HTTP/1.1\r\nHost: x\r\n\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "no-colon": b"GET /api/reports HTTP/1.1\r\nHost x\r\n\r\n",
    "folded-header": b"GET /api/reports HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
    "endless-header": b"GET /api/reports HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 200_000 + b"\r\n\r\n",
    "many-headers": b"GET /api/reports HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
    "endless-path": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "length-negative": LINE + b"Content-Length: -5\r\n\r\n{}",
    "length-no-number": LINE + b"Content-Length: x\r\n\r\n{}",
    "length-huge": LINE + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    "length-too-long": LINE + b"Content-Length: 500\r\n\r\n{}",
    "two-lengths": LINE + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "length-and-chunks": LINE + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "bad-chunks": LINE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "unknown-coding": LINE + b"Transfer-Encoding: gzip\r\n\r\n{}",
    "zipped": LINE + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
    "expects": LINE + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
    "upgrade": b"GET /api/ask HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
}


@pytest.fixture(scope="module")
def served(library: Settings, encoder: Encoder) -> Iterator[Served]:
    with serving(BrokenDesk(library, encoder)) as running:
        yield running


@pytest.mark.filterwarnings("ignore::DeprecationWarning:websockets", "ignore::DeprecationWarning:uvicorn")
@pytest.mark.parametrize("sent", RAW.values(), ids=list(RAW))
@pytest.mark.parametrize("ends", [False, True], ids=["waits", "hangs-up"])
def test_what_is_no_http_breaks_nothing(served: Served, sent: bytes, ends: bool) -> None:
    statuses = _statuses(_exchanged(served.port, sent, ends))
    assert all(status < 500 for status in statuses), statuses
    body = json.dumps({"question": BORROW}).encode()
    answered = _exchanged(served.port, LINE + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body, False)
    assert _statuses(answered) == [200]


def _exchanged(port: int, sent: bytes, ends: bool) -> bytes:
    """What comes back; a connection that stays open is given half a second."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        with contextlib.suppress(ConnectionError):  # it may hang up in the middle
            connection.sendall(sent)
        if ends:
            return b""
        connection.settimeout(30 if b"Connection: close" in sent else 0.5)
        out = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            while piece := connection.recv(65536):
                out += piece
        return out


def _statuses(replies: bytes) -> list[int]:
    found: Callable[[bytes], int] = lambda line: int(line.split(b" ")[1])  # noqa: E731
    return [status for line in replies.split(b"\r\n") if line.startswith(b"HTTP/1.1 ") and (status := found(line)) != 100]
