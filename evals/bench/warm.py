"""Warm latency: how long one question after another takes, by stage for the product, beside encoding one question."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial

from evals.bench.plots import reaching, strips
from evals.bench.section import Plot, Section, Table, percentile, spread, told
from evals.bench.setting import Setting
from evals.bench.systems import PRODUCT, System

HOW = (
    "One asker in one process with everything loaded; every question is put to all the systems in turn, and encoded once by itself, the order moving on with each question. A "
    "round gives a p50 and a p95; shown is the median of the rounds, and their range. The ratios are to encoding one question in the same round, so that they say something "
    "about other machines too. Stages are those that the product gives in timings_ms."
)
ENCODING = "Encoding one question"
STAGES = ("retrieve", "answer")
Question = tuple[str, tuple[str, ...]]
Turn = Callable[[str, tuple[str, ...]], dict[str, float]]
"""Takes a question with its history, gives milliseconds by the name of what took them."""


def measure(setting: Setting) -> Section:
    """One row for encoding, one for each system, and one for each stage of the product."""
    questions = setting.questions[: setting.effort.questions or None]
    turns: list[Turn] = [partial(_encode, setting), *(partial(_answer, system) for system in setting.systems)]
    round_of(turns, questions[:1])  # first-time work is the cold start's
    rounds = [round_of(turns, questions) for _ in range(setting.effort.rounds)]
    names = list(rounds[0])
    p50, p95 = ({name: [percentile(one[name], share) for one in rounds] for name in names} for share in (0.5, 0.95))
    ratios = {name: [spread([a / b for a, b in zip(of[name], of[ENCODING], strict=True)]) for of in (p50, p95)] for name in names}
    rows = tuple((name, spread(p50[name]).shown(1), spread(p95[name]).shown(1), *(ratio.shown(2) for ratio in ratios[name])) for name in names)
    table = Table(f"Milliseconds: {len(questions)} questions, {told(len(rounds), 'round')}", ("", "p50", "p95", "p50 ÷ encoding", "p95 ÷ encoding"), rows)
    values = {name.strip(): {"p50_ms": asdict(spread(p50[name])), "p95_ms": asdict(spread(p95[name])), "p50_ratio": asdict(ratios[name][0]), "p95_ratio": asdict(ratios[name][1])} for name in names}
    plotted = {system.label: (spread(p50[system.label]).median, spread(p95[system.label]).median) for system in setting.systems}
    return Section("warm", "Warm latency", HOW, (table,), (_plot(plotted),), {"questions": len(questions), "rounds": len(rounds), "latency": values})


def round_of(turns: Sequence[Turn], questions: Sequence[Question]) -> dict[str, list[float]]:
    """Milliseconds of every question, by what took them; whose turn is first moves on with each question."""
    found: dict[str, list[float]] = {}
    for place, (question, history) in enumerate(questions):
        for step in range(len(turns)):
            for name, milliseconds in turns[(place + step) % len(turns)](question, history).items():
                found.setdefault(name, []).append(milliseconds)
    return found


def _encode(setting: Setting, question: str, history: tuple[str, ...]) -> dict[str, float]:
    began = time.perf_counter()
    setting.encoder.queries([question])
    return {ENCODING: _milliseconds(began)}


def _answer(system: System, question: str, history: tuple[str, ...]) -> dict[str, float]:
    began = time.perf_counter()
    answer = system.answer(question, history)
    took = {system.label: _milliseconds(began)}
    return took | ({f"  {system.label}, {stage}": answer.timings_ms[stage] for stage in STAGES} if system.name == PRODUCT else {})


def _milliseconds(began: float) -> float:
    return 1000 * (time.perf_counter() - began)


def _plot(found: dict[str, tuple[float, float]]) -> Plot:
    rows = [(label, {label: (p50, p50, p95)}) for label, (p50, p95) in found.items()]
    return Plot("warm", "Milliseconds of an answer: the dot is p50, the line ends at p95; less is better", strips(rows, list(found), reaching(max(p95 for _, p95 in found.values()))))
