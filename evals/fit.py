"""Fit what search and confidence weigh by, and print what to put into index/weights.py and app/settings.py.

    python -m evals.fit [SUITE or FILE ...]

Without names: the first report's dev cases, and those of the other shipped suites. Cases kept aside are never looked at.
Windows: the weights under which a softmax over all windows of a question picks one that rests on evidence (conditional
logit, McFadden 1974), windows near the evidence in length counting most. Confidence: two logistic
regressions over `app.answering.confidence.signs` with no weight below 0, of the answered cases against short questions off the topic
(evals/gold), and against near misses; the bias of each is set so that REFUSED of the questions that the reports answer fall below one half.
"""

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from app.answering.confidence import SIGNS, signs
from app.answering.scope import scope
from app.asking import Desk
from evals.asking import opened
from evals.cases import Case
from evals.gold import GOLD
from evals.measures.citations import cited
from evals.suites import FAST, Suite, open_suite
from index.ranking import Ranked
from index.scorer import COLUMNS, columns
from index.settings import from_environment
from index.windows import FEATURES
from source.report import LANGUAGES, Language, Report, Spans

SUITES = (FAST[0], "udhr", "platforms", "public-code", "composed")
READER = ("mark", "answers")
"""The signs of the reranker. They alone judge whether the report answers: beside them the others only tell the reports apart."""
REFUSED = {"topic": 0.03, "answers": 0.02}
"""Share of answerable questions that each judge gives up."""
REFUSED_UNREAD = {"topic": 0.04, "answers": 0.02}
"""The same without a reranker: near misses can hardly be told then, so more is left to the other judge."""
MOST = 60
"""Cases of a suite that count whole; of a larger one each counts for less, so that no suite outweighs the others."""
RIDGE = 0.02
RIDGE_OF_SIGNS = 0.01

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question: its windows' features (windows, FEATURES) and what the scorer sees of them (windows, COLUMNS), what each is worth (0..1), the signs, and whether the report answers."""

    suite: str
    language: Language
    values: Rows
    columns: NDArray[np.float32]
    worth: Rows
    signs: list[float]
    answered: bool


def examples(desk: Desk, suites: Sequence[Suite]) -> list[Example]:
    """The dev cases of the suites that search is for."""
    out: list[Example] = []
    for one in suites:
        suite = opened(one, desk)
        for case in suite.cases:
            asked = suite.desks[case.report]
            question = asked.understand(case.question, case.history)
            if case.split == "dev" and question.kind == "report" and not question.foreign:
                only = (case.report,) if case.alone else None
                ranked = asked.ranked(asked.index, question, scope(asked.index, question.searched, only))
                out.append(_example(one.name, case, question.language, ranked, signs(ranked, question.searched, question.language), asked.index.reports[case.report]))
    return out


def _example(suite: str, case: Case, language: Language, ranked: Ranked, found: list[float], report: Report) -> Example:
    values = [held.values for held in ranked.windows]
    worth = [_worth(held.spans(report, place), case, report) if held.candidate.unit.report == case.report else 0.0 for held in ranked.windows for place in range(len(held.rows))]
    seen = [columns(held, language) for held in ranked.windows]
    return Example(suite, language, _rows(values, len(FEATURES)).astype(np.float64), _rows(seen, len(COLUMNS)), np.array(worth), found, case.status == "answered")


def _rows(held: Sequence[NDArray[np.float32]], width: int) -> NDArray[np.float32]:
    return np.concatenate(held) if held else np.zeros((0, width), np.float32)


def _worth(spans: Spans, case: Case, report: Report) -> float:
    """0 for a window beside the evidence; else .3 to 1, by how near it is to a piece in extent (F1 of characters)."""
    if not case.evidence or not any(cited([spans], case.evidence, report.text).pieces):
        return 0.0
    near = [
        2 * mine.overlap(theirs) / (len(mine) + len(theirs))
        for piece in case.evidence
        for place in piece.places
        for language in LANGUAGES
        if (mine := spans.get(language)) and (theirs := place.get(language))
    ]
    return 0.3 + 0.7 * max(near, default=0.0)


