"""Lists: the items of an enumeration, or the headings of a section's parts, where a question asks for all of them."""

from app.answering.quotes import Chosen, headings
from index.search import Found, Index
from index.units import WINDOW
from source.report import Enumeration, Report, Span, other
from source.sentences import clauses, without_stop

SIBLINGS = 3
"""Headings under one section, among the best candidates, that show that the question is after that section's parts."""
LOOKED = 8
"""Best candidates that are looked at for it."""
MOST = 12
"""Parts at most that are listed."""


def items(index: Index, best: Chosen, found: Found) -> list[Chosen]:
    """What the question wants listed, each a quote; empty when it is neither an enumeration nor a section's parts."""
    return _enumerated(index, best, found) or _parts(index, found)


def _parts(index: Index, found: Found) -> list[Chosen]:
    """The headings of one section's parts: where several of them are among the best candidates, or their own heading is the best of all."""
    top = [candidate for candidate in found.candidates[:LOOKED] if candidate.unit.kind == "heading"]
    if not top or top[0].unit.id != found.candidates[0].unit.id:
        return []
    report = index.reports[top[0].unit.report]
    sections = {f"{report.id}/{section.key}": section for section in report.sections}
    first = sections[top[0].unit.id]
    below = headings(index, report, (section for section in report.sections if section.parent == first.key), top[0].score)
    if len(below) > 1:
        return below[:MOST]
    beside = [candidate for candidate in top if candidate.unit.id in sections and sections[candidate.unit.id].parent == first.parent]
    if len(beside) < SIBLINGS:
        return []
    return headings(index, report, (section for section in report.sections if section.parent == first.parent), top[0].score)[:MOST]


def _enumerated(index: Index, best: Chosen, found: Found) -> list[Chosen]:
    """The items of the enumeration that the question is after; empty when it is after none.

    It is after one when the best quote is the start of an item, or when the heading above the items is the best heading
    and scores as high as the best candidate.
    """
    report = index.reports[best.report]
    headings = [candidate for candidate in found.candidates if candidate.unit.kind == "heading"]
    top = headings[0] if headings else None
    for enumeration in report.enumerations:
        leads = [_lead(report, item.span) for item in enumeration.items]
        mine = best.spans[report.original]
        starts_item = mine is not None and any(2 * mine.overlap(lead) >= len(lead) and mine.overlap(lead) * 2 >= len(mine) for lead in leads)
        above = top is not None and top.unit.id == f"{report.id}/{enumeration.section}" and top.score >= found.candidates[0].score
        if starts_item or above:
            return [_of_item(index, enumeration, number, lead, best.score) for number, lead in enumerate(leads)]
    return []


def _lead(report: Report, item: Span) -> Span:
    """The first clauses of an item, as many as a window needs: "First" alone is no lead."""
    language = report.original
    text = report.text[language]
    least = WINDOW[language][0]
    end = item.start
    for clause in clauses(text, item, language):
        end = clause.end
        if end - item.start >= least:
            break
    return without_stop(text, Span(item.start, end))


def _of_item(index: Index, enumeration: Enumeration, number: int, lead: Span, score: float) -> Chosen:
    """The item's lead with what renders it: the counterpart of the window that is most like the lead."""
    item = enumeration.items[number]
    report = _report_of(index, item.passage)
    mine, theirs = report.original, other(report.original)
    for unit in index.units:
        span = unit.spans[mine]
        if unit.passage == item.passage and unit.kind == "text" and span is not None and span.overlap(lead) and unit.windows[mine]:
            row = max(range(len(unit.windows[mine])), key=lambda k: unit.windows[mine][k].overlap(lead) / (len(unit.windows[mine][k]) + len(lead)))
            return Chosen(report.id, unit.passage, {mine: lead, theirs: index.counterpart(unit, row)}, score)
    return Chosen(report.id, item.passage, {mine: lead, theirs: None}, score)


def _report_of(index: Index, passage: str) -> Report:
    return index.reports[passage.split("/", 1)[0]]
