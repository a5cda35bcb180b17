"""The gate: may this version be shipped? Floors, drops against the accepted baseline, errors, and reasons that are owed. Never timings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.baseline import Accepted, Baseline, Floors, figures
from evals.compare import Comparison
from evals.measures.table import BY_NAME, RETRIEVAL
from evals.statistics import Estimate
from evals.summary import SuiteSummary
from source.text import han

LOG = Path(__file__).resolve().parent / "LOG.md"
LEAST = 10
"""Characters of a reason beside what it is the reason of; a Chinese one counts double."""
WORSE = 5e-4
"""A mean that moved by less has not moved."""
EXACT = 1e-9
"""What arithmetic may cost: in a suite of thousands one altered quote is below a floor of 1."""


Figures = Mapping[str, Mapping[str, Estimate]]
"""By language, then by measure."""


@dataclass(frozen=True)
class Verdict:
    """Sentences that say what fails, and notes that do not; `judged` figures were held against floor or baseline."""

    failures: tuple[str, ...]
    notes: tuple[str, ...]
    judged: int

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True)
class Side:
    """What one suite is held against. `shipped`: it comes with the project, so that it owes a baseline."""

    summary: SuiteSummary
    comparison: Comparison | None
    baseline: Baseline | None
    floors: Floors
    shipped: bool
    engine: str
    fingerprint: str
    """Of the suite's rows as they are now."""


def judge(sides: Sequence[Side], log: str) -> Verdict:
    """The verdict over all suites; `log` is the text of evals/LOG.md, where reasons stand."""
    failures: list[str] = []
    notes: list[str] = []
    judged = 0
    for side in sides:
        name = side.summary.name
        if side.summary.errors:
            failures.append(f"{name}: {side.summary.errors} of {side.summary.cases} cases could not be answered")
        measured = figures(side.summary)
        if not any(measured.values()):
            failures.append(f"{name}: nothing could be measured")
        for language, own in measured.items():
            for measure, found in own.items():
                judged += 1
                failures += list(_below_floor(name, language, measure, found, side.floors)) or list(_dropped(side, language, measure, found))
        if side.baseline is None:
            (failures if side.shipped else notes).append(f"{name}: no baseline is accepted; duizhao eval --accept RUN makes a run one")
        elif side.baseline.last.engine != side.engine:
            notes.append(f"{name}: the baseline is of {side.baseline.last.engine} answers, so only floors judge these {side.engine} ones")
        else:
            failures += _unmeasured(name, measured, side.baseline.last.measures)
            failures += _gone(side)
            if side.baseline.last.fingerprint != side.fingerprint:
                notes.append(f"{name}: its cases have changed since the baseline was accepted, so a difference may be the suite's")
            failures += [f"{name}: {owed}" for owed in owed_reasons(side.baseline, side.floors, log)]
    return Verdict(tuple(failures), tuple(notes), judged)


def _below_floor(suite: str, language: str, measure: str, found: Estimate, floors: Floors) -> Iterator[str]:
    floor = floors.get(language, {}).get(measure)
    if floor is None or found.mean is None:
        return
    if found.mean < floor - EXACT if BY_NAME[measure].higher else found.mean > floor + EXACT:
        kind = "below its floor" if BY_NAME[measure].higher else "above the most allowed,"
        yield f"{suite} {language}: {measure} is {found.mean:.3f}, {kind} {floor:.3f}"


def _dropped(side: Side, language: str, measure: str, found: Estimate) -> Iterator[str]:
    """Worse than the baseline's interval, or worse case by case by more than chance."""
    baseline = side.baseline
    if baseline is None or baseline.last.engine != side.engine or found.mean is None:
        return
    then = baseline.last.measures.get(language, {}).get(measure)
    if then is None or then.mean is None:
        return
    higher = BY_NAME[measure].higher
    if found.mean < then.low - WORSE if higher else found.mean > then.high + WORSE:
        yield f"{side.summary.name} {language}: {measure} is {found.mean:.3f}, beyond the interval of the baseline, {then.mean:.3f} [{then.low:.3f} {then.high:.3f}]"
        return
    compared = side.comparison.measures.get(language, {}).get(measure) if side.comparison is not None and language != "both" else None  # type: ignore[call-overload]
    if compared is None:
        return
    gap = compared.difference
    if gap.high < -WORSE if higher else gap.low > WORSE:
        lost = ", ".join(compared.lost[:8]) + (" ..." if len(compared.lost) > 8 else "")
        yield f"{side.summary.name} {language}: {measure} fell case by case by {abs(gap.mean):.3f} [{gap.low:+.3f} {gap.high:+.3f}]; lost: {lost}"


