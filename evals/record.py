"""Records: what became of one case, on disk as one line of JSON. Knows nothing of how cases are asked."""

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.answer import Answer, Written
from evals.cases import Case, Pair
from evals.scoring import Scored
from source.report import LANGUAGES, Report

Ranking = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Asked:
    """What asking one case gave: an answer with the rankings behind it (by the text searched), or an error."""

    answer: Answer | None
    rankings: dict[str, Ranking]
    error: str = ""
    written: Written | None = None
    """What a model server was asked for it; None for none."""


@dataclass(frozen=True)
class Record:
    """One case with what became of it: `scored` is None exactly where there is an error."""

    suite: str
    case: Case
    asked: Asked
    scored: Scored | None

    @property
    def error(self) -> str:
        return self.asked.error

    @property
    def outcome(self) -> str:
        return self.scored.outcome if self.scored is not None else "error"


def to_json(record: Record, reports: Mapping[str, Report]) -> dict[str, Any]:
    """The record as JSON values: the case with its evidence as text, the answer, what was retrieved, every score with its reason."""
    case, scored = record.case, record.scored
    text = reports[case.report].text if case.report in reports else None

    def side(place: Pair) -> dict[str, Any]:
        return {
            language: {"start": span.start, "end": span.end, "text": text[language][span.start : span.end] if text else ""} if (span := place.get(language)) is not None else None
            for language in LANGUAGES
        }

    return {
        "id": case.id,
        "suite": record.suite,
        "split": case.split,
        "language": case.language,
        "category": case.category,
        "question": case.question,
        "history": list(case.history),
        "report": case.report,
        "expected": case.status,
        "evidence": [side(piece.places[0]) | ({"or": [side(place) for place in piece.places[1:]]} if len(piece.places) > 1 else {}) for piece in case.evidence],
        "facts": [{"any": list(fact.wordings), "vital": fact.vital} for fact in case.facts],
        "gold_answer": list(case.answer),
        "twin": case.twin,
        "outcome": record.outcome,
        "answer": record.asked.answer.to_json() if record.asked.answer else None,
        "retrieved": {name: [[passage, round(score, 5)] for passage, score in ranking] for name, ranking in record.asked.rankings.items()},
        "scores": {name: dataclasses.asdict(score) for name, score in scored.scores.items()} if scored else {},
        "pieces_cited": list(scored.pieces) if scored else [],
        "citations_right": list(scored.citations) if scored else [],
        "cluster": scored.cluster if scored else "",
        "error": record.error,
    } | ({"written": dataclasses.asdict(record.asked.written)} if record.asked.written is not None else {})


def asked_of(row: Mapping[str, Any]) -> Asked:
    """What a record says that asking gave. Raises ValueError where it is none."""
    rankings = {name: tuple((str(passage), float(score)) for passage, score in ranking) for name, ranking in row["retrieved"].items()}
    written = Written(**row["written"]) if row.get("written") else None
    return Asked(answer_of(row["answer"]) if row["answer"] is not None else None, rankings, row["error"], written)


@cache
def _shape() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


def answer_of(row: Any) -> Answer:
    """An answer from its JSON shape. Raises ValueError that names the field, what was expected and what was seen."""
    try:
        answer = _shape().validate_python(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise ValueError(f"{place} is missing" if first["type"] == "missing" else f"{place}: {first['msg']}, got {str(first['input'])[:60]!r}") from error
    if not 0 <= answer.confidence <= 1:
        raise ValueError(f"confidence: {answer.confidence} is not within 0 and 1")
    if wrong := [f"timings_ms.{stage}: {value}" for stage, value in answer.timings_ms.items() if not 0 <= value < math.inf]:
        raise ValueError(f"{wrong[0]} is no time")
    return answer


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a run, in order; a last line that was cut off by an interruption is left out."""
    rows: list[dict[str, Any]] = []
    if path.is_file():
        for line in path.read_bytes().split(b"\n"):  # bytes: a line may be cut off within a character
            try:
                rows.append(json.loads(line))
            except ValueError:
                break
    return rows
