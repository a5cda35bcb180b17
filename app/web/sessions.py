"""Who has logged in: a signed cookie that says so for a time.

A session ends with its time, with logging out, and when the name's password changes or the name is taken out of the file.
One that a token began (a reader's page opened from an embedded chat) lasts as long as the token would have.
"""

import secrets
import threading
import time
from dataclasses import dataclass

from app.web.accounts import Accounts
from app.web.signing import Clock, Seal

COOKIE = "duizhao_session"
LIFE = 12 * 3600
"""Seconds."""
_BY_TOKEN = "token"


@dataclass(frozen=True)
class Session:
    """A session that holds: the name that logged in, "" where a token began it; its id, and the seconds that it lasts yet."""

    name: str
    id: str
    left: int


class Sessions:
    """Begins sessions and knows them again; safe to use from several threads."""

    def __init__(self, secret: str, accounts: Accounts, *, now: Clock = time.time) -> None:
        self._seal = Seal(secret, "session", life=LIFE, now=now)
        self._accounts = accounts
        self._now = now
        self._ended: dict[str, float] = {}
        self._lock = threading.Lock()

    def begin(self, name: str) -> str:
        """The cookie of a new session of somebody whose password was right."""
        return self._seal.sealed([secrets.token_urlsafe(9), name, self._accounts.mark(name), ""])

    def lend(self, seconds: int) -> str:
        """The cookie of a session that a token begins."""
        return self._seal.sealed([secrets.token_urlsafe(9), "", _BY_TOKEN, str(int(self._now()) + seconds)])

    def held(self, cookie: str) -> Session | None:
        """The session of this cookie; None where it does not hold, or no longer."""
        opened = self._seal.opened(cookie)
        if opened is None or len(opened[0]) != 4:
            return None
        (id, name, mark, until), left = opened
        if until:
            left = min(left, int(until) - int(self._now()))
        expected = self._accounts.mark(name) if name else _BY_TOKEN
        if left < 1 or not expected or mark != expected or id in self._ended:
            return None
        return Session(name, id, left)

    def end(self, cookie: str) -> None:
        """End the session of this cookie, wherever else the cookie may have been copied to."""
        session = self.held(cookie)
        if session is None:
            return
        with self._lock:
            now = self._now()
            self._ended = {id: until for id, until in self._ended.items() if until > now} | {session.id: now + session.left}
