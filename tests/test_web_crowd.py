"""Too many at once: so many in work, some wait in turn, the rest are told so at once; and afterwards all is as before."""

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from chatting import Chat, made
from fastapi.testclient import TestClient
from pages import QUIET, PacedDesk, Served, serving

from app.asking import Desk
from app.web import chat_queue
from app.web.configuration import Configuration
from app.web.crowd import ADDRESS_SHARE, RETRY, VISITOR_STREAMS, WAITING, Crowd, Crowded, Places, kind
from app.web.line import Asker
from index.encoder import Encoder
from index.settings import Settings

BORROW = "每人最多借几本书?"
AT_ONCE = 2
LET_IN = AT_ONCE * (1 + WAITING)
"""Requests that are in work or wait."""


@pytest.fixture(scope="module")
def served(library: Settings, encoder: Encoder) -> Iterator[Served]:
    """A server that works on two at once, at a pace that a test sets."""
    with serving(PacedDesk(library, encoder), configuration=Configuration(at_once=AT_ONCE)) as made:
        yield made


def paced(served: Served, pause: float) -> None:
    assert isinstance(served.desk, PacedDesk)
    served.desk.pause = pause


def fetch(served: Served, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, str], str]:
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)) as connection:
        told = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection.request("GET" if body is None else "POST", path, json.dumps(body) if body is not None else None, told)
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read().decode()


def ask(served: Served, **headers: str) -> tuple[int, dict[str, str], str]:
    return fetch(served, "/api/ask", {"question": BORROW}, **headers)


def visitor(served: Served) -> dict[str, str]:
    """The header of a visitor who was given an id."""
    return {"X-Duizhao-Visitor": fetch(served, "/api/reports")[1]["x-duizhao-visitor"]}


def number(served: Served, name: str) -> float:
    return next(float(line.split()[-1]) for line in fetch(served, "/metrics")[2].splitlines() if line.startswith(name))


def until(done) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_many_at_once_are_answered_in_turn_or_refused_and_then_all_is_as_before(served: Served) -> None:
    paced(served, 0.1)
    many = 3 * LET_IN
    together = threading.Barrier(many)

    def one(_: int) -> tuple[int, dict[str, str], str]:
        together.wait(60)
        return ask(served)

    with ThreadPoolExecutor(many) as pool:
        replies = list(pool.map(one, range(many)))
    answered, refused = [reply for reply in replies if reply[0] == 200], [reply for reply in replies if reply[0] == 503]
    assert len(answered) + len(refused) == many
    assert len(answered) >= LET_IN, "who came when a place was free was let in"
    assert refused, "nobody was refused: the test put too few"
    assert all("五本书" in body for _, _, body in answered)
    paced(served, 0.0)
    assert number(served, "duizhao_requests_in_work") == number(served, "duizhao_requests_waiting") == 0
    assert ask(served)[0] == 200


@pytest.mark.parametrize(
    ("path", "body", "headers", "words"),
    [
        pytest.param("/api/ask", {"question": BORROW}, {"Accept_Language": "zh-CN"}, "现在提问的人太多", id="zh"),
        pytest.param("/api/ask", {"question": BORROW}, {"Accept_Language": "en-GB"}, "Too many are asking", id="en"),
        pytest.param("/api/search?q=x", None, {"Accept_Language": "en"}, "Too many are asking", id="search"),
        pytest.param("/v1/chat/completions", {"model": "duizhao", "messages": [{"role": "user", "content": BORROW}]}, {"Accept_Language": "en"}, "Too many are asking", id="openai"),
        pytest.param("/read/library", None, {"Accept": "text/html", "Accept_Language": "zh"}, "<p>现在提问的人太多", id="a-page"),
    ],
)
def test_who_is_refused_is_told_why_and_when_to_come_again(served: Served, path: str, body: object, headers: dict[str, str], words: str) -> None:
    paced(served, 1.0)
    with ThreadPoolExecutor(LET_IN) as pool:
        for _ in range(LET_IN):
            pool.submit(ask, served)
        until(lambda: number(served, "duizhao_requests_waiting") == LET_IN - AT_ONCE)
        status, told, text = fetch(served, path, body, **headers)
        alive, ready, static, page = (fetch(served, path)[0] for path in ("/healthz", "/readyz", "/static/tokens.css", "/chat/config"))
        counted = fetch(served, "/metrics")[2]
        paced(served, 0.0)
    assert (status, told["retry-after"]) == (503, str(RETRY))
    assert words in text
    assert str(RETRY) in text
    if "html" not in headers.get("Accept", ""):
        row = json.loads(text)
        assert (row.get("error") or row)["code"] == "crowded"
        assert 'duizhao_refused_total{code="crowded",status="503"}' in counted
    assert (alive, ready, static, page) == (200, 200, 200, 200), "what costs nothing is there all the time"


