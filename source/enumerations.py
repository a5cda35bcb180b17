"""Items that count up in running text: 一是 … 二是 …, 一要 … 二要 …, 第一 … 第二 …, First … Second …, (1) … (2) ….

Found in the original's text only; the translation's side follows through the beads.
"""

import re
from collections.abc import Iterator, Sequence

from source.outline import NUMERALS, ordinal
from source.report import Enumeration, Item, Language, Passage, Span
from source.sentences import clauses, trimmed

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDER_WORDS = {"首先": 1, "其次": 2, "再次": 3, "其一": 1, "其二": 2, "其三": 3, "其四": 4, "其五": 5}
_MARK = {
    "zh": re.compile(
        rf"(?P<order>首先|其次|再次|其[一二三四五])[,，:：]?|第(?P<nth>[{NUMERALS}]+)[,，、:：是]|(?P<bare>[{NUMERALS}]+)(?:是|要|、|靠|抓)"
        r"|[(（](?P<paren>[一二三四五六七八九十\d]+)[)）]|(?P<circled>[①-⑩])|(?P<digit>\d{1,2})[.、．](?!\d)"
    ),
    "en": re.compile(
        r"(?:the\s+)?(?P<order>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?:ly)?(?:,|\s+is\b|\s+are\b)|(?P<bare>one)\s+is\b"
        r"|\((?P<paren>\d{1,2}|[a-j])\)|(?P<digit>\d{1,2})[.)](?=\s|$)",
        re.IGNORECASE,
    ),
}
DEPTH = 3
"""A mark may stand before one of the first clauses of its sentence; further in it is hardly ever one."""


def enumerations(text: str, passages: Sequence[Passage], language: Language) -> tuple[Enumeration, ...]:
    """Enumerations of one report's original language, in order: runs that count 1, 2, … within a section."""
    out: list[Enumeration] = []
    run: list[Item] = []
    section = ""
    for item, where in _marks(text, passages, language):
        if where != section or item.number != len(run) + 1:
            out += _closed(text, run, section, passages, language)
            run = []
        if item.number == len(run) + 1:
            run.append(item)
        section = where
    return tuple(out + _closed(text, run, section, passages, language))


def _marks(text: str, passages: Sequence[Passage], language: Language) -> Iterator[tuple[Item, str]]:
    for passage in passages:
        for sentence in passage.sentences(language):
            for clause in clauses(text, sentence, language)[:DEPTH]:
                number = mark_number(text[clause.start : clause.end], language)
                if number:
                    yield Item(number, passage.id, clause), passage.section


def mark_number(text: str, language: Language) -> int:
    """The number that a clause's mark gives its item, 1 and up; 0 when it starts with no mark."""
    found = _MARK[language].match(text)
    if found is None:
        return 0
    groups = {name: value for name, value in found.groupdict().items() if value}
    if "order" in groups:
        return _ORDER_WORDS.get(groups["order"]) or ORDINALS.index(groups["order"].lower()) + 1
    if "circled" in groups:
        return ord(groups["circled"]) - ord("①") + 1
    value = next(iter(groups.values())).lower()
    if value == "one":
        return 1
    if value in "abcdefghij":
        return ord(value) - ord("a") + 1
    digits = ordinal(value)
    return int(digits) if digits.isdigit() else 0


def _closed(text: str, run: list[Item], section: str, passages: Sequence[Passage], language: Language) -> list[Enumeration]:
    """The enumeration with each item reaching to the next one, or to the end of its passage; none for a single item."""
    if len(run) < 2:
        return []
    by_id = {passage.id: passage for passage in passages}
    items: list[Item] = []
    for item, following in zip(run, [*run[1:], None], strict=True):
        whole = by_id[item.passage].spans[language]
        end = following.span.start if following is not None and following.passage == item.passage else whole.end if whole is not None else item.span.end
        items.append(Item(item.number, item.passage, trimmed(text, Span(item.span.start, end)) or item.span))
    return [Enumeration(section, tuple(items))]
