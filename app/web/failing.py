"""What fails unexpectedly: logged whole, and answered with 500 in the words of who asked.

Lies within what gives every response its headers (Guard) and lets listed pages read it (Sharing): a failure is a response as well.
"""

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.logs import FAILURES
from app.web.problems import is_told, spoken
from app.web.request_id import request_id
from app.web.routes import method, route


class Failing:
    """Answers for what lies within when that fails."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        before = {**scope}  # a mount writes its own root_path into it
        reply = _Reply(send)
        try:
            await self.app(scope, receive, reply)
        except ClientDisconnect:
            pass
        except Exception:  # noqa: BLE001 - logged whole, and answered
            FAILURES.exception("%s %s failed", method(scope), route(scope, before.get("root_path", "")))
            reply.failed = reply.failed or not reply.begun  # what has begun cannot be taken back: uvicorn closes its connection
        if reply.failed:
            await spoken(before, 500, "failed", code="failed", page=True, id=request_id())(before, receive, send)


class _Reply:
    """Sends a response on. A framework's own 500 is held back: `failed`."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = self.failed = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun, self.failed = True, message["status"] == 500 and not is_told(message)
        if not self.failed:
            await self._send(message)
