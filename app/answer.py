"""The answer, in the one shape that the command line, the API, batches and evals give it. Knows nothing of how it is made."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

from index.search import Index
from source.report import Language

Status = Literal["answered", "not_in_report", "error"]
NoticeCode = Literal["low_confidence", "partial", "fallback", "dropped", "other_language", "corrected"]


@dataclass(frozen=True)
class Quote:
    """One contiguous verbatim piece: `text == report.text[language][start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Citation:
    """One quote with what renders it; a side is None where that language has no counterpart. `note` is a translation note or None."""

    number: int
    report: str
    passage: str
    section: dict[Language, list[str]]
    zh: Quote | None
    en: Quote | None
    note: dict[Language, str] | None
    url: str

    def side(self, language: Language) -> Quote | None:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Notice:
    """Something the asker should know, `text` in the question's language."""

    code: NoticeCode
    text: str


@dataclass(frozen=True)
class Answer:
    """An answer. `confidence` is 0..1 that "answered" is right, in every answer; `error` only with status "error"."""

    id: str
    question: str
    searched: str
    language: Language
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    confidence: float = 0.0
    notices: tuple[Notice, ...] = ()
    engine: str = "extractive"
    timings_ms: dict[str, float] = field(default_factory=dict)
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values, in the documented shape; `error` is there only where there is one."""
        row = dataclasses.asdict(self)
        if not row["error"]:
            del row["error"]
        return row


@dataclass(frozen=True)
class Retrieved:
    """Event: search is done; passages best first, as (passage id, score)."""

    passages: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Token:
    """Event: a further piece of the answer's text."""

    text: str


@dataclass(frozen=True)
class Answered:
    """Event, always the last: the whole answer, and the index that gave it (a newer one may be open by now)."""

    answer: Answer
    index: Index


Event = Retrieved | Token | Answered
