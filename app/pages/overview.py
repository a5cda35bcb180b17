"""What the page shows before anything is asked: each report's title page and contents in both languages, and questions to begin with.

Plain data, as of one index. Knows nothing of Gradio.
"""

from typing import Any

from app.answering.suggesting import suggestions
from app.pages.evidence_view import kinds
from index.search import Index
from source.outline import bare, shown
from source.report import LANGUAGES, Language, Report, Section, Span

SUGGESTED = 6
"""Questions to begin with, a report."""


def overview(index: Index) -> dict[str, Any]:
    """All reports, and what tells this index from another one."""
    return {"version": index.folder.name, "reports": [_report(report) for report in index.reports.values()]}


def _report(report: Report) -> dict[str, Any]:
    numbers = {section.key: _number(report, section) for section in report.sections}
    return {
        "id": report.id,
        "title": report.title,
        "publisher": report.publisher,
        "date": report.date,
        "original": report.original,
        "kinds": kinds(report),
        "noted": bool(report.notes),
        "url": f"/read/{report.id}",
        "contents": [
            {"key": section.key, "depth": section.key.count("."), "number": numbers[section.key], "heading": {side: _words(report, side, section.heading[side]) for side in LANGUAGES}}
            for section in report.sections
            if any(section.heading.values())
        ],
        "suggested": {
            language: [{"question": made.question, "section": made.section, "chapter": numbers.get(made.section.split(".")[0], "")} for made in suggestions(report, language, SUGGESTED)]
            for language in LANGUAGES
        },
    }


def _words(report: Report, language: Language, span: Span | None) -> str:
    return bare(report.text[language], span) if span is not None else ""


def _number(report: Report, section: Section) -> str:
    """The heading's number as it is printed in the original ("一", "(一)"), or ""."""
    span = section.heading[report.original]
    if span is None:
        return ""
    whole, words = shown(report.text[report.original], span), bare(report.text[report.original], span)
    return whole[: whole.find(words)].strip().rstrip("、.．:：") if words and words in whole else ""
