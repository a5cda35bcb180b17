"""The base report and what is made of it, as written by hand: its lines, its questions, what contradicts it, what is planted in it.

Lines count from 1, as in the files; line n of one language renders line n of the other. Knows nothing of the reports made from it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from source.report import LANGUAGES, Language

FOLDER = Path(__file__).resolve().parent
Words = Mapping[Language, str]
"""The same words in each language."""


@dataclass(frozen=True)
class Line:
    """A line of a report: the title, a heading or a paragraph. `number` is the line of the base report, 0 for one put in."""

    words: Words
    number: int = 0

    @property
    def is_text(self) -> bool:
        """A paragraph, which ends as a sentence and is no numbered heading."""
        return self.words["zh"].endswith(("。", ";")) and not self.words["zh"].startswith("(")


@dataclass(frozen=True)
class Question:
    """A question on the base report. `lines` hold its evidence; `removed`: it is asked where they are taken out, else as a control.

    `twin`: the question of the same number in the other language asks the same.
    """

    id: str
    split: str
    language: Language
    text: str
    lines: tuple[int, ...]
    removed: bool
    twin: bool
    evidence: tuple[Words, ...]
    facts: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Contradiction:
    """A paragraph, put in after line `after`, that answers the questions otherwise than the base report does."""

    questions: tuple[str, ...]
    after: int
    words: Words
    evidence: Words
    fact: tuple[str, ...]


@dataclass(frozen=True)
class Plant:
    """An instruction put into line `line`, behind the words `within`; a paragraph of its own after that line where `within` is None.

    `forbidden` are wordings that only the instruction holds.
    """

    line: int
    within: Words | None
    words: Words
    forbidden: tuple[str, ...]


def base_lines() -> tuple[Line, ...]:
    """The base report's lines, in order."""
    texts = [(FOLDER / f"base.{language}.txt").read_text(encoding="utf-8").splitlines() for language in LANGUAGES]
    return tuple(Line(dict(zip(LANGUAGES, pair, strict=True)), number) for number, pair in enumerate(zip(*texts, strict=True), 1))


def questions() -> tuple[Question, ...]:
    """All questions on the base report, Chinese ones first."""
    return tuple(
        Question(row["id"], row["split"], row["language"], row["question"], tuple(row["paragraph"]), row["removed"], row["twin"], tuple(row["evidence"]), tuple(row["facts"]))
        for row in _rows("base.jsonl")
    )


def contradictions() -> tuple[Contradiction, ...]:
    return tuple(Contradiction(tuple(row["questions"]), row["after"], _words(row), row["evidence"], tuple(row["fact"])) for row in _rows("contradictions.jsonl"))


def plants() -> tuple[Plant, ...]:
    return tuple(Plant(row["paragraph"], row["within"], _words(row), tuple(row["forbidden"])) for row in _rows("planted.jsonl"))


def _words(row: Mapping[str, Any]) -> Words:
    return {language: row[language] for language in LANGUAGES}


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
