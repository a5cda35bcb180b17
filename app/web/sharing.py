"""CORS: pages of the listed origins may call the API from the browser, without cookies; nothing else of the application is shared."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web import tokens, visitors
from app.web.origins import plain
from app.web.problems import refusal

BELOW = ("/api/", "/v1/")
SENT = ("Authorization", "Content-Type", tokens.HEADER, visitors.HEADER)
SEEN = (visitors.HEADER, "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id")
AGE = 600
"""Seconds for which a browser remembers what it may send."""


class Sharing:
    """Starlette's CORS, on the API's addresses alone."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self._origins = frozenset(plain(origin) for origin in origins)
        self._shared = CORSMiddleware(app, allow_origins=sorted(self._origins), allow_methods=("GET", "POST"), allow_headers=SENT, expose_headers=SEEN, max_age=AGE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or not path.startswith(BELOW) or path == tokens.PATH:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asks_first = scope["method"] == "OPTIONS" and "access-control-request-method" in headers
        if asks_first and headers.get("origin", "") not in self._origins:
            await refusal(path, 403, "pages of this origin may not call: see DUIZHAO_ORIGINS", code="origin")(scope, receive, send)
            return
        await self._shared(scope, receive, send)
