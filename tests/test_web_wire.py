"""What comes before a body, and around it, is capped by the server itself, as `duizhao serve` runs it; a body within the cap comes in whole however it is sent."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from test_web_shutdown import Process, serving

from app.web.guard import BODY_CAP
from app.web.wire import HEAD_CAP
from index.settings import Settings

MUCH = b"a" * (4 * HEAD_CAP)
START = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
CHUNKED = b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def process(library: Settings) -> Iterator[Process]:
    with serving(library) as running:
        yield running


def sent(process: Process, *parts: bytes) -> bytes:
    """The reply to these bytes, as far as it comes; b"" where the connection is closed without one."""
    with socket.create_connection(("127.0.0.1", process.port), timeout=30) as connection:
        told = b""
        try:
            for part in parts:
                connection.sendall(part)
            while not told.endswith(b"}") and (more := connection.recv(65536)):
                told += more
        except ConnectionError:
            pass  # closed while there was more to send, which is what is wanted of it
        return told


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([START, b"X: ", MUCH], id="a header without end"),
        pytest.param([START, b"X: y\r\n" * HEAD_CAP], id="headers without end"),
        pytest.param([b"GET /", MUCH], id="an address without end"),
        pytest.param([MUCH], id="no HTTP at all"),
        pytest.param([CHUNKED, b"1\r\n{\r\n0\r\nX: ", MUCH], id="a trailer without end"),
        pytest.param([CHUNKED, b"1;x=", MUCH], id="a chunk's extension without end"),
    ],
)
def test_what_never_ends_is_refused_and_closed_and_others_are_served(process: Process, parts: list[bytes]) -> None:
    reply = sent(process, *parts, *[MUCH] * 64)
    assert reply == b"" or reply.startswith(b"HTTP/1.1 400 ")
    assert process.get("/healthz")[0] == 200


def test_long_headers_within_the_cap_are_taken_one_request_after_the_other(process: Process) -> None:
    with closing(process.connection()) as connection:
        for _ in range(3):
            connection.request("GET", "/healthz", headers={"X-Long": "a" * (HEAD_CAP - 1000)})
            reply = connection.getresponse()
            assert (reply.status, reply.read()) == (200, b'{"status":"alive"}')


@pytest.mark.parametrize("size", [1000, BODY_CAP])
def test_a_body_in_pieces_comes_in_whole(process: Process, size: int) -> None:
    body = json.dumps({"question": "每人最多借几本书?", "unknown": ""}).encode()
    body += b" " * (BODY_CAP - len(body))
    pieces = [b"%x\r\n%b\r\n" % (len(piece), piece) for place in range(0, len(body), size) if (piece := body[place : place + size])]
    reply = sent(process, CHUNKED, *pieces, b"0\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 422 "), "it was read: a field of it is unknown"
