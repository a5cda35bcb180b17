"""What of Gradio's addresses is let through: what the chat page needs, called as the page calls it. All the rest is not there.

Gradio mounts some sixty addresses, and lets anyone call any function of a page by its number, upload files, read streams by
the name of their session. A new address of a later version is shut until it is named here.
"""

import json
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from app.conversing.visit import VISIT, Visit
from app.pages.chat import Offered
from app.web.guard import replayed
from app.web.problems import spoken

CHAT = "/chat"
API = "/chat/gradio_api"
JOIN, CALL, STREAM = f"{API}/queue/join", f"{API}/component_server/", f"{API}/queue/data"
READ = frozenset(["/chat/", "/chat/config", "/chat/theme.css", f"{API}/info", STREAM])
"""What is read with GET; HEAD goes with it. The description is empty: every function is private."""
READ_BELOW = ("/chat/assets/", "/chat/static/")
CALLED = frozenset([JOIN, CALL])
"""What is called with POST."""
SESSIONS = 10_000
"""Sessions of pages whose streams are known, the latest ones."""
NAME_CAP = 64
"""Characters of a session's name, which the page makes up."""
MORE = ("trigger_id",)
"""What Gradio's own client sends along and may stay: numbers."""

_SAID = {400: ("no_json", "invalid"), 404: ("closed", "closed"), 415: ("no_json", "invalid"), 422: ("not_the_page", "invalid")}
"""What each refusal is told with: words, code."""


class Gate:
    """The application with what of Gradio is needed; knows whose session is whose."""

    def __init__(self, app: ASGIApp, offered: Offered) -> None:
        self.app = app
        self._offered = offered
        self._owners: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or not path.startswith(f"{CHAT}/"):
            await self.app(scope, receive, send)
            return
        visit = scope.get(VISIT, Visit())
        try:
            if not needed(scope["method"], path) or (path == STREAM and not self._holds(scope, visit)):
                raise HTTPException(404)
            if path in CALLED:
                body = await self._as_the_page_calls(path, scope, receive, visit)
                scope["headers"] = [(name, str(len(body)).encode() if name == b"content-length" else value) for name, value in scope["headers"]]
                receive = replayed(body, receive)
        except HTTPException as error:
            words, code = _SAID[error.status_code]
            await spoken(scope, error.status_code, words, code=code)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _as_the_page_calls(self, path: str, scope: Scope, receive: Receive, visit: Visit) -> bytes:
        """The call's body, with what the page sends and nothing else. Raises HTTPException for what no page of ours sends."""
        if Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(415)
        told = _read(b"".join([part async for part in _parts(receive)]))
        session = told.get("session_hash") if isinstance(told, dict) else None
        if not isinstance(session, str) or not session.isascii() or not session.isalnum() or len(session) > NAME_CAP:
            raise HTTPException(422)
        kept: dict[str, Any] = {"session_hash": session}
        if path == JOIN:
            if not _is(told.get("fn_index"), self._offered.question) or told.get("data") not in ([], None):
                raise HTTPException(422)
            self._own(session, visit)
            kept |= {"data": [], "fn_index": self._offered.question, "event_data": told.get("event_data")}
            kept |= {name: told[name] for name in MORE if type(told.get(name)) is int and abs(told[name]) < 2**31}
        else:
            if not _is(told.get("component_id"), self._offered.component) or not isinstance(told.get("fn_name"), str) or told["fn_name"] not in self._offered.functions:
                raise HTTPException(422)
            kept |= {"data": told.get("data"), "component_id": self._offered.component, "fn_name": told["fn_name"]}
        return json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")  # halves of characters, which JSON can name, become question marks

    def _own(self, session: str, visit: Visit) -> None:
        """The session is the visitor's who asks in it first. Raises HTTPException for another's.

        Of a visitor who has just been given an id, perhaps two in two calls at once, it is told by the next call.
        """
        if self._owners.get(session, "") not in ("", visit.owner):
            raise HTTPException(404)
        self._owners[session] = "" if visit.new else visit.owner
        self._owners.move_to_end(session)
        while len(self._owners) > SESSIONS:
            self._owners.popitem(last=False)

    def _holds(self, scope: Scope, visit: Visit) -> bool:
        """Does the stream belong to who wants to read it?"""
        session = parse_qs(scope.get("query_string", b"").decode("latin-1")[:1000]).get("session_hash", [""])[-1]
        if self._owners.get(session) == "" and not visit.new:
            self._owners[session] = visit.owner
        return self._owners.get(session) in ("", visit.owner)


def needed(method: str, path: str) -> bool:
    """Does the page need this address of Gradio's?"""
    return path in CALLED if method == "POST" else method in ("GET", "HEAD") and (path in READ or path.startswith(READ_BELOW))


def _read(body: bytes) -> Any:
    """The value of a JSON text. Raises HTTPException."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _is(told: object, number: int) -> bool:
    return type(told) is int and told == number  # true and 1.0 equal 1 as well


async def _parts(receive: Receive) -> AsyncIterator[bytes]:
    """The parts of a body, whose size the guard has capped."""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return
        yield message.get("body", b"")
        more = message.get("more_body", False)
