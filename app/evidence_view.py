"""What the evidence panel shows for one answer: whole passages in both languages, cut where quotes begin and end.

Plain data for the page's script, which draws it as text. Knows nothing of Gradio.
"""

import itertools
from collections.abc import Sequence
from typing import Any

from app.answer import Answer, Citation
from app.printed import NOTE
from index.search import Index
from source.report import LANGUAGES, Language, Report, Span

TITLES: dict[str, dict[Language, str]] = {
    "citations": {"zh": "依据", "en": "Evidence"},
    "closest": {"zh": "相近段落，供参阅，不是答案", "en": "Related passages, for reading, not an answer"},
}
NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}
KINDS: dict[str, dict[Language, str]] = {
    "original": {"zh": "原文", "en": "original"},
    "machine": {"zh": "机器翻译", "en": "machine translation"},
    "human": {"zh": "译文", "en": "translation"},
    "none": {"zh": "", "en": ""},
}


def view(index: Index, answer: Answer, turn: int) -> dict[str, Any]:
    """The panel's value for one turn (from 1); no passages where the answer has no evidence."""
    kind = "citations" if answer.citations else "closest"
    shown = answer.citations or answer.closest
    passages: list[dict[str, Any]] = []
    for id in dict.fromkeys(citation.passage for citation in shown):
        passages.append(_passage(index, id, [citation for citation in shown if citation.passage == id], answer.language, marked=kind == "citations"))
    return {"turn": turn, "title": TITLES[kind][answer.language] if shown else "", "passages": passages}


def _passage(index: Index, id: str, citations: Sequence[Citation], language: Language, *, marked: bool) -> dict[str, Any]:
    report, passage = index.reports[citations[0].report], index.passages[id]
    notes = [f"{NOTE[language]}{citation.note[language]}" for citation in citations if citation.note is not None]
    out: dict[str, Any] = {"passage": id, "numbers": [citation.number for citation in citations] if marked else [], "url": citations[0].url, "notes": list(dict.fromkeys(notes)) if marked else []}
    out["report"] = report.title[language] if len(index.reports) > 1 else ""
    out["path"] = {side: " › ".join(report.path(passage.section, side)) for side in LANGUAGES}
    out["labels"] = {side: label(report, side, language) for side in LANGUAGES}
    for side in LANGUAGES:
        quotes = [(citation.number, Span(quote.start, quote.end)) for citation in citations if (quote := citation.side(side)) is not None] if marked else []
        whole = passage.spans[side]
        for _, span in quotes:  # a heading that is quoted stands outside its passage
            if whole is None or span.start < whole.start or span.end > whole.end:
                whole = Span(min(span.start, whole.start), max(span.end, whole.end)) if whole is not None else span
        out[side] = _pieces(report, side, whole, quotes)
    return out


def label(report: Report, side: Language, language: Language) -> str:
    """A column's label: its language, and whether it is the original or what kind of translation."""
    kind = "original" if side == report.original else report.translation
    return f"{NAMES[side]}  {KINDS[kind][language]}".strip()


def _pieces(report: Report, language: Language, whole: Span | None, quotes: Sequence[tuple[int, Span]]) -> list[dict[str, Any]]:
    """The passage's text in pieces, each with the numbers of the citations that quote it."""
    if whole is None:
        return []
    cuts = sorted({whole.start, whole.end, *(edge for _, span in quotes for edge in (span.start, span.end) if whole.start < edge < whole.end)})
    out: list[dict[str, Any]] = []
    for start, end in itertools.pairwise(cuts):
        numbers = [number for number, span in quotes if span.start <= start and end <= span.end]
        out.append({"text": report.text[language][start:end], "numbers": numbers})
    return out
