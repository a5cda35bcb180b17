"""Two runs case by case, on values made by hand: who won, lost and tied, the paired difference and its permutation test."""

import pytest

from evals.compare import CaseValues, compare


def case(language: str = "zh", outcome: str = "right", cluster: str = "", **values: float) -> CaseValues:
    return CaseValues(language, outcome, values, cluster)


def test_cases_are_won_lost_and_tied_by_name() -> None:
    ours = {"a": case(recall=1.0), "b": case(recall=0.25), "c": case(recall=0.5), "d": case(recall=0.0)}
    theirs = {"a": case(recall=0.5), "b": case(recall=0.5), "c": case(recall=0.5), "d": case(recall=0.0)}
    found = compare("own", ours, theirs).measures["zh"]["recall"]
    assert (found.won, found.lost, found.tied) == (("a",), ("b",), 2)
    assert found.difference.mean == pytest.approx(0.0625)  # (.5 - .25) / 4
    assert found.difference.cases == 4


def test_where_less_is_better_less_wins() -> None:
    ours, theirs = {"a": case(quoted=2.0), "b": case(quoted=5.0)}, {"a": case(quoted=4.0), "b": case(quoted=4.0)}
    found = compare("own", ours, theirs).measures["zh"]["quoted"]
    assert (found.won, found.lost) == (("a",), ("b",))
    assert found.difference.mean == -0.5  # ours less theirs, whichever way is better


def test_a_value_that_was_kept_to_four_places_is_tied_and_moves_nothing() -> None:
    found = compare("own", {"a": case(recall=1 / 3)}, {"a": case(recall=0.3333)}).measures["zh"]["recall"]
    assert (found.won, found.lost, found.tied, found.difference.mean) == ((), (), 1, 0.0)


def test_languages_stand_apart_and_a_measure_that_one_run_lacks_is_in_no_difference() -> None:
    ours = {"a": case(hit=1.0), "b": case("en", hit=0.0), "c": case(hit=1.0, precision=1.0)}
    theirs = {"a": case(hit=0.0), "b": case("en", hit=1.0), "c": case(hit=1.0)}
    measures = compare("own", ours, theirs).measures
    assert (measures["zh"]["hit"].won, measures["zh"]["hit"].tied, measures["en"]["hit"].lost) == (("a",), 1, ("b",))
    assert "precision" not in measures["zh"]


def test_changed_outcomes_and_cases_of_one_run_only_are_told() -> None:
    ours = {"a": case(outcome="right"), "b": case(outcome="missed"), "new": case(), "e": case(outcome="error")}
    theirs = {"a": case(outcome="false_refusal"), "b": case(outcome="missed"), "old": case(), "e": case(outcome="right", hit=1.0)}
    found = compare("own", ours, theirs)
    assert found.changed == {"a": ("false_refusal", "right"), "e": ("right", "error")}
    assert (found.added, found.gone) == (("new",), ("old",))
    assert "hit" not in found.measures["zh"]  # an error has no value: it is told, and is no 0


@pytest.mark.parametrize(
    ("clusters", "p"),
    [
        pytest.param("abcd", 2 / 16, id="four-cases-apart"),  # of the 16 ways to flip four signs, 2 give a sum as large
        pytest.param("aabb", 2 / 4, id="two-passages"),  # cases of one passage are flipped together: 2 of 4
        pytest.param("aaaa", 1.0, id="one-passage"),
    ],
)
def test_the_paired_permutation_test_flips_cases_of_one_passage_together(clusters: str, p: float) -> None:
    ours = {f"c{n}": case(hit=1.0, cluster=cluster) for n, cluster in enumerate(clusters)}
    theirs = {id: case(hit=0.0) for id in ours}
    found = compare("own", ours, theirs).measures["zh"]["hit"]
    assert found.difference.p == pytest.approx(p, abs=0.02)
    assert len(found.won) == 4


def test_equal_runs_differ_in_nothing() -> None:
    both = {"a": case(hit=1.0), "b": case("en", hit=0.0)}
    found = compare("own", both, both)
    assert (found.changed, found.added, found.gone) == ({}, (), ())
    assert [(one.difference.mean, one.difference.p, one.won, one.lost) for own in found.measures.values() for one in own.values()] == [(0.0, 1.0, (), ())] * 2
