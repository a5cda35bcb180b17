"""People who come all at once: an office behind one address, fifty of them at the default settings; and who logs in when the line is full."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chatting import Chat
from pages import QUIET, PacedDesk, Served, serving

from app.web.configuration import Configuration
from app.web.crowd import RETRY, WAITING, Crowd, Places
from app.web.line import Asker, Shares
from app.web.visitors import Visitors
from index.encoder import Encoder
from index.settings import Settings

BORROW = "每人最多借几本书?"
SECRET = "s" * 32
PEOPLE = 50
ADDRESS = "127.0.0.1"


@pytest.fixture(scope="module")
def served(library: Settings, encoder: Encoder) -> Iterator[Served]:
    """A server as it is by default, but that its secret is known."""
    with serving(PacedDesk(library, encoder), configuration=Configuration(secret=SECRET)) as made:
        yield made


def headers_of(person: int, kind: str) -> dict[str, str]:
    """What a browser sends: the cookie of a visitor who was here before, or nothing; of "both", every second one has it."""
    held = kind == "cookies" or (kind == "both" and person % 2 == 0)
    return {"Cookie": f"duizhao_visitor={Visitors(SECRET).new()[1]}"} if held else {}


@QUIET
@pytest.mark.parametrize("kind", ["none", "cookies", "both"])
def test_fifty_people_at_one_address_who_ask_at_once_are_all_answered(served: Served, kind: str) -> None:
    assert isinstance(served.desk, PacedDesk)
    served.desk.pause = 0.1
    chats = [Chat(served.port, headers_of(person, kind)) for person in range(PEOPLE)]
    together = threading.Barrier(PEOPLE)
    most: list[int] = []

    def one(chat: Chat) -> str:
        together.wait(60)
        pictures: list[Any] = []
        for picture in chat.ask(BORROW):
            pictures.append(picture)
            most.append(served.desk.at_work)  # type: ignore[attr-defined]
        return str(pictures[-1]["state"])

    with ThreadPoolExecutor(PEOPLE) as pool:
        states = list(pool.map(one, chats))
    served.desk.pause = 0.0
    assert states == ["answered"] * PEOPLE
    assert max(most) == Configuration().at_once, "fewer: they did not come at once, and nobody waited"


class Waiting:
    """A queue in which these wait, and nobody is in work yet."""

    in_work = 0

    def __init__(self) -> None:
        self.askers: list[Asker] = []

    @property
    def waiting(self) -> int:
        return len(self.askers)

    def shares(self) -> Shares:
        shares = Shares()
        for one in self.askers:
            shares.add(one)
        return shares


@pytest.mark.parametrize("before", [True, False], ids=["in-the-queue", "on-their-way"])
@pytest.mark.parametrize("visitors", [[""] * PEOPLE, [f"person {number}" for number in range(PEOPLE)], ["", "person"] * (PEOPLE // 2)], ids=["no-ids", "ids", "half-of-them-one-visitor"])
def test_none_of_fifty_is_refused_even_before_the_first_is_in_work(visitors: list[str], before: bool) -> None:
    async def scene() -> None:
        crowd = Crowd(Configuration().at_once)
        crowd.chat = queue = Waiting()
        for visitor in visitors:
            one = Asker(visitor, ADDRESS)
            assert crowd.full("question", (), one) is None
            queue.askers.append(one) if before else crowd.coming(one, 1)

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("method", "path", "accept", "kind", "words"),
    [
        pytest.param("POST", "/login", "text/html,*/*;q=0.8", "text/html", "<p>现在提问的人太多", id="a-form"),
        pytest.param("POST", "/login", "*/*", "application/problem+json", '"code":"crowded"', id="a-program"),
        pytest.param("POST", "/api/ask", "text/html", "application/problem+json", '"code":"crowded"', id="no-page"),
    ],
)
def test_who_logs_in_when_the_line_is_full_reads_why_not(method: str, path: str, accept: str, kind: str, words: str) -> None:
    sent: list[dict[str, Any]] = []

    async def nothing(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("there was a place")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def scene() -> None:
        crowd = Crowd(1)
        await crowd.enter()
        waiting = [asyncio.create_task(crowd.enter()) for _ in range(WAITING)]
        await asyncio.sleep(0.01)
        scope = {"type": "http", "method": method, "path": path, "headers": [(b"accept", accept.encode()), (b"accept-language", b"zh-CN")]}
        await Places(nothing, crowd)(scope, receive, send)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)

    asyncio.run(scene())
    start, body = sent
    told = dict(start["headers"])
    assert (start["status"], told[b"retry-after"]) == (503, str(RETRY).encode())
    assert told[b"content-type"].startswith(kind.encode())
    assert words in body["body"].decode()
