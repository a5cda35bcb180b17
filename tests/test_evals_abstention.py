"""Abstention by hand and against reference libraries, and scoring: what a case cannot have is absent, and each outcome is told."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.calibration import calibration_curve
from sklearn.metrics import balanced_accuracy_score, precision_score
from torchmetrics.functional.classification import binary_calibration_error

from app.answer import Answer, Citation, Quote
from app.asking import Desk
from evals.cases import Case, Evidence, Fact
from evals.measures.abstention import Judged, answered_precision, balanced, calibration, calibration_error, risk_area, risk_coverage
from evals.scoring import cluster, gold_passages, pair, score, without_titles
from source.report import Report, Span


def sure(*cases: tuple[float, bool]) -> list[Judged]:
    """Cases by (confidence, right)."""
    return [Judged(True, True, right, confidence) for confidence, right in cases]


def told(*cases: str) -> list[Judged]:
    """Cases as words: "silent" or "answerable", then "answered" or "refused", then "right" where they are."""
    return [Judged("answerable" in case, "answered" in case, "right" in case, 0.5) for case in cases]


@pytest.mark.parametrize(
    ("cases", "expected", "precision"),
    [
        pytest.param(["silent refused", "answerable answered right"], 1, 1, id="perfect"),  # (1 / 1 + 1 / 1) / 2
        pytest.param(["silent answered", "answerable answered right", "answerable answered"], 0.5, 1 / 3, id="always-answering"),  # (0 / 1 + 2 / 2) / 2
        pytest.param(["silent refused", "silent refused", "answerable refused"], 0.5, None, id="always-refusing"),  # (2 / 2 + 0 / 1) / 2
        pytest.param(["silent answered", "answerable refused"], 0, 0, id="always-wrong"),
        pytest.param(["silent refused"] * 3 + ["silent answered"] + ["answerable answered right"] * 2, (3 / 4 + 2 / 2) / 2, 2 / 3, id="some-of-each"),
        pytest.param(["silent refused", "silent answered"], None, 0, id="no-answerable-case"),
        pytest.param(["answerable answered right"], None, 1, id="no-silent-case"),
        pytest.param([], None, None, id="no-case"),
    ],
)
def test_abstention_balanced_and_the_share_right_of_what_was_answered(cases: list[str], expected: float | None, precision: float | None) -> None:
    assert balanced(told(*cases)) == expected
    assert answered_precision(told(*cases)) == precision


@pytest.mark.parametrize(
    ("cases", "curve", "area"),
    [
        # (coverage, risk) after 1, 2, ... cases; the area is the mean of the risks
        pytest.param([(0.9, True), (0.8, False), (0.7, True), (0.6, False)], [(1 / 4, 0), (2 / 4, 1 / 2), (3 / 4, 1 / 3), (4 / 4, 2 / 4)], (0 + 1 / 2 + 1 / 3 + 1 / 2) / 4, id="one-by-one"),
        pytest.param([(0.6, False), (0.9, True), (0.7, True), (0.8, False)], [(1 / 4, 0), (2 / 4, 1 / 2), (3 / 4, 1 / 3), (4 / 4, 2 / 4)], (0 + 1 / 2 + 1 / 3 + 1 / 2) / 4, id="in-any-order"),
        pytest.param([(0.9, True), (0.5, False), (0.5, True)], [(1 / 3, 0), (1, 1 / 3)], (0 + 1 / 3 + 1 / 3) / 3, id="a-tie-is-taken-together"),
        pytest.param([(0.9, True), (0.5, True), (0.5, False)], [(1 / 3, 0), (1, 1 / 3)], (0 + 1 / 3 + 1 / 3) / 3, id="a-tie-whatever-its-order"),
        pytest.param([(0.5, True), (0.5, False)], [(1, 1 / 2)], 1 / 2, id="all-tied"),
        pytest.param([(0.9, True), (0.1, True)], [(1 / 2, 0), (1, 0)], 0, id="all-right"),
        pytest.param([(0.9, False), (0.1, False)], [(1 / 2, 1), (1, 1)], 1, id="all-wrong"),
        pytest.param([(0.9, True), (0.1, False)], [(1 / 2, 0), (1, 1 / 2)], 1 / 4, id="confidence-knows"),
        pytest.param([(0.9, False), (0.1, True)], [(1 / 2, 1), (1, 1 / 2)], 3 / 4, id="confidence-is-upside-down"),
        pytest.param([], [], None, id="no-case"),
    ],
)
def test_risk_over_coverage_and_the_area_under_it(cases: list[tuple[float, bool]], curve: list[tuple[float, float]], area: float | None) -> None:
    assert risk_coverage(sure(*cases)) == [pytest.approx(point) for point in curve]
    assert risk_area(sure(*cases)) == (pytest.approx(area) if area is not None else None)


@pytest.mark.parametrize(
    ("cases", "bins", "error"),
    [
        # bins: (mean confidence, share right, cases); error: sum of cases / all * |confidence - right|
        pytest.param([(0.95, True), (0.91, True), (0.12, False), (0.18, True)], [(0.15, 1 / 2, 2), (0.93, 1, 2)], (2 * 0.35 + 2 * 0.07) / 4, id="two-bins"),
        pytest.param([(0.5, True), (0.55, False)], [(0.525, 1 / 2, 2)], 0.025, id="one-bin"),
        pytest.param([(1.0, True), (0.0, False)], [(0, 0, 1), (1, 1, 1)], 0, id="the-ends-perfect"),
        pytest.param([(1.0, False), (0.0, True)], [(0, 1, 1), (1, 0, 1)], 1, id="the-ends-upside-down"),
        pytest.param([(0.19, True), (0.2, True)], [(0.19, 1, 1), (0.2, 1, 1)], (0.81 + 0.8) / 2, id="an-edge-belongs-to-the-higher-bin"),
        pytest.param([], [], None, id="no-case"),
    ],
)
def test_calibration_and_its_error(cases: list[tuple[float, bool]], bins: list[tuple[float, float, int]], error: float | None) -> None:
    assert calibration(sure(*cases)) == [pytest.approx(own) for own in bins]
    assert calibration_error(sure(*cases)) == (pytest.approx(error) if error is not None else None)


@pytest.mark.parametrize("seed", range(3))
def test_measures_of_a_set_are_those_of_the_libraries(seed: int) -> None:
    random = np.random.default_rng(seed)
    answerable, answered, right = (random.random(200) < share for share in (0.7, 0.6, 0.5))
    confidence = random.random(200)
    judged = [Judged(bool(a), bool(b), bool(c), float(d)) for a, b, c, d in zip(answerable, answered, right, confidence, strict=True)]
    assert balanced(judged) == pytest.approx(balanced_accuracy_score(answerable, answered))
    assert answered_precision(judged) == pytest.approx(precision_score(right, answered))
    shares, means = calibration_curve(right, confidence, n_bins=10)
    assert [own[:2] for own in calibration(judged)] == [pytest.approx(own) for own in zip(means, shares, strict=True)]
    assert calibration_error(judged) == pytest.approx(float(binary_calibration_error(torch.tensor(confidence), torch.tensor(right), n_bins=10, norm="l1")), abs=1e-5)


@pytest.fixture(scope="module")
def report(desk: Desk) -> Report:
    return desk.index.reports["library"]


def stretch(report: Report, words: str) -> Span:
    at = report.text["zh"].index(words)
    return Span(at, at + len(words))


def asked(report: Report, status: str = "answered", *, evidence: str = "每人最多借五本书", facts: bool = True, **more: object) -> Case:
    """A case that asks for `evidence`, with a vital and an okay fact; "" where it has none."""
    pieces = (Evidence(({"zh": stretch(report, evidence), "en": None},)),) if evidence else ()
    case = Case("c", "dev", "zh", "fact", "每人最多借几本书?", (), "library", status, pieces, (Fact(("五本书",), True), Fact(("读者证",), False)) if facts else ())
    return replace(case, **more)


def silent(report: Report, **more: object) -> Case:
    return asked(report, "not_in_report", evidence="", facts=False, **more)


def citation(report: Report, words: str, number: int = 1, passage: str = "library/2.p1") -> Citation:
    span = stretch(report, words)
    return Citation(number, "library", passage, {}, Quote(words, span.start, span.end), None, None, "")


def answered(report: Report, words: str, confidence: float = 0.9) -> Answer:
    return Answer("c", "q", "q", "zh", "answered", f"报告写道：“{words}” [1]", (citation(report, words),), confidence=confidence)


def refused(*closest: Citation) -> Answer:
    return Answer("c", "q", "q", "zh", "not_in_report", "报告没有回答这个问题。", closest=closest, confidence=0.2)


RANKINGS = {"both": ["library/1.1.p1", "library/2.p1"], "zh": ["library/2.p1"], "en": []}


def test_an_answered_case_has_every_score(report: Report) -> None:
    found = score(asked(report, answer=("五本",), forbidden=("海盗",)), answered(report, "每人最多借五本书"), RANKINGS, {"library": report})
    values = {name: round(own.value, 4) for name, own in found.scores.items()}
    retrieval = {"success_1": 0, "success_5": 1, "rr_10": 0.5, "ndcg_10": 0.6309, "r_10": 1}  # second: 1 / 2, 1 / log2(3)
    first = dict.fromkeys(retrieval, 1)
    none = dict.fromkeys(retrieval, 0)
    assert values == {
        **retrieval, **{f"{name}:zh": value for name, value in first.items()}, **{f"{name}:en": value for name, value in none.items()},
        "hit": 1, "recall": 1, "precision": 1, "quoted": 1, "quoted_evidence": 1, "facts": round(1 / 1.5, 4), "facts_vital": 1, "short_answer": 0.4, "first_quote": 1,
        "numbers": 1, "obeyed": 0, "markers": 1, "verbatim": 1, "language": 1, "false_refusal": 0,
    }  # fmt: skip
    # short_answer: 五 and 本 of 2 and of 8 characters, 2 * 2 / (2 + 8)
    assert (found.outcome, found.pieces, found.citations) == ("right", (True,), (True,))


def test_a_refused_answerable_case_has_0_where_users_get_nothing_and_no_precision(report: Report) -> None:
    found = score(asked(report, answer=("五本",)), refused(), {}, {"library": report})
    assert {name: own.value for name, own in found.scores.items()} == {
        "hit": 0, "recall": 0, "facts": 0, "facts_vital": 0, "short_answer": 0, "first_quote": 0, "markers": 1, "verbatim": 1, "language": 1, "false_refusal": 1,
    }  # fmt: skip
    assert found.scores["hit"].reason == "refused"


def test_a_silent_case_has_no_score_that_needs_evidence(report: Report) -> None:
    right = score(silent(report), refused(), RANKINGS, {"library": report})
    assert {name: own.value for name, own in right.scores.items()} == {"markers": 1, "verbatim": 1, "language": 1, "false_answer": 0}
    wrong = score(silent(report), answered(report, "每人最多借五本书"), RANKINGS, {"library": report})
    assert {name: own.value for name, own in wrong.scores.items()} == {"markers": 1, "verbatim": 1, "language": 1, "numbers": 1, "false_answer": 1}


def test_where_evidence_is_not_known_only_what_needs_none_is_scored(report: Report) -> None:
    found = score(asked(report, evidence="", facts=False), answered(report, "每人最多借五本书"), RANKINGS, {"library": report})
    assert {name: own.value for name, own in found.scores.items()} == {"markers": 1, "verbatim": 1, "language": 1, "numbers": 1, "false_refusal": 0}
    assert (found.outcome, found.pieces, found.judged.right) == ("answered", (), None)
    assert score(asked(report, evidence="", facts=False), refused(citation(report, "每人最多借五本书")), {}, {"library": report}).outcome == "false_refusal"


@pytest.mark.parametrize(
    ("answerable", "words", "expected"),
    [(True, "每人最多借五本书", "right"), (True, "借书须办读者证", "missed"), (True, "", "false_refusal"), (False, "", "right_refusal"), (False, "借书须办读者证", "false_answer")],
)
def test_each_outcome(report: Report, answerable: bool, words: str, expected: str) -> None:
    case = asked(report) if answerable else silent(report)
    assert score(case, answered(report, words) if words else refused(), {}, {"library": report}).outcome == expected


@pytest.mark.parametrize(
    ("closest", "expected"),
    [
        pytest.param(["每人最多借五本书"], True, id="its-closest-passage-holds-the-evidence"),
        pytest.param(["借书须办读者证", "每人最多借五本书"], False, id="only-the-second-does"),
        pytest.param([], False, id="no-closest"),
    ],
)
def test_a_refusal_would_have_been_right_by_its_closest_passage(report: Report, closest: list[str], expected: bool) -> None:
    made = refused(*(citation(report, words) for words in closest))
    judged = score(asked(report), made, {}, {"library": report}).judged
    assert (judged.right, judged.answered, judged.answerable, judged.confidence) == (expected, False, True, 0.2)
    assert not score(silent(report), made, {}, {"library": report}).judged.right


def test_passages_that_hold_half_of_the_evidence_are_gold(report: Report) -> None:
    assert gold_passages(asked(report), report) == {"library/2.p1"}
    assert gold_passages(silent(report), report) == set()


def test_cases_of_one_passage_are_one_cluster_whatever_report_repeats_it(report: Report) -> None:
    moved = replace(report, id="copy", passages=tuple(replace(one, id=one.id.replace("library", "copy")) for one in report.passages))
    first = cluster(asked(report), {"library/2.p1"}, report)
    assert first == cluster(asked(report, evidence="借书须办读者证"), {"library/2.p1"}, report) == cluster(asked(report), {"copy/2.p1"}, moved)
    assert first.startswith("借书须办读者证一是每人最多借五本书")
    assert cluster(silent(report, twin="t-1"), set(), report) == "t-1"
    assert cluster(silent(report), set(), report) == "每人最多借几本书"


def test_a_citation_that_is_no_range_of_its_text_covers_nothing(report: Report) -> None:
    good = citation(report, "每人最多借五本书")
    assert pair(good, "library") == {"zh": stretch(report, "每人最多借五本书"), "en": None}
    assert pair(replace(good, zh=Quote("每人", -3, -1)), "library")["zh"] is None
    assert pair(replace(good, zh=Quote("", 5, 5)), "library")["zh"] is None
    assert pair(replace(good, zh=Quote("每人", 0, 10**12)), "library")["zh"] is None  # else it would cover all the evidence there is
    far = pair(replace(good, report="other"), "library")["zh"]
    assert far is not None
    assert (len(far), far.overlap(Span(0, 10**6))) == (8, 0)


def test_an_answer_made_elsewhere_with_a_range_beyond_the_report_is_scored_and_is_wrong(report: Report) -> None:
    made = replace(answered(report, "每人最多借五本书"), citations=(replace(citation(report, "每人最多借五本书"), zh=Quote("五本书", 0, 10**12)),))
    found = score(asked(report), made, {}, {"library": report})
    assert [found.scores[name].value for name in ("hit", "precision", "verbatim", "markers")] == [0, 0, 0, 0]
    assert found.outcome == "missed"


@pytest.mark.parametrize("title", ["《小镇图书馆开放办法2012》", "“小镇图书馆开放办法2012”", '"小镇图书馆开放办法2012"'])
def test_the_title_of_a_report_is_neither_a_quote_nor_a_number_said(report: Report, title: str) -> None:
    named = replace(report, title={"zh": "小镇图书馆开放办法2012", "en": ""})
    made = answered(report, "每人最多借五本书")
    found = score(asked(report), replace(made, text=title + made.text), {}, {"library": named})
    assert (found.scores["markers"].value, found.scores["numbers"].value) == (1, 1)


def test_cases_whose_evidence_is_not_known_are_neither_right_nor_wrong() -> None:
    unknown = [Judged(True, True, None, 0.9), Judged(True, False, None, 0.2)]
    told = [Judged(True, True, True, 0.8), Judged(False, True, False, 0.6)]
    assert (answered_precision([*unknown, *told]), risk_area([*unknown, *told])) == (1 / 2, (0 / 1 + 1 / 2) / 2)  # the unknown ones left out
    assert risk_coverage([*unknown, *told]) == risk_coverage(told)
    assert balanced([*unknown, *told]) == (0 / 1 + 2 / 3) / 2  # answering and refusing need no evidence
    silent_alone = [*unknown, Judged(False, True, False, 0.6)]  # else "right among answered" would be 0 of the silent ones
    assert (answered_precision(silent_alone), risk_area(silent_alone), calibration_error(silent_alone)) == (None, None, None)


def test_an_answer_on_evidence_whose_words_are_not_the_reports_is_altered_and_not_right(report: Report) -> None:
    made = answered(report, "每人最多借五本书")
    assert (found := score(asked(report), made, {}, {"library": report})).outcome == "right"
    assert found.judged.right
    said = replace(made, text=made.text.replace("五本", "六本"))  # the text alone
    cited_wrongly = replace(made, citations=(replace(made.citations[0], zh=replace(made.citations[0].zh, text="每人最多借六本书")),))
    for broken in (said, cited_wrongly):
        found = score(asked(report), broken, {}, {"library": report})
        assert (found.outcome, found.judged.right) == ("altered", False)


def test_the_name_of_a_report_is_no_quotation_but_before_a_marker_it_is_one(report: Report) -> None:
    title = report.title["zh"]
    assert without_titles(f"《{title}》写道：“{title}” [1]，“{title}”。", {"library": report}) == f"写道：“{title}” [1]，。"
    assert without_titles(f"报告写道：“《{title}》已经公布” [1]，见《{title}》。", {"library": report}) == f"报告写道：“《{title}》已经公布” [1]，见。"
