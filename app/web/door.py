"""The door: from which pages a call may come, who is let in, which visitor it is, and how often one may ask.

What is not known to be open to everyone is data, and guarded: a new address is shut until it is named here. Knows nothing
of what lies behind it.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.conversing.visit import VISIT, Visit
from app.pages import interface
from app.pages.texts import texts
from app.web import sessions, tokens, visitors
from app.web.accounts import Accounts
from app.web.configuration import Configuration
from app.web.guard import SHARED
from app.web.limiting import Limits, Refusal
from app.web.origins import host, local, own, plain, welcome
from app.web.problems import DRESS, refusal, told_page
from app.web.sessions import Sessions
from app.web.tokens import Tokens, bearer
from app.web.visitors import Visitors

OPEN = frozenset("/ /chat /chat/ /chat/config /chat/gradio_api/info /chat/theme.css /docs /embed /embed.js /favicon.ico /healthz /login /logout /metrics /openapi.json /readyz".split())
"""Addresses that hold nothing of a report: pages without their data, descriptions, whether the server is well."""
PROBED = ("/healthz", "/readyz", "/metrics")
"""What machines ask by an address that is no name of the server's. The loader is there under any name too: it holds nothing, and the page that embeds it then says that something is wrong."""
ANY_NAME = frozenset([*PROBED, *SHARED, *DRESS])
"""What is there under any name."""
OPEN_BELOW = ("/static/", "/docs/", "/embed/", "/chat/assets/", "/chat/static/")
ASKING = frozenset([("POST", "/api/ask"), ("POST", "/v1/chat/completions"), ("POST", "/chat/gradio_api/queue/join"), ("GET", "/api/search"), ("POST", "/api/feedback")])
"""What counts as a question: asking, and what costs as much."""
CALLED = ("/api/", "/v1/", "/chat/gradio_api/")
"""Below these one is given a visitor's id."""
READING = "/read/"
Kind = Literal["open", "call", "reading"]


def kind(path: str) -> Kind:
    """What an address is to the door. The tokens' address has a secret of its own and is no call of a visitor's."""
    if path in OPEN or path == tokens.PATH or path.startswith(OPEN_BELOW):
        return "open"
    return "reading" if path.startswith(READING) else "call"


@dataclass(frozen=True)
class Door:
    """Everything that decides; made once for an application."""

    origins: frozenset[str]
    hosts: frozenset[str]
    known: frozenset[str]
    """Names that count as the server's own where no hosts are set."""
    visitors: Visitors
    tokens: Tokens
    limits: Limits
    sessions: Sessions | None


def door_of(configuration: Configuration, accounts: Accounts | None) -> Door:
    """The door as it is configured; without accounts everyone is let in."""
    sessions = Sessions(configuration.secret, accounts) if accounts is not None else None
    origins, hosts = frozenset(plain(origin) for origin in configuration.origins), frozenset(configuration.hosts)
    known = frozenset([socket.gethostname().lower(), *(urlsplit(origin).hostname or "" for origin in origins)])
    return Door(origins, hosts, known, Visitors(configuration.secret), Tokens(configuration.secret, configuration.embed_secret), Limits(configuration), sessions)


