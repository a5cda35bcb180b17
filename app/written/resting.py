"""A model server that keeps failing is left alone for a while, so that not every question waits for it: a circuit breaker (Nygard, Release It!, 2007)."""

import threading
import time
from collections.abc import Callable

from app.errors import ModelFault

FAULTS = 3
"""Faults running, after which it is left alone."""
SECONDS = 30.0
"""For so long; then one question tries it, and one more fault leaves it alone again."""
COUNTED = ("away", "key", "unknown", "busy", "failed", "slow", "broken")
"""Faults of the server; what it makes of one question (refused, nothing said) is none."""


class Rest:
    """How the server did lately; for any number of threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._faults, self._until = 0, 0.0
        self._last = ("", "", "")

    @property
    def fault(self) -> ModelFault | None:
        """What it last failed with, while it is left alone; None where it may be asked: of those who come when the time is over, the first. To be looked at only where a call follows."""
        with self._lock:
            if self._faults < FAULTS:
                return None
            if self._now() >= self._until:
                self._until = self._now() + SECONDS
                return None
            sentence, code, hint = self._last
            return ModelFault(sentence, code=code, hint=hint)

    @property
    def left_alone(self) -> bool:
        """Is it left alone now? To look at: nobody's turn is taken by it."""
        with self._lock:
            return self._faults >= FAULTS and self._now() < self._until

    def told(self, fault: ModelFault | None) -> None:
        """It failed, or (None) it replied."""
        with self._lock:
            if fault is None:
                self._faults = 0
            elif fault.code in COUNTED:
                self._faults += 1
                self._last = (fault.sentence, fault.code, fault.hint)
                self._until = self._now() + SECONDS
