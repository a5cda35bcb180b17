"""Lists: the items of an enumeration or of paragraphs that are announced, the headings of a section's parts, where a question asks for all of them; and a short section as a whole."""

import re

from app.answering.quotes import Chosen, headings, joined
from app.answering.scope import Scope, paragraphs
from index.search import Found, Index
from index.units import WINDOW
from source.outline import ITEM
from source.report import Enumeration, Passage, Report, Span, other
from source.sentences import clauses, without_stop

SIBLINGS = 3
"""Headings under one section, among the best candidates, that show that the question is after that section's parts."""
LOOKED = 8
"""Best candidates that are looked at for it."""
MOST = 30
"""Parts at most that are listed: enough for all that a reader would read."""

WHOLE = 8
"""Beads of a section at most that is quoted whole where it is asked for by its number."""
_ANNOUNCES = re.compile(r"[:：]\s*$")
_LEADS_ON = re.compile(
    r"[第其]?[一二三四五六七八九十]{1,2}[是要点]?[,，、:：]?(?:(?:要|应|须)?(?:紧紧|切实|始终)?(?:通过|围绕|依托|按照|根据|借助)|(?<=[要应须])(?:以(?!上|下|外|内|前|后|来|往|免)|为了?|针对(?!性)|结合|利用|在))[^,，;；:：]*[,，:：]?$"
    r"|[第其]?[一二三四五六七八九十]{1,2}[是要点]?[,，、:：]?[^,，;；:：]*(?:(?<!目)的|(?<![平同及])时|情况下|[之以]后)[,，]$"
    r"|(?:(?:the )?(?:first|second|third|fourth|fifth)(?:ly)?,? )?(?:if|where|when|unless|anyone|those|whoever|for those) [^,;:]*,$"
    r"|(?:(?:the )?(?:first|second|third|fourth|fifth)(?:ly)?,? )?(?:by|through|with|in order to|to|in view of|relying on|based on) [^,;:]*,?$",
    re.IGNORECASE,
)
"""The start of an item that only leads on: a Chinese or English phrase of means, aim, place or condition, with its number."""


def announced(index: Index, best: Chosen, *, wants_list: bool) -> list[Chosen]:
    """The paragraphs that begin with a number or a bullet after one that announces them with a colon, with that one first; empty where the best quote is no such announcement,
    nor, where a list is asked for, one of the items."""
    report = index.reports[best.report]
    place = next(number for number, passage in enumerate(report.passages) if passage.id == best.passage)
    first = place
    while wants_list and first and report.passages[first - 1].section == report.passages[place].section and _marked(report, first):
        first -= 1
    beads = report.passages[first].beads
    span, mine = report.passages[first].spans[report.original], best.spans[report.original]
    last = beads[-1].spans()[report.original] if beads else None
    if span is None or last is None or not _ANNOUNCES.search(report.quote(report.original, span)) or (first == place and (mine is None or not mine.overlap(last))):
        return []
    end = first + 1
    while end < len(report.passages) and report.passages[end].section == report.passages[first].section and _marked(report, end):
        end += 1
    below = [Chosen(report.id, passage.id, passage.beads[0].spans(), best.score) for passage in report.passages[first + 1 : end][:MOST] if passage.beads]
    return [Chosen(report.id, report.passages[first].id, beads[-1].spans(), best.score), *below] if len(below) > 1 else []


def _marked(report: Report, place: int) -> bool:
    span = report.passages[place].spans[report.original]
    return span is not None and ITEM.match(report.quote(report.original, span)) is not None


def whole(index: Index, named: Scope) -> list[Chosen]:
    """All that stands under the sections that are named, or in the paragraph, bead by bead; empty where that is more than WHOLE."""
    held = [Chosen(report, passage.id, bead.spans(), 1.0) for report, key in named.sections for passage in _texts_under(index.reports[report], key, named.paragraph) for bead in passage.beads]
    return joined(held, index) if len(held) <= WHOLE else []


def _texts_under(report: Report, key: str, paragraph: int) -> list[Passage]:
    if paragraph:
        return paragraphs(report, key)[paragraph]
    return [passage for passage in report.passages if passage.kind == "text" and (passage.section == key or passage.section.startswith(f"{key}."))]


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
        starts = [_lead(report, item.span, whole=False) for item in enumeration.items]
        mine = best.spans[report.original]
        starts_item = mine is not None and any(2 * mine.overlap(start) >= len(start) and mine.overlap(start) * 2 >= len(mine) for start in starts)
        above = top is not None and top.unit.id == f"{report.id}/{enumeration.section}" and top.score >= found.candidates[0].score
        if starts_item or above:
            return _items_of(index, report, enumeration, best.score)
    return []


def enumerated_under(index: Index, report: Report, key: str) -> list[Chosen]:
    """The items of the one enumeration that stands under a section itself; empty where none does, or several."""
    held = [enumeration for enumeration in report.enumerations if enumeration.section == key]
    return _items_of(index, report, held[0], 1.0) if len(held) == 1 else []


def _items_of(index: Index, report: Report, enumeration: Enumeration, score: float) -> list[Chosen]:
    return [_of_item(index, enumeration, number, _lead(report, item.span), score) for number, item in enumerate(enumeration.items)]


def _lead(report: Report, item: Span, *, whole: bool = True) -> Span:
    """The first clauses of an item, as many as a window needs: "First" alone is no lead.

    A `whole` one goes past a clause that only says by what means, for what or in which case (一要通过教育活动, 三是逾期不还的).
    """
    language = report.original
    text = report.text[language]
    least = WINDOW[language][0]
    end = item.start
    for clause in clauses(text, item, language):
        end = clause.end
        if end - item.start >= least and not (whole and _LEADS_ON.match(report.quote(language, Span(item.start, end)))):
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
