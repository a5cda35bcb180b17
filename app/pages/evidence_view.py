"""What the evidence panel shows for one answer: whole passages in both languages, row by row, cut where quotes and noted words begin and end.

Plain data for the page's script, which draws it as text. Knows nothing of Gradio.
"""

import itertools
from collections.abc import Sequence
from typing import Any

from app.answer import Answer, Citation
from app.conversing.exporting import quotation
from index.search import Index
from source.report import LANGUAGES, Language, Note, Report, Span

Quoted = dict[Language, list[tuple[int, Span]]]
"""What is quoted of a passage in each language: a citation's number, and where it stands."""


def view(index: Index, answer: Answer, base: str = "") -> dict[str, Any]:
    """The panel's value for one answer: `kind` is "citations", "closest" (for reading: nothing is marked) or "" (nothing to show)."""
    shown = answer.citations or answer.closest
    kind = "citations" if answer.citations else "closest" if answer.closest else ""
    passages = [_passage(index, id, [citation for citation in shown if citation.passage == id], marked=kind == "citations") for id in dict.fromkeys(citation.passage for citation in shown)]
    return {"kind": kind, "passages": passages, "citations": [cited(index, citation, base) for citation in answer.citations]}


def cited(index: Index, citation: Citation, base: str = "") -> dict[str, Any]:
    """One citation: its words in both languages, whether they begin or end inside a sentence, its note, and how it is quoted elsewhere."""
    report = index.reports[citation.report]
    out: dict[str, Any] = {"number": citation.number, "passage": citation.passage, "url": citation.url, "note": citation.note, "report": naming(index, report)}
    out["path"] = citation.section
    out["quotation"] = {language: quotation(citation, report, language, base=base) for language in LANGUAGES}
    for side in LANGUAGES:
        quote = citation.side(side)
        out[side] = None
        if quote is not None:
            before, after = inside(report, side, Span(quote.start, quote.end))
            out[side] = {"text": " ".join(quote.text.split()), "before": before, "after": after}
    return out


def inside(report: Report, language: Language, span: Span) -> tuple[bool, bool]:
    """Are there words of the same sentence before the span, and after it?"""
    text = report.text[language]
    sentences = [sentence for passage in report.passages for sentence in passage.sentences(language) if sentence.overlap(span)]
    if not sentences:
        return False, False
    return _says(text[sentences[0].start : span.start]), _says(text[span.end : sentences[-1].end])


def _says(text: str) -> bool:
    return any(character.isalnum() for character in text)


def naming(index: Index, report: Report) -> dict[Language, str] | None:
    """The report's title, where there are several to tell apart."""
    return report.title if len(index.reports) > 1 else None


def kinds(report: Report) -> dict[Language, str]:
    """What each language's text is: "original", or the kind of translation ("machine", "human", "none")."""
    return {side: "original" if side == report.original else report.translation if report.text[side].strip() else "none" for side in LANGUAGES}


def _passage(index: Index, id: str, citations: Sequence[Citation], *, marked: bool) -> dict[str, Any]:
    report, passage = index.reports[citations[0].report], index.passages[id]
    quotes: Quoted = {side: [(c.number, Span(quote.start, quote.end)) for c in citations if (quote := c.side(side)) is not None] if marked else [] for side in LANGUAGES}
    headings = [section.heading for section in report.sections if any(_quoted(quotes[side], section.heading[side]) for side in LANGUAGES)]
    rows = [*headings, *(spans for bead in passage.beads if any((spans := bead.spans()).values()))]
    notes = [note for note in report.notes if any(note.touches(spans) for spans in rows)]
    return {
        "passage": id,
        "numbers": [citation.number for citation in citations] if marked else [],
        "url": citations[0].url,
        "report": naming(index, report),
        "path": {side: report.path(passage.section, side) for side in LANGUAGES},
        "kinds": kinds(report),
        "rows": [{side: _pieces(report, side, spans[side], quotes[side], notes) for side in LANGUAGES} | {"heading": spans in headings} for spans in rows],
        "notes": [{"says": note.says, "words": {side: report.quote(side, span) if (span := note.spans[side]) is not None else "" for side in LANGUAGES}} for note in notes],
    }


def _quoted(quotes: Sequence[tuple[int, Span]], heading: Span | None) -> bool:
    """Is the heading quoted, which stands outside the passage?"""
    return heading is not None and any(heading.overlap(span) for _, span in quotes)


def _pieces(report: Report, language: Language, whole: Span | None, quotes: Sequence[tuple[int, Span]], notes: Sequence[Note]) -> list[dict[str, Any]]:
    """A row's text in pieces, each with the numbers of the citations that quote it and the places of the notes that touch it."""
    if whole is None:
        return []
    noted = [(place, span) for place, note in enumerate(notes) if (span := note.spans[language]) is not None]
    cuts = sorted({whole.start, whole.end, *(edge for _, span in (*quotes, *noted) for edge in (span.start, span.end) if whole.start < edge < whole.end)})
    out: list[dict[str, Any]] = []
    for start, end in itertools.pairwise(cuts):
        piece: dict[str, Any] = {"text": report.text[language][start:end]}
        piece["numbers"] = [number for number, span in quotes if span.start <= start and end <= span.end]
        piece["notes"] = [place for place, span in noted if span.start <= start and end <= span.end]
        out.append(piece)
    return out
