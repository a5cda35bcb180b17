"""One case and its answer to scores. A score that a case cannot have is None, never 0: an unanswered case has no precision."""

from dataclasses import dataclass

from app.answer import Answer, Citation
from evals.cases import Case, Pair
from evals.evidence import cited
from evals.facts import facts_found
from source.report import LANGUAGES, Report, Span


@dataclass(frozen=True)
class Scores:
    """Scores of one case, each 0..1 and higher better but `quoted` (characters quoted for each of evidence).

    A refused answerable case has hit, recall and facts 0 (what was asked for was not shown) and no precision or quoted.
    """

    success_1: float | None
    success_5: float | None
    hit: float | None
    recall: float | None
    precision: float | None
    quoted: float | None
    facts: float | None
    false_answer: float | None
    """The report is silent, and the question was answered."""
    false_refusal: float | None
    """The report answers, and the question was refused."""


NAMES = ("success_1", "success_5", "hit", "recall", "precision", "quoted", "facts", "false_answer", "false_refusal")


def score(case: Case, answer: Answer, retrieved: list[str], report: Report) -> Scores:
    """Scores of one answer; `retrieved` are passage ids, best first."""
    answered = answer.status == "answered"
    if case.status == "not_in_report":
        return Scores(None, None, None, None, None, None, None, float(answered), None)
    gold = gold_passages(case, report)
    success = [float(bool(gold & set(retrieved[:k]))) for k in (1, 5)]
    if not answered:
        return Scores(success[0], success[1], 0.0, 0.0, None, None, 0.0 if case.facts else None, None, 1.0)
    found = cited([pair(citation) for citation in answer.citations], case.evidence, report.text)
    facts = facts_found(answer, case.facts) if case.facts else None
    return Scores(success[0], success[1], found.hit, found.recall, found.precision, found.quoted, facts, None, 0.0)


def gold_passages(case: Case, report: Report) -> set[str]:
    """Passages that hold half of any piece of evidence, in either language."""
    out: set[str] = set()
    for piece in case.evidence:
        for place in piece.places:
            for passage in report.passages:
                for language in LANGUAGES:
                    wanted, held = place.get(language), passage.spans[language]
                    if wanted is not None and held is not None and 2 * wanted.overlap(held) >= len(wanted):
                        out.add(passage.id)
    return out


def pair(citation: Citation) -> Pair:
    """A citation as ranges."""
    return {language: Span(quote.start, quote.end) if (quote := citation.side(language)) is not None else None for language in LANGUAGES}
