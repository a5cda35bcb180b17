"""Which report, and which article or chapter of it, a question names; what it names is where the answer is looked for."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.normal import normal
from index.search import Found, Index
from index.terms import terms
from source.outline import NUMERALS, ordinal
from source.report import LANGUAGES, Report, Section

_KINDS = {
    "article": re.compile(rf"第\s*([{NUMERALS}\d]+)\s*条|\barticle\s+(\d+|[ivxlc]+)\b"),
    "chapter": re.compile(rf"第\s*([{NUMERALS}\d]+)\s*(?:章|编|篇)|\bchapter\s+(\d+|[ivxlc]+)\b"),
}
_ASKING = re.compile(
    r"(主要|具体)?(讲|说|写|规定|提到|包括|包含|内容)(了|的)?|(是|有)?(什么|哪些|啥)(内容|意思)?|的|里|中"
    r"|\b(say|says|state|states|about|contain|provide|mean|content|text|read|tell|me)\b"
)
LEAST = 4
"""Characters of a title that name its report when they stand in a question."""


@dataclass(frozen=True)
class Scope:
    """`reports` None: all of them. `sections` are (report, key) pairs; empty: no article or chapter is named."""

    reports: tuple[str, ...] | None = None
    sections: tuple[tuple[str, str], ...] = ()


def scope(index: Index, asked: str, reports_read: Sequence[str] | None = None) -> Scope:
    """What the question names, of the reports that are read (None: all)."""
    words = normal(asked)
    read = [report for report in index.reports.values() if reports_read is None or report.id in reports_read]
    reports = tuple(report.id for report in read if _is_named(report, words)) if len(read) > 1 else ()
    looked = [index.reports[id] for id in reports] or read
    sections = tuple((report.id, section.key) for report in looked for section in _sections(report, words))
    if sections and not reports:
        reports = tuple(dict.fromkeys(report for report, _ in sections))
    return Scope(reports or (tuple(reports_read) if reports_read is not None else None), sections)


def _is_named(report: Report, words: str) -> bool:
    titles = {normal(title) for title in report.title.values()}
    return any(len(title) >= LEAST and title in words for title in titles) or bool(re.search(rf"(?<![a-z0-9]){re.escape(report.id)}(?![a-z0-9])", words))


def _sections(report: Report, words: str) -> Iterator[Section]:
    for pattern in _KINDS.values():
        wanted = {_number(found) for found in pattern.finditer(words)}
        if not wanted:
            continue
        for section in report.sections:
            heads = [normal(report.quote(language, span)) for language in LANGUAGES if (span := section.heading[language]) is not None]
            if any((found := pattern.match(head)) and _number(found) in wanted for head in heads):
                yield section


def only_names(asked: str) -> bool:
    """Does the question ask for nothing but what it names: "What does Article 5 say?", "第十九条说了什么"?"""
    rest = normal(asked)
    for pattern in _KINDS.values():
        rest = pattern.sub(" ", rest)
    return not terms(_ASKING.sub(" ", rest))


def _number(found: re.Match[str]) -> str:
    return ordinal((found.group(1) or found.group(2)).upper())


def within(index: Index, found: Found, named: Scope) -> Found:
    """The candidates of the articles or chapters that are named; all where none is."""
    if not named.sections:
        return found
    held = tuple(c for c in found.candidates if any(c.unit.report == report and _under(index.passages[c.unit.passage].section, key) for report, key in named.sections))
    passages = tuple(row for row in found.passages if any(row[0].startswith(f"{report}/{key}.") for report, key in named.sections))
    return dataclasses.replace(found, candidates=held, passages=passages)


def _under(section: str, key: str) -> bool:
    return section == key or section.startswith(f"{key}.")
