"""`python -m evals.bench.api [--out FILE] [--quick]`: what POST /api/ask adds to the answering itself, one asker, everything warm.

A `duizhao serve` of its own on this machine, and a desk in this process over the same index: each question is put to both
in turn, the order moving on. Timings are told and never judged.
"""

import argparse
import http.client
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.asking import Desk
from evals.bench.machine import machine
from evals.bench.section import Section, Table, percentile, spread, told
from evals.bench.server import LIMIT, Server, ServerFault
from evals.bench.setting import SUITE
from evals.bench.tables import printed
from evals.bench.warm import Question, Turn, round_of
from evals.suites import open_suite
from index.settings import from_environment
from source.errors import DuizhaoError

BOUND = 1.2
"""What p95 over HTTP may be of the answering's own, at most."""
ITSELF, WHOLE, STREAMED, WITHIN = "The answering itself, in this process", "POST /api/ask, whole", "POST /api/ask, as events, to the last", "  of the whole: timings_ms.total"
WAYS = {WHOLE: "application/json", STREAMED: "text/event-stream"}


@dataclass(frozen=True)
class Effort:
    """`questions` 0: all of the suite's dev cases."""

    rounds: int
    questions: int


FULL = Effort(rounds=5, questions=0)
QUICK = Effort(rounds=1, questions=10)


class Asker:
    """Asks a server over one connection that stays open. Raises ServerFault where there is no answer."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, way: str, question: str, history: tuple[str, ...]) -> dict[str, float]:
        """Milliseconds from asking to the whole answer, by what took them."""
        body = json.dumps({"question": question, "history": history})
        began = time.perf_counter()
        self._connection.request("POST", "/api/ask", body, {"Content-Type": "application/json", "Accept": WAYS[way]})
        response = self._connection.getresponse()
        text = response.read()
        took = 1000 * (time.perf_counter() - began)
        if response.status != 200:
            raise ServerFault(f"the server answered {response.status} to a question")
        return {way: took} | ({WITHIN: _answer(text)["timings_ms"]["total"]} if way == WHOLE else {})


def _answer(text: bytes) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(text)
    return row


def measure(effort: Effort) -> Section:
    """Medians, p95, and their ratios to the answering itself, round by round."""
    questions = _questions(effort.questions)
    desk = Desk(from_environment())
    desk.warm()

    def itself(question: str, history: tuple[str, ...]) -> dict[str, float]:
        began = time.perf_counter()
        desk.answer(question, history)
        return {ITSELF: 1000 * (time.perf_counter() - began)}

    with Server(os.environ) as server, Asker(server.port) as asker:
        turns: list[Turn] = [itself, *(lambda question, history, way=way: asker.ask(way, question, history) for way in WAYS)]
        round_of(turns, questions[:4])  # first-time work
        rounds = [round_of(turns, questions) for _ in range(effort.rounds)]
    return _section(rounds, len(questions))


def _section(rounds: Sequence[dict[str, list[float]]], questions: int) -> Section:
    names = (ITSELF, WHOLE, WITHIN, STREAMED)
    p50, p95 = ({name: [percentile(one[name], share) for one in rounds] for name in names} for share in (0.5, 0.95))
    ratios = {name: [spread([a / b for a, b in zip(of[name], of[ITSELF], strict=True)]) for of in (p50, p95)] for name in names}
    rows = tuple((name, spread(p50[name]).shown(1), spread(p95[name]).shown(1), *(ratio.shown(3) for ratio in ratios[name])) for name in names)
    kept = ratios[WHOLE][1].median <= BOUND
    own = spread([a / b for a, b in zip(p95[WHOLE], p95[WITHIN], strict=True)]).median
    first = f"p95 of POST /api/ask is {ratios[WHOLE][1].median:.3f} of the answering's own, and {own:.3f} of what the server itself took to answer"
    note = f"{first}; at most {BOUND} of the first is wanted: {'kept' if kept else 'NOT kept'}."
    table = Table(f"Milliseconds: {questions} questions, {told(len(rounds), 'round')}", ("", "p50", "p95", "p50 ÷ itself", "p95 ÷ itself"), rows, note)
    values = {name.strip(): {"p50_ms": asdict(spread(p50[name])), "p95_ms": asdict(spread(p95[name])), "p95_ratio": asdict(ratios[name][1])} for name in names}
    how = (
        "One asker, everything loaded; each question is put to a desk in this process and to a server of its own over the same index, in turn. A ratio is within one round. "
        "What a server adds: HTTP, JSON, the door, logs, and a thread."
    )
    return Section("api", "The API beside the answering itself", how, (table,), (), {"questions": questions, "rounds": len(rounds), "latency": values})


def _questions(count: int) -> list[Question]:
    """The suite's dev cases with their history; the first `count`, 0 for all."""
    found = [(str(row["question"]), tuple(map(str, row.get("history") or ()))) for _, row in open_suite(SUITE).rows if row["split"] == "dev"]
    return found[: count or None]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.api", description="Measure what the API adds to the answering itself.")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the values as JSON too")
    parser.add_argument("--quick", action="store_true", help="a few questions once: shows that it works, its times say little")
    arguments = parser.parse_args(argv)
    on = machine()
    print(on)
    try:
        section = measure(QUICK if arguments.quick else FULL)
    except DuizhaoError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    print(printed(section), section.how, sep="\n  ")
    if arguments.out:
        arguments.out.write_text(json.dumps({"machine": asdict(on), section.name: section.values}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
