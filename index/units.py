"""What is searched: units (beads, headings and title lines of the reports) and the windows of clauses within them.

A unit has a text in each language, or in one. Units and windows come in one fixed order, so that a row number is all
that vectors and terms are kept under. Knows nothing of models or stores.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from source.outline import bare
from source.report import LANGUAGES, Language, Passage, Report, Section, Span, Spans
from source.sentences import clauses, without_stop

WINDOW: dict[Language, tuple[int, int]] = {"zh": (8, 70), "en": (20, 180)}
"""Least and most characters of a window, measured on the first report's dev cases; a longer single clause stays whole."""
CLAUSES = 4
"""Most clauses of a window: with more, building takes twice as long and finds no more."""

Kind = Literal["text", "heading", "title", "contents"]
"""A "contents" unit repeats a heading word for word, as a table of contents does: never quoted."""


@dataclass(frozen=True)
class Unit:
    """One row. `passage` is the passage it stands in (for a heading: the first one under it)."""

    id: str
    kind: Kind
    report: str
    passage: str
    spans: Spans
    texts: dict[Language, str]
    windows: dict[Language, tuple[Span, ...]]


def units(reports: Sequence[Report]) -> list[Unit]:
    """All units of all reports, in a fixed order: headings before the passages under them."""
    return [unit for report in reports for unit in _of_report(report)]


def _of_report(report: Report) -> Iterator[Unit]:
    headings = {bare(report.text[language], span).casefold() for section in report.sections for language in LANGUAGES if (span := section.heading[language])}
    for section in report.sections:
        if any(section.heading.values()):
            first = next((p for p in report.passages if p.section == section.key or p.section.startswith(section.key + ".")), None)
            if first is not None:
                yield _heading(report, section, first)
        for passage in report.passages:
            if passage.section == section.key:
                yield from _of_passage(report, passage, headings)


def _heading(report: Report, section: Section, passage: Passage) -> Unit:
    texts = {language: bare(report.text[language], span) if (span := section.heading[language]) else "" for language in LANGUAGES}
    windows: dict[Language, tuple[Span, ...]] = {language: (without_stop(report.text[language], span),) if (span := section.heading[language]) else () for language in LANGUAGES}
    return Unit(f"{report.id}/{section.key}", "heading", report.id, passage.id, section.heading, texts, windows)


def _of_passage(report: Report, passage: Passage, headings: set[str]) -> Iterator[Unit]:
    for number, bead in enumerate(passage.beads, 1):
        spans = bead.spans()
        texts = {language: squeezed(report, language, spans[language]) for language in LANGUAGES}
        windows = {language: tuple(_windows(report.text[language], bead.side(language), language)) for language in LANGUAGES}
        repeats = any(span is not None and bare(report.text[language], span).casefold() in headings for language, span in spans.items())
        kind: Kind = "contents" if passage.kind == "text" and repeats else passage.kind
        yield Unit(f"{passage.id}.b{number}", kind, report.id, passage.id, spans, texts, windows)


def squeezed(report: Report, language: Language, span: Span | None) -> str:
    """The words of a stretch with white space squeezed; "" for none."""
    return " ".join(report.quote(language, span).split()) if span is not None else ""


def _windows(text: str, sentences: Sequence[Span], language: Language) -> Iterator[Span]:
    """Runs of neighbouring clauses within the window's bounds, without the comma or stop at their end; the whole where none fits."""
    least, most = WINDOW[language]
    parts = [clause for sentence in sentences for clause in clauses(text, sentence, language)]
    found = False
    for i in range(len(parts)):
        for j in range(i, min(len(parts), i + CLAUSES)):
            window = without_stop(text, Span(parts[i].start, parts[j].end))
            if len(window) > most and j > i:
                break
            if len(window) >= least:
                found = True
                yield window
    if parts and not found:
        yield without_stop(text, Span(parts[0].start, parts[-1].end))
