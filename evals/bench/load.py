"""`python -m evals.bench.load [PART ...] [--out FILE] [--quick]`: a server under load: people at once, sessions, its start, a crowd, idle streams.

Each part is measured at a `duizhao serve` of its own on this machine, over the index that is there, and set beside the bound
that it has to keep. Timings are told and never judged. Needs an idle machine, and a few minutes.
"""

import argparse
import asyncio
import json
import math
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

from evals.bench.machine import machine
from evals.bench.people import Asked, People, Way
from evals.bench.section import Section, Table, percentile, spread, told
from evals.bench.server import Server
from evals.bench.setting import SUITE, WORKING_FOLDER
from evals.bench.tables import printed
from evals.suites import open_suite
from source.errors import DuizhaoError

WAYS: tuple[tuple[Way, str], ...] = (("chat", "chat page, through Gradio's queue"), ("api", "POST /api/ask"))
CORES = 2
"""Processors that the bound for people at once is made for."""
SLACK, START_SHARE = 1.5, 1.5
"""Seconds that people at once, and a start, may take beyond their share; how many times its imports a start may take."""
STREAM_SHARE, STREAM_MB = 0.05, 50.0
"""Of a processor, and of memory, that idle streams may take."""
SESSION_MB = 1.0
"""Memory that a session may leave behind, 10^6 bytes."""
IMPORTS = "import app.web.serving"


@dataclass(frozen=True)
class Effort:
    """`single` questions one after another give the median of one asker; `seconds` is how long idle streams are watched."""

    people: int
    single: int
    sessions: int
    starts: int
    connections: int
    streams: int
    seconds: float


FULL = Effort(people=50, single=30, sessions=200, starts=5, connections=500, streams=100, seconds=10.0)
QUICK = Effort(people=6, single=4, sessions=10, starts=1, connections=40, streams=5, seconds=2.0)


def people(effort: Effort) -> Section:
    """So many ask at once, each a question: is anybody refused, and how long does the whole answer take?"""
    rows: list[tuple[str, ...]] = []
    values: dict[str, object] = {}
    with Server(os.environ) as server:
        for way, label in WAYS:
            alone = asyncio.run(_one_by_one(server.port, way, effort.single))
            together = asyncio.run(_at_once(server.port, way, effort.people))
            took = [one.seconds for one in together if one.whole]
            bound = effort.people * alone / CORES + SLACK
            failed = sum(not one.whole for one in together)
            p95 = percentile(took, 0.95) if took else float("nan")
            rows.append((label, f"{1000 * alone:.0f} ms", str(failed), *(f"{seconds:.2f} s" for seconds in (percentile(took, 0.5) if took else p95, p95, bound)), _kept(p95 <= bound and not failed)))
            values[way] = {"alone": alone, "seconds": took, "failed": failed, "bound": bound}
    how = f"{effort.people} people, each on connections of their own, all in one moment. Alone: median of {effort.single} questions one after another. Bound: people x alone / {CORES} + {SLACK} s."
    table = Table(f"{effort.people} people at once, the whole answer", ("", "alone", "refused or failed", "p50", "p95", "bound", "kept"), tuple(rows))
    return Section("people", "People at once", how, (table,), (), values)


