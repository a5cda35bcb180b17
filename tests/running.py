"""The real command in a process of its own, for tests of what a user types."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from index.settings import Settings

CLONE = Path(__file__).resolve().parent.parent
LIMIT = 120
"""Seconds that any one command may take before its test fails."""


def environment(settings: Settings | None = None, **more: str) -> dict[str, str]:
    """The environment of a command over the store that the settings name."""
    own = {"DUIZHAO_SOURCE": str(settings.source), "DUIZHAO_STORE": settings.store} if settings is not None else {}
    return {**os.environ, **own, **more}


def heed_interrupts() -> None:
    """For `preexec_fn`: a command started by a background job inherits that Ctrl-C is ignored; a person's never does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def duizhao(*arguments: str | bytes, settings: Settings | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `duizhao` as installed, and wait for it."""
    command = [str(Path(sys.executable).parent / "duizhao"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment(settings, **more), timeout=LIMIT)


def python(code: str, *arguments: str, settings: Settings | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a fresh process at the clone's root, with warnings as they come."""
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", cwd=CLONE, env=environment(settings, **more), timeout=LIMIT)
