"""How often one may ask: by visitor, in a minute and in a day, and by address as a high ceiling, since offices share one.

Counted in this process's memory, in windows that move. Knows nothing of requests.
"""

import ipaddress
import math
import threading
import time
from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.web.configuration import Configuration

KEYS = 50_000
"""Visitors that are counted at once. With more, most of them made up, all are counted anew; the addresses' ceilings stay."""
Code = Literal["rate", "daily", "address"]
_Named = tuple[Code, RateLimitItem]


@dataclass(frozen=True)
class Refusal:
    """Why a question is not taken, and the seconds after which one would be, at least 1."""

    code: Code
    wait: int


@dataclass(frozen=True)
class State:
    """How a limit stands: questions in so many seconds, those that are left, and the seconds until there are more."""

    code: Code
    quota: int
    window: int
    left: int
    wait: int


class Window:
    """Counts of one kind, that do not grow without end: `limits` keeps an empty list for everyone who ever came."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)

    def wait(self, item: RateLimitItem, key: str) -> int:
        """Seconds until one more fits in, 0 where it does now."""
        return 0 if self._limiter.test(item, key) else self.state(item, key)[1]

    def hit(self, item: RateLimitItem, key: str) -> None:
        self._limiter.hit(item, key)
        if len(self._storage.events) > KEYS:
            for name in [name for name, entries in list(self._storage.events.items()) if not entries]:
                self._storage.clear(name)
            if len(self._storage.events) > KEYS:
                self._storage.reset()

    def clear(self, item: RateLimitItem, key: str) -> None:
        self._limiter.clear(item, key)

    def state(self, item: RateLimitItem, key: str) -> tuple[int, int]:
        """How many are left, and the seconds until there are more."""
        reset, left = self._limiter.get_window_stats(item, key)
        return max(0, left), max(1, math.ceil(reset - time.time()))


class Limits:
    """The limits of one server; safe to use from several threads."""

    def __init__(self, configuration: Configuration) -> None:
        self._visitor: tuple[_Named, ...] = (("rate", configuration.rate), ("daily", configuration.daily))
        self._address: tuple[_Named, ...] = (("address", configuration.address_rate),)
        self._visitors, self._addresses = Window(), Window()
        self._lock = threading.Lock()

    def ask(self, visitor: str, address: str) -> Refusal | None:
        """Count a question, or say why it is not taken; what is not taken is not counted. A visitor of "" counts under the address only."""
        with self._lock:
            for window, (code, item), key in self._counted(visitor, address):
                if wait := window.wait(item, key):
                    return Refusal(code, wait)
            for window, (_, item), key in self._counted(visitor, address):
                window.hit(item, key)
        return None

    def states(self, visitor: str) -> list[State]:
        """How a visitor's limits stand; none for a visitor of ""."""
        if not visitor:
            return []
        with self._lock:
            return [State(code, item.amount, item.get_expiry(), *self._visitors.state(item, visitor)) for code, item in self._visitor]

    def _counted(self, visitor: str, address: str) -> list[tuple[Window, _Named, str]]:
        own = [(self._visitors, named, visitor) for named in self._visitor] if visitor else []
        return [*own, *((self._addresses, named, network(address)) for named in self._address)]


def network(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the /64 that an IPv6 address lies in, since who has one has all of it."""
    try:
        told = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(told, ipaddress.IPv6Address):
        return str(told.ipv4_mapped or ipaddress.ip_network((told, 64), strict=False))
    return str(told)
