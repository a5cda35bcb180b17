"""Which report, and which article or chapter of it, a question names; what it names is where the answer is looked for."""

import dataclasses
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.normal import normal
from index.ranking import Ranked
from index.search import Found, Index
from index.terms import terms
from source.enumerations import ORDINALS
from source.outline import ITEM, NUMERALS, ordinal
from source.report import LANGUAGES, Passage, Report, Section

_KINDS = {
    "article": re.compile(rf"第\s*([{NUMERALS}\d]+)\s*条|\bart(?:icle)?\.?\s+(\d+|[ivxlc]+)\b"),
    "chapter": re.compile(rf"第\s*([{NUMERALS}\d]+)\s*(?:章|编|篇)|\bchapter\s+(\d+|[ivxlc]+)\b"),
}
_N = rf"(?:[{NUMERALS}]+|\d+)"
_TO = r"(?:至|到|to|through|[-–—~])"
_SEVERAL_ZH = tuple(re.compile(rf"第\s*({_N}(?:\s*{kind}?\s*(?:[、和与及跟]|{_TO})\s*第?\s*{_N})+)\s*{kind}") for kind in "条章")
_SEVERAL_EN = re.compile(rf"\b(art(?:icle)?|chapter)s\.?\s+(\d+(?:\s*(?:,\s*and|,|and|or|&|with|vs\.?|versus|{_TO})\s*(?:art(?:icle)?\s+|chapter\s+)?\d+)+)")
_ONE_OR_RANGE = re.compile(rf"({_N})(?:\s*[条章]?\s*{_TO}\s*第?\s*({_N}))?")
MOST = 20
"""Articles of a range at most ("articles 3 to 7") that are read as named."""
_PARAGRAPH = re.compile(rf"第\s*([{NUMERALS}]+|\d+)\s*款|\bpara(?:graph)?\.?\s+(\d+)\b|(?<=\d)\s*[(（](\d{{1,2}})[)）]")
"""A paragraph of an article: 第二款, "paragraph 2", "article 3(2)"."""
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PART = re.compile(rf"第\s*([{NUMERALS}\d]+)\s*(?:大)?(?:章|部分|节|编|篇)|\b(?:chapter|part|section)\s+(\d+|[ivx]+)\b")
_PART_WORD = re.compile(rf"\b(?:chapter|part|section)\s+({'|'.join(NUMBERS)})\b")
_PART_ORDINAL = re.compile(rf"\b(?:the )?({'|'.join(ORDINALS[:10])})\s+(?:chapter|part|section)\b")
_PART_LAST = re.compile(r"最后(?:一)?(?:个)?(?:大)?(?:章|部分|节|编|篇)|\b(?:the )?(?:last|final)\s+(?:chapter|part|section)\b")
_ASKING = re.compile(
    r"请|帮我|区别|不同|差别|差异|异同|比较|对比|相比|之间|[和与跟及、]|(主要|具体|大概|大致|简单|简要)?(讲|说|写|规定|提到|包括|包含|内容|谈|介绍|论述|概括|总结|概述|归纳)(了|的|一下|下)?|(是|有|都|叫)?(什么|哪些|啥)(内容|意思|东西|名字|名称)?|标题|题目|大意|要点|主旨|的|里|中|这|报告|全文|文章"
    r"|\b(say|says|state|states|about|contains?|provides?|mean|contents?|text|read|tell|me|summari[sz]e|summary|outline|overview|describe|explain|covers?|discuss(?:es)?|deals?|talks?|main|points?|key|please|titles?|titled|headings?|headed|called|named?"
    r"|what's|difference|differences|differ|different|compare|compared|comparison|between|and|versus|vs|from|with|how|do|does|give|short|brief|gist|report|paper|document|can|could)\b"
)
LEAST = 4
"""Characters of a title that name its report when they stand in a question."""


@dataclass(frozen=True)
class Scope:
    """`reports` None: all of them. `sections` are (report, key) pairs; empty: no article or chapter is named. `missing`: one is named that there is not.

    `paragraph`: the number of the paragraph of one section that is named, from 1; 0 for none.
    """

    reports: tuple[str, ...] | None = None
    sections: tuple[tuple[str, str], ...] = ()
    missing: bool = False
    paragraph: int = 0


def scope(index: Index, asked: str, reports_read: Sequence[str] | None = None) -> Scope:
    """What the question names, of the reports that are read (None: all)."""
    words = _each(normal(asked))
    read = [report for report in index.reports.values() if reports_read is None or report.id in reports_read]
    reports = tuple(report.id for report in read if _is_named(report, words)) if len(read) > 1 else ()
    looked = [index.reports[id] for id in reports] or read
    sections = tuple((report.id, section.key) for report in looked for section in _sections(report, words))
    if sections and not reports:
        reports = tuple(dict.fromkeys(report for report, _ in sections))
    missing = not sections and any(_labels(report, pattern) for pattern in _KINDS.values() if pattern.search(words) for report in looked)
    paragraph = _paragraph(words) if len(sections) == 1 else 0
    if paragraph:
        held = paragraphs(index.reports[sections[0][0]], sections[0][1])
        missing = missing or (bool(held) and paragraph not in held)
        paragraph = paragraph if paragraph in held else 0
    return Scope(reports or (tuple(reports_read) if reports_read is not None else None), sections, missing, paragraph)


