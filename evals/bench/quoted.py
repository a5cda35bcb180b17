"""Pieces found by another pipeline as an answer in the product's shape, and as the product's passages.

Knows reports and pieces; nothing of how they were found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.answer import Answer, Citation, Quote
from evals.bench.searcher import Piece
from source.report import LANGUAGES, Language, Passage, Report
from source.text import language_of

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Side:
    """One language of a report: where its passages, then its headings, lie (rows,); -1 to -1 where it has none."""

    starts: Ints
    ends: Ints
    passages: int

    def common(self, start: int, end: int) -> Ints:
        """Characters that each passage and heading shares with a stretch."""
        common: Ints = np.maximum(np.minimum(self.ends, end) - np.maximum(self.starts, start), 0)
        return common


class Shelf:
    """Reports, ready to say where a piece lies."""

    def __init__(self, reports: Mapping[str, Report]) -> None:
        self.reports = dict(reports)
        self._sides = {(id, language): _side(report, language) for id, report in reports.items() for language in LANGUAGES}
        self._paths: dict[str, dict[Language, list[str]]] = {
            passage.id: {language: report.path(passage.section, language) for language in LANGUAGES} for report in reports.values() for passage in report.passages
        }

    def answer(self, question: str, pieces: Sequence[Piece], *, id: str = "q-1") -> Answer:
        """Each piece quoted whole and cited, in the language it lies in; one over both languages' parts of a file is cut in two sides of one citation."""
        citations = tuple(self._citation(number, piece) for number, piece in enumerate(pieces, 1))
        text = "\n".join(f"{' '.join(f'“{quote.text}”' for quote in (citation.zh, citation.en) if quote is not None)} [{citation.number}]" for citation in citations)
        return Answer(id, question, question, language_of(question), "answered", text, citations, confidence=1.0)

    def passages(self, piece: Piece) -> tuple[str, ...]:
        """Ids of the passages of which half lies in the piece, or in which half of the piece lies; by the characters shared, most first."""
        shared: dict[int, int] = {}
        for language in piece.languages:
            for row, count in self._held(piece, language).items():
                shared[row] = max(count, shared.get(row, 0))
        return tuple(self.reports[piece.report].passages[row].id for row in sorted(shared, key=lambda row: -shared[row]))

    def _held(self, piece: Piece, language: Language) -> dict[int, int]:
        side = self._sides[piece.report, language]
        common = side.common(piece.start, piece.end)[: side.passages]
        lengths = (side.ends - side.starts)[: side.passages]
        enough = (common > 0) & ((2 * common >= lengths) | (2 * common >= piece.end - piece.start))
        return {int(row): int(common[row]) for row in np.flatnonzero(enough)}

    def _citation(self, number: int, piece: Piece) -> Citation:
        passage = self._passage(piece)
        sides = {language: self._quote(piece, language) for language in piece.languages}
        if not any(sides.values()):  # neither passage nor heading: residue of a web page
            language = language_of(piece.text) if language_of(piece.text) in piece.languages else piece.languages[0]
            sides[language] = Quote(piece.text, piece.start, piece.end)
        url = f"/read/{piece.report}#{passage.anchor}"
        return Citation(number, piece.report, passage.id, self._paths[passage.id], sides.get("zh"), sides.get("en"), None, url)

    def _quote(self, piece: Piece, language: Language) -> Quote | None:
        """The part of the piece from the first to the last passage or heading of the language that it touches; None where it touches none."""
        side = self._sides[piece.report, language]
        touched = np.flatnonzero(side.common(piece.start, piece.end))
        if not len(touched):
            return None
        start, end = max(piece.start, int(side.starts[touched].min())), min(piece.end, int(side.ends[touched].max()))
        return Quote(self.reports[piece.report].text[language][start:end], start, end)

    def _passage(self, piece: Piece) -> Passage:
        """The passage that shares most with the piece; of a piece between passages, the next one (a heading is cited by what stands under it)."""
        report = self.reports[piece.report]
        shared = [(int(common.max()), int(common.argmax())) for language in piece.languages if len(common := self._common(piece, language))]
        most, row = max(shared, key=lambda found: found[0])
        if most:
            return report.passages[row]
        after = [(int(side.starts[i]), i) for language in piece.languages for side in [self._sides[piece.report, language]] for i in range(side.passages) if side.starts[i] >= piece.end]
        return report.passages[min(after)[1] if after else -1]

    def _common(self, piece: Piece, language: Language) -> Ints:
        side = self._sides[piece.report, language]
        return side.common(piece.start, piece.end)[: side.passages]


def _side(report: Report, language: Language) -> _Side:
    spans = [passage.spans[language] for passage in report.passages] + [section.heading[language] for section in report.sections]
    starts, ends = (np.array([getattr(span, name) if span is not None else -1 for span in spans], np.int64) for name in ("start", "end"))
    return _Side(starts, ends, len(report.passages))
