"""The plain reading page: a report from beginning to end, two languages in rows of beads, with an anchor for every sentence."""

import html

from app.evidence_view import label
from source.outline import shown
from source.report import LANGUAGES, Bead, Language, Passage, Report, Section, Span

HEAD = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/static/page.css"></head><body class="dz-page"><main class="dz-reader">
"""


def page(report: Report) -> str:
    """The report as one HTML page; every text is escaped."""
    out = [HEAD.format(language=report.original, title=html.escape(report.title[report.original])), f"<header>{_title_anchors(report)}"]
    for language in LANGUAGES:
        publisher = f"<p lang='{language}'>{html.escape(report.publisher[language])}</p>" if report.publisher[language] else ""
        tag = "h1" if language == report.original else "p"
        out.append(f"<{tag} lang='{language}'>{html.escape(report.title[language])}</{tag}>{publisher}")
    labels = "".join(f"<div lang='{language}'>{html.escape(label(report, language, language))}</div>" for language in LANGUAGES)
    out.append(f"<p><a href='/chat'>返回对话 · Back to the conversation</a></p></header><div class='dz-columns dz-label'>{labels}</div>")
    for section in report.sections:
        out.append(_heading(report, section))
        out += [_passage(report, passage) for passage in report.passages if passage.section == section.key and passage.kind == "text"]
    out.append("</main></body></html>\n")
    return "\n".join(out)


def _title_anchors(report: Report) -> str:
    """Anchors of the title page's sentences, which the declared title and publisher stand for."""
    pages = [passage for passage in report.passages if passage.kind == "title"]
    names = [name for page in pages for name in [page.anchor, *(f"{page.anchor}.s{k}" for k in range(1, len(page.sentences(report.original)) + 1))]]
    return "".join(f"<a id='{html.escape(name)}'></a>" for name in names)


def _heading(report: Report, section: Section) -> str:
    cells = [f"<span lang='{language}'>{html.escape(shown(report.text[language], span))}</span>" for language in LANGUAGES if (span := section.heading[language]) is not None]
    return f"<h2 id='{html.escape(section.key)}' class='dz-columns'>{''.join(cells)}</h2>" if cells else ""


def _passage(report: Report, passage: Passage) -> str:
    number = 0
    rows: list[str] = []
    for bead in passage.beads:
        rows.append(_bead(report, passage, bead, number))
        number += len(bead.side(report.original))
    return f"<div class='dz-para' id='{html.escape(passage.anchor)}'>{''.join(rows)}</div>"


def _bead(report: Report, passage: Passage, bead: Bead, before: int) -> str:
    """One row; the original's sentences carry the anchors s1, s2, ... of the passage."""
    cells: list[str] = []
    for language in LANGUAGES:
        words = [_sentence(report, language, span, f"{passage.anchor}.s{before + k}" if language == report.original else "") for k, span in enumerate(bead.side(language), 1)]
        cells.append(f"<div lang='{language}'>{' '.join(words) if language == 'en' else ''.join(words)}</div>")
    return f"<div class='dz-columns dz-bead'>{''.join(cells)}</div>"


def _sentence(report: Report, language: Language, span: Span, anchor: str) -> str:
    words = html.escape(report.quote(language, span))
    notes = [note.says[language] for note in report.notes if (noted := note.spans[language]) is not None and noted.overlap(span)]
    title = f' title="{html.escape(" ".join(notes))}"' if notes else ""
    name = f' id="{html.escape(anchor)}"' if anchor else ""
    return f"<span{name}{title}>{words}</span>"