class Guarded:
    """The application behind the door."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # there are none, so that nobody has to guard them
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        headers = Headers(scope=scope)
        reply = self._refused(path, scope, headers)
        if reply is not None:
            await reply(scope, receive, send)
            return
        if self.door.sessions is not None and kind(path) != "open":
            send = _unkept(send)
        if path.startswith(CALLED) and path != tokens.PATH:
            await self._visited(path, headers, scope, receive, send)
        else:
            if kind(path) == "reading" and (reader := self._brought(headers)):
                scope[VISIT] = Visit(reader)
            await self.app(scope, receive, send)

    def _refused(self, path: str, scope: Scope, headers: Headers) -> Response | None:
        """Why a request is not let in, or where it goes instead; None where it may go on."""
        what = kind(path)
        origin = headers.get("origin")
        if path not in ANY_NAME and not self._named(host(scope)):
            return _told(path, 421, "host", headers)
        if what == "reading" and "pass" in (query := _query(scope)):
            return self._passed(path, query, scope, headers)
        if what == "open":
            return None
        if _loaded_elsewhere(what, headers) or (origin is not None and not welcome(origin, scope, self.door.origins)):
            return _told(path, 403, "origin", headers)
        if self.door.sessions is None:
            return None
        wait = self.door.tokens.wait(_address(scope)) if origin is None and bearer(headers.get("authorization", "")) else 0
        if self._let_in(scope, headers):
            return None
        if wait:
            return _told(path, 429, "secrets", headers, extra={"Retry-After": str(wait)}, wait=wait)
        if what == "reading" and scope["method"] in ("GET", "HEAD"):
            return _to(login_address(path, _query(scope)))
        return _told(path, 401, "login", headers, extra={"WWW-Authenticate": "Bearer"})

    def _named(self, name: str) -> bool:
        """Is it a name of the server's? Where none are set: with a login any, since a page under another name has no session; else those that no outsider can make point here."""
        if self.door.hosts:
            return name in self.door.hosts
        return self.door.sessions is not None or local(name) or name in self.door.known

    def _let_in(self, scope: Scope, headers: Headers) -> bool:
        """Does the request bring a session, or a token, or, from a program and not from a page, the secret that tokens are handed out for? A session is of the application's own pages alone."""
        shown, origin = bearer(headers.get("authorization", "")), headers.get("origin")
        if self.door.tokens.left(headers.get(tokens.HEADER, "")) or self.door.tokens.left(shown):
            return True
        cookie = _cookies(headers).get(sessions.COOKIE, "")
        if (origin is None or plain(origin) == own(scope)) and self.door.sessions is not None and self.door.sessions.held(cookie) is not None:
            return True
        return origin is None and bool(shown) and self.door.tokens.is_secret(shown, _address(scope))

    def _passed(self, path: str, query: dict[str, list[str]], scope: Scope, headers: Headers) -> Response:
        """The same address without the token, which now is a session's cookie where it is good and there was no session yet."""
        left = self.door.tokens.left(query["pass"][-1])
        rest = urlencode([(name, value) for name, values in query.items() if name != "pass" for value in values])
        reply = _to(quote(path) + (f"?{rest}" if rest else ""))
        if left and self.door.sessions is not None and not self._let_in(scope, headers):
            set_cookie(reply, sessions.COOKIE, self.door.sessions.lend(left), left, scope)
        return reply

    async def _visited(self, path: str, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Go on as a visitor: the one that the request brings the id of, or a new one, who is given an id with the answer."""
        brought = self._brought(headers)
        owner, given = (brought, "") if brought else self.door.visitors.new()
        address = _address(scope)
        scope[VISIT] = Visit(owner, not brought, lambda: self.door.limits.ask(owner, address) is None)
        asks = (scope["method"], path) in ASKING

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(raw=list(message.get("headers", [])))
                if given:
                    _give(told, given, scope)
                if asks:
                    self._tell(told, brought)
                message = {**message, "headers": told.raw}
            await send(message)

        refused = self.door.limits.ask(brought, address) if asks else None
        if refused is None:
            await self.app(scope, receive, marked)
        else:
            await _too_many(path, refused, headers)(scope, receive, marked)

    def _brought(self, headers: Headers) -> str:
        """The visitor's id that a request brings, "" where it brings none that is good."""
        return self.door.visitors.known([headers.get(visitors.HEADER, ""), _cookies(headers).get(visitors.COOKIE, "")])

    def _tell(self, told: MutableHeaders, visitor: str) -> None:
        """How the visitor's limits stand, in the words of draft-ietf-httpapi-ratelimit-headers-10."""
        states = self.door.limits.states(visitor)
        if states:
            told["RateLimit-Policy"] = ", ".join(f'"{state.code}";q={state.quota};w={state.window}' for state in states)
            told["RateLimit"] = ", ".join(f'"{state.code}";r={state.left};t={state.wait}' for state in states)


def _loaded_elsewhere(what: Kind, headers: Headers) -> bool:
    """Does a page of another origin load it into itself, unread: as an image, a script, a call in a frame? Such a request names no Origin; following a link is none of these.

    Told by Fetch Metadata, which browsers send (to https and to this very machine, not over plain http in a network) and programs do not.
    """
    if headers.get("sec-fetch-site") not in ("cross-site", "same-site") or "origin" in headers:
        return False
    return headers.get("sec-fetch-mode") != "navigate" or (what == "call" and headers.get("sec-fetch-dest", "document") != "document")


def login_address(path: str, query: Mapping[str, list[str]]) -> str:
    """The login's address that leads back to this one, in the language and the colours that it was asked for in."""
    rest = urlencode([(name, value) for name, values in query.items() for value in values])
    shown = [(name, query[name][-1]) for name in ("ui", "theme") if name in query]
    return "/login?" + urlencode([("next", quote(path) + (f"?{rest}" if rest else "")), *shown])


def set_cookie(reply: Response, name: str, value: str, seconds: int, scope: Scope) -> None:
    """A cookie that no script reads and no other site's page sends; on https, on https alone."""
    reply.set_cookie(name, value, max_age=seconds, path="/", secure=scope.get("scheme") == "https", httponly=True, samesite="lax")


def _unkept(send: Send) -> Send:
    """Sends an answer that no browser keeps: after logging out nobody finds it with the back button."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = MutableHeaders(raw=list(message.get("headers", [])))
            told["Cache-Control"] = "private, no-store"
            message = {**message, "headers": told.raw}
        await send(message)

    return marked


def _give(told: MutableHeaders, given: str, scope: Scope) -> None:
    """Put a new visitor's id into an answer, which then is nobody else's: no proxy may keep it."""
    cookie = Response()
    set_cookie(cookie, visitors.COOKIE, given, visitors.LIFE, scope)
    told.append("Set-Cookie", cookie.headers["set-cookie"])
    told[visitors.HEADER] = given
    told["Cache-Control"] = "private, no-store"


def _too_many(path: str, refused: Refusal, headers: Headers) -> Response:
    return _told(path, 429, refused.code, headers, extra={"Retry-After": str(refused.wait)}, wait=refused.wait)


def _told(path: str, status: int, code: str, headers: Headers, *, extra: Mapping[str, str] | None = None, wait: int = 0) -> Response:
    """A refusal in the words of who asked."""
    spoken = interface.language("", headers.get("accept-language", ""))
    words = texts(spoken)["door"][code].replace("{wait}", _time(wait, spoken))
    more = {**(extra or {}), "Cache-Control": "no-store", "Content-Language": spoken, "Vary": "Accept, Accept-Language"}
    if code == "host" and "text/html" in headers.get("accept", ""):
        return told_page(status, words, spoken, more)
    return refusal(path, status, words, code=code, headers=more)


def _time(seconds: int, spoken: str) -> str:
    """Seconds as people say them, rounded up."""
    words = texts("zh" if spoken == "zh" else "en")["door"]
    for name, size in (("hours", 3600), ("minutes", 60)):
        if seconds > 2 * size:
            return words[name].replace("{number}", str(-(-seconds // size)))
    return words["seconds"].replace("{number}", str(seconds))


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


def _query(scope: Scope) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for name, value in parse_qsl(scope.get("query_string", b"").decode("latin-1")[:4000], keep_blank_values=True):
        out.setdefault(name, []).append(value)
    return out


def _cookies(headers: Headers) -> dict[str, str]:
    return cookie_parser(headers.get("cookie", ""))
