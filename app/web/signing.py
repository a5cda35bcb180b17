"""What the server hands out and takes back unchanged: signed, with the time of signing, each kind under a key of its own.

Knows nothing of what it signs.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

LONGEST = 1000
"""Characters of a sealed text that are looked at; ours are shorter."""
Clock = Callable[[], float]
"""Seconds since 1970."""


class Seal:
    """Seals values for a time. What was sealed for another purpose, or with another secret, does not open."""

    def __init__(self, secret: str, purpose: str, *, life: int, now: Clock = time.time) -> None:
        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(now())

        self.life = life
        """Seconds."""
        self._now = now
        self._serializer = URLSafeTimedSerializer(secret, salt=f"duizhao {purpose}", signer=Signer, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256})

    def sealed(self, value: list[str]) -> str:
        """The value as a text that is good in a header, a cookie and an address."""
        made = self._serializer.dumps(value)
        return made if isinstance(made, str) else made.decode()

    def ours(self, text: str) -> bool:
        """Was it sealed here, however long ago?"""
        return self._loaded(text, None) is not None

    def opened(self, text: str) -> tuple[list[str], int] | None:
        """The value with the seconds that it is good for yet (at least 1); None where it was not sealed here, or too long ago."""
        loaded = self._loaded(text, self.life)
        if loaded is None:
            return None
        value, when = loaded
        left = self.life - (int(self._now()) - int(when.timestamp()))
        if left < 1 or not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            return None
        return value, left

    def _loaded(self, text: str, most: int | None) -> tuple[object, datetime] | None:
        """What was sealed here, at most so many seconds ago, and when; None for anything else."""
        if not text or len(text) > LONGEST or not text.isascii():
            return None
        try:
            value, when = self._serializer.loads(text, max_age=most, return_timestamp=True)
        except BadData:
            return None
        return value, when
