"""What a term means: the places where the report uses it, and whether one of them explains it.

The term is what the question asks after; a place counts when the words stand there, in either language.
"""

import dataclasses
import re
from collections.abc import Callable

from app.understanding import ways_of_asking as ways
from app.understanding.followup_zh import is_aspect
from index.normal import normal
from index.ranking import Ranked
from index.search import Index
from index.windows import Windows
from source.report import LANGUAGES, Language

_MEANING = re.compile("意思|含义|概念|指")
_QUOTATION_MARKS = re.compile("[\"'“”‘’「」『』《》]")


def term_asked(asked: str) -> str:
    """The term whose meaning is asked for, in its normal form; "" for another kind of question."""
    found = ways.DEFINITION.search(normal(asked).strip(" ?？!！。."))
    if found and found["b"] and not _MEANING.search(asked) and is_aspect(found["b"]):
        return ""  # "原因是什么": what is asked of a thing, not a thing
    return next((group.strip() for group in found.groupdict().values() if group), "") if found else ""


def uses(index: Index, ranked: Ranked, term: str) -> Ranked:
    """The windows that hold the term, themselves or in what renders them; of a unit that has it elsewhere, all; none where the report never uses it."""
    wanted = unquoted(term)
    return having(index, ranked, lambda text, _: wanted in unquoted(normal(text)))


def defining(index: Index, ranked: Ranked, term: str) -> Ranked:
    """The windows that say what the term is; where none does, those that use it."""
    used = uses(index, ranked, term)
    saying = having(index, used, lambda text, _: explained([text], term))
    return saying if saying.windows else used


def having(index: Index, ranked: Ranked, has: Callable[[str, Language], bool]) -> Ranked:
    """The windows whose words, or those that render them, are such; of a unit that is and has no such window, all."""
    kept: list[Windows] = []
    for held in ranked.windows:
        unit = held.candidate.unit
        if any(has(unit.texts[language], language) for language in LANGUAGES):
            report = index.reports[unit.report]
            rows = [row for row in range(len(held.rows)) if any(has(report.quote(language, span), language) for language, span in held.spans(report, row).items() if span is not None)]
            kept.append(held.only(rows) if rows else held)
    return dataclasses.replace(ranked, windows=tuple(sorted(kept, key=lambda held: -held.best)))


def unquoted(text: str) -> str:
    """Without quotation marks: people leave those out that a report puts into a term."""
    return _QUOTATION_MARKS.sub("", text)


def explained(texts: list[str], term: str) -> bool:
    """Does one of the quotes say what the term is: 是指, 即, means, refers to, is a …?"""
    word = re.escape(term)
    zh = rf"{word}[”\"」)）]?\s*(?:,|，)?\s*(?:是指|指的是|是一|是对|是以|是由|是通过|是在|即|意为|就是|系指|系由|主要包括|包括|由.{{2,20}}(?:组成|构成))|(?:称为|称之为|简称|叫做?)[“\"「(（]?{word}"
    en = (
        rf"{word}[”\"’)]?\s+(?:means|refers to|is defined as|is an?|is the|are|consists? of|comprises?|describes?|stands? for|includes?)\b"
        rf"|(?:called|known as|termed|referred to as|short for|defined as) [“\"‘(]?(?:the |an? )?{word}"
    )
    pattern = f"{zh}|{en}"
    return any(re.search(pattern, normal(text)) for text in texts)
