"""What a term means: the places where the report uses it, and whether one of them explains it.

The term is what the question asks after; a place counts when the words stand there, in either language.
"""

import dataclasses
import re

from app import ways_of_asking as ways
from index.normal import normal
from index.search import Candidate, Found, Index
from source.report import LANGUAGES


def term_asked(asked: str) -> str:
    """The term whose meaning is asked for, in its normal form; "" for another kind of question."""
    found = ways.DEFINITION.search(normal(asked).strip(" ?？!！。."))
    return next((group.strip() for group in found.groupdict().values() if group), "") if found else ""


def uses(index: Index, found: Found, term: str) -> Found:
    """The candidates that use the term, windows without it scored out of the way; none where the report never uses it."""
    kept: list[Candidate] = []
    for candidate in found.candidates:
        if candidate.unit.kind == "text" and any(term in normal(candidate.unit.texts[language]) for language in LANGUAGES):
            original = index.reports[candidate.unit.report].original
            scores = candidate.windows[original].copy()
            rows = holding(index, candidate, term)
            if rows:
                scores[[row for row in range(len(scores)) if row not in rows]] -= 1.0
            kept.append(dataclasses.replace(candidate, windows=candidate.windows | {original: scores}))
    return dataclasses.replace(found, candidates=tuple(kept))


def explained(texts: list[str], term: str) -> bool:
    """Does one of the quotes say what the term is: 是指, 即, means, refers to, is a …?"""
    word = re.escape(term)
    pattern = rf"{word}[”\"」)）]?\s*(?:,|，)?\s*(?:是指|指的是|是一|即|意为|就是|系指)|{word}[”\"’)]?\s+(?:means|refers to|is defined as|is an?|are)\b"
    return any(re.search(pattern, normal(text)) for text in texts)


def holding(index: Index, candidate: Candidate, term: str) -> list[int]:
    """Rows of the original's windows that hold the term, themselves or in what renders them."""
    report = index.reports[candidate.unit.report]
    rows: list[int] = []
    for row, window in enumerate(candidate.unit.windows[report.original]):
        counterpart = index.counterpart(candidate.unit, row)
        words = [report.quote(report.original, window)]
        if counterpart is not None:
            words.append(report.quote("en" if report.original == "zh" else "zh", counterpart))
        if any(term in normal(text) for text in words):
            rows.append(row)
    return rows