@QUIET
def test_questions_of_the_chat_are_in_a_queue_of_their_own_with_an_end(served: Served) -> None:
    paced(served, 1.0)
    chats = [Chat(served.port, {"X-Forwarded-For": f"10.0.0.{place}"}) for place in range(LET_IN + 4)]
    began = [chats[place].join(BORROW)[0] for place in range(AT_ONCE)]
    until(lambda: number(served, "duizhao_chat_in_work") == AT_ONCE)
    waiting = [chat.join(BORROW)[0] for chat in chats[AT_ONCE:LET_IN]]
    assert number(served, "duizhao_chat_waiting") == LET_IN - AT_ONCE
    refused = [chat.join(BORROW) for chat in chats[LET_IN:]]
    assert began + waiting == [200] * LET_IN
    assert {(status, told["code"]) for status, told in refused} == {(503, "crowded")}
    paced(served, 0.0)
    last = [[message for message in chat.messages() if message["msg"] == "process_completed"] for chat in chats[:LET_IN]]
    assert [len(one) for one in last] == [1] * LET_IN
    assert all(one[0]["success"] for one in last)
    assert number(served, "duizhao_chat_in_work") == number(served, "duizhao_chat_waiting") == 0
    assert [*chats[-1].ask(BORROW)][-1]["state"] == "answered", "who was refused is answered later"


@QUIET
def test_nobody_fills_the_chats_queue_so_that_others_are_refused(served: Served) -> None:
    paced(served, 1.0)
    mine = visitor(served)
    flood = [Chat(served.port, mine) for _ in range(LET_IN)]
    stranger = [Chat(served.port, {"X-Forwarded-For": "10.0.0.1"}) for _ in range(LET_IN)]
    for place in range(AT_ONCE):
        assert flood[place].join(BORROW)[0] == 200
    until(lambda: number(served, "duizhao_chat_in_work") == AT_ONCE)
    statuses = [chat.join(BORROW)[0] for chat in flood[AT_ONCE:]]
    half = WAITING * AT_ONCE // 2
    assert statuses == [200] * half + [503] * (LET_IN - AT_ONCE - half), "as many as places are left"
    colleague = Chat(served.port, visitor(served))
    assert colleague.join(BORROW)[0] == 200, "another visitor at the same address"
    others = [chat.join(BORROW)[0] for chat in stranger]
    assert 0 < others.count(200) < half, "who has no id is one of those at an address"
    last = Chat(served.port, {"X-Forwarded-For": "10.0.0.2"})
    assert last.join(BORROW)[0] == 200, "there is always one place left"
    paced(served, 0.0)
    until(lambda: number(served, "duizhao_chat_waiting") == number(served, "duizhao_chat_in_work") == 0)


@QUIET
def test_ids_that_were_made_up_do_not_fill_the_chats_queue_from_one_address(served: Served) -> None:
    paced(served, 1.0)
    flood = [Chat(served.port, visitor(served)) for _ in range(LET_IN)]
    for place in range(AT_ONCE):
        assert flood[place].join(BORROW)[0] == 200
    until(lambda: number(served, "duizhao_chat_in_work") == AT_ONCE)
    statuses = [chat.join(BORROW)[0] for chat in flood[AT_ONCE:]]
    most = WAITING * AT_ONCE * ADDRESS_SHARE // (ADDRESS_SHARE + 1)
    assert statuses == [200] * most + [503] * (LET_IN - AT_ONCE - most)
    assert Chat(served.port, {"X-Forwarded-For": "10.0.0.1"}).join(BORROW)[0] == 200
    paced(served, 0.0)
    until(lambda: number(served, "duizhao_chat_waiting") == number(served, "duizhao_chat_in_work") == 0)


@QUIET
def test_idle_streams_take_nobodys_place(served: Served) -> None:
    paced(served, 0.0)
    chats = [Chat(served.port) for _ in range(LET_IN + 2)]
    for chat in chats:
        assert [*chat.ask(BORROW)][-1]["state"] == "answered"
    with ExitStack() as streams:
        for chat in chats:
            streams.enter_context(chat.stream())
        assert number(served, "duizhao_streams_open") == len(chats)
        assert ask(served)[0] == 200
        assert [*Chat(served.port).ask(BORROW)][-1]["state"] == "answered"
    until(lambda: number(served, "duizhao_streams_open") == 0)


