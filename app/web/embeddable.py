"""May the pages of an origin embed the chat, and if not, why: what /embed tells an administrator.

Compares with the configuration alone. Knows nothing of requests; it is the browser that refuses, by frame-ancestors.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from app.web.origins import plain, unnamed

Code = Literal["own", "listed", "mixed", "star", "empty", "no_scheme", "scheme", "opaque", "invalid", "port", "www", "other_scheme", "loopback", "ipv6", "underscore", "not_listed"]
LONGEST = 300
"""Characters of an address that are looked at."""
_LOOPBACK = frozenset(["localhost", "127.0.0.1", "[::1]"])
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:]+\]")


@dataclass(frozen=True)
class Verdict:
    """Whether an origin may embed: the origin as a browser names it ("" where there is none in what was typed), and why.

    `near` is the listed origin that is nearly the same; `setting` what DUIZHAO_ORIGINS has to be, "" where it is right or no
    setting helps; `path` whether something came after the origin, which belongs to none.
    """

    origin: str
    allowed: bool
    code: Code
    near: str = ""
    setting: str = ""
    path: bool = False


def verdict(typed: str, own: str, origins: tuple[str, ...]) -> Verdict:
    """What holds for the pages of `typed`, an origin or a page's whole address; `own` is the application's origin, `origins` the listed ones."""
    told = typed.strip()[:LONGEST]
    if not told:
        return Verdict("", False, "empty")
    if "*" in told:
        return Verdict("", False, "star")
    if told.lower() == "null" or told.lower().startswith(("file:", "data:", "about:", "blob:")):
        return Verdict("", False, "opaque")
    parts = _split(told)
    if parts is None:
        return Verdict("", False, "invalid")
    if not parts.scheme:
        guess = _split(f"https://{told}")
        origin = _origin(guess) if guess is not None else ""
        return Verdict(origin, False, "no_scheme" if origin else "invalid")
    if parts.scheme not in ("http", "https"):
        return Verdict("", False, "scheme")
    origin = _origin(parts)
    if not origin:
        return Verdict("", False, "invalid")
    path = parts.path not in ("", "/") or bool(parts.query or parts.fragment)
    listed = tuple(plain(one) for one in origins)
    if origin == own:
        return Verdict(origin, True, "own", path=path)
    if why := unnamed(origin):  # a setting would not help
        return Verdict(origin, False, why, path=path)
    setting = "" if origin in listed else ",".join([*origins, origin])
    if origin.startswith("https:") and own.startswith("http:") and _parts(own)[1] not in _LOOPBACK:  # browsers trust this very machine without https
        return Verdict(origin, False, "mixed", setting=setting, path=path)
    if origin in listed:
        return Verdict(origin, True, "listed", path=path)
    code, near = _nearly(origin, listed)
    return Verdict(origin, False, code, near, setting, path)


def _nearly(origin: str, listed: tuple[str, ...]) -> tuple[Code, str]:
    """How a listed origin differs where one does by a little, and which; the first reason that fits counts."""
    scheme, host, port = _parts(origin)
    for other in listed:
        other_scheme, other_host, other_port = _parts(other)
        if host == other_host and scheme == other_scheme:
            return "port", other
        if host == other_host and (port == other_port or not (port and other_port)):
            return "other_scheme", other
        if host.removeprefix("www.") == other_host.removeprefix("www.") and scheme == other_scheme and port == other_port:
            return "www", other
        if {host, other_host} <= _LOOPBACK and port == other_port:
            return "loopback", other
    return "not_listed", ""


def _parts(origin: str) -> tuple[str, str, str]:
    scheme, _, rest = origin.partition("://")
    host, port = rest, ""
    if found := re.fullmatch(r"(.*):(\d+)", rest):
        host, port = found[1], found[2]
    return scheme, host, port


def _split(address: str) -> SplitResult | None:
    """The address in parts; None where it is none. A name and a port without a scheme ("intranet:8080") has no scheme."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts if "://" in address else SplitResult("", "", address, "", "")


def _origin(parts: SplitResult) -> str:
    """The origin as a browser names it: small letters, a name of other letters in ASCII (IDNA), no default port; "" where there is none."""
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if not _HOST.fullmatch(host) or parts.username is not None:
        return ""
    return plain(f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port is not None else ""))
