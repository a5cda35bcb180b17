"""Passages with marks: a text cut into runs that are cited evidence, missed evidence, cited and no evidence, or plain.

What counts as cited is said by `evals.measures.citations`; here it is only drawn. Answers from elsewhere may be wrong in
every way: a citation that cannot be placed is told as a fault and never dropped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from app.answer import Answer, Citation
from evals.cases import Case
from evals.measures.citations import supports
from evals.page.words import words
from evals.scoring import pair
from source.report import LANGUAGES, Language, Report, Span, Spans

KINDS = ("cited", "rest", "missed", "wrong", "quoted")
"""Marks: cited evidence; the rest of evidence that counts as cited; missed evidence; cited, not evidence; cited where evidence is not known."""


KEPT: dict[Language, int] = {"zh": 50, "en": 130}
"""Characters of plain text that are kept beside a mark: a sentence or so. The page has each passage in full once."""


@dataclass(frozen=True)
class MarkedRun:
    """A run of one kind ("" is plain, "gap" left out, "missed wrong" touched and yet missed); `numbers`: citations that begin here."""

    text: str
    kind: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One stretch of a report to show: a passage, a heading, or words that stand in neither."""

    report: str
    name: str
    heading: dict[Language, str]
    """The nearest heading over it, "" where there is none."""
    sides: dict[Language, tuple[MarkedRun, ...]]

    @property
    def key(self) -> str:
        """What names the passage among all of its suite; "" where it is none."""
        return self.name and f"{self.report} {self.name}"


@dataclass(frozen=True)
class Loose:
    """A citation with what is wrong with it, and its words."""

    number: int
    faults: tuple[Markup, ...]
    texts: dict[Language, str]


@dataclass(frozen=True)
class Marks:
    """What is to be marked in one report: evidence with whether it is cited, quotes with their citation's number."""

    evidence: dict[Language, list[tuple[Span, bool]]] = field(default_factory=lambda: {"zh": [], "en": []})
    quotes: dict[Language, list[tuple[int, Span]]] = field(default_factory=lambda: {"zh": [], "en": []})
    known: bool = True
    """Is the evidence known? Else a quote is neither right nor wrong."""

    def spans(self, language: Language) -> list[Span]:
        return [span for span, _ in self.evidence[language]] + [span for _, span in self.quotes[language]]


def runs(text: str, span: Span, marks: Marks, language: Language) -> tuple[MarkedRun, ...]:
    """The stretch `span` of a text, cut where a mark begins or ends."""
    evidence, quotes = marks.evidence[language], marks.quotes[language]
    cuts = {min(max(end, span.start), span.end) for one in marks.spans(language) for end in (one.start, one.end)} | {span.start, span.end}
    out = []
    for start, end in pairwise(sorted(cuts)):
        held = [cited for place, cited in evidence if place.start <= start < place.end]
        quoted = any(place.start <= start < place.end for _, place in quotes)
        numbers = tuple(number for number, place in quotes if max(place.start, span.start) == start < place.end)
        out.append(MarkedRun(text[start:end], _kind(held, quoted, marks.known), numbers))
    return tuple(out)


def _kind(held: Sequence[bool], quoted: bool, known: bool) -> str:
    if any(held):
        return "cited" if quoted else "missed" if not all(held) else "rest"
    if held:
        return "missed wrong" if quoted else "missed"
    return ("wrong" if known else "quoted") if quoted else ""


def elided(whole: Sequence[MarkedRun], language: Language) -> tuple[MarkedRun, ...]:
    """The runs with long plain ones cut down to what stands beside a mark, or to their beginning where nothing is marked."""
    kept = KEPT[language]
    out: list[MarkedRun] = []
    for place, one in enumerate(whole):
        head = kept if place or len(whole) == 1 else 0
        tail = kept if place < len(whole) - 1 else 0
        if one.kind or one.numbers or len(one.text) <= 2 * (head + tail):
            out.append(one)
            continue
        first, last = one.text[:head], one.text[len(one.text) - tail :]
        if language == "en":  # between words
            first, last = first.rpartition(" ")[0] or first, last.partition(" ")[2] or last
        out += [MarkedRun(text, kind) for text, kind in ((first, ""), ("", "gap"), (last, "")) if text or kind]
    return tuple(out)


