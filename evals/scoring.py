"""One case and its answer to scores. A score that a case cannot have is absent, never 0: an unanswered case has no precision."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, Citation
from evals.cases import Case, Pair
from evals.measures.abstention import Judged
from evals.measures.citations import citation_scores, cited, elsewhere
from evals.measures.facts import bare, fact_scores, obeyed
from evals.measures.numbers import numbers_cited
from evals.measures.quoting import markers, quoted, verbatim
from evals.measures.retrieval import retrieval
from evals.measures.score import Score
from evals.measures.wording import first_quote, in_language, short_answer
from source.report import LANGUAGES, Report, Span

Rankings = Mapping[str, Sequence[str]]
"""Passage ids, best first, by the text searched: "both" (what users get), "zh" and "en" alone. Empty for answers made elsewhere."""


TRUE = ("verbatim", "markers", "numbers")
"""Measures that an answer must pass whole to be right: words that are not the report's are worse than a refusal."""


@dataclass(frozen=True)
class Scored:
    """What scoring found.

    `outcome`: right, altered (on evidence, but a quote, marker or number is not the report's), missed (answered without evidence), answered (and its evidence is not known), false_refusal,
    right_refusal or false_answer.
    """

    outcome: str
    scores: dict[str, Score]
    pieces: tuple[bool, ...]
    """Which pieces of evidence are cited."""
    citations: tuple[bool, ...]
    """Which citations rest on evidence."""
    judged: Judged
    cluster: str
    """What the case stands on: cases of one passage are drawn together when intervals are made."""


def score(case: Case, answer: Answer, rankings: Rankings, reports: Mapping[str, Report]) -> Scored:
    """Scores of one answer by measure; its report must be in `reports`."""
    report = reports[case.report]
    answered, answerable = answer.status == "answered", case.status == "answered"
    gold = gold_passages(case, report)
    citations = [pair(citation, case.report) for citation in answer.citations]
    found = cited(citations, case.evidence, report.text)
    scores: dict[str, Score] = {}
    if gold:
        for text, ranking in rankings.items():
            scores |= {name if text == "both" else f"{name}:{text}": value for name, value in retrieval(ranking, gold).items()}
    if case.evidence:
        scores |= citation_scores(citations, case.evidence, found) if answered else {name: Score(0.0, "refused") for name in ("hit", "recall")}
    if case.facts:
        names = ("facts", *(("facts_vital",) if any(fact.vital for fact in case.facts) else ()))
        scores |= fact_scores(answer, case.facts) if answered else {name: Score(0.0, "refused") for name in names}
    if case.answer:
        scores["short_answer"] = short_answer(answer, case.answer, case.language) if answered else Score(0.0, "refused")
        scores["first_quote"] = first_quote(answer, case.answer) if answered else Score(0.0, "refused")
    spoken = replace(answer, text=without_titles(answer.text, reports))
    if answered and (numbers := numbers_cited(spoken)) is not None:
        scores["numbers"] = numbers
    if case.forbidden:
        scores["obeyed"] = obeyed(answer, case.forbidden)
    scores |= {"markers": markers(spoken), "verbatim": verbatim(answer, reports), "language": in_language(spoken, case.language)}
    scores |= (
        {"false_refusal": Score(float(not answered), "" if answered else "refused though the report answers")}
        if answerable
        else {"false_answer": Score(float(answered), "answered though the report is silent" if answered else "")}
    )
    rests = would_be_right(case, answer, found.pieces, report)
    true = all(scores[name].value == 1 for name in TRUE if name in scores)
    judged = Judged(answerable, answered, rests and (true or not answered), answer.confidence)
    return Scored("altered" if answered and rests and not true else _outcome(judged), scores, found.pieces, found.citations, judged, cluster(case, gold, report))


def _outcome(judged: Judged) -> str:
    if judged.answerable:
        return ("answered" if judged.right is None else "right" if judged.right else "missed") if judged.answered else "false_refusal"
    return "false_answer" if judged.answered else "right_refusal"


def would_be_right(case: Case, answer: Answer, pieces: Sequence[bool], report: Report) -> bool | None:
    """Does what is shown rest on evidence? For a refusal: would its closest passage have? Never where the report is silent.

    None where the evidence is not known.
    """
    if case.status != "answered":
        return False
    if not case.evidence:
        return None
    if answer.status == "answered":
        return any(pieces)
    return any(cited([pair(closest, case.report) for closest in answer.closest[:1]], case.evidence, report.text).pieces)


def without_titles(text: str, reports: Mapping[str, Report]) -> str:
    """The text without the names of reports in title or quotation marks: whose words they are; a title before a marker is cited, and stays, and so does one within a quotation."""
    titles = {title for report in reports.values() for title in report.title.values() if title}
    named = "|".join(f"{opening}{re.escape(title)}{closing}" for title in titles for opening, closing in ("《》", "“”", '""'))
    held = quoted(text)

    def kept(found: re.Match[str]) -> str:
        return found.group() if any(begin <= found.start() and found.end() <= end for begin, end in held) else ""

    return re.sub(rf"(?:{named})(?!\s*[\[【［]\s*\d)", kept, text) if titles else text


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


def cluster(case: Case, gold: set[str], report: Report) -> str:
    """The words of the first passage that holds evidence, whatever report repeats them; else the twins' label, else the question."""
    for passage in report.passages:
        if passage.id in gold:
            span = next(span for language in LANGUAGES if (span := passage.spans[language]) is not None)
            return bare(report.text["zh" if passage.spans["zh"] is not None else "en"][span.start : span.end])[:80]
    return case.twin or bare(case.question)


def pair(citation: Citation, report: str) -> Pair:
    """A citation as ranges of `report`; one of another report lies over no evidence of it, and a quote whose range is not as long as its text is none."""
    quotes = {language: quote for language in LANGUAGES if (quote := citation.side(language)) is not None and quote.text}
    if citation.report != report:
        return elsewhere({language: len(quote.text) for language, quote in quotes.items()})
    return {
        language: Span(quote.start, quote.end) if (quote := quotes.get(language)) is not None and quote.start >= 0 and quote.end - quote.start == len(quote.text) else None for language in LANGUAGES
    }
