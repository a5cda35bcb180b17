"""Throughput: how many questions a second are answered when several ask at once, and how long each of them waits."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from threading import Barrier, Lock

from evals.bench.plots import curves
from evals.bench.section import Plot, Section, Spread, Table, percentile, spread, told
from evals.bench.server import Server
from evals.bench.setting import Setting

HOW = (
    "Threads in one process, each taking the next of the same questions as soon as it has its answer; every system in its own turn at each number of askers. Over HTTP the "
    "product is asked through the API of a duizhao serve on the same machine, whose processors the askers share. p95 is of the time from a question to its answer."
)
OVER_HTTP = "Duizhao over HTTP"
Ask = Callable[[str], object]


@dataclass(frozen=True)
class Load:
    """One run of some askers: the wall time of all the questions, and the milliseconds of each."""

    askers: int
    seconds: float
    milliseconds: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    @property
    def p95(self) -> float:
        return percentile(self.milliseconds, 0.95)


def asked(ask: Ask, questions: Sequence[str], askers: int) -> Load:
    """Every question once, by `askers` threads that begin together. What `ask` raises is raised here."""
    waiting, lock, start = iter(questions), Lock(), Barrier(askers + 1)

    def work() -> list[float]:
        took: list[float] = []
        start.wait()
        while True:
            with lock:
                question = next(waiting, None)
            if question is None:
                return took
            began = time.perf_counter()
            ask(question)
            took.append(1000 * (time.perf_counter() - began))

    with ThreadPoolExecutor(askers) as pool:
        working = [pool.submit(work) for _ in range(askers)]
        start.wait()
        began = time.perf_counter()
        took = [milliseconds for one in working for milliseconds in one.result()]
        return Load(askers, time.perf_counter() - began, tuple(took))


def measure(setting: Setting) -> Section:
    """Two tables and two plots over the number of askers: questions a second, and p95."""
    questions = setting.load()
    with Server(setting.environment, setting.product.places) as server:
        asking: dict[str, Ask] = {system.label: system.answer for system in setting.systems} | {OVER_HTTP: server.ask}
        for ask in asking.values():
            asked(ask, questions[:8], 2)  # first-time work, and connections
        loads: dict[str, dict[int, list[Load]]] = {label: {askers: [] for askers in setting.effort.askers} for label in asking}
        for _ in range(setting.effort.loads):
            for askers in setting.effort.askers:
                for label, ask in asking.items():
                    loads[label][askers].append(asked(ask, questions, askers))
        held = server.resident()
    return _section(setting, loads, held)


def _section(setting: Setting, loads: dict[str, dict[int, list[Load]]], held: float | None) -> Section:
    rates = {label: {askers: spread([load.per_second for load in runs]) for askers, runs in own.items()} for label, own in loads.items()}
    waits = {label: {askers: spread([load.p95 for load in runs]) for askers, runs in own.items()} for label, own in loads.items()}
    runs = f"{setting.effort.load} questions, {told(setting.effort.loads, 'run')}"
    note = f"The server held {held:.0f} MB after {setting.effort.askers[-1]} askers." if held is not None else ""
    tables = (_table(f"Questions a second: {runs}", rates, 1, note), _table(f"p95 in milliseconds: {runs}", waits, 0, ""))
    plots = (
        _plot("throughput", "Questions a second over the number of askers, both logarithmic; more is better", rates),
        _plot("waiting", "p95 in milliseconds over the number of askers, both logarithmic; less is better", waits),
    )
    values: dict[str, object] = {
        "questions": setting.effort.load,
        "per_second": {label: {str(askers): asdict(one) for askers, one in own.items()} for label, own in rates.items()},
        "p95_ms": {label: {str(askers): asdict(one) for askers, one in own.items()} for label, own in waits.items()},
        "server_resident_mb": held,
    }
    return Section("throughput", "Throughput", HOW, tables, plots, values)


def _table(title: str, found: dict[str, dict[int, Spread]], digits: int, note: str) -> Table:
    rows = tuple((label, *(one.shown(digits) for one in own.values())) for label, own in found.items())
    return Table(title, ("askers", *map(str, next(iter(found.values())))), rows, note)


def _plot(name: str, caption: str, found: dict[str, dict[int, Spread]]) -> Plot:
    series = {label: [(askers, one.median) for askers, one in own.items()] for label, own in found.items()}
    return Plot(name, caption, curves(series, x_label="askers at once", described_by=f"plot-{name}"))
