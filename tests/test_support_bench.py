"""The measuring of the check: the gold sentences are whole, shares are of the right halves, and no weight is fitted against its sign."""

import numpy as np
import pytest

from app.written.support import Verdict
from evals.bench.support import Checked, curve, table
from evals.fit_support import caught, fit, left_out
from evals.supporting import claims
from source.report import LANGUAGES


@pytest.mark.parametrize("split", ["dev", "aside"])
def test_the_gold_sentences_are_half_faithful_half_false_in_each_language(split: str) -> None:
    rows = claims(split)
    for language in LANGUAGES:
        own = [row for row in rows if row.language == language]
        assert len(own) >= 100
        assert 0.45 < sum(row.faithful for row in own) / len(own) < 0.55
    assert len({row.id for row in rows}) == len(rows)
    assert all(row.cites and all(passage.startswith(f"{row.report}/") for passage in row.cites) for row in rows)


def test_no_sentence_is_in_both_halves() -> None:
    assert not {row.sentence for row in claims("dev")} & {row.sentence for row in claims("aside")}


def test_caught_and_lost_are_told_of_the_halves_that_they_are_of() -> None:
    false, true = ([row for row in claims("dev") if row.language == "zh" and row.faithful is faithful][:4] for faithful in (False, True))
    supported = [True, False, False, False, True, True, True, False]  # three of four false ones caught, one of four faithful ones lost
    scores = [0.9, 0.1, 0.2, 0.3, 0.8, 0.7, 0.6, 0.25]
    rows = [Checked(row, Verdict(passed, score, ()), 1.0) for row, passed, score in zip([*false, *true], supported, scores, strict=True)]
    lines = table(rows)
    assert "0.750" in lines[1] and "0.250" in lines[1] and lines[1].count("of 4") == 2
    assert lines[2].startswith("zh")
    assert curve(rows)[1].split()[-1] == "0.688"  # of 16 pairs the faithful one scores higher in 3 + 3 + 3 + 2 = 11


def test_no_weight_is_negative_and_a_sign_that_tells_gets_one() -> None:
    chance = np.random.default_rng(1)
    faithful = np.arange(200) % 2 == 0
    values = np.stack([1.0 * faithful + chance.normal(0, 0.5, 200), -1.0 * faithful + chance.normal(0, 0.5, 200), np.zeros(200)], axis=1)
    sides = np.stack([np.arange(200) % 4 < 2, np.arange(200) % 4 >= 2], axis=1).astype(float)
    made = fit(values, sides, faithful)
    assert made.weights[0] > 0.5
    assert made.weights[1] == made.weights[2] == 0
    scores = left_out(values, sides, faithful, list(range(200)))
    assert caught(scores, faithful, 0.1) > 0.6


def test_what_is_left_out_is_not_learnt_from() -> None:
    faithful = np.arange(60) % 2 == 0
    values = np.eye(60)  # each sentence has a sign of its own: learnt by heart it would be told, left out it cannot
    scores = left_out(values, np.ones((60, 2)), faithful, list(range(60)))
    assert abs(float(scores[faithful].mean() - scores[~faithful].mean())) < 0.1
