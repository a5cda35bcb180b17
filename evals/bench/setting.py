"""What every measurement is given: the systems, built; the questions; and how much is to be repeated."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from evals.asking import Opened, opened
from evals.bench.searcher import texts
from evals.bench.systems import KINDS, Product, Quoting, System
from evals.suites import open_suite
from index.encoder import Encoder, open_encoder
from index.settings import CLONE, Settings

SUITE = "arong-social-management"


@dataclass(frozen=True)
class Effort:
    """How often each thing is measured. `questions` are those of one warm round (0: all), `load` those asked at each number of askers."""

    name: str
    builds: int
    starts: int
    rounds: int
    questions: int
    load: int
    loads: int
    askers: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64)


FULL = Effort("full", builds=3, starts=5, rounds=5, questions=0, load=192, loads=3)
QUICK = Effort("quick", builds=1, starts=2, rounds=1, questions=40, load=64, loads=1)


@dataclass(frozen=True)
class Setting:
    """`build_seconds` are those of each system's builds, of which the last is in use; `others` are the systems beside the product."""

    effort: Effort
    settings: Settings
    encoder: Encoder
    product: Product
    others: tuple[System, ...]
    build_seconds: dict[str, list[float]]
    suite: Opened
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    """Those of the suite's dev cases, with their history, both languages in turn."""

    @property
    def systems(self) -> tuple[System, ...]:
        return (self.product, *self.others)

    @property
    def first(self) -> str:
        """The question that every fresh process is asked."""
        return self.questions[0][0]

    def load(self) -> list[str]:
        """Questions for throughput, repeated when there are not enough."""
        return list(islice(cycle(question for question, _ in self.questions), self.effort.load))

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that uses the same reports and the same encoder."""
        return {**os.environ, "DUIZHAO_SOURCE": str(self.settings.source), "DUIZHAO_STORE": self.product.desk.settings.store, "DUIZHAO_ENCODER": self.settings.encoder}


WORKING_FOLDER = CLONE
"""Where fresh processes start, so that they find the packages without an installation."""


def prepared(settings: Settings, effort: Effort, folder: Path, *, suite: str = SUITE) -> Setting:
    """Builds every system in `folder`, in turn as often as the effort says, and reads the suite. Raises what building and reading raise."""
    encoder = open_encoder(settings)
    product = Product(settings, encoder, folder / "duizhao")
    seconds: dict[str, list[float]] = {product.name: [product.build()]}
    reports = dict(product.desk.index.reports)
    files = texts(settings.source)
    others = tuple(Quoting(kind, files, encoder, reports, folder / kind.name) for kind in KINDS)
    seconds |= {other.name: [other.build()] for other in others}
    systems: tuple[System, ...] = (product, *others)
    for _ in range(effort.builds - 1):
        for system in systems:
            seconds[system.name].append(system.build())
    asked = opened(open_suite(suite), product.desk)
    dev = [(case.question, case.history, case.language) for case in asked.cases if case.split == "dev"]
    questions = tuple(_in_turn([[(question, history) for question, history, language in dev if language == wanted] for wanted in ("zh", "en")]))
    return Setting(effort, replace(settings, store=product.desk.settings.store), encoder, product, others, seconds, asked, questions)


def _in_turn(lists: list[list[tuple[str, tuple[str, ...]]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in range(max(map(len, lists), default=0)):
        yield from (own[row] for own in lists if row < len(own))
