"""Questions for a topic: "is there anything about X?", "关于X，报告怎么说?", or X alone. Answered by the places that name it.

That a report names a thing is a matter of words, not of how sure a model is: all the topic's words in one sentence, in
either language. Where they stand nowhere the question goes the way of all others.
"""

import dataclasses
import re

from app.answering.definitions import having, uses
from app.answering.scope import under_sections
from app.understanding import ways_of_asking as ways
from index.normal import normal
from index.ranking import Ranked
from index.search import Index
from index.terms import terms
from index.windows import Windows
from source.outline import bare
from source.report import LANGUAGES, Report, Section
from source.text import han

MOST = {"zh": 16, "en": 6}
"""Han characters of a topic, words of an English one: what is longer is a question in itself."""
ALONE = {"zh": 8, "en": 3}
"""The same where nothing but the topic was typed."""


SHORTENED = 3
"""Han characters of a topic that may lack one of the name's ("出租屋" of 出租房屋)."""


def topic_asked(asked: str) -> str:
    """The topic that is asked about, in its normal form; "" for another kind of question."""
    plain = _plain(asked)
    found = ways.TOPIC.search(plain)
    topic = next((group for group in found.groupdict().values() if group), "") if found else plain
    topic = ways.TOPIC_EDGES.sub("", topic.strip(" ,，'\"“”‘’")).strip(" '\"“”‘’")
    most = MOST if found else ALONE
    size, longest = (len(topic), most["zh"]) if han(topic) else (len(topic.split()), most["en"])
    return "" if not topic or size > longest or ways.ASKING_WORDS.search(topic) else topic


def naming(index: Index, ranked: Ranked, topic: str) -> Ranked:
    """The windows under the heading that the topic is; or of units that name it word for word; or else more fully, or with all its English words in some form. None where there are none."""
    under = {(report.id, section.key) for report in index.reports.values() for section in report.sections if topic in _headings(report, section)}
    used = under_sections(index, ranked, under) if under else uses(index, ranked, topic)
    if used.windows:
        return used
    if han(topic) >= SHORTENED:
        fuller = re.compile("|".join(f"{re.escape(topic[:place])}[^\\W\\da-z不未无非没]{re.escape(topic[place:])}" for place in range(1, len(topic))))
        return having(index, ranked, lambda text, _: fuller.search(normal(text)) is not None)
    wanted = set(terms(topic))
    return having(index, ranked, lambda text, language: language == "en" and wanted <= set(terms(text))) if wanted and not han(topic) else used


def past_contents(index: Index, ranked: Ranked) -> Ranked:
    """The windows without those that only repeat a heading, as a table of contents does: what is asked for stands under the heading."""
    heads = {report.id: {heading for section in report.sections for heading in _headings(report, section)} for report in index.reports.values()}

    def repeats(held: Windows) -> bool:
        report, span = index.reports[held.candidate.unit.report], held.candidate.unit.spans[held.mine]
        return span is not None and normal(bare(report.text[held.mine], span)).strip(" .。") in heads[report.id]

    kept = tuple(held for held in ranked.windows if not repeats(held))
    return dataclasses.replace(ranked, windows=kept) if kept else ranked


def asked_whether(asked: str) -> bool:
    """Does the question ask for a topic in so many words ("is there anything about ...?"), and not by naming it alone?"""
    return bool(topic_asked(asked)) and bool(ways.TOPIC.search(_plain(asked)))


def _plain(asked: str) -> str:
    return normal(asked).replace("’", "'").strip(" ?？!！。.,，")


def _headings(report: Report, section: Section) -> set[str]:
    return {normal(bare(report.text[language], span)).strip(" .。") for language in LANGUAGES if (span := section.heading[language]) is not None}
