"""Which pages may call: those of the application's own origin, and of the origins that the administrator lists."""

import re

from starlette.datastructures import Headers
from starlette.types import Scope

_PORTS = {"http": "80", "https": "443"}
_PORT = re.compile(r":\d*$")
_ORIGIN = re.compile(r"(https?)://([^/?#@\s]+?)(?::(\d{1,5}))?", re.IGNORECASE)


def own(scope: Scope) -> str:
    """The application's own origin as this request reached it: the scheme (a believed proxy may have told it) and the Host header."""
    return plain(f"{scope.get('scheme', 'http')}://{Headers(scope=scope).get('host', '')}")


def host(scope: Scope) -> str:
    """The name under which this request reached the server, in small letters, without port and final dot."""
    told = _PORT.sub("", Headers(scope=scope).get("host", "").lower())
    return told.rstrip(".")


def plain(origin: str) -> str:
    """An origin in the form in which two are compared: small letters, no default port; "" for what is none, "null" among it."""
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        return ""
    scheme, host, port = found[1].lower(), found[2].lower(), found[3]
    return f"{scheme}://{host}" if port in (None, _PORTS[scheme]) else f"{scheme}://{host}:{port}"


def welcome(origin: str, scope: Scope, listed: frozenset[str]) -> bool:
    """May a page of this origin call?"""
    told = plain(origin)
    return bool(told) and (told == own(scope) or told in listed)
