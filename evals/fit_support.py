"""`python -m evals.fit_support`: fits how the signs of the check of written answers are weighed, on the dev half of the sentences.

Penalised logistic regression over standardised signs. No weight is negative: the higher a sign, the better, so that a few
hundred sentences cannot teach that a missing number speaks for a sentence. Prints what `app.written.support` holds, and
how good it is on passages left out. The other half is not touched.
"""

import sys
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from app.asking import Desk
from app.written.support import ALL, Support
from evals.supporting import Claim, claims, elsewhere, evidence_of, reports_of
from index.settings import from_environment
from source.errors import DuizhaoError
from source.report import LANGUAGES, Language

PENALTY = 5.0
"""On the squared weights of standardised signs; between 1 and 30 nothing changes by more than .03."""
FOLDS, ROUNDS = 6, 5
LOST = 0.04
"""Share of the faithful dev sentences that are lost at the threshold: at it .06 to .12 are lost of sentences that no rule was made on, where .10 may be."""
EVERY = 3
"""Of so many faithful sentences one is also taken beside a passage that it does not cite, as a false one.

Without these the nearness of words gets no weight: false sentences made by hand keep the words.
"""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """score = logistic(signs · weights + bias[language]); one bias a language."""

    weights: Floats
    bias: Floats

    def scores(self, values: Floats, sides: Floats) -> Floats:
        return np.asarray(1 / (1 + np.exp(-(values @ self.weights + sides @ self.bias))), np.float64)


def fit(values: Floats, sides: Floats, faithful: NDArray[np.bool_], penalty: float = PENALTY) -> Fit:
    """Weights (signs,) of values (sentences, signs); `sides` (sentences, 2) is 1 in the column of the sentence's language."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread < 1e-9] = np.inf  # a sign that never changes gets no weight
    table = np.hstack([(values - mean) / spread, sides])
    count, signed = values.shape[1], np.where(faithful, 1.0, -1.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margins = signed * (table @ parameters)
        pull = -signed / (1 + np.exp(margins))
        penalised = np.concatenate([parameters[:count], np.zeros(2)])
        return float(np.logaddexp(0, -margins).sum() + penalty * (penalised**2).sum()), table.T @ pull + 2 * penalty * penalised

    found = minimize(loss, np.zeros(count + 2), jac=True, method="L-BFGS-B", bounds=[(0, None)] * count + [(None, None)] * 2).x
    weights = found[:count] / spread
    return Fit(weights, found[count:] - float(mean @ weights))


def left_out(values: Floats, sides: Floats, faithful: NDArray[np.bool_], groups: Sequence[Hashable]) -> Floats:
    """Scores (sentences,) by fits that have not seen the sentence nor any other of its group; means of several rounds."""
    names = list(dict.fromkeys(groups))
    total = np.zeros(len(faithful))
    for seed in range(ROUNDS):
        fold = dict(zip(names, np.random.default_rng(seed).permutation(len(names)) % FOLDS, strict=True))
        folds = np.array([fold[group] for group in groups])
        for number in range(FOLDS):
            out = folds == number
            total[out] += fit(values[~out], sides[~out], faithful[~out]).scores(values[out], sides[out])
    return total / ROUNDS


def caught(scores: Floats, faithful: NDArray[np.bool_], lost: float) -> float:
    """The share of false sentences that score below the quantile `lost` of the faithful ones."""
    return float((scores[~faithful] < np.quantile(scores[faithful], lost)).mean())


def measured(rows: Sequence[Claim], support: Support, desk: Desk) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Signs (sentences, signs), languages (sentences, 2) and which are faithful."""
    reports = reports_of(desk)
    values = np.array([support.signs(row.sentence, row.language, evidence_of(row, reports)) for row in rows], np.float64)
    sides = np.array([[row.language == language for language in LANGUAGES] for row in rows], np.float64)
    return values, sides, np.array([row.faithful for row in rows])


def _by_language(values: Mapping[Language, float], digits: int) -> str:
    return "{" + ", ".join(f'"{language}": {value:.{digits}f}' for language, value in values.items()) + "}"


def main() -> int:
    try:
        desk = Desk(from_environment())
        rows = claims("dev")
        cited = [row.cites[0] for row in rows]
        true = [row for row in rows if row.faithful][::EVERY]
        rows, cited = [*rows, *elsewhere(true, reports_of(desk))], [*cited, *(row.cites[0] for row in true)]
        values, sides, faithful = measured(rows, Support(desk.encoder), desk)
    except DuizhaoError as fault:
        print(f"fit_support: {fault}", file=sys.stderr)
        return 1
    made, scores = fit(values, sides, faithful), left_out(values, sides, faithful, cited)
    made_false = np.array([row.kind != "elsewhere" for row in rows])
    print(f"{len(rows)} sentences, {int((~made_false).sum())} of them true elsewhere; on passages left out, of the others caught at .05, .10 and .20 lost:")
    for side, language in enumerate(LANGUAGES):
        own = (sides[:, side] == 1) & made_false
        print(f"  {language}  " + "  ".join(f"{caught(scores[own], faithful[own], lost):.2f}" for lost in (0.05, 0.1, 0.2)))
    for name, weight in sorted(zip(ALL, made.weights, strict=True), key=lambda pair: -pair[1] * values[:, ALL.index(pair[0])].std()):
        print(f"  {name:12} {weight:6.2f}  a standard deviation gives {weight * values[:, ALL.index(name)].std():.2f}")
    threshold = {language: float(np.quantile(scores[faithful & (sides[:, side] == 1)], LOST)) for side, language in enumerate(LANGUAGES)}
    print(f"weights=({', '.join(f'{weight:.2f}' for weight in made.weights)}),")
    print(f"bias={_by_language(dict(zip(LANGUAGES, made.bias, strict=True)), 2)},")
    print(f"usual=({', '.join(f'{value:.2f}' for value in values[faithful].mean(axis=0))}),")
    print(f"threshold={_by_language(threshold, 3)},")
    return 0


if __name__ == "__main__":
    sys.exit(main())
