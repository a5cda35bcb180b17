"""Which pages may call: those of the application's own origin, and of the origins that the administrator lists.

The own origin is told by the name in the address, so a name that outsiders could make point at the server (DNS rebinding)
is not taken for one of its own unless it is listed.
"""

import re
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import Scope

_PORTS = {"http": "80", "https": "443"}
_PORT = re.compile(r":\d*$")
_ORIGIN = re.compile(r"(https?)://([^/?#@\s]+?)(?::(\d{1,5}))?", re.IGNORECASE)

_LOCAL = ("localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "test", "example", "invalid")
"""Domains that nobody can have in the public DNS: of RFC 6761, RFC 6762 (with its appendix G), RFC 8375, and ICANN's .internal."""


def own(scope: Scope) -> str:
    """The application's own origin as this request reached it: the scheme (a believed proxy may have told it) and the Host header."""
    return plain(f"{scope.get('scheme', 'http')}://{Headers(scope=scope).get('host', '')}")


def host(scope: Scope) -> str:
    """The name under which this request reached the server, in small letters, without port and final dot."""
    told = _PORT.sub("", Headers(scope=scope).get("host", "").lower())
    return told.rstrip(".")


def local(name: str) -> bool:
    """Is this an address, or a name that only somebody within the network can give: without a dot, or of a domain that the public DNS has not?

    A last label of digits makes an address of it (https://url.spec.whatwg.org/#ends-in-a-number-checker); "" is a program's that tells no name.
    """
    last = name.rpartition(".")[2]
    return "." not in name or name.startswith("[") or (last.isascii() and last.isdigit()) or name.endswith(tuple(f".{domain}" for domain in _LOCAL))


def plain(origin: str) -> str:
    """An origin in the form in which two are compared: small letters, no default port; "" for what is none, "null" among it."""
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        return ""
    scheme, host, port = found[1].lower(), found[2].lower(), found[3]
    return f"{scheme}://{host}" if port in (None, _PORTS[scheme]) else f"{scheme}://{host}:{port}"


def unnamed(origin: str) -> Literal["ipv6", "underscore", ""]:
    """What an origin has that no policy which would let it embed can name (CSP 3, host-char); "" for nothing."""
    return "ipv6" if "[" in origin else "underscore" if "_" in origin else ""


def welcome(origin: str, scope: Scope, listed: frozenset[str]) -> bool:
    """May a page of this origin call?"""
    told = plain(origin)
    return bool(told) and (told == own(scope) or told in listed)
