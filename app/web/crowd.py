"""When too many ask at once: so many are in work, some wait, and whoever comes on top of them is told so at once.

Waiting is bounded, so that who is let in is answered soon, and 500 at once bring neither a heap of threads nor a silent
minute; and it is shared fairly (`app.web.line`). Streams that only wait for something to be told are counted apart, and by whose they are: nobody has them all.
Knows nothing of questions.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Literal, Protocol

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.pages.interface import language
from app.pages.texts import texts
from app.web.line import Asker, Line, Shares, asker
from app.web.problems import refusal, told_page

CALLS = "/chat/gradio_api/"
"""Below it lies what the chat's page calls."""
WAITING = 8
"""Waiting requests for each one that may be in work: the last of them waits some seconds, and 50 people at once are let in."""
PATIENCE = 15.0
"""Seconds that a request waits for its turn."""
STREAMS = 1000
"""Open event streams of all together."""
VISITOR_STREAMS = 20
"""Open event streams of one visitor: a page has one, and that only while it waits for an answer."""
ADDRESS_STREAMS = STREAMS // 2
"""Open event streams from one address, high since a whole office may have one: visitors' ids are to be had for the asking."""
ADDRESS_SHARE = 3
"""Questions of the chat that may wait from one address, for each place in its queue that is left: three quarters of it at most."""
PAGES = ("/read/", "/login")
"""What a person opens or sends in the window itself, without a script that would read a refusal."""
RETRY = 5
"""Seconds after which who was refused should come again."""
Kind = Literal["plain", "work", "question", "call", "stream"]
Why = Literal["crowded", "stopping"]
NOBODY = Asker()
Holders = Sequence[tuple[str, int]]
"""Whose a stream is, each with the streams that they may have open at once."""


