"""What a report is once it is read: texts, sections, passages, sentences, beads, enumerations and translation notes.

Every position is a half-open range of characters in that language's text of the report, so that
`report.text[lang][start:end]` is what was published. Knows nothing of files, models or questions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")


def other(language: Language) -> Language:
    return "en" if language == "zh" else "zh"


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` (excluded) of one language's text; never empty."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """Number of characters in common, 0 or more."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


Spans = dict[Language, Span | None]
"""One stretch in each language; None where that language has no counterpart."""


def share_words(a: Spans, b: Spans) -> bool:
    """Do two stretches of one report share words, in either language?"""
    return any(mine.overlap(theirs) for language, mine in a.items() if mine is not None and (theirs := b.get(language)) is not None)


@dataclass(frozen=True)
class Bead:
    """Sentences that render each other: neighbouring sentences of each language, either side possibly empty."""

    zh: tuple[Span, ...]
    en: tuple[Span, ...]

    def side(self, language: Language) -> tuple[Span, ...]:
        return self.zh if language == "zh" else self.en

    def spans(self) -> Spans:
        """The stretch that the bead covers in each language."""
        return {language: (Span(side[0].start, side[-1].end) if (side := self.side(language)) else None) for language in LANGUAGES}


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `key` is its place ("3.2" is 三 > (二)), `parent` the key above or "".

    `heading` is None in the language that has no counterpart, and in both for what stands before the first heading.
    """

    key: str
    parent: str
    heading: Spans


@dataclass(frozen=True)
class Passage:
    """The unit retrieved: one paragraph or enumerated item of the original, with what renders it. `id` is "report/3.2.p1".

    The title page is a passage too (`kind` "title", id "report/0.p0"): title and publisher as they stand in the text.
    """

    id: str
    section: str
    spans: Spans
    beads: tuple[Bead, ...]
    kind: Literal["text", "title"] = "text"

    def sentences(self, language: Language) -> tuple[Span, ...]:
        return tuple(sentence for bead in self.beads for sentence in bead.side(language))

    @property
    def anchor(self) -> str:
        """The passage's anchor on the reading page: the id without the report."""
        return self.id.split("/", 1)[1]

    def anchored(self, original: Language) -> Iterator[dict[Language, list[tuple[Span, str]]]]:
        """Its beads, each sentence with its anchor on the reading page: `3.2.p1.s2` in the original, `3.2.p1.en2` in the translation."""
        counts = dict.fromkeys(LANGUAGES, 0)
        for bead in self.beads:
            sides: dict[Language, list[tuple[Span, str]]] = {language: [] for language in LANGUAGES}
            for language in LANGUAGES:
                for span in bead.side(language):
                    counts[language] += 1
                    sides[language].append((span, f"{self.anchor}.{'s' if language == original else language}{counts[language]}"))
            yield sides


@dataclass(frozen=True)
class Item:
    """One item of an enumeration: where it stands in the original, and the passage it stands in."""

    number: int
    passage: str
    span: Span


@dataclass(frozen=True)
class Enumeration:
    """Items that count up within one section (一是 … 二是 …; First … Second …), in order, at least two."""

    section: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Note:
    """A translation note: the words concerned in each language (en may be None: omitted), and what it says in each language."""

    spans: Spans
    says: dict[Language, str]

    def touches(self, spans: Spans) -> bool:
        """Is it about any of these words, in either language?"""
        return any(noted.overlap(span) for language in LANGUAGES if (noted := self.spans[language]) is not None and (span := spans[language]) is not None)


@dataclass(frozen=True)
class Report:
    """One report, read. `original` is the language that counts; `translation` is "machine", "human" or "none"."""

    id: str
    title: dict[Language, str]
    publisher: dict[Language, str]
    original: Language
    translation: str
    date: str
    text: dict[Language, str]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    enumerations: tuple[Enumeration, ...]
    notes: tuple[Note, ...]

    def quote(self, language: Language, span: Span) -> str:
        return self.text[language][span.start : span.end]

    def path(self, key: str, language: Language) -> list[str]:
        """Headings from the chapter down to the section `key`, in one language; headings that it lacks are left out."""
        by_key = {section.key: section for section in self.sections}
        out: list[str] = []
        while key in by_key:
            heading = by_key[key].heading[language]
            if heading is not None:
                out.insert(0, " ".join(self.quote(language, heading).split()))
            key = by_key[key].parent
        return out
