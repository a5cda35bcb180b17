"""An answer as server-sent events: what comes and in which order, failing midway, silence, and clients that go away."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from pages import PacedDesk, Served, serving
from test_web_api import BORROW, made

from app.answer import Event, Retrieved, Token
from app.web.problems import fault_problem
from app.web.streaming import Work, sse
from index.encoder import Encoder
from index.settings import Settings
from source.errors import DuizhaoError

Events = list[tuple[str, object]]
STREAM = {"accept": "text/event-stream"}


def events(text: str) -> Events:
    """What a stream holds; comments are events named ":"."""
    out: Events = []
    for block in text.split("\n\n")[:-1]:
        lines = block.split("\n")
        if lines[0].startswith(":"):
            out.append((":", lines[0][1:].strip()))
            continue
        name = lines[0].removeprefix("event: ") if lines[0].startswith("event: ") else ""
        (data,) = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
        out.append((name, json.loads(data) if data != "[DONE]" else data))
    assert text.endswith("\n\n")
    return out


class BrokenDesk(PacedDesk):
    """A desk that fails after so many events."""

    after = 0
    breaks: Exception | None = None

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        for place, event in enumerate(super().ask(question, history, id=id, reports=reports)):
            if self.breaks is not None and place >= self.after:
                raise self.breaks
            yield event


@pytest.fixture(scope="module")
def desk(library: Settings, encoder: Encoder) -> BrokenDesk:
    return BrokenDesk(library, encoder)


@pytest.fixture(scope="module")
def client(desk: BrokenDesk) -> Iterator[TestClient]:
    with TestClient(made(desk), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(desk: BrokenDesk) -> Iterator[Served]:
    with serving(desk) as running:
        yield running


@pytest.fixture(autouse=True)
def whole(desk: BrokenDesk) -> None:
    desk.breaks, desk.fault, desk.pause = None, None, 0.0


@pytest.mark.parametrize(
    "question",
    [pytest.param(BORROW, id="zh"), pytest.param("How long is the loan period?", id="en"), pytest.param("library 周末开放到几点?", id="mixed"), pytest.param("你好", id="greeting")],
)
def test_the_events_are_what_is_read_then_the_text_then_the_whole_answer(client: TestClient, question: str) -> None:
    reply = client.post("/api/ask", json={"question": question, "id": "q-7"}, headers=STREAM)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert "no-store" in reply.headers["cache-control"]
    assert "content-length" not in reply.headers
    found = events(reply.text)
    names = [name for name, _ in found]
    assert names == ["retrieved", *["token"] * (len(found) - 2), "answer"]
    assert len(found) > 2
    whole = client.post("/api/ask", json={"question": question, "id": "q-7"}).json()
    assert {key: value for key, value in found[-1][1].items() if key != "timings_ms"} == {key: value for key, value in whole.items() if key != "timings_ms"}  # type: ignore[attr-defined]
    assert "".join(told["text"] for name, told in found if name == "token") == whole["text"]  # type: ignore[index]


def test_the_passages_being_read_come_best_first_with_their_place(client: TestClient, desk: BrokenDesk) -> None:
    name, told = events(client.post("/api/ask", json={"question": BORROW}, headers=STREAM).text)[0]
    passages = told["passages"]  # type: ignore[index]
    assert (name, passages[0]["id"]) == ("retrieved", "library/2.p1")
    assert passages[0]["section"] == {"zh": ["二、借书规则"], "en": ["II. Rules for borrowing"]}
    assert passages[0]["url"] == "/read/library#2.p1"
    assert [row["score"] for row in passages] == sorted((row["score"] for row in passages), reverse=True)
    assert client.get(f"/api/passages/{passages[-1]['id']}").status_code == 200


def test_the_answer_comes_as_it_is_made(served: Served, desk: BrokenDesk) -> None:
    desk.pause = 0.3
    times: list[float] = []
    with asking(served, {"question": BORROW}) as reply:
        while line := reply.readline():
            if line.startswith(b"event: "):
                times.append(time.monotonic())
    assert len(times) >= 3
    assert times[-1] - times[0] > 0.3 * (len(times) - 2)


def test_a_failure_midway_is_told_as_an_event_and_is_the_last(client: TestClient, desk: BrokenDesk) -> None:
    desk.after, desk.breaks = 2, DuizhaoError("the store went away", hint="start it")
    reply = client.post("/api/ask", json={"question": BORROW}, headers=STREAM)
    found = events(reply.text)
    assert (reply.status_code, [name for name, _ in found]) == (200, ["retrieved", "token", "error"])
    told = dict(found[-1][1])  # type: ignore[call-overload]
    assert told.pop("request_id") == reply.headers["x-request-id"]
    assert told == {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "the store went away", "code": "unavailable"}


def test_a_failure_before_anything_came_is_a_response_of_its_own(client: TestClient, desk: BrokenDesk) -> None:
    desk.after, desk.breaks = 0, DuizhaoError("the store went away")
    reply = client.post("/api/ask", json={"question": BORROW}, headers=STREAM)
    assert (reply.status_code, reply.headers["content-type"], reply.json()["code"]) == (503, "application/problem+json", "unavailable")


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_failure_that_nobody_expected_is_500_and_the_next_question_is_answered(client: TestClient, desk: BrokenDesk, accept: str) -> None:
    desk.after, desk.breaks = 0, ZeroDivisionError("a secret of the server")
    reply = client.post("/api/ask", json={"question": BORROW}, headers={"accept": accept})
    assert reply.status_code == 500
    assert "secret" not in reply.text
    desk.breaks = None
    assert client.post("/api/ask", json={"question": BORROW}, headers={"accept": accept}).status_code == 200


@contextlib.contextmanager
def asking(served: Served, body: dict[str, object], accept: str = "text/event-stream", path: str = "/api/ask") -> Iterator[http.client.HTTPResponse]:
    """A question over a connection of its own, which is closed at the end of the block, whatever is still to come."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", "Accept": accept})
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def until(happened: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


CHAT = {"model": "duizhao", "stream": True, "messages": [{"role": "user", "content": BORROW}]}


@pytest.mark.parametrize(("path", "body"), [("/api/ask", {"question": BORROW}), ("/v1/chat/completions", CHAT)])
def test_work_ends_when_the_client_goes_away_in_the_middle_of_a_stream(served: Served, desk: BrokenDesk, path: str, body: dict[str, object]) -> None:
    desk.pause = 0.5
    before = desk.given
    with asking(served, body, path=path) as reply:
        assert reply.readline()
        assert desk.at_work == 1
    assert until(lambda: desk.at_work == 0)
    given = desk.given - before
    desk.pause = 0.0
    whole = len(events(TestClient(made(desk)).post("/api/ask", json={"question": BORROW}, headers=STREAM).text))
    assert given < whole


@pytest.mark.parametrize(("path", "body"), [("/api/ask", {"question": BORROW}), ("/v1/chat/completions", CHAT | {"stream": False})])
def test_work_ends_when_a_client_that_waits_for_the_whole_answer_goes_away(served: Served, desk: BrokenDesk, path: str, body: dict[str, object]) -> None:
    desk.pause = 0.5
    before = desk.given
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    assert until(lambda: desk.at_work == 1)
    connection.close()
    assert until(lambda: desk.at_work == 0)
    assert desk.given - before <= 2


def test_pages_and_short_calls_are_served_while_many_answers_are_being_made(served: Served, desk: BrokenDesk) -> None:
    desk.pause = 1.0
    threads = [threading.Thread(target=_asked, args=(served,)) for _ in range(10)]
    for thread in threads:
        thread.start()
    assert until(lambda: desk.at_work == 10)
    began = time.monotonic()
    for path in ("/api/reports", "/api/passages/library/2.p1", "/read/library"):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        connection.request("GET", path)
        assert connection.getresponse().status == 200
        connection.close()
    assert desk.at_work == 10, "the answers are still being made"
    assert time.monotonic() - began < 3
    for thread in threads:
        thread.join()


def _asked(served: Served) -> None:
    with asking(served, {"question": BORROW}, "application/json") as reply:
        assert json.loads(reply.read())["status"] == "answered"


def small(work: Work, items: Callable[[], Generator[bytes, None, None]]) -> TestClient:
    """An application whose one address streams these items."""
    app = FastAPI()

    @app.get("/")
    async def stream(request: Request) -> Response:
        return work.stream(items, fault_problem, lambda fault: sse("error", str(fault)))

    return TestClient(app)


def test_a_stream_that_is_silent_says_that_it_is_alive() -> None:
    def items() -> Generator[bytes, None, None]:
        time.sleep(0.5)
        yield sse("token", {"text": "一"})
        time.sleep(0.5)
        yield sse("token", {"text": "二"})

    found = events(small(Work(2, heartbeat=0.1), items).get("/").text)
    names = [name for name, _ in found]
    first, last = names.index("token"), len(names) - 1
    assert [names[first], names[last]] == ["token", "token"]
    assert set(names[:first]) == set(names[first + 1 : last]) == {":"}
    assert names.count("token") == 2


def test_what_fails_after_a_sign_of_life_is_told_as_an_event() -> None:
    def items() -> Generator[bytes, None, None]:
        time.sleep(0.3)
        raise DuizhaoError("too late")
        yield b""

    assert [row for row in events(small(Work(2, heartbeat=0.1), items).get("/").text) if row[0] != ":"] == [("error", "too late")]


def test_a_quick_stream_has_no_signs_of_life() -> None:
    def items() -> Generator[bytes, None, None]:
        yield sse("", [1])

    assert events(small(Work(2), items).get("/").text) == [("", [1])]


def test_no_more_work_at_once_than_is_set(desk: BrokenDesk) -> None:
    work, most, now, lock = Work(3), 0, 0, threading.Lock()

    def items() -> Generator[bytes, None, None]:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.1)
        yield b": done\n\n"
        with lock:
            now -= 1

    with small(work, items) as client:
        threads = [threading.Thread(target=client.get, args=("/",)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (most, now) == (3, 0)


@pytest.mark.parametrize("text", ["一\n二", "a\r\nb", "\u2028", "\ud800", "data: x\n\n", "event: token"])
def test_an_event_is_one_line_whatever_its_text(text: str) -> None:
    told = sse("token", {"text": text}).decode()
    assert told.count("\n") == 3
    assert told.startswith("event: token\ndata: ")
    assert told.endswith("\n\n")
    assert json.loads(told.split("data: ", 1)[1])["text"] == text.replace("\ud800", "?")


def test_the_index_may_change_between_search_and_what_is_told_of_it(client: TestClient, desk: BrokenDesk) -> None:
    class Moved(BrokenDesk):
        def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
            yield Retrieved((("library/99.p1", 1.0), ("library/2.p1", 0.5)))
            yield Token("x")

    moved = Moved(desk.settings, desk.encoder)
    found = events(TestClient(made(moved)).post("/api/ask", json={"question": BORROW}, headers=STREAM).text)
    assert [row["id"] for row in found[0][1]["passages"]] == ["library/2.p1"]  # type: ignore[index]
