"""Rows of a reading page: sentences or headings that render each other, with the notes about them and the words looked for marked.

Plain data. Knows neither sections nor the page.
"""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.pages.occurrences import words
from app.pages.runs import Run, Stretch, cut
from source.report import LANGUAGES, Language, Report, Span

Placed = tuple[Span, str]
"""A sentence with its anchor; "" for one that has none of its own."""
AROUND: dict[Language, int] = {"zh": 16, "en": 40}
"""Characters that a listed sentence shows before and after what was found."""


LISTED = 200
"""Sentences with hits that are kept for a list; all are marked and counted."""


class Sentence(NamedTuple):
    """A sentence, heading or title in one language; `stretches` are empty where nothing in it is noted or looked for."""

    language: Language
    anchor: str
    text: str
    stretches: tuple[Stretch, ...] = ()


class Row(NamedTuple):
    """What renders each other. `notes`: each one's id in the page and what it says; `Stretch.notes` counts them from 1."""

    sides: dict[Language, tuple[Sentence, ...]]
    notes: tuple[tuple[str, str], ...] = ()

    def text(self, language: Language) -> str:
        """The words of one side, white space squeezed."""
        return " ".join("".join(sentence.text for sentence in self.sides[language]).split())


@dataclass(frozen=True)
class Hit:
    """A sentence that holds what is looked for, cut to what stands around the first place; `more`: it goes on before, after."""

    anchor: str
    language: Language
    runs: Sequence[Run]
    more: tuple[bool, bool]


class Rows:
    """Makes the rows of one report in order, and keeps the hits that it met on the way."""

    def __init__(self, report: Report, language: Language, query: str) -> None:
        """`language` is the one that notes are told in."""
        self.report, self.language = report, language
        self.hits: list[Hit] = []
        self.sentences = 0
        self.occurrences = dict.fromkeys(LANGUAGES, 0)
        self._notes = {side: sorted((place, number) for number, note in enumerate(report.notes) if (place := note.spans[side]) is not None) for side in LANGUAGES}
        self._longest = {side: max((len(place) for place, _ in self._notes[side]), default=0) for side in LANGUAGES}
        self._told = 0
        self._places = self._found(query)

    def row(self, sides: dict[Language, list[Placed]], anchor: str = "") -> Row:
        """The row of these sentences; `anchor` is the row's own, where its sentences have none."""
        touching = {side: [self._touching(side, span) for span, _ in sides[side]] for side in LANGUAGES}
        numbers = {note: k for k, note in enumerate(dict.fromkeys(note for side in LANGUAGES for notes in touching[side] for note, _ in notes), 1)}
        out: dict[Language, tuple[Sentence, ...]] = {}
        for side in LANGUAGES:
            made: list[Sentence] = []
            for (span, own), notes in zip(sides[side], touching[side], strict=True):
                hits = self._places.get((side, span), [])
                if hits:
                    self._keep(side, span, own or anchor, hits)
                stretches = cut(self.report.text[side], span, [(numbers[note], place) for note, place in notes], hits) if notes or hits else ()
                made.append(Sentence(side, own, self.report.quote(side, span), stretches))
            out[side] = tuple(made)
        told: list[tuple[str, str]] = []
        for note in numbers:
            self._told += 1
            told.append((f"dz-note-{self._told}", self.report.notes[note].says[self.language]))
        return Row(out, tuple(told))

    def _touching(self, side: Language, span: Span) -> list[tuple[int, Span]]:
        """Notes about words of the span, in the order of the text: a note's number in the report and its place."""
        notes = self._notes[side]
        first = bisect.bisect_left(notes, span.start - self._longest[side], key=_start)
        last = bisect.bisect_left(notes, span.end, key=_start)
        return [(number, place) for place, number in notes[first:last] if place.overlap(span)]

    def _found(self, query: str) -> dict[tuple[Language, Span], list[tuple[int, int]]]:
        """The places of the query by the sentence or heading that they stand in."""
        wanted = words(query)
        if wanted is None:
            return {}
        spans = [(side, span) for side in LANGUAGES for span in self._spans(side)]
        places = wanted.places_in([self.report.quote(side, span) for side, span in spans])
        return {key: found for key, found in zip(spans, places, strict=True) if found}

    def _spans(self, side: Language) -> Iterator[Span]:
        for section in self.report.sections:
            if (heading := section.heading[side]) is not None:
                yield heading
        for passage in self.report.passages:
            yield from passage.sentences(side)

    def _keep(self, side: Language, span: Span, anchor: str, hits: Sequence[tuple[int, int]]) -> None:
        self.occurrences[side] += len(hits)
        self.sentences += 1
        if len(self.hits) == LISTED:
            return
        start, end = max(hits[0][0] - AROUND[side], 0), min(hits[0][1] + AROUND[side], len(span))
        text = self.report.quote(side, span)
        if side == "en":  # no half words
            start = text.find(" ", start, hits[0][0]) + 1 if start and " " in text[start : hits[0][0]] else start
            end = text.rfind(" ", hits[0][1], end) if end < len(text) and " " in text[hits[0][1] : end] else end
        (stretch,) = cut(text, Span(start, end), hits=[(a - start, b - start) for a, b in hits if a < end])
        self.hits.append(Hit(anchor, side, stretch.runs, (start > 0, end < len(text))))


def _start(noted: tuple[Span, int]) -> int:
    return noted[0].start
