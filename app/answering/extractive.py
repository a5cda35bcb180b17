"""The extractive answerer: quotes from the report, verbatim, attributed and numbered; or that the report does not say.

Quotes that were chosen become citations with their translation notes, citations become text. The few words of an
answer's own stand in `app.answering.voice`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from app.answer import Answer, Citation, Notice, Token
from app.answering import voice
from app.answering.answer_type import counts, fits
from app.answering.choosing import Choice, choose
from app.answering.citations import cite, render
from app.answering.confidence import confidence, on_topic
from app.answering.definitions import defining, explained, term_asked
from app.answering.headed import items_headed
from app.answering.item import only_named, speaking_of
from app.answering.lists import whole
from app.answering.outline_answer import aspect_asked, headings_alike, headings_asked
from app.answering.premise import borne_out
from app.answering.quotes import Chosen, headings, spans_of
from app.answering.scope import Scope, only_names
from app.answering.suggesting import suggestions
from app.answering.topics import asked_whether, naming, past_contents, topic_asked
from app.settings import Judging
from app.understanding import ways_of_asking as ways
from app.understanding.parts import parts
from app.understanding.question import Question
from index.normal import normal
from index.ranking import Ranked
from index.search import Index
from source.outline import bare
from source.report import LANGUAGES, Language, Report

_PROPOSAL = re.compile(
    r"(?:^|[,，;；:：“])(?:[一二三四五六七八九十]?要(?![求点么是不])|应(?![对用急有邀届聘运])|须(?!知)|坚持|加强|建立|完善|推进|实施|强化|深入|大力|进一步|积极|严格|努力(?!不)|切实|全面)|应当|应该|必须|亟须"
)
"""A Chinese quote worded as a proposal: 报告提出 leads it, not 报告写道. English has one lead for both."""
_SIGNS = {
    "why": re.compile(r"因|由于|源于|导致|造成|引起|引发|使得|以便|为了|\b(?:because|due to|owing|caus\w*|reasons?|result\w*|lead\w*|led|since|so that|in order|therefore|factors?)\b"),
    "how": re.compile(rf"{_PROPOSAL.pattern}|通过|采取|落实|\b(?:must|should|shall|through|establish\w*|improv\w*|strengthen\w*|implement\w*|adopt\w*|carry out)\b"),
}
"""Words that quotes have which say why or how; where none has one, the lead does not claim it."""
DEFINED = 0.8
"""Confidence of an answer to what a term means or what is said on a topic, where the report names it, or what a named article says: by rule, not measured."""
SUGGESTED = 3
"""Suggested questions under a greeting."""


def answer(index: Index, question: Question, ranked: Ranked, by_part: Mapping[str, Ranked], id: str, named: Scope, judging: Judging) -> Iterator[Token | Answer]:
    """Pieces of the text as they are ready, then the answer; `by_part` is what was found for each part of the question. Timings are the caller's to add."""
    if question.kind in ("greeting", "tool", "opinion", "instruction"):
        made = _own_words(index, question, _closest(index, ranked), id)
    elif question.kind in ("about", "publisher"):
        made = _front_page(index, question, id, named)
    elif asked := _outline(index, question, named):
        made = _by_headings(index, question, asked, id)
    else:
        made = _from_report(index, question, ranked, by_part, id, named, judging)
    if made.status == "answered" and made.confidence < judging.threshold:  # a title page, or headings
        made = replace(made, status="not_in_report", text=_silence(question.language, closest=True), citations=(), closest=made.citations[:3])
    for piece in re.split(r"(?<=\n)", made.text):
        yield Token(piece)
    yield made