def _each(words: str) -> str:
    """ "articles 3, 4 and 7", 第三、四条, 第三至五条: each by its full name."""
    for pattern in _SEVERAL_ZH:
        words = pattern.sub(lambda found: "，".join(f"第{number}{found.group()[-1]}" for number in _numbers(found.group(1))), words)
    return _SEVERAL_EN.sub(lambda found: " and ".join(f"{found.group(1)} {number}" for number in _numbers(found.group(2))), words)


def _numbers(listed: str) -> Iterator[str]:
    """The numbers of a list as digits, all those of a range among them; of a long one its ends."""
    for found in _ONE_OR_RANGE.finditer(listed):
        first, last = int(ordinal(found.group(1))), int(ordinal(found.group(2) or found.group(1)))
        yield from (str(number) for number in (range(first, last + 1) if 0 <= last - first < MOST else (first, last)))


def _paragraph(words: str) -> int:
    found = _PARAGRAPH.search(words)
    digits = ordinal(next(group for group in found.groups() if group)) if found else ""
    return int(digits) if digits.isdigit() else 0


def paragraphs(report: Report, key: str) -> dict[int, list[Passage]]:
    """A section's paragraphs by their numbers, each with the items under it: those that begin with a number as the first one does, or else all without a mark, counted. Empty where that is not
    certain: one that leads in and others numbered under it, or no text of the section's own."""
    held = [passage for passage in report.passages if passage.section == key and passage.kind == "text"]
    marks = [_mark(report, passage) for passage in held]
    style = marks[0][0] if marks else ""
    starts = [style == mark[0] for mark in marks]
    if not held or (not style and sum(starts) == 1 and len(held) > 1):
        return {}
    out: dict[int, list[Passage]] = {}
    number = 0
    for passage, (_, digits), begins in zip(held, marks, starts, strict=True):
        if begins:
            number = int(digits) if style and digits.isdigit() else number + 1
        out.setdefault(number, []).append(passage)
    return out


def _mark(report: Report, passage: Passage) -> tuple[str, str]:
    """The kind of mark that a paragraph begins with ("1.", "(1)", "一、", "-"; "" for none), and its number as digits."""
    span = passage.spans[report.original]
    found = ITEM.match(report.quote(report.original, span)) if span is not None else None
    if found is None:
        return "", ""
    number = found.group(1)
    if not number:
        return "-", ""
    kind = "1" if number.isdigit() else "一" if number[0] in NUMERALS else "a"
    return found.group().strip().replace(number, kind), ordinal(number)


def _is_named(report: Report, words: str) -> bool:
    titles = {normal(title) for title in report.title.values()}
    return any(len(title) >= LEAST and title in words for title in titles) or bool(re.search(rf"(?<![a-z0-9]){re.escape(report.id)}(?![a-z0-9])", words))


def parts_of(report: Report) -> list[Section]:
    """The highest sections of a report that have a heading: its parts, in order."""
    return [section for section in report.sections if not section.parent and any(section.heading.values())]


def parts_named(asked: str, parts: int) -> list[int]:
    """Which parts of so many are named by their numbers, from 1: "第三部分", "chapter 2", "the last section"; one above `parts` where there is no such part."""
    words = normal(asked)
    found = [int(digits) for part in _PART.finditer(words) if (digits := _number(part)).isdigit()]
    found += [NUMBERS.index(part.group(1)) + 1 for part in _PART_WORD.finditer(words)]
    found += [ORDINALS.index(part.group(1)) + 1 for part in _PART_ORDINAL.finditer(words)]
    return list(dict.fromkeys([*found, *([parts] if _PART_LAST.search(words) else [])]))


def _sections(report: Report, words: str) -> Iterator[Section]:
    """Sections named by their own label; or, where none has it, the parts of these numbers."""
    labelled = list(_labelled(report, words))
    parts = parts_of(report)
    yield from labelled or [parts[number - 1] for number in parts_named(words, len(parts)) if 0 < number <= len(parts)]


def _labels(report: Report, pattern: re.Pattern[str]) -> bool:
    """Has the report headings of this kind, so that one of another number is one that it has not?"""
    return any(pattern.match(head) for section in report.sections for head in _heads(report, section))


def _heads(report: Report, section: Section) -> list[str]:
    return [normal(report.quote(language, span)) for language in LANGUAGES if (span := section.heading[language]) is not None]


def _labelled(report: Report, words: str) -> Iterator[Section]:
    for pattern in _KINDS.values():
        wanted = {_number(found) for found in pattern.finditer(words)}
        if not wanted:
            continue
        for section in report.sections:
            if any((found := pattern.match(head)) and _number(found) in wanted for head in _heads(report, section)):
                yield section


def only_names(asked: str) -> bool:
    """Does the question ask for nothing but what it names: "What does Article 5 say?", "第十九条说了什么"?"""
    rest = _each(normal(asked))
    for pattern in (_PARAGRAPH, *_KINDS.values(), _PART, _PART_WORD, _PART_ORDINAL, _PART_LAST):
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


def under_sections(index: Index, ranked: Ranked, sections: Collection[tuple[str, str]]) -> Ranked:
    """The windows that stand under these sections, (report, key) pairs."""
    held = tuple(one for one in ranked.windows if any(one.candidate.unit.report == report and _under(index.passages[one.candidate.unit.passage].section, key) for report, key in sections))
    return dataclasses.replace(ranked, windows=held)


def _under(section: str, key: str) -> bool:
    return section == key or section.startswith(f"{key}.")
