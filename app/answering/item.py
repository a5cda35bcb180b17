"""Follow-ups on one item of what was answered ("the second one?", "最后一条具体怎么做"): which one it is, and where the report speaks of it."""

import dataclasses
from collections.abc import Sequence

from app.answer import Citation
from app.answering.quotes import spans_of
from app.answering.scope import under_sections
from app.settings import QUESTION_CAP
from app.understanding.asks import asks
from app.understanding.followup import of_item
from app.understanding.question import Question
from index.ranking import Ranked
from index.search import Index
from source.outline import bare
from source.report import Language, Section, Span, other

SAYS: dict[Language, str] = {"zh": "报告说了什么？", "en": "What does the report say?"}
"""What is asked of an item that is only named."""


def asked_of(index: Index, question: Question, cited: Sequence[Citation]) -> Question:
    """The question, asked of the item by its own words, with that item alone as `cited`; nothing is cited where there is no item of that number."""
    items = _items(index, cited)
    if question.item > len(items) or not items:
        return dataclasses.replace(question, kind="report", cited=())
    item = items[question.item - 1] if question.item > 0 else items[-1]
    own, searched = of_item(_name(index, question, item)[: QUESTION_CAP // 2], question.asked, question.language)
    asked = own or SAYS[question.language]
    return dataclasses.replace(question, kind="report", asked=asked, searched=searched, asks=asks(asked), wants_list=False, cited=(item,))


def only_named(question: Question) -> bool:
    """Is the item only named, with no question of its own?"""
    return question.follows == "item" and question.asked == SAYS[question.language]


def speaking_of(index: Index, ranked: Ranked, item: Citation) -> Ranked:
    """The windows under the heading that the item is, or else of its passage."""
    section = _heading(index, item)
    if section is not None:
        return under_sections(index, ranked, {(item.report, section.key)})
    return dataclasses.replace(ranked, windows=tuple(held for held in ranked.windows if held.candidate.unit.passage == item.passage))


def section_of(index: Index, item: Citation) -> tuple[tuple[str, str], ...]:
    """The section whose heading the item is, as (report, key); () for an item that is no heading."""
    section = _heading(index, item)
    return ((item.report, section.key),) if section is not None else ()


def _items(index: Index, cited: Sequence[Citation]) -> list[Citation]:
    """What is numbered: all that was cited, but no heading that others of them stand under."""
    over = {(one.report, section.parent) for one in cited if (section := _heading(index, one)) is not None}
    return [one for one in cited if (section := _heading(index, one)) is None or (one.report, section.key) not in over]


def _heading(index: Index, item: Citation) -> Section | None:
    """The section whose heading the citation quotes; None where it quotes text."""
    spans = spans_of(item)
    return next((section for section in index.reports[item.report].sections if any(spans.values()) and section.heading == spans), None)


def _name(index: Index, question: Question, item: Citation) -> str:
    """The item's words, a heading's without its number, in the question's language if it has any."""
    language = question.language if item.side(question.language) is not None else other(question.language)
    quote = item.side(language)
    if quote is None:
        raise AssertionError("a citation quotes something")
    named = bare(index.reports[item.report].text[language], Span(quote.start, quote.end)) if _heading(index, item) is not None else quote.text
    return " ".join(named.split()).strip(" .。;；,，")
