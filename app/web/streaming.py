"""Answering behind the web: the desk works in threads of its own, and an answer can be sent as server-sent events while it comes.

The desk is synchronous. Its threads are bounded, and apart from those that serve pages, so that neither starves the other.
Work for a client that went away ends with the step that it is in. Knows neither questions nor the forms they come in.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from source.errors import DuizhaoError

HEARTBEAT = 10.0
"""Seconds of silence after which a stream says that it is alive; proxies close silent ones, mostly after 30 or 60."""
GONE = 499
"""Status for a client that went away, as nginx has it; nobody reads it but a log."""
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no", "vary": "Accept"}  # nginx would hold events back
Value = TypeVar("Value")
Items = Callable[[], Generator[Value, None, None]]
"""What is to be done in a thread, a step an item. Stops between two items."""


def sse(event: str, data: Any) -> bytes:
    """One server-sent event; `data` goes as JSON on one line, and an event without a name has "" for it."""
    named = f"event: {event}\n" if event else ""
    return f"{named}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode("utf-8", "replace")


class Work:
    """The threads that answer, shared by all addresses of one application."""

    def __init__(self, at_once: int, heartbeat: float = HEARTBEAT) -> None:
        """At most `at_once` answers are in work, others wait for their turn; `heartbeat` in seconds."""
        self._limiter = CapacityLimiter(at_once)
        self._heartbeat = heartbeat

    async def last(self, request: Request, items: Items[Value]) -> Value | None:
        """The last of the items; None where there is none, or the client went away. Raises what making them raises."""
        found: list[Value] = []
        async with _watched(request.receive) as gone:
            await to_thread.run_sync(_through, items, found.append, gone, limiter=self._limiter)
        return found[-1] if found and not gone.is_set() else None

    def stream(self, items: Items[bytes], refusal: Callable[[DuizhaoError], Response], fault: Callable[[DuizhaoError], bytes]) -> "EventStream":
        """The items, each a server-sent event, as they come. An expected failure is a response of its own (`refusal`) before the first of them, and an event (`fault`) after it."""
        return EventStream(self._limiter, self._heartbeat, items, refusal, fault)


class EventStream(Response):
    """A response that is made while it is sent."""

    media_type = "text/event-stream"

    def __init__(self, limiter: CapacityLimiter, heartbeat: float, items: Items[bytes], refusal: Callable[[DuizhaoError], Response], fault: Callable[[DuizhaoError], bytes]) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._limiter, self._heartbeat, self._items, self._refusal, self._fault = limiter, heartbeat, items, refusal, fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sent(piece: bytes, more: bool = True) -> None:
            nonlocal begun
            if not begun:
                begun = True
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": piece, "more_body": more})

        async with _watched(receive) as gone:
            try:
                async with contextlib.aclosing(self._pieces(gone)) as pieces:
                    async for piece in pieces:
                        if not gone.is_set():
                            await sent(piece)
            except DuizhaoError as fault:
                if not begun:
                    await self._refusal(fault)(scope, receive, send)
                    return
                await sent(self._fault(fault))
            await sent(b"", more=False)

    async def _pieces(self, gone: threading.Event) -> AsyncGenerator[bytes, None]:
        """The items as they come, and a comment where none came for a while. Raises what making them raises."""
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[bytes | None]()

        def put(item: bytes) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the server stopped
                loop.call_soon_threadsafe(queue.put_nowait, item)

        working = asyncio.create_task(to_thread.run_sync(_through, self._items, put, gone, limiter=self._limiter))
        working.add_done_callback(lambda _: queue.put_nowait(None))  # after the last item
        try:
            while True:
                try:
                    async with asyncio.timeout(self._heartbeat):
                        item = await queue.get()
                except TimeoutError:
                    yield b": still at work\n\n"
                    continue
                if item is None:
                    break
                yield item
            await working
        finally:
            gone.set()
            working.cancel()


def _through(items: Items[Value], put: Callable[[Value], object], gone: threading.Event) -> None:
    """Makes the items, one after another, until the client has gone away."""
    if gone.is_set():  # while it waited for its turn
        return
    with contextlib.closing(items()) as made:
        for item in made:
            put(item)
            if gone.is_set():
                return


@contextlib.asynccontextmanager
async def _watched(receive: Receive) -> AsyncIterator[threading.Event]:
    """An event that is set as soon as the client has gone away; its request has been read to the end."""
    gone = threading.Event()

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        gone.set()

    watching = asyncio.create_task(watch())
    try:
        yield gone
    finally:
        watching.cancel()
