"""One case as the page shows it: the question's row, and what opens under it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.answer import Answer
from evals.cases import Case
from evals.measures.facts import fact_scores
from evals.measures.quoting import MARKER
from evals.measures.score import Score
from evals.measures.table import MEASURES, RETRIEVAL
from evals.page.marked import Loose, MarkedRun, Shown, elided, marks_of, shown
from evals.page.visible import shortened
from evals.page.words import measure, reason
from evals.record import Record
from evals.scoring import gold_passages
from evals.summary import TEXTS
from source.report import LANGUAGES, Language, Report

FIRST = 5
"""Passages of a ranking that are named."""


@dataclass(frozen=True)
class Part:
    """A piece of an answer's text; a marker says whether its citation rests on evidence ("" where that is not known, "?" for none)."""

    text: str
    marker: bool = False
    verdict: str = ""


@dataclass(frozen=True)
class ShownScore:
    """A score with its reason."""

    label: Markup
    value: str
    reason: Markup


@dataclass(frozen=True)
class Ranked:
    """A passage found, by the headings over it and its first words."""

    id: str
    words: str
    evidence: bool


@dataclass(frozen=True)
class ShownCase:
    """All that is shown of one case."""

    anchor: str
    case: Case
    record: Record
    outcomes: tuple[str, ...]
    """The outcome, and "partial" beside "right" where a piece of evidence is missed."""
    change: str
    then: str
    answer: Answer | None
    parts: tuple[Part, ...]
    passages: tuple[Shown, ...]
    loose: tuple[Loose, ...]
    closest: tuple[Shown, ...]
    facts: tuple[tuple[str, bool, bool], ...]
    """(wordings, vital, found)."""
    scores: tuple[ShownScore, ...]
    retrieval: tuple[tuple[str, tuple[str, ...], Markup], ...]
    """(text searched, a value a measure, reason)."""
    first: tuple[Ranked, ...]
    twin: tuple[str, str, str]
    """(anchor, id, agreement) of the same question in the other language, or empty texts."""

    def score(self, name: str) -> str:
        """A score's value as written, "" where the case has none."""
        found = self.record.scored.scores.get(name) if self.record.scored is not None else None
        return written(found.value) if found is not None else ""


def written(value: float) -> str:
    return f"{value:.2f}"


def anchors(records: Sequence[Record]) -> dict[tuple[str, str], str]:
    """A fragment for each case by suite and id: case-ID, with a number where two would be the same."""
    out: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for record in records:
        stem = "case-" + "".join(character if character.isalnum() or character in "_.-" else "-" for character in record.case.id)
        anchor = next(name for number in range(1, len(records) + 2) if (name := stem if number == 1 else f"{stem}-{number}") not in taken)
        taken.add(anchor)
        out[record.suite, record.case.id] = anchor
    return out


def shown_case(record: Record, *, reports: Mapping[str, Report], anchor: str, change: tuple[str, str], twin: tuple[str, str, str]) -> ShownCase:
    """The case with everything marked; reports are those of its suite."""
    case, answer, scored = record.case, record.asked.answer, record.scored
    marks, loose = marks_of(case, answer, scored.pieces if scored is not None else (), reports)
    partial = record.outcome == "right" and scored is not None and not all(scored.pieces)
    scores = scored.scores if scored is not None else {}
    return ShownCase(
        anchor=anchor,
        case=case,
        record=record,
        outcomes=("right", "partial") if partial else (record.outcome,),
        change=change[0],
        then=change[1],
        answer=answer,
        parts=tuple(parts(answer, scored.citations if scored is not None and (case.evidence or case.status != "answered") else None)) if answer is not None else (),
        passages=tuple(one for id, held in marks.items() for one in shown(reports[id], held)),
        loose=tuple(loose),
        closest=tuple(_closest(answer)) if answer is not None else (),
        facts=_facts(case, answer),
        scores=tuple(ShownScore(measure(one.name), written(scores[one.name].value), reason(scores[one.name].reason)) for one in MEASURES if one.name in scores and one.name not in RETRIEVAL),
        retrieval=tuple(_retrieval(scores)),
        first=_first(record, reports),
        twin=twin,
    )


def parts(answer: Answer, right: Sequence[bool] | None) -> list[Part]:
    """The answer's text cut at its markers; `right`: which citations rest on evidence, None where that is not known."""
    verdicts: dict[int, str] = {}
    for place, citation in enumerate(answer.citations):
        verdict = "" if right is None else "✓" if place < len(right) and right[place] else "✗"
        verdicts[citation.number] = "✓" if "✓" in (verdict, verdicts.get(citation.number)) else verdict
    out: list[Part] = []
    at = 0
    for marker in MARKER.finditer(answer.text):
        out += [Part(answer.text[at : marker.start()])] if marker.start() > at else []
        number = int(marker.group(1))
        out.append(Part(str(number), True, verdicts.get(number, "?")))
        at = marker.end()
    return [*out, Part(answer.text[at:])] if at < len(answer.text) else out


def _facts(case: Case, answer: Answer | None) -> tuple[tuple[str, bool, bool], ...]:
    """Each alone by the very measure; a refusal says none."""
    answered = answer if answer is not None and answer.status == "answered" else None
    return tuple((" / ".join(fact.wordings), fact.vital, answered is not None and fact_scores(answered, [fact])["facts"].value == 1) for fact in case.facts)


def _retrieval(scores: Mapping[str, Score]) -> list[tuple[str, tuple[str, ...], Markup]]:
    out = []
    for text in TEXTS:
        found = [scores.get(name if text == "both" else f"{name}:{text}") for name in RETRIEVAL]
        if any(found):
            out.append((text, tuple(written(one.value) if one is not None else "–" for one in found), reason(next(one.reason for one in found if one is not None))))
    return out


def _first(record: Record, reports: Mapping[str, Report]) -> tuple[Ranked, ...]:
    case = record.case
    gold = gold_passages(case, reports[case.report]) if case.report in reports else set()
    ranking = record.asked.rankings.get("both", ())[:FIRST]
    return tuple(Ranked(id, _words(id, case.language, reports), id in gold) for id, _ in ranking)


def _words(id: str, language: Language, reports: Mapping[str, Report]) -> str:
    """The first words of a passage, in the question's language where it has any."""
    report = reports.get(id.rsplit("/", 1)[0])
    passage = next((one for one in report.passages if one.id == id), None) if report is not None else None
    if report is None or passage is None:
        return ""
    own = language if passage.spans[language] is not None else next(one for one in LANGUAGES if passage.spans[one] is not None)
    span = passage.spans[own]
    return shortened(report.quote(own, span), 30 if own == "zh" else 64) if span is not None else ""


def _closest(answer: Answer) -> Iterator[Shown]:
    """Passages offered with a refusal, in the answer's own words, cut down to their beginnings."""
    for citation in answer.closest:
        texts = {language: quote.text for language in LANGUAGES if (quote := citation.side(language)) is not None and quote.text}
        sides = {language: elided([MarkedRun(texts[language], "")], language) if language in texts else () for language in LANGUAGES}
        yield Shown(citation.report, citation.passage, {language: (citation.section.get(language) or [""])[-1] for language in LANGUAGES}, sides)
