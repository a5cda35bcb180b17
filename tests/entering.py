"""The application as a client meets it at its door: made as it is configured, and asked through Gradio's queue as its page asks."""

import asyncio
import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from app.answer import Event
from app.answering.scope import Scope
from app.asking import Desk
from app.conversing.keeping import Keeper
from app.understanding.question import Question
from app.web.application import application
from app.web.configuration import Configuration
from index.ranking import Ranked
from index.search import Index

OWN = "http://testserver"
BORROW = "每人最多借几本书?"
JOIN, CALL, STREAM = "/chat/gradio_api/queue/join", "/chat/gradio_api/component_server/", "/chat/gradio_api/queue/data"
SECRET, EMBED = "s" * 32, "e" * 32


class BrokenDesk(Desk):
    """A desk with a bug."""

    def ask(self, question: str, history: Sequence[str] = (), *, id: str = "q-1", reports: Sequence[str] | None = None) -> Iterator[Event]:
        raise ZeroDivisionError("a secret of the inside")
        yield  # type: ignore[unreachable]

    def ranked(self, index: Index, question: Question, named: Scope) -> Ranked:
        raise ZeroDivisionError("a secret of the inside")


def made(desk: Desk, configuration: Configuration | None = None, keeper: Keeper | None = None) -> FastAPI:
    """The application, made while an event loop runs: without one Gradio opens some and leaves them open."""

    async def make() -> FastAPI:
        return application(desk, keeper, configuration)

    return asyncio.run(make())


@contextlib.contextmanager
def entering(desk: Desk, configuration: Configuration | None = None, *, base: str = OWN, keeper: Keeper | None = None) -> Iterator[TestClient]:
    with TestClient(made(desk, configuration, keeper), base_url=base, follow_redirects=False) as client:
        yield client


def joining(question: str, session: str = "abc123", **more: Any) -> dict[str, Any]:
    """A question as the page puts it into Gradio's queue."""
    sent = {"conversation": "", "key": "k1", "question": question, "number": 1, "earlier": [], "reports": [], "base": OWN, **more}
    return {"data": [], "event_data": sent, "fn_index": 0, "trigger_id": 1, "session_hash": session}


def stage(client: TestClient) -> int:
    """The number of the page's component: Gradio counts on through all pages of a process."""
    found: int = next(one["id"] for one in client.get("/chat/config").json()["components"] if one["type"] == "html")
    return found


def call(client: TestClient, function: str, sent: object = None, session: str = "abc123", headers: dict[str, str] | None = None, **other: Any) -> Response:
    """Call one of the page's functions, as the page does but for `other`. Halves of characters go as JSON can name them."""
    body = {"data": sent, "component_id": stage(client), "fn_name": function, "session_hash": session, **other}
    return client.post(CALL, content=json.dumps(body), headers={"content-type": "application/json", **(headers or {})})


def asked(client: TestClient, question: str, session: str = "abc123", headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """The last picture of a question's turn, through Gradio's queue."""
    joined = client.post(JOIN, json=joining(question, session, **more), headers=headers)
    assert joined.status_code == 200, joined.text
    return pictures(client, session, headers)[-1]


def pictures(client: TestClient, session: str = "abc123", headers: dict[str, str] | None = None) -> Sequence[dict[str, Any]]:
    """What a session's stream tells of questions that are answered."""
    reply = client.get(STREAM, params={"session_hash": session}, headers=headers)
    assert reply.status_code == 200, reply.text
    messages = [json.loads(line.removeprefix("data: ")) for line in reply.text.split("\n\n") if line]
    return [message["output"]["data"][0] for message in messages if message["msg"] == "process_completed"]
