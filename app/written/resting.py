"""A model server that keeps failing is left alone for a while, so that not every question waits for it: a circuit breaker (Nygard, Release It!, 2007)."""

import threading
import time
from collections.abc import Callable

from app.errors import ModelFault

FAULTS = 3
"""Faults running, after which it is left alone."""
SECONDS = 30.0
"""For so long; then the next question tries it, and one more fault leaves it alone again."""


class Rest:
    """How the server did lately; for any number of threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._faults, self._until = 0, 0.0
        self._last: ModelFault | None = None

    @property
    def fault(self) -> ModelFault | None:
        """What it last failed with, while it is left alone; None where it may be asked."""
        with self._lock:
            return self._last if self._now() < self._until else None

    def told(self, fault: ModelFault | None) -> None:
        """It failed, or (None) it replied."""
        with self._lock:
            self._faults = self._faults + 1 if fault is not None else 0
            self._last = fault
            self._until = self._now() + SECONDS if self._faults >= FAULTS else 0.0