def sessions(effort: Effort) -> Section:
    """What a session leaves behind: memory before and after many of them, each with a question."""
    with Server(os.environ) as server:
        asyncio.run(_in_turn(server.port, effort.sessions // 4))  # first-time work, and caches
        before = _resident(server)
        failed = sum(not one.whole for one in asyncio.run(_in_turn(server.port, effort.sessions)))
        after = _resident(server)
    each = (after - before) / effort.sessions
    kept = _kept(each < SESSION_MB and not failed, each)
    row = (f"{effort.sessions} sessions of the chat", f"{before:.0f} MB", f"{after:.0f} MB", f"{each:.2f} MB", str(failed), f"{SESSION_MB:.2f} MB", kept)
    table = Table("Memory of the server", ("", "before", "after", "each", "failed", "bound for each", "kept"), (row,))
    how = f"VmRSS, 10^6 bytes; each session asks one question, four at a time, after {effort.sessions // 4} that are not counted."
    return Section("sessions", "Sessions", how, (table,), (), {"before_mb": before, "after_mb": after, "each_mb": each, "bound_mb": SESSION_MB, "failed": failed})


def start(effort: Effort) -> Section:
    """From the start of the process until it is ready, beside the time that its imports alone take."""
    imports: list[float] = []
    ready: list[float] = []
    for _ in range(effort.starts):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", IMPORTS], check=True, cwd=WORKING_FOLDER)
        imports.append(time.perf_counter() - began)
        with Server(os.environ) as server:
            ready.append(server.age())
    bound = START_SHARE * spread(imports).median + SLACK
    row = ("duizhao serve", f"{spread(imports).shown(2)} s", f"{spread(ready).shown(2)} s", f"{bound:.2f} s", _kept(spread(ready).median <= bound))
    table = Table(f"Until /readyz answers: {told(effort.starts, 'start')}", ("", "imports alone", "ready after", "bound", "kept"), (row,))
    how = f"Imports: python -c {IMPORTS!r}. Bound: {START_SHARE} x imports + {SLACK} s. Files are in the system's cache."
    return Section("start", "Start", how, (table,), (), {"imports": imports, "ready": ready, "bound": bound})


def crowd(effort: Effort) -> Section:
    """Far too many connections in one moment: who is answered, who is told to come again, who gets nothing; and is all well afterwards?"""
    rows: list[tuple[str, ...]] = []
    values: dict[str, object] = {}
    with Server(os.environ) as server:
        for way, label in WAYS:
            before = asyncio.run(_one_by_one(server.port, way, effort.single))
            asked = asyncio.run(_at_once(server.port, way, effort.connections))
            after = asyncio.run(_one_by_one(server.port, way, effort.single))
            counts = Counter("answered" if one.whole else "refused" if one.status == 503 else "failed" for one in asked)
            last = {name: max((one.seconds for one in asked if (one.status == 503) == (name == "refused")), default=0.0) for name in ("answered", "refused")}
            kept = not counts["failed"] and after <= 2 * before + 0.1
            rows.append(
                (
                    label,
                    *(str(counts[name]) for name in ("answered", "refused", "failed")),
                    f"{last['answered']:.1f} s",
                    f"{last['refused']:.1f} s",
                    f"{1000 * before:.0f} -> {1000 * after:.0f} ms",
                    _kept(kept),
                )
            )
            values[way] = {"counts": dict(counts), "last": last, "before": before, "after": after}
    table = Table(f"{effort.connections} connections at once", ("", "answered", "refused (503)", "failed", "last answer", "last refusal", "alone, before -> after", "kept"), tuple(rows))
    how = "Each connection asks one question. Refused: 503 with Retry-After. Failed: any other status, or a connection that broke. Kept: none failed, and one asker is answered afterwards as before."
    return Section("crowd", "A crowd", how, (table,), (), values)


def streams(effort: Effort) -> Section:
    """Pages that are open and ask nothing: the share of a processor and the memory that they cost."""
    with Server(os.environ) as server:
        asyncio.run(_in_turn(server.port, effort.streams))  # what answering leaves behind is none of the streams'
        idle, held = _share(server, effort.seconds), _resident(server)
        share, holding, opened = asyncio.run(_idle(server, effort))
    row = (
        f"{opened} idle streams",
        f"{100 * idle:.1f} %",
        f"{100 * share:.1f} %",
        f"{held:.0f} MB",
        f"{holding:.0f} MB",
        _kept(share <= STREAM_SHARE and holding - held <= STREAM_MB and opened == effort.streams, share, holding, held),
    )
    table = Table("Share of one processor, and memory", ("", "without", "with", "memory without", "with", "kept"), (row,))
    how = f"Streams of sessions whose question was answered; over {effort.seconds:.0f} s. Bound: {100 * STREAM_SHARE:.0f} % of a processor in all, {STREAM_MB:.0f} MB more than without."
    return Section("streams", "Idle streams", how, (table,), (), {"idle_share": idle, "share": share, "before_mb": held, "after_mb": holding, "open": opened})


PARTS: dict[str, Callable[[Effort], Section]] = {part.__name__: part for part in (people, sessions, start, crowd, streams)}


async def _one_by_one(port: int, way: Way, count: int) -> float:
    """Seconds that the whole answer takes one asker: the median, warm."""
    asking = People(port)
    took = [await asking.ask(way, question) for question in _questions(count + 2)]
    if not all(one.whole for one in took):
        raise DuizhaoError(f"the server answered {next(one.status for one in took if not one.whole)} to one asker")
    return spread([one.seconds for one in took[2:]]).median


async def _at_once(port: int, way: Way, count: int) -> list[Asked]:
    asking = People(port)
    await asking.page()
    return list(await asyncio.gather(*(asking.ask(way, question) for question in _questions(count))))


async def _in_turn(port: int, count: int) -> list[Asked]:
    """Sessions of the chat, four at a time."""
    asking, places = People(port), asyncio.Semaphore(4)
    await asking.page()

    async def one(question: str) -> Asked:
        async with places:
            return await asking.ask("chat", question)

    return list(await asyncio.gather(*(one(question) for question in _questions(count))))


async def _idle(server: Server, effort: Effort) -> tuple[float, float, int]:
    """Opens the streams; the share of a processor while they are open, the memory then, and how many are."""
    asking = People(server.port)
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(asking.idle(question)) for question in _questions(effort.streams)]
        await asyncio.sleep(1)
        share = await asyncio.to_thread(_share, server, effort.seconds)
        return share, _resident(server), sum(opened)


def _resident(server: Server) -> float:
    """Megabytes that it holds; NaN where the system does not tell."""
    held = server.resident()
    return float("nan") if held is None else held


def _share(server: Server, seconds: float) -> float:
    """Of one processor, over so many seconds; NaN where the system does not tell."""
    before, began = server.processor(), time.perf_counter()
    time.sleep(seconds)
    after = server.processor()
    return (after - before) / (time.perf_counter() - began) if before is not None and after is not None else float("nan")


def _questions(count: int) -> list[str]:
    """Questions of the first report's suite, both languages in turn, repeated when there are not enough."""
    rows = [row for _, row in open_suite(SUITE).rows if row["split"] == "dev" and not row.get("history")]
    return list(islice(cycle(str(row["question"]) for row in rows), count))


def _kept(kept: bool, *measured: float) -> str:
    """The word for it; where one of the values is NaN, nothing is said of the bound."""
    return "not measured" if any(map(math.isnan, measured)) else "yes" if kept else "NO"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.load", description="Measure a server under load.")
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []], help=f"{', '.join(PARTS)} (without: all)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the values as JSON too")
    parser.add_argument("--quick", action="store_true", help="small numbers: shows that it works, its times say little")
    arguments = parser.parse_args(argv)
    effort = QUICK if arguments.quick else FULL
    on = machine()
    print(on)
    found: list[Section] = []
    try:
        for name in arguments.parts or PARTS:
            found.append(PARTS[name](effort))
            print(printed(found[-1]), found[-1].how, sep="\n  ", flush=True)
    except DuizhaoError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    if arguments.out:
        values = {"machine": asdict(on), "effort": asdict(effort)} | {section.name: section.values for section in found}
        arguments.out.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
