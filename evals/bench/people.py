"""People at a server, for measurements: many at once in one thread, over plain sockets, as the chat page and as a program ask.

The chat's questions go through Gradio's queue as the page puts them: joined, then followed on the session's stream of events.
"""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Way = Literal["chat", "api"]
JOIN, STREAM = "/chat/gradio_api/queue/join", "/chat/gradio_api/queue/data?session_hash="
LIMIT = 180.0
"""Seconds that one answer may take."""


@dataclass(frozen=True)
class Asked:
    """What became of a question: a status of HTTP, 0 where there was none; 200 with whether it is a whole answer; and the seconds that it took."""

    status: int
    whole: bool
    seconds: float


@dataclass(frozen=True)
class Page:
    """What the chat page knows of its server: the function of a question, and the component that asks."""

    function: int
    component: int


class People:
    """Whoever asks one server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._page: Page | None = None

    async def ask(self, way: Way, question: str) -> Asked:
        """Ask, and wait for the whole answer. A connection that breaks is a status of 0."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(LIMIT):
                status, whole = await (self._chat(question, secrets.token_hex(6)) if way == "chat" else self._api(question))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            status, whole = 0, False
        return Asked(status, whole, time.perf_counter() - began)

    @contextlib.asynccontextmanager
    async def idle(self, question: str) -> AsyncIterator[bool]:
        """A page whose question was answered and that waits for another on its stream: is it open?"""
        session = secrets.token_hex(6)
        await self._chat(question, session)
        async with self._sent("GET", STREAM + session) as reader:
            yield await _status(reader) == 200

    async def _api(self, question: str) -> tuple[int, bool]:
        async with self._sent("POST", "/api/ask", {"question": question}) as reader:
            status = await _status(reader)
            row = json.loads(await _body(reader))
        return status, status == 200 and row["status"] in ("answered", "not_in_report")

    async def _chat(self, question: str, session: str) -> tuple[int, bool]:
        page = await self.page()
        asked = {"question": question, "key": secrets.token_hex(6), "conversation": "", "number": 1, "earlier": [], "reports": [], "base": ""}
        sent = {"data": [], "event_data": asked, "fn_index": page.function, "trigger_id": page.component, "session_hash": session}
        async with self._sent("POST", JOIN, sent) as reader:
            status = await _status(reader)
            await _body(reader)
        if status != 200:
            return status, False
        async with self._sent("GET", STREAM + session) as reader:
            status = await _status(reader)
            async for line in reader:  # a message is one line, and one chunk
                if line.startswith(b"data:") and (told := json.loads(line[5:]))["msg"] == "process_completed":
                    return status, bool(told["success"])
        return status, False

    async def page(self) -> Page:
        """Looked up once."""
        if self._page is None:
            async with self._sent("GET", "/chat/config") as reader:
                await _status(reader)
                config = json.loads(await _body(reader))
            found = next(one for one in config["dependencies"] if any(event == "ask" for _, event in one["targets"]))
            self._page = Page(found["id"], found["targets"][0][0])
        return self._page

    @contextlib.asynccontextmanager
    async def _sent(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> AsyncIterator[asyncio.StreamReader]:
        """A request on a connection of its own, as far as its reply."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        try:
            content = json.dumps(body).encode() if body is not None else b""
            head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            writer.write(head.encode() + content)
            await writer.drain()
            yield reader
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _status(reader: asyncio.StreamReader) -> int:
    """The reply's status, its headers read."""
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1])


async def _body(reader: asyncio.StreamReader) -> bytes:
    """The rest of a reply, to the end of its connection; one that came in chunks, put together."""
    raw = await reader.read()
    if raw[:1] in (b"{", b"["):
        return raw
    whole = b""
    while raw:
        size, _, rest = raw.partition(b"\r\n")
        length = int(size or b"0", 16)
        whole, raw = whole + rest[:length], rest[length + 2 :] if length else b""
    return whole
