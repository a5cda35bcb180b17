"""From nothing to the first answer: how long a fresh process takes, and how much memory it then holds."""

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict

from evals.bench.section import Section, Spread, Table, spread, told
from evals.bench.server import Server
from evals.bench.setting import WORKING_FOLDER, Setting

HOW = (
    "Every time a fresh process: duizhao ask for the product, a script of a few lines for the others (evals.bench.first_answer), and duizhao serve until it has answered over "
    "HTTP. Seconds are wall time from the start to the end of the process (of the server: to the answer), the files read before and so in the system's cache; the systems in "
    "turn. Memory is what the process holds after its first answer (VmRSS, 10^6 bytes)."
)
SERVER = "Duizhao, duizhao serve"
LIMIT = 300
"""Seconds that one process may take."""


def measure(setting: Setting) -> Section:
    """One row a system and one for the server, in seconds and megabytes."""
    seconds: dict[str, list[float]] = {label: [] for label in (*(system.label for system in setting.systems), SERVER)}
    memory: dict[str, list[float]] = {label: [] for label in seconds}
    for _ in range(setting.effort.starts):
        for system in setting.systems:
            took, _ = _run(setting, system.cold(setting.first))
            seconds[system.label].append(took)
            _, printed = _run(setting, system.resident(setting.first))
            memory[system.label] += _megabytes(printed)
        with Server(setting.environment, setting.product.places) as server:
            server.ask(setting.first)
            seconds[SERVER].append(server.age())
            memory[SERVER] += [held] if (held := server.resident()) is not None else []
    times = {label: spread(values) for label, values in seconds.items()}
    held_by = {label: spread(values) for label, values in memory.items() if values}
    rows = tuple((label, times[label].shown(2), _shown(held_by.get(label))) for label in times)
    table = Table(f"Fresh processes: {told(setting.effort.starts, 'run')}", ("", "seconds to the first answer", "MB held after it"), rows)
    values = {"seconds": {label: asdict(one) for label, one in times.items()}, "resident_mb": {label: asdict(one) for label, one in held_by.items()}}
    return Section("start", "Cold start and memory", HOW, (table,), (), values)


def _run(setting: Setting, command: Sequence[str]) -> tuple[float, str]:
    """Seconds that a process took, and what it printed. Raises CalledProcessError for one that failed."""
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=WORKING_FOLDER, env=setting.environment, timeout=LIMIT)
    return time.perf_counter() - began, done.stdout


def _megabytes(printed: str) -> list[float]:
    held = json.loads(printed.splitlines()[-1])["resident_mb"]
    return [float(held)] if held is not None else []


def _shown(found: Spread | None) -> str:
    return found.shown(0) if found is not None else "not told by this system"
