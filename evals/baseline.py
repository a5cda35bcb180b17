"""Accepted baselines: the figures and the case values that the gate holds later runs against, one file a suite, in the repository.

Every acceptance leaves a line of history with the floors of its day, so that a worse one, or a lowered floor, can be
seen later and asked for its reason.
"""

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evals.cases import SuiteFault
from evals.compare import CaseValues, Values
from evals.measures.table import BY_NAME
from evals.statistics import Estimate
from evals.summary import SuiteSummary
from source.report import LANGUAGES

BASELINES = Path(__file__).resolve().parent / "baselines"
FLOORS = Path(__file__).resolve().parent / "floors.toml"
Floors = dict[str, dict[str, float]]
"""By language, then by measure: the least a mean may be, the most where lower is better."""


@dataclass(frozen=True)
class Accepted:
    """One acceptance: `measures` by language and name, as they were, with the floors of that day."""

    number: int
    date: str
    engine: str
    fingerprint: str
    cases: int
    measures: dict[str, dict[str, Estimate]]
    floors: Floors


@dataclass(frozen=True)
class Baseline:
    """A suite's acceptances, oldest first, and the case values of the last."""

    suite: str
    history: tuple[Accepted, ...]
    cases: Values

    @property
    def last(self) -> Accepted:
        return self.history[-1]


def figures(summary: SuiteSummary) -> dict[str, dict[str, Estimate]]:
    """The figures that a baseline keeps and the gate judges, by language; those of pairs under "both"."""
    out: dict[str, dict[str, Estimate]] = {language: dict(found.all.measures) for language, found in summary.languages.items()}
    if summary.twins.mean is not None:
        out["both"] = {"twins": summary.twins}
    return out


def floors_of(suite: str, path: Path | None = None) -> Floors:
    """The floors of a suite: those of all suites, and its own. Raises SuiteFault for a measure or language that there is not."""
    path = path or FLOORS
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SuiteFault(f"{path.name} cannot be read ({error})", hint="mend it, or take it from the repository again") from error
    out: Floors = {language: dict(table.get("all", {})) for language in LANGUAGES}
    for language, own in table.get(suite, {}).items():
        out.setdefault(language, {}).update(own if isinstance(own, dict) else {"": own})
    for language, own in out.items():
        for name, value in own.items():
            if language not in (*LANGUAGES, "both") or name not in BY_NAME or type(value) not in (int, float) or not math.isfinite(value):
                raise SuiteFault(f"{path.name}: {suite}.{language}.{name} = {value!r} is no floor", hint=f"name one of {', '.join(BY_NAME)} for zh, en or both, with a number")
    return out


def load(suite: str, folder: Path | None = None) -> Baseline | None:
    """The suite's baseline; None where none was accepted. Raises SuiteFault for a file that is none."""
    path = (folder or BASELINES) / f"{suite}.json"
    if not path.is_file():
        return None
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        history = tuple(_accepted(one) for one in row["accepted"])
        cases = {id: CaseValues(one["language"], one["outcome"], one["values"], "") for id, one in row["cases"].items()}
        return Baseline(row["suite"], (history[0], *history[1:]), cases)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise SuiteFault(f"the baseline {path.name} is damaged ({error!r})", hint=f"git checkout evals/baselines/{path.name}") from error


def _accepted(row: Mapping[str, Any]) -> Accepted:
    measures = {language: {name: Estimate(*values) for name, values in own.items()} for language, own in row["measures"].items()}
    return Accepted(row["number"], row["date"], row["engine"], row["fingerprint"], row["cases"], measures, row["floors"])


def accept(suite: str, measures: dict[str, dict[str, Estimate]], values: Values, *, engine: str, fingerprint: str, folder: Path | None = None) -> tuple[Accepted, Path]:
    """Make a run's figures (see `figures`) and case values the suite's baseline; the line of history that was added, and the file."""
    folder = folder or BASELINES
    before = load(suite, folder)
    history = before.history if before is not None else ()
    rounded = {language: {name: _rounded(found) for name, found in own.items()} for language, own in measures.items()}
    added = Accepted(len(history) + 1, date.today().isoformat(), engine, fingerprint, len(values), rounded, floors_of(suite))
    folder.mkdir(exist_ok=True)
    path = folder / f"{suite}.json"
    path.write_text(_dumped(suite, [*history, added], values), encoding="utf-8")
    return added, path


def _rounded(found: Estimate) -> Estimate:
    return Estimate(round(found.mean, 4) if found.mean is not None else None, round(found.low, 4), round(found.high, 4), found.cases)


def _dumped(suite: str, history: Sequence[Accepted], values: Values) -> str:
    """The file: a line an acceptance and a line a case, so that a change reads well as a diff."""
    accepted = []
    for one in history:
        row = asdict(one) | {"measures": {language: {name: [found.mean, found.low, found.high, found.cases] for name, found in own.items()} for language, own in one.measures.items()}}
        accepted.append(json.dumps(row, ensure_ascii=False))
    cases = []
    for id, case in values.items():
        row = {"language": case.language, "outcome": case.outcome, "values": {name: round(value, 4) for name, value in case.values.items() if name in BY_NAME}}
        cases.append(f"{json.dumps(id, ensure_ascii=False)}: {json.dumps(row, ensure_ascii=False)}")
    return "\n".join(["{", f'"suite": {json.dumps(suite)},', '"accepted": [', ",\n".join(accepted), "],", '"cases": {', ",\n".join(cases), "}", "}", ""])
