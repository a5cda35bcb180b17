"""Abstention: answering where the report is silent, and refusing where it answers; and whether `confidence` knows.

The two errors apart, as in NoMIRACL (Thakur et al., Findings of EMNLP 2024); unsure is an outcome of its own, as in
PaperQA2 (Skarlinski et al., 2024). Risk and coverage: El-Yaniv and Wiener, JMLR 2010; the area under the curve: Geifman,
Uziel and El-Yaniv, ICLR 2019. Calibration: expected calibration error, Guo et al., ICML 2017. Sees whether an answer rests on some
evidence, not whether it is complete.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class Judged:
    """One case's part in these measures.

    `right`: the words shown rest on evidence, or would have (see `scoring.would_be_right`); None where the evidence is not
    known, and then the case has no part in what asks for it.
    """

    answerable: bool
    answered: bool
    right: bool | None
    confidence: float


def known(judged: Sequence[Judged]) -> list[Judged]:
    """The cases of which it is known whether they are right; none where those are silent ones alone, beside answerable ones that are not known."""
    own = [one for one in judged if one.right is not None]
    return own if len(own) == len(judged) or any(one.answerable for one in own) else []


def balanced(judged: Sequence[Judged]) -> float | None:
    """Mean of the shares refused of the silent cases and answered of the answerable ones, 0..1; None unless there are both. Always answering, and always refusing, give .5."""
    silent = [not one.answered for one in judged if not one.answerable]
    answerable = [one.answered for one in judged if one.answerable]
    return (sum(silent) / len(silent) + sum(answerable) / len(answerable)) / 2 if silent and answerable else None


def answered_precision(judged: Sequence[Judged]) -> float | None:
    """Right among the answered, 0..1 (PaperQA2's precision); None where nothing was answered."""
    answered = [one.right for one in known(judged) if one.answered]
    return sum(map(bool, answered)) / len(answered) if answered else None


def risk_coverage(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """(coverage, risk) for the most confident 1, 2, ... n cases: what share of all is answered, and what share of those is wrong. Cases of one confidence are taken together."""
    ordered = sorted(known(judged), key=lambda one: -one.confidence)
    out: list[tuple[float, float]] = []
    wrong = 0
    for place, one in enumerate(ordered, 1):
        wrong += not one.right
        if place == len(ordered) or ordered[place].confidence != one.confidence:
            out.append((place / len(ordered), wrong / place))
    return out


def risk_area(judged: Sequence[Judged]) -> float | None:
    """Area under the risk-coverage curve, 0..1, lower is better: the mean risk over the most confident 1 ... n cases."""
    judged = known(judged)
    if not judged:
        return None
    confidence = np.array([one.confidence for one in judged])
    wrong = np.array([not one.right for one in judged], float)
    order = np.argsort(-confidence, kind="stable")
    _, starts, counts = np.unique(-confidence[order], return_index=True, return_counts=True)
    risks = np.cumsum(np.add.reduceat(wrong[order], starts)) / np.cumsum(counts)
    return float((risks * counts).sum() / len(judged))


def calibration(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, cases) of each of ten equal bins of confidence that holds a case, lowest first."""
    bins: dict[int, list[Judged]] = {}
    for one in known(judged):
        bins.setdefault(min(int(one.confidence * BINS), BINS - 1), []).append(one)
    return [(sum(one.confidence for one in own) / len(own), sum(bool(one.right) for one in own) / len(own), len(own)) for _, own in sorted(bins.items())]


def calibration_error(judged: Sequence[Judged]) -> float | None:
    """Expected calibration error: the mean distance of confidence and share right over the bins, weighted by cases; 0..1, lower is better."""
    judged = known(judged)
    if not judged:
        return None
    return sum(count * abs(sure - right) for sure, right, count in calibration(judged)) / len(judged)