def _from_report(index: Index, question: Question, ranked: Ranked, by_part: Mapping[str, Ranked], id: str, named: Scope, judging: Judging) -> Answer:
    sure = confidence(ranked, question.searched, question.language, judging)
    off_topic = _off_topic(index, by_part, question.language, judging)
    sure = max(sure, *(confidence(found, part, question.language, judging) for part, found in by_part.items())) if off_topic else sure
    term, topic = term_asked(question.asked), topic_asked(question.asked)
    item = question.cited[0] if question.follows == "item" and question.cited else None
    used = speaking_of(index, ranked, item) if item is not None else defining(index, ranked, term) if term else naming(index, ranked, topic) if topic else ranked
    spoken_of = bool((item or term or topic) and used.windows)
    by_name = bool(named.sections) and question.follows != "more" and only_names(question.searched)
    if (spoken_of and (item is None or only_named(question))) or (by_name and ranked.windows):
        sure = max(sure, DEFINED)
    shown = [_shown(citation) for citation in question.cited] if question.follows == "more" else []
    if item is None and by_name and (section := whole(index, named)):
        choice = Choice(tuple(section))
    elif question.follows in (None, "substitution") and not by_part and (headed := items_headed(index, question.searched, question.asks, named.reports)):
        choice = Choice(tuple(headed), listed=True)
    else:
        own = [found for part, found in by_part.items() if part not in off_topic]
        chosen = partial(choose, index, past_contents(index, used if spoken_of else ranked), judging.choosing, parts=own, without=shown, around=ranked)
        choice = chosen(wants_list=question.wants_list and not spoken_of)
        if choice.listed and question.asks == "how_many" and (plain := chosen(wants_list=False)).quotes:
            choice = plain if any(counts(question.asked, text) for text in _texts(index, [max(plain.quotes, key=lambda quote: quote.score)])) else choice
    notices = [voice.notice("other_language", "en")] if question.foreign else []
    texts = _texts(index, choice.quotes)
    unmet = [part for part in by_part or (question.asked,) if part in off_topic or not (choice.listed or fits(part, texts))]
    needed = judging.mentioned if not used.windows and asked_whether(question.asked) else judging.threshold
    not_there = named.missing or (question.follows == "item" and item is None)
    if question.foreign or not_there or not choice.quotes or sure < needed or len(unmet) == len(by_part or (question.asked,)):
        return _silent(index, question, _closest(index, ranked), id, max(0.0, min(sure, judging.threshold - 0.05)), notices)
    placed = bool(ways.IN_REPORT.search(normal(question.asked)))
    citations = cite(index, _with_headings(index, choice.quotes) if placed else choice.quotes)
    notices += [voice.partial(part, question.language) for part in unmet]
    supposed = borne_out(question.asked, question.asks, texts)
    if sure < judging.low or not supposed:
        notices.append(voice.notice("low_confidence", question.language))
    lead = (
        voice.USES[question.language]
        if term and spoken_of and not explained(texts, term)
        else voice.PLACED[question.language]
        if placed
        else _lead(index, citations, question if supposed else replace(question, asks="other"), listed=choice.listed and supposed, several=len(by_part) > 1)
    )
    return _answered(index, question, id, lead, citations, round(sure, 4), notices)


def _off_topic(index: Index, by_part: Mapping[str, Ranked], language: Language, judging: Judging) -> set[str]:
    """The parts of which the report neither speaks nor has the words, where it speaks of others: they get no quote, and the answer says so."""
    off = {part for part, found in by_part.items() if on_topic(found, part, language, judging) < judging.threshold and not naming(index, found, normal(part)).windows}
    return off if len(off) < len(by_part) else set()


def _shown(citation: Citation) -> Chosen:
    """A citation of an earlier answer as a quote, to be told from new ones."""
    return Chosen(citation.report, citation.passage, spans_of(citation), 0.0)


def _answered(index: Index, question: Question, id: str, lead: str, citations: Sequence[Citation], sure: float, notices: Sequence[Notice] = ()) -> Answer:
    """An answer made of these citations, led in by `lead`."""
    return Answer(
        id=id,
        question=question.text,
        searched=question.searched,
        language=question.language,
        status="answered",
        text=_with_lead(lead, render(index, citations, question.language)),
        citations=tuple(citations),
        confidence=sure,
        notices=tuple(notices),
    )


def _with_headings(index: Index, quotes: Sequence[Chosen]) -> list[Chosen]:
    """The quotes, each section's heading before its first one."""
    out: list[Chosen] = []
    for quote in quotes:
        key = index.passages[quote.passage].section
        section = next((section for section in index.reports[quote.report].sections if section.key == key), None)
        if section is not None and any(section.heading.values()) and all(section.heading != held.spans for held in out):
            out.append(Chosen(quote.report, quote.passage, section.heading, quote.score))
        out.append(quote)
    return out


def _texts(index: Index, quotes: Sequence[Chosen]) -> list[str]:
    return [index.reports[quote.report].quote(language, span) for quote in quotes for language in LANGUAGES if (span := quote.spans[language]) is not None]


def _closest(index: Index, ranked: Ranked) -> list[Chosen]:
    """Whole passages to offer where the report does not say."""
    return [Chosen(passage.split("/", 1)[0], passage, index.passages[passage].spans, score) for passage, score in ranked.passages[:3]]


def _silent(index: Index, question: Question, closest: Sequence[Chosen], id: str, sure: float, notices: Sequence[Notice] = ()) -> Answer:
    """The report does not say, with the closest passages."""
    text = _silence(question.language, closest=bool(closest))
    return Answer(
        id=id,
        question=question.text,
        searched=question.searched,
        language=question.language,
        status="not_in_report",
        text=text,
        closest=tuple(cite(index, closest)),
        confidence=round(sure, 4),
        notices=tuple(notices),
    )


def _silence(language: Language, *, closest: bool) -> str:
    """Says that the report is silent, and what the passages under it are."""
    return voice.SILENT[language] + ((" " if language == "en" else "") + voice.CLOSEST[language] if closest else "")


