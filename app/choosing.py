"""Which words of the report answer: from search's candidates to quotes, each a window of clauses with its counterpart.

A window's score is its unit's score plus its own in both languages plus a little for length; the best
window of each unit competes, and quotes end where the score falls. Enumerations are answered with their items.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.settings import Choosing
from index.search import Candidate, Found, Index
from index.units import WINDOW
from source.report import Enumeration, Language, Report, Span, Spans, other
from source.sentences import clauses, without_stop


@dataclass(frozen=True)
class Chosen:
    """One quote to be: where it stands in each language, the passage, and its score (higher is better)."""

    report: str
    passage: str
    spans: Spans
    score: float
    unit: str = ""


@dataclass(frozen=True)
class Choice:
    """The quotes, and whether they are the items of one enumeration."""

    quotes: tuple[Chosen, ...]
    enumerated: bool = False


def choose(index: Index, found: Found, settings: Choosing, *, language: Language, wants_list: bool, following: Found | None = None) -> Choice:
    """Quotes for a question, in reading order within their passage, passages by their best quote. Empty only for no candidates.

    `following` is where the sentence after an announcing one is looked up, where `found` was narrowed down.
    """
    units = {candidate.unit.id: candidate for candidate in (following or found).candidates}
    scored = [chosen for candidate in found.candidates[: settings.candidates] if (chosen := _best_window(index, candidate, language, found.levels, settings)) is not None]
    scored.sort(key=lambda chosen: -chosen.score)
    if not scored:
        return Choice(())
    if wants_list:
        items = _items(index, scored[0], found)
        if items:
            return Choice(tuple(items), enumerated=True)
    cut = settings.list_cut if wants_list else settings.cut
    kept = [chosen for chosen in scored[: settings.most] if chosen.score >= scored[0].score - cut]
    if len(kept) <= settings.followed:
        for quote in list(kept):
            after = index.announced_by(quote.unit)
            candidate = units.get(after.id) if after is not None else None
            brought = _best_window(index, candidate, language, found.levels, settings) if candidate is not None else None
            if brought is not None and all(brought.unit != other.unit for other in kept):
                kept.append(brought)
    return Choice(tuple(joined(in_order(kept), index)))


def _best_window(index: Index, candidate: Candidate, language: Language, levels: dict[Language, float], settings: Choosing) -> Chosen | None:
    """The best window of a text unit; None for headings and title lines, which answer questions of their own."""
    unit = candidate.unit
    if unit.kind != "text":
        return None
    report = index.reports[unit.report]
    mine = report.original if unit.windows[report.original] else other(report.original)
    theirs = other(mine)
    best: tuple[float, int] | None = None
    for row, window in enumerate(unit.windows[mine]):
        score = float(candidate.windows[mine][row])
        pair = int(candidate.pairs[row]) if mine == report.original else -1
        share = settings.own if mine == language else 1 - settings.own
        counterpart = float(candidate.windows[theirs][pair]) if pair >= 0 else score + levels.get(theirs, 0.0) - levels.get(mine, 0.0)
        score = share * score + (1 - share) * counterpart
        size = len(window) / (settings.english_ratio if mine == "en" else 1.0)
        score += settings.length * math.log(max(size, 1.0))
        if best is None or score > best[0]:
            best = (score, row)
    if best is None:
        return None
    pair = int(candidate.pairs[best[1]]) if mine == report.original else -1
    spans: Spans = {mine: unit.windows[mine][best[1]], theirs: unit.windows[theirs][pair] if pair >= 0 else None}
    whole, rendered = unit.spans[mine], unit.spans[theirs]
    if whole is not None and rendered is not None and spans[mine] == without_stop(report.text[mine], whole):
        spans[theirs] = without_stop(report.text[theirs], rendered)  # a sentence is rendered by all that renders it
    return Chosen(unit.report, unit.passage, spans, candidate.score + best[0], unit.id)


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
        if before is not None and before.passage == quote.passage and all(_touch(index.reports[quote.report], language, before.spans[language], quote.spans[language]) for language in ("zh", "en")):
            spans: Spans = {language: _over(before.spans[language], quote.spans[language]) for language in ("zh", "en")}
            out[-1] = Chosen(quote.report, quote.passage, spans, max(before.score, quote.score))
        else:
            out.append(quote)
    return out


def _touch(report: Report, language: Language, a: Span | None, b: Span | None) -> bool:
    if a is None or b is None:
        return a is b
    return a.end <= b.start and not any(character.isalnum() for character in report.text[language][a.end : b.start])


def _over(a: Span | None, b: Span | None) -> Span | None:
    return Span(min(a.start, b.start), max(a.end, b.end)) if a is not None and b is not None else None


def _items(index: Index, best: Chosen, found: Found) -> list[Chosen]:
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
