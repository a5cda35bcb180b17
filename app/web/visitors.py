"""Who asks, without knowing who: an anonymous id, signed, in a cookie or a header.

It is there so that limits count one visitor, and so that a conversation is found by who began it alone. It is not logged
and not kept with questions.
"""

import secrets
import time
from collections.abc import Iterable

from app.web.signing import Clock, Seal

COOKIE = "duizhao_visitor"
HEADER = "X-Duizhao-Visitor"
"""For pages without cookies, a frame in another site's page: the same text, sent and taken back."""
LIFE = 90 * 24 * 3600
"""Seconds that an id is good for."""
ID_BYTES = 16


class Visitors:
    """Hands out ids and takes them back."""

    def __init__(self, secret: str, *, now: Clock = time.time) -> None:
        self._seal = Seal(secret, "visitor", life=LIFE, now=now)

    def new(self) -> tuple[str, str]:
        """An id, and what is given out: the id sealed."""
        id = secrets.token_urlsafe(ID_BYTES)
        return id, self._seal.sealed([id])

    def known(self, brought: Iterable[str]) -> str:
        """The id of the first of these that was given out here and is still good; "" where there is none."""
        for text in brought:
            opened = self._seal.opened(text)
            if opened is not None and len(opened[0]) == 1:
                return opened[0][0]
        return ""
