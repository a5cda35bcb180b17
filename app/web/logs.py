"""The server's log: a line for each request on standard error; ids of requests; nothing of who asked, or what.

A line names the route (/read/{report}), never the address as it was sent: no query, no id, nothing that a client could
forge a line with. Text for people, JSON for machines, or failures alone (DUIZHAO_LOG).
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.problems import is_told
from app.web.request_id import begin, end, named, request_id
from app.web.routes import Route, method, route

HEADER = "X-Request-Id"
LOG = "duizhao"
REQUESTS = logging.getLogger(f"{LOG}.requests")
QUESTIONS = logging.getLogger(f"{LOG}.questions")
FAILURES = logging.getLogger(LOG)
CODE_CAP = 4096
"""Bytes of a refusal that are looked at for its code."""
NOISE = ("ASGI callable returned without completing response", "Invalid HTTP request received")
"""What uvicorn says of a client that left or never spoke HTTP: no failure of ours."""


@dataclass(frozen=True)
class Seen:
    """A request that is over. `status` is 0 where the client left before there was one; `code` is a refusal's, "" where it has none."""

    method: str
    route: Route
    status: int
    code: str
    seconds: float


class Logs:
    """Gives each request its id, and writes a line when it is over."""

    def __init__(self, app: ASGIApp, told: Callable[[Seen], None]) -> None:
        """`told` hears of every request that is over."""
        self.app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id = named(Headers(scope=scope).get(HEADER, ""))
        token = begin(id)
        scope.setdefault("state", {})["request_id"] = id
        root = scope.get("root_path", "")
        reply = _Reply(send, id)
        began = time.perf_counter()
        try:
            await self.app(scope, receive, reply)
        finally:
            seen = Seen(method(scope), route(scope, root), reply.status, reply.code, time.perf_counter() - began)
            self._told(seen)
            _line(seen)
            end(token)


class _Reply:
    """Sends a response on with the request's id, and looks at its status and code."""

    def __init__(self, send: Send, id: str) -> None:
        self._send = send
        self._id = id.encode()
        self._body = b""
        self._look = False
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._look = self.status >= 400 and is_told(message)
            kept = [pair for pair in message["headers"] if pair[0].lower() != HEADER.lower().encode()]
            message = {**message, "headers": [*kept, (HEADER.lower().encode(), self._id)]}
        elif self._look and len(self._body) < CODE_CAP:
            self._body += message.get("body", b"")
        await self._send(message)

    @property
    def code(self) -> str:
        """The `code` of problem details, or of OpenAI's form; "" where there is none."""
        try:
            row = json.loads(self._body) if self._body else {}
        except ValueError:
            return ""
        inner = row.get("error") if isinstance(row, dict) else None
        code = (inner if isinstance(inner, dict) else row if isinstance(row, dict) else {}).get("code")
        return code if isinstance(code, str) and code.isidentifier() and code.isascii() and len(code) <= 40 else ""


def _line(seen: Seen) -> None:
    milliseconds = round(1000 * seen.seconds, 1)
    code = f" {seen.code}" if seen.code else ""
    fields = {"method": seen.method, "route": str(seen.route), "status": seen.status, "ms": milliseconds} | ({"code": seen.code} if seen.code else {})
    REQUESTS.info("%s %s %s%s %s ms", seen.method, seen.route, seen.status or "left", code, milliseconds, extra={"fields": fields})


def shown(text: str) -> str:
    """Text as one line that cannot pass for another: characters that cannot be seen are written out."""
    return "".join(one if one.isprintable() or one == "\u3000" else one.encode("unicode_escape").decode() for one in text)


class Lines(logging.Formatter):
    """A record as one line of text; a traceback follows, its lines set in."""

    def format(self, record: logging.LogRecord) -> str:
        head = " ".join(filter(None, (_time(record), record.levelname, _id(record), shown(record.getMessage()))))
        return "\n".join([head, *(f"  | {shown(line)}" for line in _traceback(record).splitlines())])


class Objects(logging.Formatter):
    """A record as one line of JSON, a traceback within it."""

    def format(self, record: logging.LogRecord) -> str:
        row: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name}
        row |= {"request_id": id} if (id := _id(record)) else {}
        row |= {"message": record.getMessage()} | getattr(record, "fields", {})
        row |= {"traceback": told} if (told := _traceback(record)) else {}
        return json.dumps(row)  # in ASCII: nothing in it can be seen as the end of a line


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _id(record: logging.LogRecord) -> str:
    return request_id() or str(getattr(record, "request_id", ""))


def _traceback(record: logging.LogRecord) -> str:
    return "".join(traceback.format_exception(*record.exc_info)) if record.exc_info and record.exc_info[0] else ""


def set_up(log_format: str, stream: TextIO | None = None) -> None:
    """Send every log of this process to standard error in one form: text or json; with none, only what went wrong."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Objects() if log_format == "json" else Lines())
    handler.addFilter(lambda record: not record.getMessage().startswith(NOISE))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)  # of libraries only what went wrong
    for name in (LOG, REQUESTS.name, QUESTIONS.name):
        logging.getLogger(name).setLevel(logging.WARNING if log_format == "none" else logging.INFO)
    logging.captureWarnings(True)
