"""The login: a page to type name and password into, without script, and the way out. There only where a password file is set.

Guessing is slow and bounded: a hash that takes its time, a pause after a wrong password, so many tries a minute. A name that
there is not takes as long as one that there is. A page of another origin can neither log anybody in nor out.
"""

import asyncio
import functools
import re
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from limits import parse

from app.pages import interface
from app.pages.templates import rendered
from app.web.accounts import Accounts
from app.web.door import set_cookie
from app.web.limiting import Window, network
from app.web.origins import own, plain
from app.web.problems import spoken
from app.web.sessions import COOKIE, LIFE, Sessions

PAUSE = 1.0
"""Seconds after a wrong password before it is told."""
TRIES = parse("5/minute")
"""Wrong passwords for one name from one address."""
ADDRESS_TRIES = parse("60/minute")
"""Tries from one address, for whatever names: offices share one, and all of them log in at nine."""
AT_ONCE = 2
"""Hashes at once: each takes 64 MiB."""
START = "/chat/"
NEXT_CAP = 2000
_OWN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_NOT_KEPT = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}


class Tries:
    """Who may try, and whether the password is right. Used from the event loop alone."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._wrong, self._addresses = Window(), Window()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def wait(self, name: str, address: str) -> int:
        """Seconds to wait before a try is looked at, 0 where it is now; then it counts."""
        wait = max(self._addresses.wait(ADDRESS_TRIES, address), self._wrong.wait(TRIES, _key(name, address)))
        if not wait:
            self._addresses.hit(ADDRESS_TRIES, address)
            self._wrong.hit(TRIES, _key(name, address))
        return wait

    async def right(self, name: str, password: str, address: str) -> bool:
        """Is it the right password? A wrong one is told after a pause; a right one gives the tries back."""
        async with self._turns:
            right = await run_in_threadpool(self._accounts.admits, name, password)
        if right:
            self._wrong.clear(TRIES, _key(name, address))
        else:
            await asyncio.sleep(PAUSE)
        return right


def login(accounts: Accounts, sessions: Sessions) -> APIRouter:
    """The addresses of the login."""
    router = APIRouter(include_in_schema=False)
    tries = Tries(accounts)

    @router.get("/login")
    async def page(request: Request, next: str = "", ui: str = "", theme: str = "") -> Response:
        session = sessions.held(request.cookies.get(COOKIE, ""))
        return _page(request, own_path(next), ui, theme, name=session.name if session is not None else "", inside=session is not None)

    @router.post("/login")
    async def enter(request: Request, ui: str = "", theme: str = "") -> Response:
        if not _from_own_page(request):
            return spoken(request.scope, 403, "own_form", code="origin", page=True)
        form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True) if _is_form(request) else {}
        name, password, next = (form.get(field, [""])[-1] for field in ("name", "password", "next"))
        again = functools.partial(_page, request, own_path(next), ui, theme, name=name[:100])
        if not name or not password:
            return again(422, fault="missing")
        address = network(request.client.host if request.client else "")
        if wait := await tries.wait(name, address):
            return again(429, fault="many", wait=wait)
        if not await tries.right(name, password, address):
            return again(403, fault="wrong")
        reply = RedirectResponse(own_path(next), 303, _NOT_KEPT)
        set_cookie(reply, COOKIE, sessions.begin(name), LIFE, request.scope)
        return reply

    @router.post("/logout")
    async def leave(request: Request) -> Response:
        if not _from_own_page(request):
            return spoken(request.scope, 403, "own_form", code="origin", page=True)
        sessions.end(request.cookies.get(COOKIE, ""))
        reply = RedirectResponse("/login", 303, _NOT_KEPT)
        reply.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=request.scope.get("scheme") == "https")
        return reply

    return router


def _key(name: str, address: str) -> str:
    return f"{address} {name[:64].casefold()}"


def own_path(told: str) -> str:
    """An address of this application's that was told, else the start page: never another host, however it is written (//host, /\\host)."""
    return told if len(told) <= NEXT_CAP and _OWN.fullmatch(told) else START


def _page(request: Request, next: str, ui: str, theme: str, status: int = 200, *, name: str = "", fault: str = "", wait: int = 0, inside: bool = False) -> Response:
    spoken = interface.language(ui, request.headers.get("accept-language", ""))
    told = rendered("login.html.j2", spoken, next=next, name=name, fault=fault, wait=wait, inside=inside, ui=ui if ui == spoken else "", theme=interface.theme(theme))
    return HTMLResponse(told, status, {**_NOT_KEPT, **({"Retry-After": str(wait)} if wait else {})})


def _from_own_page(request: Request) -> bool:
    """Does a form come from a page of this origin? As Go's http.CrossOriginProtection tells it: what no browser sent is let through, since it has nobody's cookies."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or plain(origin) == own(request.scope)


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"
