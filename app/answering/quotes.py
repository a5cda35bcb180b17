"""Quotes that are to be: where each stands, in which order they are read, and which of them are one.

Knows nothing of how they were chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.answer import Citation
from index.search import Index
from source.report import LANGUAGES, Language, Report, Section, Span, Spans


@dataclass(frozen=True)
class Chosen:
    """One quote to be: where it stands in each language, the passage, and its score (higher is better)."""

    report: str
    passage: str
    spans: Spans
    score: float
    unit: str = ""


def spans_of(citation: Citation) -> Spans:
    """Where a citation's quotes stand, None in a language that has none."""
    return {language: Span(quote.start, quote.end) if (quote := citation.side(language)) is not None else None for language in LANGUAGES}


def headings(index: Index, report: Report, sections: Iterable[Section], score: float = 1.0) -> list[Chosen]:
    """The headings of these sections as quotes; one under which nothing stands has no passage to be cited from, and is left out."""
    return [Chosen(report.id, passage, section.heading, score) for section in sections if (passage := index.heading_passage(report.id, section.key)) is not None]


def in_order(quotes: Sequence[Chosen]) -> list[Chosen]:
    """Passages by their best quote; the quotes of one passage in the order of the text."""
    order: dict[str, float] = {}
    for quote in sorted(quotes, key=lambda q: -q.score):
        order.setdefault(quote.passage, quote.score)
    return sorted(quotes, key=lambda q: (-order[q.passage], q.passage, _start(q)))


def _start(quote: Chosen) -> int:
    return min(span.start for span in quote.spans.values() if span is not None)


def joined(quotes: Sequence[Chosen], index: Index) -> list[Chosen]:
    """Quotes that continue one another in both languages, with nothing but punctuation between, made one."""
    out: list[Chosen] = []
    for quote in quotes:
        before = out[-1] if out else None
        if before is not None and before.passage == quote.passage and all(touch(index.reports[quote.report], language, before.spans[language], quote.spans[language]) for language in ("zh", "en")):
            spans: Spans = {language: _over(before.spans[language], quote.spans[language]) for language in ("zh", "en")}
            out[-1] = Chosen(quote.report, quote.passage, spans, max(before.score, quote.score))
        else:
            out.append(quote)
    return out


def touch(report: Report, language: Language, a: Span | None, b: Span | None) -> bool:
    """Does the second follow the first in this language with no letter between? Where both are missing, too."""
    if a is None or b is None:
        return a is b
    return a.end <= b.start and not any(character.isalnum() for character in report.text[language][a.end : b.start])


def _over(a: Span | None, b: Span | None) -> Span | None:
    return Span(min(a.start, b.start), max(a.end, b.end)) if a is not None and b is not None else None
