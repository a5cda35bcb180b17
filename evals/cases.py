"""Suites: questions with what a right answer rests on, read from JSON lines and checked. Knows nothing of answering."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from source.errors import DuizhaoError
from source.report import LANGUAGES, Language, Span

SUITES = Path(__file__).resolve().parent / "suites"
Pair = dict[Language, Span | None]


class SuiteFault(DuizhaoError):
    """A suite that is missing or whose lines are not cases."""


@dataclass(frozen=True)
class Evidence:
    """One piece that a complete answer rests on: its place in each language; any of `places` will do, the first is the best."""

    places: tuple[Pair, ...]


@dataclass(frozen=True)
class Fact:
    """A nugget (TREC RAG 2024): found when any of its wordings is shown; `vital` or okay."""

    wordings: tuple[str, ...]
    vital: bool


@dataclass(frozen=True)
class Case:
    """One question. `status` is what a right answer has: "answered" or "not_in_report"; evidence is empty for the latter."""

    id: str
    split: str
    language: Language
    category: str
    question: str
    history: tuple[str, ...]
    report: str
    status: str
    evidence: tuple[Evidence, ...]
    facts: tuple[Fact, ...]


def suite_path(name: str) -> Path:
    """A suite by name or by path. Raises SuiteFault naming those that there are."""
    path = Path(name) if name.endswith(".jsonl") else SUITES / f"{name}.jsonl"
    if not path.is_file():
        have = ", ".join(sorted(found.stem for found in SUITES.glob("*.jsonl")))
        raise SuiteFault(f"there is no suite {name!r}", hint=f"name one of: {have}")
    return path


def read_suite(path: Path) -> list[Case]:
    """The cases of one file, in order. Raises SuiteFault with the line that is not one."""
    out: list[Case] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            out.append(_case(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise SuiteFault(f"{path.name} line {number} is no case: {error!r}", hint="see docs/evaluation.md for the form") from error
    if not out or len({case.id for case in out}) != len(out):
        raise SuiteFault(f"{path.name} is empty or repeats an id", hint="give every case an id of its own")
    return out


def _case(row: dict[str, Any]) -> Case:
    if row["split"] not in ("dev", "aside") or row["language"] not in LANGUAGES or row["status"] not in ("answered", "not_in_report"):
        raise ValueError(f"split {row['split']!r}, language {row['language']!r} or status {row['status']!r} is not allowed")
    evidence = tuple(Evidence(tuple(_pair(place) for place in [piece, *piece.get("or", [])])) for piece in row["evidence"])
    facts = tuple(Fact(tuple(fact["any"]), bool(fact["vital"])) for fact in row["facts"])
    if (row["status"] == "answered") != bool(evidence):
        raise ValueError("an answered case needs evidence, and only such a one has it")
    history = tuple(str(turn) for turn in row.get("history", []))
    return Case(row["id"], row["split"], row["language"], row["category"], row["question"], history, row["report"], row["status"], evidence, facts)


def _pair(row: dict[str, Any]) -> Pair:
    return {language: Span(row[language]["start"], row[language]["end"]) if row.get(language) else None for language in LANGUAGES}
