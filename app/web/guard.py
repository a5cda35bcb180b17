"""What holds for every address: the headers that keep a page to itself and to those who may frame it, and a cap on bodies."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.configuration import Configuration
from app.web.problems import spoken

BODY_CAP = 128 * 1024
"""Bytes of a request's body; Gradio's own calls carry the conversation and need some."""
CHAT, DOCS = "/chat", "/docs"
LOGIN = ("/login", "/logout")
"""Framed by nobody: a password is not typed into a page within a page."""
SHARED = ("/embed.js", "/static/embed.js")
"""What pages of other sites may load into themselves; these say so, whatever else is sent."""
_Headers = list[tuple[bytes, bytes]]
_CLOSED = "accelerometer camera display-capture geolocation gyroscope hid magnetometer microphone midi payment serial usb"
"""What a browser could give a page, and none of these needs."""


def csp(origins: tuple[str, ...], *, eval: bool = False, style: bool = False, framed: bool = True) -> str:
    """The Content-Security-Policy of a page, which own pages and those of these origins may frame, or nobody.

    `eval` and `style` are for what cannot be without: Gradio compiles its functions, and sets styles in elements.
    """
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self'{_also(eval, 'unsafe-eval')}",  # never inline: Gradio's page has such scripts, and does without them
            f"style-src 'self'{_also(style, 'unsafe-inline')}",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(["frame-ancestors 'self'", *origins]) if framed else "frame-ancestors 'none'",
        ]
    )


class Guard:
    """Headers for every response. X-Frame-Options is not among them: it can list no origins, and frame-ancestors goes before it."""

    def __init__(self, app: ASGIApp, configuration: Configuration | None = None) -> None:
        self.app = app
        origins = (configuration or Configuration()).origins
        self._plain = _headers(csp(origins))
        self._below = {CHAT: _headers(csp(origins, eval=True, style=True)), DOCS: _headers(csp(origins, style=True)), **{path: _headers(csp((), framed=False)) for path in LOGIN}}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        own = next((headers for place, headers in self._below.items() if path == place or path.startswith(f"{place}/")), self._plain)
        if scope.get("scheme") == "https":  # on http a browser ignores it, and complains
            own = [*own, (b"cross-origin-opener-policy", b"same-origin")]
        if path not in SHARED:
            own = [*own, (b"cross-origin-resource-policy", b"same-origin")]
        names = {name for name, _ in own}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                message = {**message, "headers": [*others, *own]}
            await send(message)

        await self.app(scope, receive, with_headers)


class Capped:
    """Lets no body through that is over the cap; what does not come in whole, does not come in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await self._body(receive)
        if body is None:
            await spoken(scope, 413, "too_large", code="too_large", cap=f"{BODY_CAP:,}")(scope, receive, send)
            return
        await self.app(scope, replayed(body, receive), send)

    async def _body(self, receive: Receive) -> bytes | None:
        """The whole body, or None when it is over the cap."""
        parts: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                break
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > BODY_CAP:
                return None
            more = message.get("more_body", False)
        return b"".join(parts)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Gives this body, then what comes after it: that the client left."""
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _headers(policy: str) -> _Headers:
    return [
        (b"content-security-policy", policy.encode()),
        (b"permissions-policy", ", ".join(f"{name}=()" for name in _CLOSED.split()).encode()),
        (b"referrer-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
    ]


def _also(wanted: bool, source: str) -> str:
    return f" '{source}'" if wanted else ""
