"""Questions about the outline, answered by headings: which parts a report has, and what stands under one of them.

Also what it sees as problems, causes or measures all in all, and what several headings are all called ("the five projects").
"""

import itertools
import re
from collections.abc import Sequence

from app.answering.quotes import Chosen, headings
from app.answering.scope import NUMBERS, only_names, parts_named, parts_of
from app.understanding import ways_of_asking as ways
from index.normal import normal
from index.search import Index
from index.terms import terms
from source.outline import NUMERALS, ordinal
from source.report import LANGUAGES, Report, Section
from source.text import han


def headings_asked(index: Index, asked: str, reports: Sequence[str] | None = None) -> list[Chosen]:
    """The headings that the question is after: under the part it names, or the parts of the report; empty when it is after none."""
    words = normal(asked)
    outline, only = ways.OUTLINE.search(words), only_names(asked)
    if not (outline or only):
        return []
    out: list[Chosen] = []
    for report in index.reports.values():
        if reports is not None and report.id not in reports:
            continue
        top = parts_of(report)
        numbers = parts_named(words, len(top))
        if not all(0 < number <= len(top) for number in numbers):
            continue
        if not numbers and outline:
            out += headings(index, report, top)
        for parent in [top[number - 1] for number in numbers]:
            below = [section for section in report.sections if section.parent == parent.key]
            out += headings(index, report, [parent, *below] if only else below)
    return out


ASPECTS: dict[str, re.Pattern[str]] = {
    "problems": re.compile(
        r"问题|不足|困难|短板|挑战|现状|缺陷|弊端"
        r"|\b(?:what(?: is | ?s | has gone | went | )wrong(?: (?:with|in|about))?|problems?|challenges?|shortcomings?|difficult(?:y|ies)|weakness(?:es)?|issues?|status|situation|deficienc(?:y|ies))\b"
    ),
    "causes": re.compile(r"原因|成因|根源|缘由|\b(?:causes?|reasons?)\b"),
    "measures": re.compile(
        r"对策|措施|(?:怎么|如何|怎样)(?:解决|应对|处理|改进|办)|建议|办法|举措|做法|改进|解决方案|意见|要?做(?:些|了)?(?:什么|啥|哪些)"
        r"|\b(?:(?:counter)?measures?|recommendations?|suggestions?|proposals?|solutions?|remed(?:y|ies)|improvements?|steps|actions?)\b"
        r"|\bwhat (?:do|does) (?:it|they|(?:the |this )?(?:report|paper|document|text|authors?)) (?:want|propose|suggest|recommend)\b(?: (?:to )?(?:do|be done))?"
        r"(?: about (?:it|this|that|them))?|\bwhat (?:is|should|must|can) (?:to )?be done\b"
    ),
    "aims": re.compile(r"目标|目的|任务|\b(?:aims?|goals?|objectives?|targets?|tasks?)\b"),
    "findings": re.compile(r"结论|发现|成效|成果|\b(?:conclusions?|findings?|results?|achievements?)\b"),
}
"""What a report as a whole is often asked for, and the words by which its headings announce it."""
GENERAL = re.compile(
    r"请|列(?![出举])|各|分别|一下|啊|呀|嘛|吧|报告|文章|全文|文中|主要|突出|所有|全部|存在|提出|指出|列出|列举|总结|概括|提到|提|讲|说|写|给|当前|目前|一共|总共|都|的|了|是|有|些|哪|几|个|条|项|点|方面|什么|啥|里|中|它|这|份|篇|一下|吗|呢"
    r"|\b(?:how|many|number|of|are|were|main|all|list|identif\w+|propos\w+|mak\w+|rais\w+|point\w*|out|any|there|key|major|biggest|report|paper|document|it|they|give\w*|name|mention\w*|see\w*|please|summari[sz]e|tell|me|offer\w*|set|put|forward"
    r"|say\w*|main|s)\b"
)


