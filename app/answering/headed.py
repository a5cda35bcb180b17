"""The items under the heading that a question speaks of in its own words: "what is wrong with X?" where a section is headed by X.

All that the question speaks of stands in that heading and in no other one; what is seen as a problem, a cause or a measure is told by the heading of
the part that the section stands in.
"""

import re
from collections.abc import Iterator, Sequence

from app.answering.lists import enumerated_under
from app.answering.outline_answer import ASKING, ASPECTS, GENERAL, heading_words
from app.answering.quotes import Chosen
from app.answering.scope import parts_of
from app.understanding.asks import Asks
from app.understanding.words_zh import Word
from app.understanding.words_zh import words as chinese_words
from index.normal import normal
from index.search import Index
from index.terms import terms
from source.report import Report, Section
from source.text import han

ONE_THING: tuple[Asks, ...] = ("who", "how_many", "when", "where", "definition", "yes_no")
"""Questions for one thing under a heading, not for what stands there all in all."""
_HOW = re.compile(
    r"怎么样?|怎样|如何|为什么|为何|体现|表现|工作|事情|做|搞|抓|要|应该?|该|能|会|对|在|[一二三四五六七八九十两]"
    r"|\b(?:want\w*|need\w*|wrong|be|should|must|can|will|would|done|do|get|about|going|two|three|four|five|six)\b"
)


def items_headed(index: Index, asked: str, asks: Asks, reports: Sequence[str] | None = None) -> list[Chosen]:
    """The items of the enumeration under the one section whose heading has all that the question speaks of; empty where it asks for one thing, or no or several headings have that."""
    if asks in ONE_THING:
        return []
    words = normal(asked).replace("'", " ")
    aspects = {"how": ["measures"], "why": ["causes"]}.get(asks) or [name for name, pattern in ASPECTS.items() if pattern.search(words)]
    for pattern in ASPECTS.values():
        words = pattern.sub(" ", words)
    wanted = set(_chinese(words)) | {term for term in terms(_without_asking(words)) if not han(term)}
    read = [report for report in index.reports.values() if reports is None or report.id in reports]
    having = [(report, section) for report in read for section in _having(report, wanted, aspects)] if wanted else []
    return enumerated_under(index, having[0][0], having[0][1].key) if len(having) == 1 else []


def _without_asking(words: str) -> str:
    for pattern in (ASKING, GENERAL, _HOW):
        words = pattern.sub(" ", words)
    return words


def _chinese(text: str) -> Iterator[str]:
    """The Chinese words that are not only for asking; of those of one character such as stand together, as one: a short form that no list has (维稳)."""
    run, end = "", 0
    for word in [*(word for word in chinese_words(text) if han(word.text) and _without_asking(word.text).strip()), Word("", "w", -1)]:
        if len(word.text) == 1 and word.start == end:
            run += word.text
        else:
            if len(run) > 1:
                yield run
            run = word.text if len(word.text) == 1 else ""
        if len(word.text) > 1:
            yield word.text
        end = word.start + len(word.text)


def _having(report: Report, wanted: set[str], aspects: Sequence[str]) -> list[Section]:
    """The sections whose headings have all these words, in a part whose heading announces what is asked for, where that is something of its own."""
    having = [section for section in report.sections if section.parent and _has(heading_words(report, section), wanted)]
    if not aspects:
        return having
    announced = {part.key for part in parts_of(report) if any(ASPECTS[aspect].search(heading_words(report, part)) for aspect in aspects)}
    return [section for section in having if section.key.split(".")[0] in announced]


def _has(heading: str, wanted: set[str]) -> bool:
    stems = set(terms(heading))
    return all(word in heading if han(word) else word in stems for word in wanted)
