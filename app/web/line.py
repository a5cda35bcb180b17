"""The line of those who wait, and whose turn it is: nobody fills it so that others are refused, and nobody has every place while others wait.

An asker is a visitor at an address. Visitors count first; then addresses, since an office shares one, and visitors' ids are
to be had for the asking. Who brings no id is told by the address alone. Knows nothing of places and requests.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass

from starlette.types import Scope

from app.conversing.visit import VISIT, Visit
from app.web.limiting import network


@dataclass(frozen=True)
class Asker:
    """Who somebody is counted as; `visitor` is "" where there is no id yet."""

    visitor: str = ""
    address: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """As a visitor, those without an id as one of their address's; and as an address."""
        return f"visitor {self.visitor}" if self.visitor else f"visitors at {self.address}", f"address {self.address}"


def asker(scope: Scope) -> Asker:
    """Who asks, as the door knows them."""
    visit = scope.get(VISIT, Visit())
    address = network(scope["client"][0] if scope.get("client") else "")
    return Asker("" if visit.new else visit.owner, address)


class Shares:
    """How much each has of something."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()

    def add(self, one: Asker, count: int = 1) -> None:
        for name in one.names:
            self._held[name] += count
            if not self._held[name]:
                del self._held[name]

    def of(self, one: Asker) -> tuple[int, int]:
        """What the visitor has, and what the address has: the order in which two are compared."""
        visitor, address = one.names
        return self._held[visitor], self._held[address]


class Line:
    """Those who wait for a place, in the order in which they came. Used from the event loop alone."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._turns: dict[asyncio.Future[bool], Asker] = {}
        self._shares = Shares()
        self._given = 0
        self._since: dict[str, int] = {}
        """Of each name in the line, how many turns had been given when it was last given one, or when it came."""

    def __len__(self) -> int:
        return len(self._turns)

    def join(self, one: Asker) -> asyncio.Future[bool] | None:
        """A turn that comes true with a place, and false where the turn is lost to somebody who has less. None where the line is full, and nobody has more of it than this one would have."""
        if len(self._turns) >= self.most and not self._yields(one):
            return None
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._turns[turn] = one
        self._shares.add(one)
        for name in one.names:
            self._since.setdefault(name, self._given)
        return turn

    def gone(self, turn: asyncio.Future[bool]) -> None:
        """That turn is not waited for any more, if it still was."""
        one = self._turns.pop(turn, None)
        if one is not None:
            self._shares.add(one, -1)
            for name, left in zip(one.names, self._shares.of(one), strict=True):
                if not left:
                    del self._since[name]

    def next(self, working: Shares) -> Asker | None:
        """Gives the turn to the first of those who have least in work, and among these have been given none for longest; says whose it was, None where nobody waits."""
        waiting = [(turn, one) for turn, one in self._turns.items() if not turn.done()]
        if not waiting:
            return None
        turn, one = min(waiting, key=lambda pair: (working.of(pair[1]), [self._since[name] for name in pair[1].names]))
        self._given += 1
        self._since.update(dict.fromkeys(one.names, self._given))
        self.gone(turn)
        turn.set_result(True)
        return one

    def _yields(self, one: Asker) -> bool:
        """The last turn of those who have most in the line is lost, where that is more than this one would have."""
        waiting = [turn for turn in reversed(self._turns) if not turn.done()]
        last = max(waiting, key=lambda turn: self._shares.of(self._turns[turn]), default=None)
        visitor, address = self._shares.of(one)
        if last is None or self._shares.of(self._turns[last]) <= (visitor + 1, address + 1):
            return False
        self.gone(last)
        last.set_result(False)
        return True
