"""Alignments against those made by hand."""

import pytest

from app.asking import Desk
from evals.gold import Ranges, bead_scores, beads_of, read_gold

ONE: Ranges = ((0, 5), (0, 9))
TWO: Ranges = ((5, 8), (9, 20))
THREE: Ranges = ((8, 12), (20, 31))
OMITTED: Ranges = ((12, 15), None)


@pytest.mark.parametrize(
    ("found", "gold", "precision", "recall", "f1"),
    [
        pytest.param([ONE, TWO], [ONE, TWO], 1.0, 1.0, 1.0, id="all"),
        pytest.param([ONE, ((5, 12), (9, 31))], [ONE, TWO, THREE], 1 / 2, 1 / 3, 2 / 5, id="two-joined"),  # 2 * 1/2 * 1/3 / (5/6)
        pytest.param([ONE, OMITTED], [ONE], 1.0, 1.0, 1.0, id="an-empty-side-is-not-counted"),
        pytest.param([], [ONE], 0.0, 0.0, 0.0, id="nothing-found"),
        pytest.param([((0, 5), (0, 8))], [ONE], 0.0, 0.0, 0.0, id="one-character-off-is-wrong"),
    ],
)
def test_a_bead_is_right_when_both_its_ranges_are(found: list[Ranges], gold: list[Ranges], precision: float, recall: float, f1: float) -> None:
    scores = bead_scores(found, gold)
    assert (scores.precision, scores.recall, scores.f1) == (pytest.approx(precision), pytest.approx(recall), pytest.approx(f1))


def test_the_first_reports_beads_are_those_made_by_hand(first_desk: Desk) -> None:
    report = first_desk.index.reports["arong-social-management"]
    scores = bead_scores(beads_of(report), read_gold(report.id))
    assert scores.f1 >= 0.97
    assert all(None not in passage.spans.values() for passage in report.passages)