_JOINT = re.compile(r"[,、;/&]|(?:以及|和|与|及|还有)(?:其|相应的?)?|\band\b|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
"""Between things that are asked for side by side."""
_OF = re.compile(r"(?<!相应)(?<!提出)(?<!存在)的|\b(?:of|s|for|to)\b")
"""Between them where one is asked of the other."""


def aspect_asked(index: Index, asked: str, reports: Sequence[str] | None = None) -> list[Chosen]:
    """The heading that announces what the question asks the whole report for ("what problems does it see?", "causes and measures"), and those under it; empty where more is asked."""
    wanted = _aspects(normal(asked).replace("'", " "))
    found = [[chosen for report in index.reports.values() if reports is None or report.id in reports for chosen in _announced(index, report, name)] for name in wanted]
    out: list[Chosen] = []
    for chosen in itertools.chain(*found) if all(found) else ():
        if chosen not in out:  # one part may announce several
            out.append(chosen)
    return out


def _aspects(words: str) -> list[str]:
    """The aspects of a whole report that are asked for, in their order; none where anything else is asked, or one is asked of the other ("the causes of the problems")."""
    spots = sorted((found.start(), found.end(), name) for name, pattern in ASPECTS.items() for found in pattern.finditer(words))
    for (_, end, name), (start, _, other) in itertools.pairwise(spots):
        between = words[end:start]
        if name != other and (_OF.search(between) or not _JOINT.search(words[end - 1 : start + 1]) or terms(_JOINT.sub(" ", GENERAL.sub(" ", between)))):
            return []
    rest = words
    for start, end, _ in spots:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return list(dict.fromkeys(name for _, _, name in spots)) if not terms(_JOINT.sub(" ", GENERAL.sub(" ", rest))) else []


def _announced(index: Index, report: Report, aspect: str) -> list[Chosen]:
    """The part of a report whose heading announces the aspect, with the headings under it, where there are two at least; of several the one that announces least besides."""
    announced = {section.key: [name for name, pattern in ASPECTS.items() if pattern.search(heading_words(report, section))] for section in parts_of(report)}
    fitting = [section for section in parts_of(report) if aspect in announced[section.key]]
    for section in sorted(fitting, key=lambda section: len(announced[section.key]))[:1]:
        below = headings(index, report, [other for other in report.sections if other.parent == section.key])
        return [*headings(index, report, [section]), *below] if len(below) > 1 else []
    return []


ALIKE = 3
"""Headings beside one another that show, where no number is asked for, that it is their common word which the question is after."""
_COUNT = re.compile(rf"(?P<zh>[{NUMERALS}两]+|\d+)(?:个|大|项|类|种|条|点|方面)(?=[\u4e00-\u9fff])|\b(?P<en>{'|'.join(NUMBERS[1:])}|\d{{1,2}}) (?=[a-z])")
ASKING = re.compile(r"分别|哪些|有哪|多少|叫做?|名称|名字|具体|各是|要?(?:实施|推进|开展|搞|做)|\b(?:what|which|called|named|names?|do|does|be|to|for|its|their|plann\w*|carr\w+)\b")


def headings_alike(index: Index, asked: str, reports: Sequence[str] | None = None) -> list[Chosen]:
    """Neighbouring headings that all have the one thing the question asks for in their words, as many as it says: "the five projects", "有哪些工程". Empty where more is asked."""
    words = normal(asked).replace("'", " ")
    count = _COUNT.search(words)
    many = 0 if count is None else NUMBERS.index(count["en"]) + 1 if count["en"] in NUMBERS else int(ordinal((count["zh"] or count["en"]).replace("两", "二")))
    thing = ASKING.sub(" ", GENERAL.sub(" ", _COUNT.sub(" ", words)))
    thing = ASPECTS["measures"].sub(" ", thing) if terms(ASPECTS["measures"].sub(" ", thing)) else thing  # "对策有哪几项工程"
    wanted = set(terms(thing))
    if not wanted or many == 1 or (len(thing.split()) if han(thing) else len(wanted)) != 1:
        return []
    out: list[Chosen] = []
    for report in index.reports.values():
        if reports is not None and report.id not in reports:
            continue
        for parent in dict.fromkeys(section.parent for section in report.sections):
            beside = [section for section in report.sections if section.parent == parent and any(section.heading.values())]
            named = [section for section in beside if wanted <= set(terms(heading_words(report, section)))]
            if len(named) == many if many else len(named) >= ALIKE and 2 * len(named) > len(beside):
                out += headings(index, report, named)
                break
    return out


def heading_words(report: Report, section: Section) -> str:
    return " ".join(normal(report.quote(language, span)) for language in LANGUAGES if (span := section.heading[language]) is not None)
