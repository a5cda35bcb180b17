"""The chat's page as Gradio sends it, without what the policy would stop and what names other hosts.

Inline scripts do not run under our Content-Security-Policy, and are not needed: Gradio's own script then fetches what they
hold. Left in, each is an error on the console. Where a later version's page is another one, the policy still holds.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.pages.chat import EARLY, NO_SCRIPT

PAGE = "/chat/"
ICON = b'<link rel="icon" href="/static/sign.svg" type="image/svg+xml">'
_LEFT_OUT = re.compile(
    rb"""<script(?![^>]*\ssrc=)[^>]*>.*?</script>   # inline scripts
       | <meta\s[^>]*(?:property|name)="(?:og|twitter):[^>]*>   # Gradio's words and pictures for other sites' previews
       | <link\s[^>]*rel="manifest"[^>]*>   # of which there is none""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)


class Shell:
    """The application, its chat page made plain."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].removeprefix(scope.get("root_path", "")) != PAGE:
            await self.app(scope, receive, send)
            return
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        start: Message = {}
        parts: list[bytes] = []

        async def gathered(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                body = plain_page(b"".join(parts), EARLY, NO_SCRIPT)
                headers = MutableHeaders(raw=list(start["headers"]))
                headers["Content-Length"] = str(len(body))
                await send({**start, "headers": headers.raw})
                await send({**message, "body": body})

        await self.app(scope, receive, gathered)


def plain_page(page: bytes, early: str = "", late: str = "") -> bytes:
    """The page without what is left out, with our own icon, with what is to come `early` in its head, and `late` in its body."""
    plain = _LEFT_OUT.sub(b"", page).replace(b"</head>", ICON + early.encode() + b"</head>", 1)
    return plain.replace(b"</body>", late.encode() + b"</body>", 1)