def marks_of(case: Case, answer: Answer | None, pieces: Sequence[bool], reports: Mapping[str, Report]) -> tuple[dict[str, Marks], list[Loose]]:
    """By report what to mark, the case's report first; and the citations that cannot be marked as they are."""
    known = bool(case.evidence) or case.status != "answered"
    out = {case.report: Marks(known=known)} if case.report in reports else {}
    citations = answer.citations if answer is not None else ()
    if case.report in reports:
        text = reports[case.report].text
        pairs = [pair(citation, case.report) for citation in citations]
        for number, piece in enumerate(case.evidence):
            cited = number < len(pieces) and pieces[number]
            places = [place for place in piece.places if any(supports(one, place, text) for one in pairs)] if cited else []
            for place in places or piece.places[:1]:
                for language in LANGUAGES:
                    if (span := place.get(language)) is not None:
                        out[case.report].evidence[language].append((span, cited))
    loose = []
    for citation in citations:
        faults = list(_faults(citation, reports))
        if citation.report in reports:
            held = out.setdefault(citation.report, Marks(known=known))
            for language in LANGUAGES:
                if (placed := _placed(citation, language, reports[citation.report])) is not None:
                    held.quotes[language].append((citation.number, placed))
        if faults:
            loose.append(Loose(citation.number, tuple(faults), {language: quote.text for language in LANGUAGES if (quote := citation.side(language)) is not None}))
    return out, loose


def _placed(citation: Citation, language: Language, report: Report) -> Span | None:
    quote = citation.side(language)
    return Span(quote.start, quote.end) if quote is not None and 0 <= quote.start < quote.end <= len(report.text[language]) else None


def _faults(citation: Citation, reports: Mapping[str, Report]) -> Iterator[Markup]:
    if citation.zh is None and citation.en is None:
        yield words("fault_empty")
    if citation.report not in reports:
        yield words("fault_report", id=citation.report)
        return
    report = reports[citation.report]
    for language in LANGUAGES:
        quote = citation.side(language)
        if quote is None:
            continue
        at = {"language": words(f"text_{language}"), "start": str(quote.start), "end": str(quote.end)}
        if _placed(citation, language, report) is None:
            yield words("fault_range", size=str(len(report.text[language])), **at)
        elif report.text[language][quote.start : quote.end] != quote.text:
            yield words("fault_words", **at)


def shown(report: Report, marks: Marks) -> list[Shown]:
    """The passages and headings that hold a mark, in the report's order, then marked words that stand in none."""
    out = []
    rest: dict[Language, list[Span]] = {language: marks.spans(language) for language in LANGUAGES}
    for name, section, spans in _stretches(report):
        if any((own := spans[language]) is not None and any(own.overlap(span) for span in marks.spans(language)) for language in LANGUAGES):
            out.append(_shown(report, name, section, spans, marks))
            rest = {language: [span for span in rest[language] if (own := spans[language]) is None or not own.overlap(span)] for language in LANGUAGES}
    for language in LANGUAGES:
        out += [_shown(report, "", "", {"zh": None, "en": None, language: span}, marks) for span in dict.fromkeys(rest[language])]
    return out


def _stretches(report: Report) -> Iterator[tuple[str, str, Spans]]:
    """(name, section, place) of every heading and passage, in order."""
    headings = {section.key: section.heading for section in report.sections}
    for passage in report.passages:
        if (heading := headings.pop(passage.section, None)) is not None:
            yield "", passage.section, heading
        yield passage.id, passage.section, passage.spans
    yield from (("", key, heading) for key, heading in headings.items())


def _shown(report: Report, name: str, section: str, spans: Spans, marks: Marks) -> Shown:
    sides = {language: elided(runs(report.text[language], span, marks, language), language) if (span := spans[language]) is not None else () for language in LANGUAGES}
    return Shown(report.id, name, {language: (report.path(section, language) or [""])[-1] for language in LANGUAGES}, sides)
