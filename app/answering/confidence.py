"""How sure an answer is: the probability that what was found answers the question, from several signs that are weighed.

Two things make a report silent, and no one sum tells both: that it speaks of something else, which how near it comes and
the words in common show, and that it speaks of this and does not say what is asked, which the reranker sees by reading.
So there are two judges, and an answer is as sure as the less sure of them. Fitted by `python -m evals.fit`.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app.settings import GAP, Judge, Judging
from index.ranking import Ranked
from index.terms import terms
from index.windows import FEATURES
from source.report import LANGUAGES, Language, other

SIGNS = ("support", "support_other", "asked", "terms", "touch", "mark", "answers")
"""Mean cosine of the five best windows in the question's language and in the other; ln of the query's terms; the best share of BM25; how near the question's words come to the best
window; the best unit's highest mark, and the highest logit that a stretch answers, each the mean of the languages that were read."""
UNREAD = -3.0
"""Logit that stands for a stretch that was not read."""


def signs(ranked: Ranked, searched: str, language: Language, gap: float = GAP) -> list[float]:
    """The SIGNS of one question; 0 for those that nothing was found for."""
    found = ranked.found
    own = found.support.get(language) or found.support.get(other(language), 0.0) + gap
    across = found.support.get(other(language)) or own - gap
    shared = max((candidate.terms for candidate in found.candidates if candidate.unit.kind == "text"), default=0.0)
    touch = float(ranked.windows[0].values[ranked.windows[0].first, FEATURES.index("touch")]) if ranked.windows else 0.0
    read = [made for one in LANGUAGES if (made := _read(ranked, one)) is not None] or [(0.0, UNREAD)]
    mark, answers = np.mean(read, axis=0)
    return [own, across, math.log(max(1, len(terms(searched)))), shared, touch, float(mark), float(answers)]


def _read(ranked: Ranked, language: Language) -> tuple[float, float] | None:
    """The best mark of the best unit that was read in a language, and the highest logit; None where none was."""
    read = [held.candidate.read[language] for held in ranked.windows if language in held.candidate.read]
    return (max(read[0].marks, default=0.0), max(one.answers for one in read)) if read else None


def confidence(ranked: Ranked, searched: str, language: Language, judging: Judging) -> float:
    """0..1 that the report answers."""
    values = np.array(signs(ranked, searched, language, judging.gap))
    return min(_probability(judge, values, language, judging.slope) for judge in (judging.topic, judging.answers))


def on_topic(ranked: Ranked, searched: str, language: Language, judging: Judging) -> float:
    """0..1 that the report speaks of what is asked at all, whether it answers or not."""
    return _probability(judging.topic, np.array(signs(ranked, searched, language, judging.gap)), language, judging.slope)


def _probability(judge: Judge, values: NDArray[np.float64], language: Language, slope: float) -> float:
    logit = slope * (judge.bias[language] + float(np.array(judge.weights) @ values))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