@QUIET
def test_nobody_opens_streams_without_end_and_others_are_let_in(served: Served) -> None:
    paced(served, 0.0)
    mine, other = ({"X-Duizhao-Visitor": fetch(served, "/api/reports")[1]["x-duizhao-visitor"]} for _ in range(2))
    chats = {"mine": Chat(served.port, mine), "other": Chat(served.port, other)}
    for chat in chats.values():
        assert chat.join(BORROW)[0] == 200

    def stream(chat: Chat, headers: dict[str, str]) -> http.client.HTTPResponse:
        connection = open.enter_context(closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)))
        connection.request("GET", f"/chat/gradio_api/queue/data?session_hash={chat.session}", headers=headers)
        return connection.getresponse()

    with ExitStack() as open:
        first = stream(chats["mine"], mine)
        first.read()  # the question's own: over with its answer
        until(lambda: number(served, "duizhao_streams_open") == 0)
        assert [stream(chats["mine"], mine).status for _ in range(VISITOR_STREAMS)] == [200] * VISITOR_STREAMS
        refused = stream(chats["mine"], mine)
        assert (refused.status, json.loads(refused.read())["code"], refused.headers["retry-after"]) == (503, "crowded", str(RETRY))
        assert stream(chats["other"], other).status == 200, "another's is open all the same"
    until(lambda: number(served, "duizhao_streams_open") == 0)
    with ExitStack() as open:
        assert stream(chats["mine"], mine).status == 200, "who closed some may open others"
    until(lambda: number(served, "duizhao_streams_open") == 0)


def test_a_slow_body_takes_no_place(served: Served) -> None:
    paced(served, 0.0)
    with ExitStack() as slow:
        for _ in range(LET_IN + 2):
            connection = slow.enter_context(closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)))
            connection.putrequest("POST", "/api/ask")
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", "100")
            connection.endheaders(b"{")
        assert ask(served)[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/api/ask", "work"),
        ("GET", "/api/search", "work"),
        ("POST", "/v1/chat/completions", "work"),
        ("GET", "/read/library", "work"),
        ("POST", "/login", "work"),
        ("GET", "/login", "plain"),
        ("OPTIONS", "/api/ask", "plain"),
        ("POST", "/chat/gradio_api/queue/join", "question"),
        ("POST", "/chat/gradio_api/queue/join/", "question"),
        ("POST", "/chat/gradio_api/component_server/", "call"),
        ("GET", "/chat/gradio_api/queue/data", "stream"),
        ("GET", "/read/x/gradio_api/queue/data", "work"),
        ("POST", "/api/ask/gradio_api/queue/join", "work"),
        ("GET", "/docs/gradio_api/queue/data", "plain"),
        ("GET", "/chat/", "plain"),
        ("GET", "/chat/assets/api/index.js", "plain"),
        ("GET", "/static/chat.js", "plain"),
        ("GET", "/readyz", "plain"),
        ("GET", "/metrics", "plain"),
    ],
)
def test_what_a_request_costs(method: str, path: str, expected: str) -> None:
    assert kind(method, path) == expected


def test_places_are_given_in_turn_and_come_back() -> None:
    async def scene() -> None:
        crowd = Crowd(1)
        order: list[int] = []

        async def one(number: int) -> None:
            await crowd.enter()
            order.append(number)
            await asyncio.sleep(0)
            crowd.leave()

        await asyncio.gather(*(one(number) for number in range(1 + WAITING)))
        assert order == list(range(1 + WAITING))
        assert (crowd.in_work, crowd.waiting, crowd.idle) == (0, 0, True)

    asyncio.run(scene())


MINE, OTHER = Asker("mine", "10.0.0.1"), Asker("other", "10.0.0.2")
MADE_UP = [Asker(f"made up {number}", "10.0.0.1") for number in range(WAITING)]


async def waiting(crowd: Crowd, *askers: Asker) -> list[asyncio.Task[None]]:
    """Tasks that enter one after another, in that order."""
    tasks = [asyncio.create_task(crowd.enter(one)) for one in askers]
    await asyncio.sleep(0.01)
    return tasks


