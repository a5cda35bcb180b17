"""From quotes to citations and their text: numbers, section paths, translation notes, addresses in the reader, and lines with markers."""

from collections.abc import Sequence

from app.answer import Citation, Quote
from app.answering import voice
from app.answering.quotes import Chosen, spans_of, touch
from index.search import Index
from source.report import LANGUAGES, Language, Passage, Report, Span, Spans, other


def cite(index: Index, quotes: Sequence[Chosen]) -> list[Citation]:
    """Citations numbered from 1, each with its section path, its translation notes and its address in the reader."""
    out: list[Citation] = []
    for number, chosen in enumerate(quotes, 1):
        report, passage = index.reports[chosen.report], index.passages[chosen.passage]
        sides = {language: _quote(report, language, chosen.spans[language]) for language in LANGUAGES}
        paths: dict[Language, list[str]] = {language: report.path(passage.section, language) for language in LANGUAGES}
        out.append(Citation(number, report.id, passage.id, paths, sides["zh"], sides["en"], _note(report, chosen.spans), url(report, passage, chosen.spans)))
    return out


def _quote(report: Report, language: Language, span: Span | None) -> Quote | None:
    return Quote(report.quote(language, span), span.start, span.end) if span is not None else None


def _note(report: Report, spans: Spans) -> dict[Language, str] | None:
    """The translation notes that touch the quote in either language, joined."""
    touching = [note for note in report.notes if note.touches(spans)]
    if not touching:
        return None
    return {language: ("" if language == "zh" else " ").join(dict.fromkeys(note.says[language] for note in touching)) for language in LANGUAGES}


def url(report: Report, passage: Passage, spans: Spans) -> str:
    """The reader's address of the sentence that the quote begins in: /read/<report>#<passage>.s<number>; of the translation's (.en<number>) where the original has no counterpart."""
    for language in (report.original, other(report.original)):
        span = spans[language]
        anchored = (pair for sides in passage.anchored(report.original) for pair in sides[language])
        for sentence, anchor in anchored:
            if span is not None and sentence.overlap(span):
                return f"/read/{report.id}#{anchor}"
    return f"/read/{report.id}#{passage.anchor}"


def render(index: Index, citations: Sequence[Citation], language: Language) -> str:
    """The quotes in the answer's language with their markers: a passage a line, with dots where words of it are left out between two quotes."""
    several = len({citation.report for citation in citations}) > 1
    lines: list[str] = []
    for before, citation in zip([None, *citations], citations, strict=False):
        piece = _piece(index, citation, language, named=several)
        if before is not None and before.passage == citation.passage and _follows(index, before, citation, language):
            lines[-1] += voice.LEFT_BETWEEN[language] + piece
        else:
            lines.append(piece)
    return lines[0] if len(lines) == 1 else "\n" + "\n".join(lines)


def _piece(index: Index, citation: Citation, language: Language, *, named: bool) -> str:
    """One quote with its marker, and with the report's name where there are several."""
    name = voice.NAMED[language].format(index.reports[citation.report].title[language]) + (" " if language == "en" else "") if named else ""
    quote = citation.side(language)
    if quote is not None:
        return f"{name}{voice.quoted(' '.join(quote.text.split()), language)} [{citation.number}]"
    shown = citation.side(other(language))
    words = " ".join(shown.text.split()) if shown is not None else ""
    report = index.reports[citation.report]
    left_out = report.translation != "none" and report.original != language
    aside = (voice.LEFT_OUT if left_out else voice.ONLY_OTHER)[language]
    return f"{name}{aside}{voice.quoted(words, other(language))} [{citation.number}]"


def _follows(index: Index, before: Citation, citation: Citation, language: Language) -> bool:
    """Do both stand after one another on one line of the report, with words between that are left out?"""
    report, a, b = index.reports[citation.report], spans_of(before)[language], spans_of(citation)[language]
    return a is not None and b is not None and a.end <= b.start and "\n" not in report.text[language][a.end : b.start] and not touch(report, language, a, b)
