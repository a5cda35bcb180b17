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
    """Event: a further piece of the answer's text, by the engine that wrote it.

    An empty one says that a model server is waited for, so that whoever reads can stop. With `anew` all that came before is
    void, and the text begins again: a written answer gave way to the extractive one.
    """

    text: str
    engine: str = "extractive"
    anew: bool = False


@dataclass(frozen=True)
class Written:
    """What a model server was asked for one answer, and what became of what it wrote. `prompt` and `completion` count tokens, as far as the server told."""

    calls: int = 0
    prompt: int = 0
    completion: int = 0
    sentences: int = 0
    """Sentences that it wrote and that say something."""
    dropped: int = 0
    """Those among them that the report did not support."""
    checking_ms: float = 0.0
    fault: str = ""
    """Why the extractive answer was given in its place: a code of `app.answering.voice.FALLBACK`; "" where it was not."""
    rewriting: str = ""
    """What became of a follow-up: "done"; "kept" as it was, since what the model made of it was no form of the same question; a fault's code; "" where none was put to it."""


@dataclass(frozen=True)
class Answered:
    """Event, always the last: the whole answer, and the index that gave it (a newer one may be open by now). `written` where a model server was asked."""

    answer: Answer
    index: Index
    written: Written | None = None


Event = Retrieved | Token | Answered
