"""The extractive answerer: quotes from the report, verbatim, attributed and numbered; or that the report does not say.

Quotes that were chosen become citations with their translation notes, citations become text. The few words of an
answer's own stand in `app.voice`.
"""

import math
import re
from collections.abc import Iterator, Sequence

from app import voice
from app.answer import Answer, Citation, Notice, Quote, Token
from app.answer_type import fits
from app.choosing import Chosen, choose
from app.definitions import explained, term_asked, uses
from app.outline_answer import headings_asked
from app.question import Question
from app.scope import Scope, only_names
from app.settings import Judging, choosing_for, judging_for
from index.search import Found, Index
from index.terms import terms
from source.report import LANGUAGES, Language, Passage, Report, Span, Spans, other

_PROPOSAL = re.compile(r"(?:^|[,，;；:：“])(?:[一二三四五六七八九十]?要|应|须|坚持|加强|建立|完善|推进|实施|强化|深入|大力|进一步|积极|严格|努力|切实|全面)|应当|应该|必须|亟须")
"""A Chinese quote worded as a proposal: 报告提出 leads it, not 报告指出. English has one lead for both."""
DEFINED = 0.8
"""Confidence of an answer to what a term means, where the report uses it, or what a named article says: by rule, not measured."""
SUGGESTED = 3
"""Suggested questions under a greeting."""


def answer(index: Index, question: Question, found: Found, id: str, named: Scope) -> Iterator[Token | Answer]:
    """Pieces of the text as they are ready, then the answer. Timings are the caller's to add."""
    if question.kind in ("greeting", "tool", "opinion", "instruction"):
        made = _own_words(index, question, id)
    elif question.kind in ("about", "publisher"):
        made = _front_page(index, question, id, named)
    elif question.wants_list and (headings := headings_asked(index, question.searched, named.reports)):
        made = _by_headings(index, question, headings, id)
    else:
        made = _from_report(index, question, found, id, named)
    for piece in re.split(r"(?<=\n)", made.text):
        yield Token(piece)
    yield made


def _from_report(index: Index, question: Question, found: Found, id: str, named: Scope) -> Answer:
    model = index.encoder.name
    judging = judging_for(model)
    sure = confidence(found, question.searched, question.language, judging)
    term = term_asked(question.asked)
    used = uses(index, found, term) if term else found
    defined = bool(term and used.candidates)
    if defined or (named.sections and found.candidates and only_names(question.asked)):
        sure = max(sure, DEFINED)
    choice = choose(index, used if defined else found, choosing_for(model), language=question.language, wants_list=question.wants_list and not defined, following=found)
    notices = [voice.notice("other_language", "en")] if question.foreign else []
    texts = _texts(index, choice.quotes)
    if question.foreign or not choice.quotes or sure < judging.threshold or not (choice.enumerated or fits(question.asked, texts)):
        return _silent(index, question, found, id, min(sure, judging.threshold - 0.05), notices)
    citations = cite(index, choice.quotes)
    if sure < judging.low:
        notices.append(voice.notice("low_confidence", question.language))
    lead = voice.USES[question.language] if defined and not explained(texts, term) else _lead(index, citations, question.language)
    return _answered(index, question, id, lead, citations, round(sure, 4), notices)


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


def _texts(index: Index, quotes: Sequence[Chosen]) -> list[str]:
    return [index.reports[quote.report].quote(language, span) for quote in quotes for language in LANGUAGES if (span := quote.spans[language]) is not None]


def features(found: Found, searched: str, language: Language, gap: float = Judging.gap) -> list[float]:
    """What confidence is made of: support in the question's language and in the other, ln of the query's terms, the best share of BM25.

    Support is the mean cosine of the five best windows (`index.search.Found`); short queries lie nearer to any text.
    """
    own = found.support.get(language) or found.support.get(other(language), 0.0) + gap
    across = found.support.get(other(language)) or own - gap
    best = max((candidate.terms for candidate in found.candidates if candidate.unit.kind == "text"), default=0.0)
    return [own, across, math.log(max(1, len(terms(searched)))), best]


