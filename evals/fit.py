"""Fit the confidence of the encoder in use, and print what to put into app/settings.py.

    python -m evals.fit

Logistic regression (scikit-learn, balanced classes) over the features of `app.extractive.features`, on the first report's
dev cases and short questions that are on and off its topic (evals/gold). The bias is shifted so that REFUSED of the
questions that the report answers fall below one half.
"""

import csv

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.asking import Desk
from app.extractive import features
from app.question import understand
from evals.asking import opened
from evals.gold import GOLD
from evals.suites import FAST, open_suite
from index.settings import from_environment
from source.report import LANGUAGES

REFUSED = 0.05
"""Share of answerable questions given up: fewer, and off-topic questions are answered twice as often."""


def examples(desk: Desk) -> list[tuple[str, list[str], str, bool]]:
    """Questions with their history, language, and whether the first report answers."""
    cases = [case for case in opened(open_suite(FAST[0]), desk).cases if case.split == "dev"]
    out: list[tuple[str, list[str], str, bool]] = [(case.question, list(case.history), case.language, case.status == "answered") for case in cases]
    with (GOLD / f"{FAST[0]}.topics.tsv").open(encoding="utf-8", newline="") as file:
        out += [(row["text"], [], row["language"], row["topic"] == "on") for row in csv.DictReader(file, delimiter="\t")]
    return out


def main() -> None:
    desk = Desk(from_environment())
    for language in LANGUAGES:
        rows: list[list[float]] = []
        answered: list[bool] = []
        for text, history, asked, yes in examples(desk):
            question = understand(text, history)
            if asked == language and question.kind == "report":
                rows.append(features(desk.index.search(question.searched), question.searched, language))
                answered.append(yes)
        x, y = np.array(rows), np.array(answered)
        mean, spread = x.mean(axis=0), x.std(axis=0)
        model = LogisticRegression(class_weight="balanced").fit((x - mean) / spread, y)
        weights = model.coef_[0] / spread
        bias = float(model.intercept_[0] - (weights * mean).sum())
        scores = x @ weights + bias
        bias -= float(np.quantile(scores[y], REFUSED))
        scores = x @ weights + bias
        auc = np.mean([(a > b) + 0.5 * (a == b) for a in scores[y] for b in scores[~y]])
        wrong = np.mean(scores[~y] >= 0)
        shown = tuple(float(round(weight, 2)) for weight in weights)
        print(f"{desk.encoder.name} {language}: weights {shown}, bias {bias:.2f}; {len(y)} questions, AUC {auc:.3f}, answered wrongly {wrong:.2f}")


if __name__ == "__main__":
    main()
