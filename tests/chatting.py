"""The server without a browser: the application for a test client, and the chat's questions over plain HTTP, as the page sends them through Gradio's queue."""

import asyncio
import http.client
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from fastapi import FastAPI

from app.asking import Desk
from app.conversing.keeping import Keeper
from app.web.application import application
from app.web.configuration import Configuration
from app.web.crowd import Crowd


def made(desk: Desk, configuration: Configuration | None = None, *, crowd: Crowd | None = None, keeper: Keeper | None = None) -> FastAPI:
    """The application, made while an event loop runs: without one Gradio opens some and leaves them open."""

    async def make() -> FastAPI:
        return application(desk, keeper, configuration, crowd)

    return asyncio.run(make())


class Chat:
    """One page, with a session of its own, at a server on this machine."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self._port = port
        self._headers = dict(headers or {})
        self.session = secrets.token_hex(6)
        with closing(self._connection()) as connection:
            connection.request("GET", "/chat/config")
            config = json.loads(connection.getresponse().read())
        asked = next(one for one in config["dependencies"] if any(target[1] == "ask" for target in one["targets"]))
        self._function: int = asked["id"]
        self._trigger: int = asked["targets"][0][0]

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)

    def join(self, question: str) -> tuple[int, dict[str, Any]]:
        """Put a question into the queue: the status, and what was said."""
        sent = {
            "data": [],
            "event_data": {"question": question, "key": secrets.token_hex(4), "conversation": "", "number": 1, "earlier": [], "reports": []},
            "fn_index": self._function,
            "trigger_id": self._trigger,
            "session_hash": self.session,
        }
        with closing(self._connection()) as connection:
            connection.request("POST", "/chat/gradio_api/queue/join", json.dumps(sent), {"Content-Type": "application/json", **self._headers})
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())

    @contextmanager
    def stream(self) -> Iterator[http.client.HTTPResponse]:
        """What the queue tells of this session, as it comes. With no question in work it stays open, and tells nothing."""
        with closing(self._connection()) as connection:
            connection.request("GET", f"/chat/gradio_api/queue/data?session_hash={self.session}", headers=self._headers)
            yield connection.getresponse()

    def messages(self) -> Iterator[dict[str, Any]]:
        """The same, each message read, until all questions are over."""
        with self.stream() as stream:
            for line in stream:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    def ask(self, question: str) -> Iterator[dict[str, Any]]:
        """Pictures of the answer, each whole."""
        status, told = self.join(question)
        assert status == 200, told
        for message in self.messages():
            if message["msg"] in ("process_generating", "process_completed") and message.get("output", {}).get("data"):
                yield message["output"]["data"][0]
