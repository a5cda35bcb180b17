"""`python -m evals.fit_support`: fits how the signs of the check of written answers are weighed, on the dev half of the sentences and on those that the reader's training keeps aside.

Penalised logistic regression over standardised signs. No weight is negative: the higher a sign, the better, so that some
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
from app.written.support import ALL, SETTLING, Evidence, Support
from app.written.training.sources import written
from evals.supporting import claims, elsewhere, evidence_of, reports_of
from index.settings import from_environment
from source.errors import DuizhaoError
from source.report import LANGUAGES, Language

PENALTY = 5.0
"""On the squared weights of standardised signs; between 1 and 30 nothing changes by more than .03."""
FOLDS, ROUNDS = 6, 5
LOST = 0.20
"""Share of the faithful sentences that are lost at the threshold, of those on which no rule was made."""
EVERY = 3
"""Of so many faithful sentences one is also taken beside a passage that it does not cite, as a false one.

Without these the nearness of words gets no weight: false sentences made by hand keep the words.
"""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """A sentence with what it cites; those of one `group` are left out together.

    `kind` is "dev" (the suites' dev half, on which rules were made), "elsewhere" (a faithful one of it beside another passage) or "kept" (kept aside in training the reader).
    """

    sentence: str
    language: Language
    evidence: list[Evidence]
    faithful: bool
    group: str
    kind: str


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


def samples(desk: Desk) -> list[Sample]:
    """What the weights are fitted on."""
    reports, rows = reports_of(desk), claims("dev")
    true = [row for row in rows if row.faithful][::EVERY]
    out = [Sample(row.sentence, row.language, evidence_of(row, reports), row.faithful, row.cites[0], "dev") for row in rows]
    out += [Sample(false.sentence, false.language, evidence_of(false, reports), False, row.cites[0], "elsewhere") for row, false in zip(true, elsewhere(true, reports), strict=True)]
    kept = [row for row in written() if row.aside]
    return out + [Sample(row.text, row.language, [Evidence(row.paragraph["zh"], row.paragraph["en"])], row.faithful, row.paragraph["zh"], "kept") for row in kept]


def measured(rows: Sequence[Sample], support: Support) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Signs (sentences, signs), languages (sentences, 2) and which are faithful."""
    values = np.array([support.signs(row.sentence, row.language, row.evidence) for row in rows], np.float64)
    sides = np.array([[row.language == language for language in LANGUAGES] for row in rows], np.float64)
    return values, sides, np.array([row.faithful for row in rows])


def _by_language(values: Mapping[Language, float], digits: int) -> str:
    return "{" + ", ".join(f'"{language}": {value:.{digits}f}' for language, value in values.items()) + "}"


def main() -> int:
    try:
        desk = Desk(from_environment())
        rows = samples(desk)
        values, sides, faithful = measured(rows, Support(desk.encoder))
    except DuizhaoError as fault:
        print(f"fit_support: {fault}", file=sys.stderr)
        return 1
    made, scores = fit(values, sides, faithful), left_out(values, sides, faithful, [row.group for row in rows])
    scores[(values[:, [ALL.index(name) for name in SETTLING]] < 0).any(axis=1)] = 0.0
    print(f"{len(rows)} sentences; on passages left out, caught at .05, .10 and .20 lost, and the share of the faithful that a number, unit, name or quotation settles against:")
    for kind in ("dev", "kept"):
        for side, language in enumerate(LANGUAGES):
            own = (sides[:, side] == 1) & np.array([row.kind == kind for row in rows])
            print(f"  {kind:5} {language}  " + "  ".join(f"{caught(scores[own], faithful[own], lost):.2f}" for lost in (0.05, 0.1, 0.2)) + f"  {(scores[own & faithful] == 0).mean():.3f}")
    for name, weight in sorted(zip(ALL, made.weights, strict=True), key=lambda pair: -pair[1] * values[:, ALL.index(pair[0])].std()):
        print(f"  {name:12} {weight:6.2f}  a standard deviation gives {weight * values[:, ALL.index(name)].std():.2f}")
    told = faithful & np.array([row.kind == "kept" for row in rows])
    threshold = {language: float(np.quantile(scores[told & (sides[:, side] == 1)], LOST)) for side, language in enumerate(LANGUAGES)}
    print(f"weights=({', '.join(f'{weight:.2f}' for weight in made.weights)}),")
    print(f"bias={_by_language(dict(zip(LANGUAGES, made.bias, strict=True)), 2)},")
    print(f"usual=({', '.join(f'{value:.2f}' for value in values[faithful].mean(axis=0))}),")
    print(f"threshold={_by_language(threshold, 3)},")
    return 0


if __name__ == "__main__":
    sys.exit(main())
