"""Two runs case by case: for every measure the paired difference, and which cases were won, lost and tied.

Knows runs as plain values a case, so that a run's folder, a run in hand and an accepted baseline compare alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evals.measures.table import MEASURES
from evals.record import Record
from evals.statistics import Difference, difference
from source.report import LANGUAGES, Language

EQUAL = 1e-4
"""Values this near are tied: baselines are kept to four places."""


@dataclass(frozen=True)
class CaseValues:
    """One case of a run: its outcome and its values by measure."""

    language: str
    outcome: str
    values: dict[str, float]
    cluster: str


Values = dict[str, CaseValues]
"""A suite's cases by id."""


@dataclass(frozen=True)
class Compared:
    """One measure over the cases that both runs scored. Won and lost are ours against theirs, whichever way is better."""

    measure: str
    difference: Difference
    won: tuple[str, ...]
    lost: tuple[str, ...]
    tied: int


@dataclass(frozen=True)
class Comparison:
    """One suite of two runs. `changed`: outcome then, outcome now, by case; `added` and `gone`: cases of one run only."""

    suite: str
    measures: dict[Language, dict[str, Compared]]
    changed: dict[str, tuple[str, str]]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    then: dict[str, CaseValues]


def values_of(records: Iterable[Record]) -> dict[str, Values]:
    """The cases of a run in hand, by suite."""
    out: dict[str, Values] = {}
    for record in records:
        scored = record.scored
        values = {name: score.value for name, score in scored.scores.items()} if scored is not None else {}
        out.setdefault(record.suite, {})[record.case.id] = CaseValues(record.case.language, record.outcome, values, scored.cluster if scored is not None else "")
    return out


def values_of_rows(rows: Iterable[Mapping[str, Any]]) -> dict[str, Values]:
    """The cases of a run's folder, by suite."""
    out: dict[str, Values] = {}
    for row in rows:
        values = {name: float(score["value"]) for name, score in row["scores"].items()}
        out.setdefault(row["suite"], {})[row["id"]] = CaseValues(row["language"], row["outcome"], values, row["cluster"])
    return out


def compare(suite: str, ours: Values, theirs: Values) -> Comparison:
    """Ours against theirs; a case that one run lacks, or could not score, is in no difference."""
    both = [id for id in ours if id in theirs]
    measures = {language: _measures({id: ours[id] for id in both if ours[id].language == language}, theirs) for language in LANGUAGES}
    changed = {id: (theirs[id].outcome, ours[id].outcome) for id in both if theirs[id].outcome != ours[id].outcome}
    return Comparison(suite, measures, changed, tuple(id for id in ours if id not in theirs), tuple(id for id in theirs if id not in ours), dict(theirs))


def _measures(ours: Values, theirs: Values) -> dict[str, Compared]:
    out: dict[str, Compared] = {}
    for measure in MEASURES:
        name = measure.name
        own = [id for id in ours if name in ours[id].values and name in theirs[id].values]
        if measure.of_set or not own:
            continue
        gaps = {id: ours[id].values[name] - theirs[id].values[name] for id in own}
        better = {id: gap if measure.higher else -gap for id, gap in gaps.items()}
        won = tuple(id for id, gap in better.items() if gap > EQUAL)
        lost = tuple(id for id, gap in better.items() if gap < -EQUAL)
        found = difference([ours[id].values[name] if id in won or id in lost else theirs[id].values[name] for id in own], [theirs[id].values[name] for id in own], [ours[id].cluster for id in own])
        out[name] = Compared(name, found, won, lost, len(own) - len(won) - len(lost))
    return out
