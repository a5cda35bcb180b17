"""Records to figures: every measure per suite and question language, and per category, with intervals. Never pooled over languages."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from evals.cases import Evidence
from evals.measures.abstention import Judged, answered_precision, balanced, calibration, calibration_error, known, risk_area, risk_coverage
from evals.measures.score import Score
from evals.measures.table import MEASURES, RETRIEVAL
from evals.measures.twins import agreement
from evals.record import Record
from evals.statistics import Estimate, estimate, estimate_set
from evals.written import Cost, cost
from source.report import LANGUAGES, Language

OUTCOMES = ("right", "altered", "missed", "answered", "false_refusal", "right_refusal", "false_answer", "error")
OF_SET: dict[str, Callable[[Sequence[Judged]], float | None]] = {"balanced": balanced, "answered_precision": answered_precision, "risk_area": risk_area, "calibration_error": calibration_error}
RIGHT = ("right", "right_refusal")
"""Outcomes that are as they should be."""
TEXTS = ("zh", "en", "both")


@dataclass(frozen=True)
class Group:
    """Figures of one language's cases, or of one category of them. Measures without a case are left out."""

    cases: int
    outcomes: dict[str, int]
    measures: dict[str, Estimate]


@dataclass(frozen=True)
class InLanguage:
    """One question language of a suite."""

    all: Group
    categories: dict[str, Group]
    risk_coverage: list[tuple[float, float]]
    coverage: float
    """Share of the cases that were answered: where on the curve the threshold stands."""
    calibration: list[tuple[float, float, int]]
    retrieval: dict[str, dict[str, Estimate]]
    """By the text searched (zh, en, both), then by measure."""
    milliseconds: dict[str, tuple[float, float]]
    """p50 and p95 of each stage."""
    written: Cost | None = None
    """What a model server was asked; None for none."""


@dataclass(frozen=True)
class SuiteSummary:
    """All figures of one suite."""

    name: str
    cases: int
    errors: int
    languages: dict[Language, InLanguage]
    twins: Estimate
    pairs: dict[str, Score] = field(default_factory=dict)
    """Each pair of twins by its label."""


def summary(records: Sequence[Record]) -> list[SuiteSummary]:
    """One summary a suite, in the order in which they were run."""
    return [_suite(name, [record for record in records if record.suite == name]) for name in dict.fromkeys(record.suite for record in records)]


def _suite(name: str, records: Sequence[Record]) -> SuiteSummary:
    languages = {language: _language(own) for language in LANGUAGES if (own := [record for record in records if record.case.language == language])}
    pairs, clusters = _pairs(records)
    twins = estimate([score.value for score in pairs.values()], clusters)
    return SuiteSummary(name, len(records), sum(bool(record.error) for record in records), languages, twins, pairs)


def _language(records: Sequence[Record]) -> InLanguage:
    scored = [record.scored for record in records if record.scored is not None]
    judged = [one.judged for one in scored]
    categories = {category: group([record for record in records if record.case.category == category]) for category in sorted({record.case.category for record in records})}
    retrieval = {text: values for text in TEXTS if (values := _retrieval(records, text))}
    answered = [one.answered for one in known(judged)]
    coverage = sum(answered) / len(answered) if answered else 0.0
    return InLanguage(group(records, sets=True), categories, risk_coverage(judged), coverage, calibration(judged), retrieval, _milliseconds(records), cost(records))


def group(records: Sequence[Record], *, sets: bool = False) -> Group:
    """The figures of some cases of one language; measures of a set only where asked for."""
    scored = [record.scored for record in records if record.scored is not None]
    outcomes = Counter(record.outcome for record in records)
    measures: dict[str, Estimate] = {}
    for measure in MEASURES:
        if not measure.of_set:
            own = [(one.scores[measure.name].value, one.cluster) for one in scored if measure.name in one.scores]
            found = estimate([value for value, _ in own], [cluster for _, cluster in own])
        elif sets and measure.name in OF_SET and scored:
            found = estimate_set([one.judged for one in scored], [one.cluster for one in scored], OF_SET[measure.name])
        else:
            continue
        if found.mean is not None:
            measures[measure.name] = found
    return Group(len(records), {outcome: outcomes[outcome] for outcome in OUTCOMES}, measures)


def _retrieval(records: Sequence[Record], text: str) -> dict[str, Estimate]:
    out: dict[str, Estimate] = {}
    for name in RETRIEVAL:
        key = name if text == "both" else f"{name}:{text}"
        own = [(one.scores[key].value, one.cluster) for record in records if (one := record.scored) is not None and key in one.scores]
        if own:
            out[name] = estimate([value for value, _ in own], [cluster for _, cluster in own])
    return out


def _milliseconds(records: Sequence[Record]) -> dict[str, tuple[float, float]]:
    stages: dict[str, list[float]] = {}
    for record in records:
        for stage, value in (record.asked.answer.timings_ms if record.asked.answer is not None else {}).items():
            stages.setdefault(stage, []).append(value)
    return {stage: (float(np.percentile(values, 50)), float(np.percentile(values, 95))) for stage, values in stages.items()}


def _pairs(records: Sequence[Record]) -> tuple[dict[str, Score], list[str]]:
    """Agreement of each pair of twins of which both have an answer, by label; and the cluster of each."""
    twins: dict[str, list[Record]] = {}
    for record in records:
        if record.case.twin and record.scored is not None:
            twins.setdefault(record.case.twin, []).append(record)
    pairs = {label: own for label, own in sorted(twins.items()) if {record.case.language for record in own} == set(LANGUAGES)}
    scores = {label: agreement(*(_cites(record, same) for record in own)) for label, own in pairs.items() for same in [_pieces(own[0]) == _pieces(own[1])]}
    return scores, [own[0].scored.cluster if own[0].scored is not None else label for label, own in pairs.items()]


def _pieces(record: Record) -> set[Hashable]:
    return {_key(piece) for piece in record.case.evidence}


def _key(piece: Evidence) -> Hashable:
    """A piece of evidence by its places, so that twins may list theirs in any order."""
    return frozenset(tuple(place.get(language) for language in LANGUAGES) for place in piece.places)


def _cites(record: Record, same: bool) -> tuple[bool, set[Hashable], set[str]]:
    """What the answer cites, as `agreement` takes it; no pieces where the twins' evidence is not the same, so that passages decide."""
    answer, scored = record.asked.answer, record.scored
    if answer is None or scored is None:
        raise AssertionError("a pair of twins has an answer each")
    pieces = {_key(piece) for piece, cited in zip(record.case.evidence, scored.pieces, strict=True) if cited and same}
    return answer.status == "answered", pieces, {citation.passage for citation in answer.citations}
