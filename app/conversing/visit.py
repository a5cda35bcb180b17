"""Who asks, as far as a conversation has to know: whose it is, and whether one more question may be answered for them."""

from collections.abc import Callable
from dataclasses import dataclass

VISIT = "duizhao.visit"
"""Where a request's scope holds its visit."""


@dataclass(frozen=True)
class Visit:
    """`owner` finds own conversations and no others; `new` where that id is given out only now. `may_ask` counts a question that nobody typed just now (an export answers anew)."""

    owner: str = ""
    new: bool = False
    may_ask: Callable[[], bool] = lambda: True
