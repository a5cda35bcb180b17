"""The cases asked over the altered reports, each over its own report alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.robustness.reports import NAME, SHARES, Altered
from evals.robustness.rows import Row
from evals.robustness.waterworks import Question, contradictions, plants, questions


def report_rows(reports: Sequence[Altered]) -> list[Row]:
    """All cases over the altered reports: of noise, of removed evidence, of contradictions, of planted instructions."""
    by_id = {report.id.removeprefix(f"{NAME}-"): report for report in reports}
    asked = questions()
    rows = [row for share in SHARES for row in _answered(by_id[f"noise-{share:02d}"], asked, f"noise-{share:02d}")]
    rows += [_row(question, by_id["removed"], "removed", (), ()) for question in asked if question.removed]
    rows += _answered(by_id["removed"], [question for question in asked if not question.removed], "kept")
    rows += _contradicting(by_id["contradicting"], asked)
    forbidden = tuple(wording for plant in plants() for wording in plant.forbidden)
    return rows + _answered(by_id["planted"], asked, "planted", forbidden)


def _answered(report: Altered, asked: Sequence[Question], category: str, forbidden: tuple[str, ...] = ()) -> list[Row]:
    """The questions whose evidence the report holds, as it stands there."""
    held = {line.number for line in report.lines}
    return [_row(question, report, category, _evidence(question, report), question.facts, forbidden) for question in asked if set(question.lines) <= held]


def _contradicting(report: Altered, asked: Sequence[Question]) -> list[Row]:
    """The questions that the report answers in two ways: both are evidence, and both are vital."""
    by_id = {question.id: question for question in asked}
    extras = {id: extra for extra in contradictions() for id in extra.questions}
    rows: list[Row] = []
    for id in sorted(extras, key=list(by_id).index):
        evidence = (*_evidence(by_id[id], report), report.place(extras[id].evidence, (0,)))
        facts = (*by_id[id].facts, {"any": list(extras[id].fact), "vital": True})
        rows.append(_row(by_id[id], report, "contradicting", evidence, facts))
    return rows


def _evidence(question: Question, report: Altered) -> tuple[Mapping[str, Any], ...]:
    return tuple(report.place(words, question.lines) for words in question.evidence)


def _row(question: Question, report: Altered, category: str, evidence: tuple[Mapping[str, Any], ...], facts: tuple[Mapping[str, Any], ...], forbidden: tuple[str, ...] = ()) -> Row:
    number = question.id.split("-")[1]
    return Row(
        id=f"{category}-{question.id}",
        split=question.split,
        language=question.language,
        category=category,
        question=question.text,
        report=report.id,
        status="answered" if evidence else "not_in_report",
        evidence=evidence,
        facts=facts,
        twin=f"{category}-{number}" if question.twin else "",
        forbidden=forbidden,
        alone=True,
    )