class Asked(Protocol):
    """A queue of its own that questions of the chat go through."""

    @property
    def in_work(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    def shares(self) -> Shares:
        """What each asker has waiting."""
        ...


class Crowded(Exception):
    """No place is free, nor one to wait in."""


class Crowd:
    """Who is in work, and who waits. Used from the event loop alone; the numbers may be read from anywhere."""

    def __init__(self, at_once: int, *, patience: float = PATIENCE, streams: int = STREAMS) -> None:
        self.at_once = at_once
        self.most_waiting = WAITING * at_once
        self.most_streams = streams
        self.patience = patience
        self.in_work = 0
        self.calls = 0
        self.joining = 0
        self.streams = 0
        self.stopping = False
        self.chat: Asked | None = None
        self._line = Line(self.most_waiting)
        self._working = Shares()
        self._coming = Shares()
        self._open: dict[asyncio.Future[None], Holders] = {}
        self._held: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        return len(self._line)

    @property
    def asked(self) -> tuple[int, int]:
        """Questions of the chat: in work, waiting."""
        return (self.chat.in_work, self.chat.waiting) if self.chat is not None else (0, 0)

    @property
    def idle(self) -> bool:
        """Is nothing in work that somebody waits for?"""
        return not (self.in_work or self._line or self.joining or self.calls or any(self.asked))

    async def enter(self, one: Asker = NOBODY) -> None:
        """Takes a place, after a wait where none is free. Raises Crowded. Whoever entered has to leave."""
        if self.in_work < self.at_once:  # then nobody waits: a place is handed on, and not given back, as long as somebody does
            self.in_work += 1
            self._working.add(one)
            return
        turn = self._line.join(one)
        if turn is None:
            raise Crowded
        try:
            async with asyncio.timeout(self.patience):
                given = await turn
        except BaseException as error:  # out of patience, or the client left
            self._line.gone(turn)
            if turn.done() and not turn.cancelled() and turn.result():
                self.leave(one)  # its turn came in the same moment
            if isinstance(error, TimeoutError):
                raise Crowded from None
            raise
        if not given:
            raise Crowded

    def leave(self, one: Asker = NOBODY) -> None:
        """Gives a place back: to one of those who wait, where somebody does."""
        self._working.add(one, -1)
        following = self._line.next(self._working)
        if following is None:
            self.in_work -= 1
        else:
            self._working.add(following)

    def coming(self, one: Asker, count: int) -> None:
        """So many questions more, or fewer, are on their way into the chat's queue: many that come in one moment would all find it empty."""
        self.joining += count
        self._coming.add(one, count)

    def _queued_up(self, one: Asker) -> bool:
        """Is there no place in the chat's queue, or would this one have too much of it? A visitor may have as many waiting as places are left, an address three times as many."""
        left = self.most_waiting - self.asked[1] - self.joining
        waiting = self.chat.shares() if self.chat is not None else Shares()
        (visitor, address), (coming_visitor, coming_address) = waiting.of(one), self._coming.of(one)
        return left <= 0 or visitor + coming_visitor >= left or address + coming_address >= ADDRESS_SHARE * left

    def opened(self, holders: Holders = ()) -> asyncio.Future[None]:
        """An event stream of these is open; the result is set when it has to end."""
        ends: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open[ends] = holders
        self._held.update(name for name, _ in holders)
        self.streams += 1
        return ends

    def closed(self, ends: asyncio.Future[None]) -> None:
        """That stream is over."""
        for name, _ in self._open.pop(ends):
            self._held[name] -= 1
            if not self._held[name]:
                del self._held[name]
        self.streams -= 1

    def stop(self) -> None:
        """From now on no question is taken; what is in work and waits goes on."""
        self.stopping = True

    def end_streams(self) -> None:
        """Ends every open event stream."""
        for ends in list(self._open):
            if not ends.done():
                ends.set_result(None)

    def full(self, kind: Kind, holders: Holders = (), one: Asker = NOBODY) -> Why | None:
        """Why a request of this kind, a stream of these, a question of this one, is not taken just now; None where it is, or may wait."""
        if self.stopping and kind in ("work", "question"):
            return "stopping"
        if kind == "question":
            full = self._queued_up(one)
        elif kind == "stream":
            full = self.streams >= self.most_streams or any(self._held[name] >= most for name, most in holders)
        else:
            full = kind == "call" and self.calls >= self.most_waiting
        return "crowded" if full else None


def kind(method: str, path: str) -> Kind:
    """What a request costs: work of a desk, a question that the chat's queue takes, a call of the page, a stream, or next to nothing."""
    if path.startswith(CALLS):
        name = path.removeprefix(CALLS).rstrip("/")
        if method == "POST" and name == "queue/join":
            return "question"
        if name == "component_server":
            return "call"
        return "stream" if (method, name) == ("GET", "queue/data") else "plain"
    if (method in ("GET", "HEAD", "POST") and path.startswith(("/api/", "/v1/", "/read/"))) or (method, path) == ("POST", "/login"):
        return "work"
    return "plain"


def holders(one: Asker) -> Holders:
    """Whose a stream is: the visitor's and the address's. Who has only now been given an id is nobody yet but an address."""
    visitor, address = one.names
    return [*([(visitor, VISITOR_STREAMS)] if one.visitor else []), *([(address, ADDRESS_STREAMS)] if one.address else [])]


class Places:
    """Gives requests their places, and tells who gets none. The innermost of all: whoever is refused elsewhere takes no place."""

    def __init__(self, app: ASGIApp, crowd: Crowd) -> None:
        self.app = app
        self.crowd = crowd

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        wanted = kind(scope["method"], path)
        one = asker(scope)
        why = self.crowd.full(wanted, holders(one), one)
        if why is None:
            try:
                await self._placed(wanted, one, scope, receive, send)
                return
            except Crowded:
                why = "crowded"
        await _refuse(why, path, scope, receive, send)

    async def _placed(self, wanted: Kind, one: Asker, scope: Scope, receive: Receive, send: Send) -> None:
        if wanted == "work":
            await self._work(one, scope, receive, send)
        elif wanted == "question":
            await self._question(one, scope, receive, send)
        elif wanted == "call":
            await self._call(scope, receive, send)
        elif wanted == "stream":
            await self._stream(one, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _work(self, one: Asker, scope: Scope, receive: Receive, send: Send) -> None:
        await self.crowd.enter(one)
        try:
            await self.app(scope, receive, send)
        finally:
            self.crowd.leave(one)

    async def _question(self, one: Asker, scope: Scope, receive: Receive, send: Send) -> None:
        """A question on its way into the chat's queue."""
        self.crowd.coming(one, 1)
        try:
            await self.app(scope, receive, send)
        finally:
            self.crowd.coming(one, -1)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.crowd.calls += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.crowd.calls -= 1

    async def _stream(self, one: Asker, scope: Scope, receive: Receive, send: Send) -> None:
        """A stream in a task of its own, ended when the server stops: it would go on for ever."""
        begun = over = False

        async def passed(message: Message) -> None:
            nonlocal begun, over
            begun = True
            over = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        ends = self.crowd.opened(holders(one))
        stream = asyncio.ensure_future(self.app(scope, receive, passed))
        try:
            await asyncio.wait({stream, ends}, return_when=asyncio.FIRST_COMPLETED)
            if stream.done():
                stream.result()
                return
        finally:
            if not stream.done():
                stream.cancel()
                await asyncio.wait({stream})
            self.crowd.closed(ends)
        if begun and not over:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _refuse(why: Why, path: str, scope: Scope, receive: Receive, send: Send) -> None:
    """503, in the language that is asked for: a page where a person reads it, else as the address has it."""
    headers = Headers(scope=scope)
    spoken = language("", headers.get("accept-language", ""))
    told = texts(spoken)["server"][why].replace("{seconds}", str(RETRY))
    more = {"Retry-After": str(RETRY), "Content-Language": spoken, "Vary": "Accept, Accept-Language", "Cache-Control": "no-store"}
    if path.startswith(PAGES) and "text/html" in headers.get("accept", ""):
        await told_page(503, told, spoken, more)(scope, receive, send)
        return
    await refusal(path, 503, told, code=why, headers=more)(scope, receive, send)
