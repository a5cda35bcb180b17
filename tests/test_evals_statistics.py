"""Intervals, tests and summaries: by hand where a hand can, else against scipy; languages never pooled, errors in no mean."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from app.answer import Answer, Citation, Quote
from evals.cases import Case, Evidence
from evals.measures.abstention import Judged, answered_precision, balanced
from evals.measures.score import Score
from evals.record import Asked, Record
from evals.scoring import Scored
from evals.statistics import difference, estimate, estimate_set
from evals.summary import summary
from source.report import Language, Span

SOME = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.5, 1.0]


def test_intervals_are_the_same_every_time_and_hold_the_mean() -> None:
    first = estimate(SOME)
    assert first == estimate(SOME) == estimate(SOME, range(8))
    assert first.mean == 5.5 / 8
    assert 0 <= first.low < 5.5 / 8 < first.high <= 1
    assert first.cases == 8


@pytest.mark.parametrize(
    ("values", "clusters", "expected"),
    [
        pytest.param([], None, (None, 0, 0, 0), id="no-case"),
        pytest.param([0.25], None, (0.25, 0.25, 0.25, 1), id="one-case"),
        pytest.param([1.0, 1.0], None, (1, 0.025 ** (1 / 2), 1, 2), id="all-right"),  # the chance that both are right is .025 at .158
        pytest.param([0.0, 0.0, 0.0], ["a", "a", "b"], (0, 0, 1 - 0.025 ** (1 / 2), 3), id="none-right-of-two-clusters"),
        pytest.param([0.5, 0.5], None, (0.5, 0.5, 0.5, 2), id="all-alike"),
        pytest.param([0.0, 1.0, 0.5], ["a", "a", "a"], (0.5, 0.5, 0.5, 3), id="one-cluster-is-drawn-whole"),
        pytest.param([0.0, 1.0] * 9, [number // 2 for number in range(18)], (0.5, 0.5, 0.5, 18), id="clusters-of-one-mean"),
        pytest.param([1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"], (0.75, 0, 1, 4), id="two-clusters"),  # draws aa 1, ab .75, bb 0
    ],
)
def test_estimates_by_hand(values: list[float], clusters: list[object] | None, expected: tuple[float | None, float, float, int]) -> None:
    found = estimate(values, clusters)
    assert (found.mean, found.low, found.high, found.cases) == pytest.approx(expected)


@pytest.mark.parametrize(("values", "shown"), [([], "   -  "), ([1.0, 1.0], "1.000 [0.16 1.00]"), ([0.25], "0.250 [0.25 0.25]")])
def test_a_figure_is_shown_with_its_interval_and_no_cases_as_a_dash(values: list[float], shown: str) -> None:
    assert str(estimate(values)) == shown


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_of_cases_that_stand_alone_is_scipys(seed: int) -> None:
    values = np.random.default_rng(seed).random(60)
    found = estimate(values.tolist())
    reference = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=9999, random_state=seed).confidence_interval
    assert (found.low, found.high) == pytest.approx((reference.low, reference.high), abs=0.01)  # the intervals are .14 wide


def test_cases_that_repeat_one_another_are_no_further_evidence() -> None:
    """Every case five times over: the interval by cluster stays that of the cases, without clusters it is narrower by the root of five."""
    values = np.random.default_rng(0).random(40)
    once, clusters = estimate(values.tolist()), [str(number) for number in range(40) for _ in range(5)]
    repeated = np.repeat(values, 5).tolist()
    together, alone = estimate(repeated, clusters), estimate(repeated)
    assert (together.low, together.high) == pytest.approx((once.low, once.high))
    assert (together.high - together.low) / (alone.high - alone.low) == pytest.approx(5**0.5, rel=0.1)


def test_a_measure_of_a_set_is_computed_anew_for_each_draw() -> None:
    judged = [Judged(place % 2 == 0, place % 3 == 0, place % 6 == 0, 0.5) for place in range(30)]
    found = estimate_set(judged, list(range(30)), balanced)
    assert found.mean == balanced(judged) == pytest.approx((10 / 15 + 5 / 15) / 2)  # of 15 silent cases 10 refused, of 15 answerable ones 5 answered
    assert 0 <= found.low < found.mean < found.high <= 1
    assert found == estimate_set(judged, list(range(30)), balanced)
    assert estimate_set(judged, ["a"] * 30, balanced).low == found.mean
    assert estimate_set(judged[:1], [1], balanced).mean is None
    few = [Judged(True, True, True, 0.9), Judged(True, False, False, 0.1)]  # a draw of the second alone has no precision, and is left out
    assert (estimate_set(few, [1, 2], answered_precision).low, estimate_set(few, [1, 2], answered_precision).high) == (1, 1)


@pytest.mark.parametrize(
    ("ours", "theirs", "clusters", "mean", "p"),
    [
        # the share of the signs of changed clusters that give as large a sum
        pytest.param([1, 1, 0], [1, 1, 0], [1, 2, 3], 0, 1, id="no-difference"),
        pytest.param([1, 0], [0, 1], [1, 2], 0, 1, id="one-won-one-lost"),
        pytest.param([1, 1, 1, 1, 0], [0, 0, 0, 0, 0], [1, 2, 3, 4, 5], 4 / 5, 2 / 2**4, id="four-won"),  # 2 of 16: all up, all down
        pytest.param([0, 0, 0, 0, 0], [1, 1, 1, 1, 0], [1, 2, 3, 4, 5], -4 / 5, 2 / 2**4, id="four-lost"),
        pytest.param([1, 1, 1, 1], [0, 0, 0, 0], ["a"] * 4, 1, 1, id="four-won-in-one-cluster"),  # 2 of 2
        pytest.param([1, 1, 1, 1], [0, 0, 0, 0], ["a", "a", "b", "b"], 1, 2 / 2**2, id="four-won-in-two-clusters"),
        pytest.param([1, 0, 1], [0, 1, 0], ["a", "a", "b"], 1 / 3, 1, id="a-cluster-that-evens-out"),  # sums 0 and 1: 2 of 2
        pytest.param([0.3], [0.1], [1], 0.2, 1, id="one-case"),
    ],
)
def test_differences_by_hand(ours: list[float], theirs: list[float], clusters: list[object], mean: float, p: float) -> None:
    found = difference(ours, theirs, clusters)
    assert found.mean == pytest.approx(mean)
    assert found.p == pytest.approx(p, abs=0.02)  # 10,000 flips are drawn
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9
    assert found.cases == len(ours)
    assert found == difference(ours, theirs, clusters)


@pytest.mark.parametrize(("seed", "gain"), [(0, 0.0), (1, 0.1), (2, 0.2), (3, -0.15)])
def test_the_p_of_a_difference_is_scipys(seed: int, gain: float) -> None:
    random = np.random.default_rng(seed)
    theirs = random.random(40)
    ours = theirs + gain + random.normal(0, 0.5, 40)
    found = difference(ours.tolist(), theirs.tolist(), range(40))
    reference = stats.permutation_test((ours - theirs,), np.mean, permutation_type="samples", n_resamples=19_999, random_state=seed)
    assert found.p == pytest.approx(reference.pvalue, abs=0.015)
    assert np.sign(found.mean) == np.sign((ours - theirs).mean())
    assert type(found.p) is float


def test_a_difference_the_other_way_round_is_its_negative() -> None:
    ours, theirs = SOME, [*SOME[::-1][:7], 0.0]
    there, back = difference(ours, theirs, range(8)), difference(theirs, ours, range(8))
    assert (there.mean, there.low, there.high, there.p) == pytest.approx((-back.mean, -back.high, -back.low, back.p))


def record(id: str, language: Language, value: float | None, *, suite: str = "own", category: str = "fact", twin: str = "", pieces: tuple[bool, ...] = (True,), status: str = "answered") -> Record:
    """A case whose hit is `value`; None: it could not be answered."""
    evidence = tuple(Evidence(({"zh": Span(10 * n, 10 * n + 5), "en": None},)) for n in range(len(pieces)))
    case = Case(id, "dev", language, category, "q", (), "r", "answered", evidence, (), twin=twin)
    if value is None:
        return Record(suite, case, Asked(None, {}, "RuntimeError: no"), None)
    answered = status == "answered"
    cites = (Citation(1, "r", "r/1.p1", {}, Quote("q", 0, 1), None, None, ""),) if answered else ()
    answer = Answer(id, "q", "q", language, "answered" if answered else "not_in_report", "", cites, confidence=0.5, timings_ms={"total": 10.0 * (value + 1)})
    outcome = ("right" if value else "missed") if answered else "false_refusal"
    scores = {"hit": Score(value), "rr_10": Score(value / 2), "rr_10:zh": Score(1.0), "false_refusal": Score(float(not answered))}
    return Record(suite, case, Asked(answer, {}), Scored(outcome, scores, pieces if answered else (False,) * len(pieces), (bool(value),) * answered, Judged(True, answered, bool(value), 0.5), id))


def test_figures_are_told_by_language_and_category_and_never_pooled() -> None:
    found = summary([record("a", "zh", 1.0), record("b", "zh", 0.0, category="why"), record("c", "zh", 1.0), record("d", "en", 0.0), record("e", "en", 0.5, suite="other")])
    assert [(one.name, one.cases, one.errors) for one in found] == [("own", 4, 0), ("other", 1, 0)]
    own = found[0]
    assert set(own.languages) == {"zh", "en"}
    zh, en = own.languages["zh"], own.languages["en"]
    assert (zh.all.measures["hit"].mean, zh.all.measures["hit"].cases, en.all.measures["hit"].mean) == (pytest.approx(2 / 3), 3, 0)
    assert {name: group.measures["hit"].mean for name, group in zh.categories.items()} == {"fact": 1, "why": 0}
    assert (zh.all.outcomes["right"], zh.all.outcomes["missed"], zh.all.outcomes["error"]) == (2, 1, 0)
    assert "precision" not in zh.all.measures  # no case has it
    assert (zh.all.measures["answered_precision"].mean, "answered_precision" in zh.categories["fact"].measures) == (pytest.approx(2 / 3), False)
    assert {text: {name: value.mean for name, value in own.items()} for text, own in zh.retrieval.items()} == {"both": {"rr_10": pytest.approx(1 / 3)}, "zh": {"rr_10": 1}}
    assert zh.milliseconds["total"][0] == 20  # of 20, 10 and 20
    assert set(found[1].languages) == {"en"}


def test_errors_are_counted_and_are_in_no_mean() -> None:
    found = summary([record("a", "zh", 1.0), record("b", "zh", None), record("c", "en", None)])[0]
    assert (found.cases, found.errors) == (3, 2)
    zh, en = found.languages["zh"], found.languages["en"]
    assert (zh.all.cases, zh.all.measures["hit"].mean, zh.all.measures["hit"].cases, zh.all.outcomes["error"], zh.coverage) == (2, 1, 1, 1, 1)
    assert (en.all.cases, en.all.measures, en.all.outcomes["error"], en.coverage) == (1, {}, 1, 0)


def test_coverage_is_the_share_answered() -> None:
    zh = summary([record("a", "zh", 1.0), record("b", "zh", 0.0, status="not_in_report")])[0].languages["zh"]
    assert zh.coverage == 1 / 2
    assert zh.risk_coverage == [(1, 1 / 2)]  # both of one confidence
    assert zh.calibration == [(0.5, 1 / 2, 2)]


def test_twins_are_compared_where_both_have_an_answer() -> None:
    both = [record("a", "zh", 1.0, twin="t1", pieces=(True, True)), record("b", "en", 1.0, twin="t1", pieces=(True, False))]  # 1 of 2 pieces
    refused = [record("c", "zh", 0.0, twin="t2", status="not_in_report"), record("d", "en", 0.0, twin="t2", status="not_in_report")]  # agree: 1
    failed = [record("e", "zh", 1.0, twin="t3"), record("f", "en", None, twin="t3")]
    alone = [record("g", "zh", 1.0, twin="t4"), record("h", "zh", 1.0)]
    found = summary([*both, *refused, *failed, *alone])[0]
    assert {label: score.value for label, score in found.pairs.items()} == {"t1": 1 / 2, "t2": 1}
    assert (found.twins.mean, found.twins.cases) == (3 / 4, 2)
    assert summary(alone)[0].twins.mean is None


def test_twins_may_list_their_evidence_in_any_order_and_other_evidence_is_compared_by_passage() -> None:
    zh, en = record("a", "zh", 1.0, twin="t", pieces=(True, False)), record("b", "en", 1.0, twin="t", pieces=(False, True))
    turned = replace(en, case=replace(en.case, evidence=en.case.evidence[::-1]))  # its second piece is the other's first
    assert summary([zh, turned])[0].twins.mean == 1
    assert summary([zh, en])[0].twins.mean == 0
    others = replace(en, case=replace(en.case, evidence=tuple(Evidence(({"zh": None, "en": Span(n, n + 1)},)) for n in range(2))))
    assert summary([zh, others])[0].twins.mean == 1  # both cite r/1.p1


def test_a_summary_of_nothing_is_empty() -> None:
    assert summary([]) == []
    assert replace(record("a", "zh", 1.0), scored=None).outcome == "error"