def topics(desk: Desk) -> list[Example]:
    """Short questions off the first report's topic."""
    out: list[Example] = []
    with (GOLD / f"{FAST[0]}.topics.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            question = desk.understand(row["text"])
            if question.kind == "report" and row["topic"] != "on":
                ranked = desk.ranked(desk.index, question, scope(desk.index, question.searched, (FAST[0],)))
                out.append(
                    Example("topics", question.language, _rows([], len(FEATURES)).astype(np.float64), _rows([], len(COLUMNS)), np.zeros(0), signs(ranked, question.searched, question.language), False)
                )
    return out


def window_weights(found: Sequence[Example]) -> Rows:
    """Weights of the windows' features: most likely to pick a window of worth."""
    shares = _shares(found)
    rows = [(example.values, example.worth, shares[example.suite]) for example in found if example.worth.size and example.worth.max() > 0]
    spread = np.concatenate([values for values, _, _ in rows]).std(axis=0) + 1e-6
    scaled = [(values / spread, worth, share) for values, worth, share in rows]
    total = sum(share for _, _, share in rows)

    def loss(weights: Rows) -> tuple[float, Rows]:
        lost, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for values, worth, share in scaled:
            scores = values @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            right = float(chance @ worth) + 1e-9
            lost -= share / total * float(np.log(right))
            slope -= share / total * (values.T @ (chance * worth / right - chance))
        return lost, slope

    done = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B")
    return np.asarray(done.x / spread)


def _shares(found: Sequence[Example]) -> dict[str, float]:
    counts = Counter(example.suite for example in found)
    return {suite: min(1.0, MOST / count) for suite, count in counts.items()}


def judge_weights(found: Sequence[Example], used: Sequence[str], refused: float) -> tuple[Rows, dict[Language, float], list[str]]:
    """Weights of the signs, none below 0 and 0 for those that are not `used`, each language's bias, and how well the two kinds are told apart."""
    places = [SIGNS.index(name) for name in used]
    x = np.array([[*(example.signs[column] for column in places), float(example.language == "zh")] for example in found])
    y = np.array([example.answered for example in found])
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = (x - mean) / spread
    counts = Counter((example.suite, example.answered) for example in found)
    share = np.array([min(1.0, MOST / counts[example.suite, example.answered]) for example in found])
    weighed = share * np.where(y, 0.5 / share[y].sum(), 0.5 / share[~y].sum())

    def loss(weights: Rows) -> tuple[float, Rows]:
        chance = 1 / (1 + np.exp(-np.clip(z @ weights[:-1] + weights[-1], -30, 30)))
        lost = -float(weighed @ np.log(np.where(y, chance, 1 - chance) + 1e-9)) + RIDGE_OF_SIGNS * float(weights[:-1] @ weights[:-1])
        slope = z.T @ (weighed * (chance - y)) + 2 * RIDGE_OF_SIGNS * weights[:-1]
        return lost, np.append(slope, weighed @ (chance - y))

    bounds = [(0.0, None)] * len(used) + [(None, None)] * 2
    done = minimize(loss, np.zeros(len(used) + 2), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = np.zeros(len(SIGNS))
    weights[places] = done.x[: len(used)] / spread[: len(used)]
    bias: dict[Language, float] = {}
    told: list[str] = []
    for language in LANGUAGES:
        own = np.array([example.language == language for example in found])
        scores = x[own, : len(used)] @ weights[places]
        yes = y[own]
        order = np.argsort(scores[yes])
        given_up = np.cumsum(share[own][yes][order]) / share[own][yes].sum()
        bias[language] = -float(scores[yes][order][int(np.searchsorted(given_up, refused))])
        auc = np.mean([(a > b) + 0.5 * (a == b) for a in scores[yes] for b in scores[~yes]])
        told.append(f"{language}: {int(own.sum())} questions, AUC {auc:.3f}, answered wrongly {np.mean(scores[~yes] + bias[language] >= 0):.2f}")
    return weights, bias, told


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fit")
    parser.add_argument("suites", nargs="*", default=SUITES, help="suites or files whose dev cases are fitted on")
    desk = Desk(from_environment())
    found = examples(desk, [open_suite(name) for name in parser.parse_args().suites])
    print(f"{desk.encoder.name}, reranker {desk.reranker.name if desk.reranker else 'none'}; {len(found)} cases")
    print(f"WINDOWS = {tuple(float(round(weight, 2)) for weight in window_weights(found))}")
    reader = READER if desk.reranker else ()
    off = topics(desk)
    near = [name for name in SIGNS if name not in READER]
    for judge, rows, used in (("topic", [*(example for example in found if example.answered), *off], [*near, *reader]), ("answers", found, reader or near)):
        weights, bias, told = judge_weights(rows, used, (REFUSED if reader else REFUSED_UNREAD)[judge])
        print(f"{judge}=Judge({tuple(float(round(weight, 2)) for weight in weights)}, { ({language: round(value, 3) for language, value in bias.items()}) }),  # {', '.join(SIGNS)}")
        print(*told, sep="\n")


if __name__ == "__main__":
    main()