def _unmeasured(suite: str, measured: Figures, then: Figures) -> Iterator[str]:
    """What the baseline has and the run does not, but for retrieval: answers made elsewhere carry no rankings."""
    for language, own in then.items():
        lacking = [name for name in own if name not in measured.get(language, {}) and name not in RETRIEVAL]
        if lacking:
            yield f"{suite} {language}: {', '.join(lacking)} could not be measured, as in the baseline"


def _gone(side: Side) -> Iterator[str]:
    if side.comparison is not None and side.comparison.gone:
        gone = side.comparison.gone
        yield f"{side.summary.name}: {len(gone)} cases of the baseline are not in the suite any more ({', '.join(gone[:5])}); accept a new baseline and say why in evals/LOG.md"


def owed_reasons(baseline: Baseline, floors: Floors, log: str) -> Iterator[str]:
    """What became worse or lower without a line in evals/LOG.md that names it and says why."""
    numbers = [one.number for one in baseline.history]
    named = [int(number) for number in re.findall(rf"(?<![\w-])Baseline {re.escape(baseline.suite)} (\d+)", log, re.IGNORECASE)]
    if numbers != list(range(1, len(numbers) + 1)) or max(named, default=0) > numbers[-1]:
        told = f"it has {', '.join(map(str, numbers))}; evals/LOG.md names {max(named, default=0)}"
        yield f"the history of its baselines is cut ({told}): take evals/baselines/{baseline.suite}.json from the repository again"
    for before, after in zip(baseline.history, baseline.history[1:], strict=False):
        if (fell := worse(before, after)) and not _has_reason(log, label := f"Baseline {baseline.suite} {after.number}"):
            yield f"baseline {after.number} was worse than {before.number} in {', '.join(fell[:4])}, and evals/LOG.md has no line “{label}: why”"
        yield from _lowered(baseline.suite, before.floors, after.floors, log)
    yield from _lowered(baseline.suite, baseline.last.floors, floors, log)


def worse(before: Accepted, after: Accepted) -> list[str]:
    """What of an acceptance is worse than the one before it: figures, or fewer cases."""
    out = [f"cases ({before.cases} to {after.cases})"] if after.cases < before.cases else []
    for language, own in before.measures.items():
        for name, then in own.items():
            now = after.measures.get(language, {}).get(name)
            if then.mean is None:
                continue
            if now is None or now.mean is None:
                out.append(f"{language} {name} (no longer measured)")
            elif (then.mean - now.mean if BY_NAME[name].higher else now.mean - then.mean) > WORSE:
                out.append(f"{language} {name} ({then.mean:.3f} to {now.mean:.3f})")
    return out


def _lowered(suite: str, before: Floors, after: Floors, log: str) -> Iterator[str]:
    for language, own in before.items():
        for name, floor in own.items():
            now = after.get(language, {}).get(name)
            lower = now is None or (now < floor if BY_NAME[name].higher else now > floor)
            if lower and not _has_reason(log, label := f"Floor {suite} {language} {name} {'none' if now is None else f'{now:g}'}"):
                yield f"the floor of {language} {name} went from {floor:g} to {'none' if now is None else f'{now:g}'}, and evals/LOG.md has no line “{label}: why”"


def _has_reason(log: str, label: str) -> bool:
    """Is there a line that names it and says at least LEAST characters more? “Baseline a 2” is not named by “Baseline a 21”."""
    named = re.compile(rf"(?<![\w-]){re.escape(label)}(?![\w%-]|\.\d)(.*)", re.IGNORECASE)
    return any((found := named.search(line)) and _length(found.group(1).strip(" :：*`.")) >= LEAST for line in log.splitlines())


def _length(text: str) -> int:
    """Characters, those of Chinese twice: they say as much in half of the room."""
    return len(text) + han(text)
