"""What the server is set to: who may embed it, who may ask and how often, what it logs. Read from the environment, once.

`app.settings` holds what answering is set to, `index.settings` what is read and where it is stored.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from limits import RateLimitItem, parse, parse_many

from app.errors import SettingFault
from app.web.origins import unnamed

_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:.]+\]")
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::(\d{1,5}))?")
_NAMED = "an origin is scheme, host and port, without a path or *"
_UNNAMED = {
    "ipv6": "give the host a name, since no browser can be told to let an IPv6 address embed",
    "underscore": "give the host a name without an underscore, since browsers need not know it in a policy",
}
PORTS = range(1, 65536)
AT_ONCE = (1, 128)
GRACE = (0, 3600)
LEAST_SECRET = 32
"""Characters of a secret, at least: 128 bits where they are hexadecimal."""


@dataclass(frozen=True)
class Configuration:
    """Every setting of the server with its default; nothing has to be set."""

    origins: tuple[str, ...] = ()
    """DUIZHAO_ORIGINS: pages of these origins may embed the chat and call the API, beside the app's own."""
    hosts: tuple[str, ...] = ()
    """DUIZHAO_HOSTS: names under which the server is reached, without ports, so that a page whose name an attacker makes point at the server (DNS rebinding) gets no data.
    () takes any name where there is a login, and without one only names that no outsider can give."""
    login: Path | None = None
    """DUIZHAO_LOGIN: a file of names and password hashes; None, the default, lets everyone in."""
    secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    """DUIZHAO_SECRET: signs visitors' ids, sessions and tokens; a new one at each start where it is not set."""
    embed_secret: str = field(default="", repr=False)
    """DUIZHAO_EMBED_SECRET: what the server of a page that embeds the chat shows to obtain a token; "" hands out none."""
    rate: RateLimitItem = field(default_factory=lambda: parse("30/minute"))
    """DUIZHAO_RATE: questions of one visitor."""
    daily: RateLimitItem = field(default_factory=lambda: parse("1000/day"))
    """DUIZHAO_DAILY: questions of one visitor."""
    address_rate: RateLimitItem = field(default_factory=lambda: parse("1200/minute"))
    """DUIZHAO_ADDRESS_RATE: questions from one address; high, since a whole office may have one."""
    proxies: str = "127.0.0.1"
    """DUIZHAO_PROXIES: addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, with commas."""
    log_questions: bool = False
    """DUIZHAO_LOG_QUESTIONS: 1 writes questions into the log."""
    log_format: str = "text"
    """DUIZHAO_LOG: text or json, a line for each request on standard error; none for faults only."""
    at_once: int = 16
    """DUIZHAO_AT_ONCE: requests in work at once, and as many questions of the chat. Two or three keep a processor busy and more only share it; 16 leaves room for those that wait for a store."""
    grace: float = 20.0
    """DUIZHAO_GRACE: seconds that a server which is told to stop takes to finish answers."""


def from_environment(environment: Mapping[str, str] | None = None) -> Configuration:
    """The configuration as the environment sets it. Raises SettingFault with the value seen."""
    told = {name: value.strip() for name, value in (os.environ if environment is None else environment).items() if name.startswith("DUIZHAO_") and value.strip()}
    plain = Configuration()
    if told.get("DUIZHAO_SECRET") and told["DUIZHAO_SECRET"] == told.get("DUIZHAO_EMBED_SECRET"):
        raise SettingFault("DUIZHAO_SECRET and DUIZHAO_EMBED_SECRET are the same: the servers that know the one could sign sessions", hint="DUIZHAO_EMBED_SECRET=$(openssl rand -hex 32)")
    return Configuration(
        origins=_origins(told.get("DUIZHAO_ORIGINS", "")),
        hosts=_hosts(told.get("DUIZHAO_HOSTS", "")),
        login=_login(told.get("DUIZHAO_LOGIN", "")),
        secret=_secret("DUIZHAO_SECRET", told.get("DUIZHAO_SECRET", ""), plain.secret),
        embed_secret=_secret("DUIZHAO_EMBED_SECRET", told.get("DUIZHAO_EMBED_SECRET", ""), ""),
        rate=_limit("DUIZHAO_RATE", told, plain.rate),
        daily=_limit("DUIZHAO_DAILY", told, plain.daily),
        address_rate=_limit("DUIZHAO_ADDRESS_RATE", told, plain.address_rate),
        proxies=_proxies(told.get("DUIZHAO_PROXIES", plain.proxies)),
        log_questions=_choice("DUIZHAO_LOG_QUESTIONS", told, ("0", "1"), "0") == "1",
        log_format=_choice("DUIZHAO_LOG", told, ("text", "json", "none"), plain.log_format),
        at_once=int(_number("DUIZHAO_AT_ONCE", told, plain.at_once, AT_ONCE, whole=True)),
        grace=_number("DUIZHAO_GRACE", told, plain.grace, GRACE),
    )


