"""Questions about the outline: which parts a report has, and what stands under one of them. Answered by headings."""

import re
from collections.abc import Sequence

from app.answering.quotes import Chosen, headings
from app.understanding import ways_of_asking as ways
from index.normal import normal
from index.search import Index
from source.enumerations import ORDINALS
from source.outline import NUMERALS, ordinal

_NUMBER = re.compile(rf"第([{NUMERALS}\d]+)(?:章|部分|节|编|大部分)|\b(?:chapter|part|section)\s+(\d+|[ivx]+)\b")
_ORDINAL = re.compile(r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?:chapter|part|section)\b")
_LAST = re.compile(r"最后(?:一)?(?:个)?(?:章|部分|节|编)|\b(?:last|final)\s+(?:chapter|part|section)\b")


def headings_asked(index: Index, asked: str, reports: Sequence[str] | None = None) -> list[Chosen]:
    """The headings that the question is after: under the part it names, or the parts of the report; empty when it is after none."""
    words = normal(asked)
    if not ways.OUTLINE.search(words):
        return []
    out: list[Chosen] = []
    for report in index.reports.values():
        if reports is not None and report.id not in reports:
            continue
        top = [section for section in report.sections if not section.parent and any(section.heading.values())]
        number = _part(words, len(top))
        if number > len(top):
            continue
        parent = top[number - 1] if number else None
        listed = [section for section in report.sections if section.parent == parent.key] if parent is not None else top
        out += headings(index, report, listed)
    return out


def _part(words: str, parts: int) -> int:
    """Which part is named, from 1; 0 for none."""
    if _LAST.search(words):
        return parts
    found = _NUMBER.search(words)
    if found:
        digits = ordinal((found.group(1) or found.group(2)).upper())
        return int(digits) if digits.isdigit() else 0
    named = _ORDINAL.search(words)
    return ORDINALS.index(named.group(1)) + 1 if named else 0