def _own_words(index: Index, question: Question, closest: Sequence[Chosen], id: str) -> Answer:
    """A greeting, a question about the tool, a demand for an opinion, or an instruction: a fixed sentence; of what was searched for, the closest passages for reading."""
    language = question.language
    words = {"greeting": voice.GREETING, "tool": voice.TOOL, "opinion": voice.NO_OPINION, "instruction": voice.NO_QUESTION}[question.kind]
    text = words[language]
    if question.kind in ("greeting", "tool"):
        text += "\n" + "\n".join([voice.SUGGEST[language].strip(), *(f"- {asked}" for asked in suggested(index, language))])
    return Answer(id=id, question=question.text, searched=question.searched, language=language, status="not_in_report", text=text, closest=tuple(cite(index, closest)), confidence=0.0)


def suggested(index: Index, language: Language) -> list[str]:
    """Questions to begin with: what the report is about, and some of its headings."""
    return list(dict.fromkeys(one.question for report in index.reports.values() for one in suggestions(report, language, SUGGESTED)))[:SUGGESTED]


def _front_page(index: Index, question: Question, id: str, named: Scope) -> Answer:
    """What the report is about, from title, opening and headings; or who published it, from the title page."""
    quotes: list[Chosen] = []
    reports = [report for report in index.reports.values() if named.reports is None or report.id in named.reports]
    for report in reports:
        title = [bead.spans() for passage in report.passages if passage.kind == "title" for bead in passage.beads]
        page = f"{report.id}/0.p0"
        quotes += [Chosen(report.id, page, spans, 1.0) for spans in title]
        if question.kind == "about" and len(reports) == 1:
            quotes += _opening(report) + _top_headings(index, report)
    asked = parts(question.searched) or (question.searched,)
    unmet = [part for part in asked if not fits(part, _texts(index, quotes))]
    if not quotes or len(unmet) == len(asked):
        return _silent(index, question, quotes[:3], id, 0.0)
    lead = voice.ABOUT if question.kind == "about" else voice.PUBLISHED
    return _answered(index, question, id, lead[question.language], cite(index, quotes), 0.95, [voice.partial(part, question.language) for part in unmet])


def _outline(index: Index, question: Question, named: Scope) -> list[Chosen]:
    """The headings that answer; empty where the question is not for the outline."""
    if question.follows == "item" or ways.IN_REPORT.search(normal(question.asked)):
        return []
    if question.wants_list and (alike := headings_alike(index, question.searched, named.reports)):
        return alike
    asked = headings_asked(index, question.searched, named.reports) if question.wants_list or question.asks == "how_many" or only_names(question.searched) else []
    aspects = [aspect_asked(index, part, named.reports) for part in parts(question.searched) or (question.searched,)]
    return asked or ([heading for aspect in aspects for heading in aspect] if all(aspects) else [])


def _by_headings(index: Index, question: Question, asked: Sequence[Chosen], id: str) -> Answer:
    """The headings that a question about the outline is after."""
    return _answered(index, question, id, voice.CHAPTERS[question.language], cite(index, asked), 0.9)


def _opening(report: Report) -> list[Chosen]:
    """The last sentence of the text before the first heading: where an introduction says what follows. Empty without one."""
    first = [passage for passage in report.passages if passage.section == "0" and passage.kind == "text"]
    spans = [bead.spans() for passage in first[-1:] for bead in passage.beads[-1:]]
    return [Chosen(report.id, first[-1].id, span, 1.0) for span in spans]


def _top_headings(index: Index, report: Report) -> list[Chosen]:
    named = (section for section in report.sections if not section.parent and any(span is not None and bare(report.text[side], span) for side, span in section.heading.items()))
    return headings(index, report, named)[:8]


def _lead(index: Index, citations: Sequence[Citation], question: Question, *, listed: bool, several: bool) -> str:
    """Attributes the quotes to the report, by the kind of question and of what is quoted; with its title where there are several reports."""
    language = question.language
    worded = [quote.text for citation in citations if (quote := citation.side("zh")) is not None]
    proposals = sum(bool(_PROPOSAL.search(text)) for text in worded)
    kind = "list" if listed else question.asks
    if (kind == "list" and len(citations) == 1) or (kind == "comparison") != several or (kind in _SIGNS and not _signed(citations, _SIGNS[kind])):
        kind = "other"
    plain = voice.PROPOSES if worded and 2 * proposals > len(worded) else voice.SAYS
    words = voice.BY_KIND.get(kind, plain)[language]
    names = list(dict.fromkeys(citation.report for citation in citations))
    if len(index.reports) > 1 and len(names) == 1:
        named = voice.NAMED[language].format(index.reports[names[0]].title[language])
        return words.replace("报告", named, 1) if language == "zh" else words.replace("The report", named, 1)
    return words


def _signed(citations: Sequence[Citation], sign: re.Pattern[str]) -> bool:
    """Has one of the quotes a word of the kind, in either language?"""
    return any(sign.search(normal(quote.text)) for citation in citations for language in LANGUAGES if (quote := citation.side(language)) is not None)


def _with_lead(lead: str, quotes: str) -> str:
    """The lead before the quotes, without a blank before a line's end."""
    return (lead.rstrip() if quotes.startswith("\n") else lead) + quotes