def confidence(found: Found, searched: str, language: Language, judging: Judging) -> float:
    """0..1 that the report answers."""
    values = features(found, searched, language, judging.gap)
    logit = judging.bias[language] + sum(weight * value for weight, value in zip(judging.weights[language], values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _silent(index: Index, question: Question, found: Found, id: str, sure: float, notices: Sequence[Notice] = ()) -> Answer:
    """The report does not say, with the closest passages."""
    closest = [Chosen(passage.split("/", 1)[0], passage, index.passages[passage].spans, score) for passage, score in found.passages[:3]]
    text = voice.SILENT[question.language] + (voice.CLOSEST[question.language] if question.language == "zh" else " " + voice.CLOSEST["en"] if closest else "")
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


def _own_words(index: Index, question: Question, id: str) -> Answer:
    """A greeting, a question about the tool, a demand for an opinion, or an instruction: a fixed sentence, nothing from the report."""
    language = question.language
    words = {"greeting": voice.GREETING, "tool": voice.TOOL, "opinion": voice.NO_OPINION, "instruction": voice.NO_QUESTION}[question.kind]
    text = words[language]
    if question.kind in ("greeting", "tool"):
        text += "\n" + "\n".join([voice.SUGGEST[language].strip(), *(f"- {asked}" for asked in suggested(index, language))])
    return Answer(id=id, question=question.text, searched=question.searched, language=language, status="not_in_report", text=text, confidence=0.0)


def suggested(index: Index, language: Language) -> list[str]:
    """Questions to begin with: what the report is about, and some of its headings."""
    out = [voice.ASK_ABOUT[language]]
    for unit in index.units:
        if unit.kind == "heading" and unit.texts[language] and "." in unit.id.split("/", 1)[1] and len(out) < SUGGESTED:
            out.append(voice.ASK_HEADING[language].format(unit.texts[language]))
    return out


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
    if not quotes:
        return _silent(index, question, Found((), (), {}, {}), id, 0.0)
    lead = voice.ABOUT if question.kind == "about" else voice.PUBLISHED
    return _answered(index, question, id, lead[question.language], cite(index, quotes), 0.95)


def _by_headings(index: Index, question: Question, headings: Sequence[Chosen], id: str) -> Answer:
    """The headings that a question about the outline is after."""
    return _answered(index, question, id, voice.CHAPTERS[question.language], cite(index, headings), 0.9)


def _opening(report: Report) -> list[Chosen]:
    """The last sentence of the text before the first heading: where an introduction says what follows. Empty without one."""
    first = [passage for passage in report.passages if passage.section == "0" and passage.kind == "text"]
    spans = [bead.spans() for passage in first[-1:] for bead in passage.beads[-1:]]
    return [Chosen(report.id, first[-1].id, span, 1.0) for span in spans]


def _top_headings(index: Index, report: Report) -> list[Chosen]:
    headings = {unit.id: unit for unit in index.units if unit.kind == "heading" and unit.report == report.id}
    top = [section for section in report.sections if not section.parent and f"{report.id}/{section.key}" in headings]
    return [Chosen(report.id, headings[f"{report.id}/{section.key}"].passage, section.heading, 1.0) for section in top[:8]]


def _lead(index: Index, citations: Sequence[Citation], language: Language) -> str:
    """ "The report says:", or proposes, where the quotes are worded as proposals; with its title where there are several reports."""
    worded = [quote.text for citation in citations if (quote := citation.side(language)) is not None]
    proposals = sum(bool(_PROPOSAL.search(text)) for text in worded)
    words = (voice.PROPOSES if worded and 2 * proposals > len(worded) else voice.SAYS)[language]
    names = list(dict.fromkeys(citation.report for citation in citations))
    if len(index.reports) > 1 and len(names) == 1:
        named = voice.NAMED[language].format(index.reports[names[0]].title[language])
        return words.replace("报告", named, 1) if language == "zh" else words.replace("The report", named, 1)
    return words


def render(index: Index, citations: Sequence[Citation], language: Language) -> str:
    """The quotes in the answer's language with their markers, one a line where there are several, each with its report where those differ."""
    several = len({citation.report for citation in citations}) > 1
    pieces: list[str] = []
    for citation in citations:
        name = voice.NAMED[language].format(index.reports[citation.report].title[language]) + (" " if language == "en" else "") if several else ""
        quote = citation.side(language)
        if quote is not None:
            pieces.append(f"{name}{voice.quoted(' '.join(quote.text.split()), language)} [{citation.number}]")
        else:
            shown = citation.side(other(language))
            words = " ".join(shown.text.split()) if shown is not None else ""
            report = index.reports[citation.report]
            left_out = report.translation != "none" and report.original != language
            aside = (voice.LEFT_OUT if left_out else voice.ONLY_OTHER)[language]
            pieces.append(f"{name}{aside}{voice.quoted(words, other(language))} [{citation.number}]")
    return pieces[0] if len(pieces) == 1 else "\n" + "\n".join(pieces)


def _with_lead(lead: str, quotes: str) -> str:
    """The lead before the quotes, without a blank before a line's end."""
    return (lead.rstrip() if quotes.startswith("\n") else lead) + quotes


def cite(index: Index, quotes: Sequence[Chosen]) -> list[Citation]:
    """Citations numbered from 1, each with its section path, its translation notes and its address in the reader."""
    out: list[Citation] = []
    for number, chosen in enumerate(quotes, 1):
        report, passage = index.reports[chosen.report], index.passages[chosen.passage]
        sides = {language: _quote(report, language, chosen.spans[language]) for language in LANGUAGES}
        paths: dict[Language, list[str]] = {language: report.path(passage.section, language) for language in LANGUAGES}
        out.append(Citation(number, report.id, passage.id, paths, sides["zh"], sides["en"], _note(report, chosen.spans), url(report, passage, chosen.spans)))
    return out


def _quote(report: Report, language: Language, span: Span | None) -> Quote | None:
    return Quote(report.quote(language, span), span.start, span.end) if span is not None else None


def _note(report: Report, spans: Spans) -> dict[Language, str] | None:
    """The translation notes that touch the quote in either language, joined."""
    touching = [note for note in report.notes if any((quoted := spans[language]) is not None and (noted := note.spans[language]) is not None and quoted.overlap(noted) for language in LANGUAGES)]
    if not touching:
        return None
    return {language: ("" if language == "zh" else " ").join(dict.fromkeys(note.says[language] for note in touching)) for language in LANGUAGES}


def url(report: Report, passage: Passage, spans: Spans) -> str:
    """The reader's address of the sentence that the quote begins in: /read/<report>#<passage>.s<number>."""
    span = spans[report.original]
    for number, sentence in enumerate(passage.sentences(report.original), 1):
        if span is not None and sentence.overlap(span):
            return f"/read/{report.id}#{passage.anchor}.s{number}"
    return f"/read/{report.id}#{passage.anchor}"