@pytest.mark.parametrize("flood", [pytest.param([MINE] * WAITING, id="one-visitor"), pytest.param(MADE_UP, id="made-up-ids"), pytest.param([Asker("", "10.0.0.1")] * WAITING, id="no-id")])
@pytest.mark.parametrize("newcomer", [OTHER, Asker("", "10.0.0.2")], ids=["visitor", "no-id"])
def test_a_full_line_takes_who_has_less_for_the_last_of_who_has_most_and_that_one_comes_soon(flood: list[Asker], newcomer: Asker) -> None:
    async def scene() -> None:
        crowd = Crowd(1)
        await crowd.enter(MINE)
        many = await waiting(crowd, *flood)
        assert crowd.waiting == WAITING
        (came,) = await waiting(crowd, newcomer)
        assert [isinstance(task.exception(), Crowded) if task.done() else None for task in many] == [*[None] * (WAITING - 1), True]
        crowd.leave(MINE)
        await many[0]
        crowd.leave(flood[0])
        await asyncio.sleep(0.01)
        assert came.done(), "in turn with the others, and not after all that they have waiting"
        crowd.leave(newcomer)
        for one, task in zip(flood[1:-1], many[1:], strict=False):
            await task
            crowd.leave(one)
        assert (crowd.in_work, crowd.waiting, crowd.idle) == (0, 0, True)
        assert not crowd._working._held
        assert not crowd._line._shares._held and not crowd._line._since, "nobody is remembered who has none"

    asyncio.run(scene())


def test_a_full_line_is_not_given_to_who_has_as_much_of_it() -> None:
    async def scene() -> None:
        crowd = Crowd(1)
        await crowd.enter(OTHER)
        office = await waiting(crowd, *MADE_UP)
        (stranger,) = await waiting(crowd, OTHER)
        assert [task.done() for task in office] == [*[False] * (WAITING - 1), True]
        for one in (OTHER, MADE_UP[-1], Asker("another", "10.0.0.1")):
            with pytest.raises(Crowded):
                await crowd.enter(one)
        assert [task.done() for task in office] == [*[False] * (WAITING - 1), True], "a stranger's second question takes no place of somebody's first"
        for task in (stranger, *office):
            task.cancel()
        await asyncio.wait([stranger, *office])
        crowd.leave(OTHER)
        assert crowd.idle

    asyncio.run(scene())


def test_among_those_who_have_as_much_in_work_who_came_first_is_first() -> None:
    async def scene() -> None:
        crowd = Crowd(2)
        await crowd.enter(MINE)
        await crowd.enter(MINE)
        first, other, another = await waiting(crowd, MINE, OTHER, OTHER)
        crowd.leave(MINE)
        await other
        crowd.leave(MINE)
        await first
        assert not another.done()
        crowd.leave(MINE)
        await another
        crowd.leave(OTHER)
        crowd.leave(OTHER)
        assert crowd.idle

    asyncio.run(scene())


def test_who_loses_the_turn_in_the_moment_of_leaving_leaves_nothing_behind() -> None:
    async def scene() -> None:
        crowd = Crowd(1)
        await crowd.enter(MINE)
        many = await waiting(crowd, *[MINE] * WAITING)
        newcomer = asyncio.create_task(crowd.enter(OTHER))
        await asyncio.sleep(0)
        many[-1].cancel()
        await asyncio.wait([many[-1]])
        assert crowd.waiting == WAITING
        for task in (*many, newcomer):
            task.cancel()
        await asyncio.wait([*many, newcomer])
        crowd.leave(MINE)
        assert (crowd.in_work, crowd.waiting, crowd.idle) == (0, 0, True)

    asyncio.run(scene())


def test_one_who_floods_the_api_refuses_nobody_else(served: Served) -> None:
    paced(served, 0.5)
    mine, other = visitor(served), visitor(served)
    with ThreadPoolExecutor(2 * LET_IN) as pool:
        flood = [pool.submit(lambda: ask(served, **mine)[0]) for _ in range(2 * LET_IN)]
        until(lambda: number(served, "duizhao_requests_waiting") == LET_IN - AT_ONCE)
        before = time.monotonic()
        assert ask(served, **other)[0] == 200
        assert time.monotonic() - before < 5 * 0.5 * 3, "not after all that wait before"
        read = fetch(served, "/read/library", None, Cookie=f"duizhao_visitor={other['X-Duizhao-Visitor']}")
        paced(served, 0.0)
        statuses = [one.result() for one in flood]
    assert read[0] == 200, "a reader is known by the cookie"
    assert 503 in statuses, "some gave way"
    assert statuses.count(200) >= AT_ONCE