def _origins(told: str) -> tuple[str, ...]:
    origins = tuple(dict.fromkeys(part.rstrip("/").lower() for part in re.split(r"[\s,]+", told) if part))
    for origin in origins:
        found = _ORIGIN.fullmatch(origin)
        if found is None or (found[1] and int(found[1]) not in PORTS):
            hint = f"a port is a number from {PORTS[0]} to {PORTS[-1]}" if found else _UNNAMED.get(unnamed(origin), _NAMED)
            raise SettingFault(f"DUIZHAO_ORIGINS holds {origin!r}, expected origins such as https://intranet.example, with commas between", hint=hint)
    return origins


def _hosts(told: str) -> tuple[str, ...]:
    hosts = tuple(dict.fromkeys(part.lower().rstrip(".") for part in re.split(r"[\s,]+", told) if part))
    wrong = [host for host in hosts if not _HOST.fullmatch(host)]
    if wrong:
        raise SettingFault(f"DUIZHAO_HOSTS holds {wrong[0]!r}, expected names such as duizhao.intranet.example or 10.0.0.5, with commas between", hint="a host stands without scheme, port, path or *")
    return hosts


def _login(told: str) -> Path | None:
    if told in ("", "none"):
        return None
    if not Path(told).is_file():
        raise SettingFault(f"DUIZHAO_LOGIN is {told!r}, and there is no such file", hint="duizhao login --file FILE NAME makes one, or set it to none")
    return Path(told)


def _secret(name: str, told: str, otherwise: str) -> str:
    if told and len(told) < LEAST_SECRET:
        raise SettingFault(f"{name} has {len(told)} characters, expected at least {LEAST_SECRET}", hint=f"{name}=$(openssl rand -hex 32)")
    return told or otherwise


def _limit(name: str, told: Mapping[str, str], otherwise: RateLimitItem) -> RateLimitItem:
    if name not in told:
        return otherwise
    seen = f"{name} is {told[name]!r}, expected a number and a time, such as 30/minute or 1000/day"
    try:
        limits = parse_many(told[name])
    except ValueError as error:
        raise SettingFault(seen) from error
    if len(limits) > 1:
        raise SettingFault(seen, hint="one limit alone; DUIZHAO_RATE is for a short time, DUIZHAO_DAILY for a day")
    if not limits[0].amount:
        raise SettingFault(seen, hint="0 would refuse everybody; a limit that is never met is a large number, such as 1000000/minute")
    return limits[0]


def _proxies(told: str) -> str:
    """The same list, each an address or a network of addresses."""
    addresses = [part.strip() for part in told.split(",") if part.strip()]
    for address in addresses:
        try:
            ipaddress.ip_network(address)
        except ValueError as error:
            raise SettingFault(
                f"DUIZHAO_PROXIES holds {address!r}, expected addresses such as 10.0.0.5 or networks such as 10.0.0.0/24, with commas between",
                hint="name the proxies themselves; * would let anyone say where they come from",
            ) from error
    return ",".join(addresses)


def _number(name: str, told: Mapping[str, str], otherwise: float, within: tuple[int, int], *, whole: bool = False) -> float:
    """A number within these bounds. Raises SettingFault."""
    least, most = within
    text = told.get(name, str(otherwise))
    if not re.fullmatch(r"\d{1,6}" if whole else r"\d{1,6}(\.\d{1,3})?", text, re.ASCII) or not least <= float(text) <= most:
        raise SettingFault(f"{name} is {told[name]!r}, expected a {'whole ' if whole else ''}number from {least} to {most}")
    return float(text)


def _choice(name: str, told: Mapping[str, str], choices: tuple[str, ...], otherwise: str) -> str:
    value = told.get(name, otherwise)
    if value not in choices:
        raise SettingFault(f"{name} is {value!r}, expected {' or '.join(choices)}")
    return value