def test_who_waits_too_long_or_leaves_gives_up_the_turn() -> None:
    async def scene() -> None:
        crowd = Crowd(1, patience=0.05)
        await crowd.enter()
        with pytest.raises(Crowded):
            await crowd.enter()
        leaving = asyncio.create_task(crowd.enter())
        await asyncio.sleep(0.01)
        leaving.cancel()
        await asyncio.wait([leaving])
        assert (crowd.in_work, crowd.waiting) == (1, 0)
        waiting = asyncio.create_task(crowd.enter())
        await asyncio.sleep(0.01)
        crowd.leave()
        waiting.cancel()  # in the same moment in which its turn came
        await asyncio.wait([waiting])
        assert (crowd.in_work, crowd.waiting) == (0, 0)
        await crowd.enter()
        assert crowd.in_work == 1

    asyncio.run(scene())


def test_a_stream_ends_when_the_server_stops_and_is_whole_then() -> None:
    sent: list[dict[str, object]] = []
    closed: list[bool] = []

    async def endless(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await asyncio.sleep(600)
        finally:
            closed.append(True)

    async def send(message) -> None:  # type: ignore[no-untyped-def]
        sent.append(message)

    async def scene() -> None:
        crowd = Crowd(1)
        scope = {"type": "http", "method": "GET", "path": "/chat/gradio_api/queue/data", "headers": []}
        stream = asyncio.create_task(Places(endless, crowd)(scope, None, send))  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
        assert (crowd.streams, crowd.in_work, crowd.idle) == (1, 0, True)
        crowd.end_streams()
        await asyncio.wait_for(stream, 5)
        assert crowd.streams == 0

    asyncio.run(scene())
    assert closed == [True]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[-1]["more_body"] is False


def test_streams_and_calls_of_the_page_have_ends_of_their_own() -> None:
    async def scene() -> None:
        crowd = Crowd(1, streams=1)
        ends = crowd.opened()
        assert crowd.full("stream") == "crowded"
        assert crowd.full("work") is crowd.full("question") is None
        crowd.closed(ends)
        assert crowd.full("stream") is None
        many = Crowd(1)
        held = [many.opened([("visitor a", 1), ("address x", 2)]), many.opened([("visitor b", 1), ("address x", 2)])]
        assert [many.full("stream", [holder]) for holder in (("visitor a", 1), ("visitor c", 1), ("address x", 2), ("address y", 2))] == ["crowded", None, "crowded", None]
        for one in held:
            many.closed(one)
        assert many.full("stream", [("visitor a", 1), ("address x", 2)]) is None
        assert not many._held, "nobody is remembered who has none"
        crowd.calls = crowd.most_waiting
        assert [crowd.full(one) for one in ("call", "work", "stream", "plain")] == ["crowded", None, None, None]

    asyncio.run(scene())


def test_a_server_that_stops_takes_no_questions_but_finishes_what_it_has() -> None:
    crowd = Crowd(1)
    crowd.stop()
    assert [crowd.full(kind) for kind in ("work", "question", "call", "stream", "plain")] == ["stopping", "stopping", None, None, None]


@QUIET
def test_gradio_keeps_neither_statistics_nor_what_thousands_of_pages_showed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_queue, "SESSIONS", 2)
    crowd = Crowd(1)
    with TestClient(made(desk, crowd=crowd)) as client:
        asked = next(one for one in client.get("/chat/config").json()["dependencies"] if any(event == "ask" for _, event in one["targets"]))
        for number in range(4):
            sent = {"data": [], "event_data": {"question": BORROW}, "fn_index": asked["id"], "trigger_id": asked["targets"][0][0], "session_hash": f"session{number}"}
            assert client.post("/chat/gradio_api/queue/join", json=sent).status_code == 200
            assert "process_completed" in client.get(f"/chat/gradio_api/queue/data?session_hash=session{number}").text
        queue = crowd.chat._queue  # type: ignore[union-attr]
        until(lambda: not queue.event_ids_to_events)  # the last that is done for a question
        held = list(queue.blocks.state_holder.session_data)
        summed_up = queue.event_count_at_last_cache
    assert held == ["session2", "session3"]
    assert summed_up == 0, "with pandas after each question, over up to 10,000 of them"
    assert crowd.asked == (0, 0)
