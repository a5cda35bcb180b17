"""The rules by which answers are scored, worked by hand, and the first report's suite as it stands."""

import json
from collections import Counter
from pathlib import Path

import pytest

from app.answer import Answer, Citation, Quote
from evals.cases import Evidence, Fact, SuiteFault, read_suite, suite_path
from evals.evidence import cited, letters, supports
from evals.facts import facts_found
from evals.gold import bead_scores, beads_of, read_gold
from evals.statistics import estimate
from source.report import Span

TEXT = {"zh": "一二三四五六七八九十,一二三四五六七八九十,一二三四五六七八九十", "en": "abcdefghij, abcdefghij, abcdefghij, abcdefghij"}


def pair(zh: tuple[int, int] | None, en: tuple[int, int] | None = None):
    return {"zh": Span(*zh) if zh else None, "en": Span(*en) if en else None}


@pytest.mark.parametrize(
    ("citation", "place", "expected"),
    [
        pytest.param(pair((0, 5)), pair((0, 10)), True, id="covers exactly half"),  # 5 of 10
        pytest.param(pair((0, 4)), pair((0, 10)), False, id="covers less than half and is short"),  # 4 of 10, 4 letters
        pytest.param(pair((0, 12)), pair((1, 33)), True, id="lies within with eleven letters"),  # 11 of 12 within; 12 characters less a comma are 11 letters
        pytest.param(pair((0, 11)), pair((1, 33)), False, id="lies within with ten letters"),  # 10 characters and a comma
        pytest.param(pair((20, 33)), pair((0, 23)), False, id="lies less than half within"),  # 3 of 13 within, 3 of 23 covered
        pytest.param(pair(None, (0, 30)), pair((0, 10), (0, 40)), True, id="the other language is enough"),  # 30 of 40
        pytest.param(pair((0, 10)), pair(None, (0, 40)), False, id="no language in common"),
    ],
)
def test_evidence_counts_as_cited(citation, place, expected: bool) -> None:
    assert supports(citation, place, TEXT) is expected


@pytest.mark.parametrize(("text", "count"), [("录入不及时,滞后。", 7), ("3,000 US dollars.", 13), ("GDP在3000美元", 10), ("“……”", 0)], ids=["zh", "en", "mixed", "punctuation"])
def test_letters_leave_out_punctuation_and_white_space(text: str, count: int) -> None:
    assert letters(text) == count


def test_scores_of_one_answer_worked_by_hand() -> None:
    evidence = [Evidence((pair((0, 10), (0, 10)),)), Evidence((pair((11, 21), (12, 22)), pair((22, 32), (24, 34))))]
    found = cited([pair((0, 10), (0, 22)), pair((22, 32), None)], evidence, TEXT)
    assert found.hit == 1.0
    assert found.recall == 1.0  # the second piece is cited in its other place
    assert found.precision == 1.0
    assert found.quoted == pytest.approx(22 / 20)  # zh 20/20, en 22/20: the larger


def test_an_answer_without_a_right_citation_has_no_hit_and_no_precision() -> None:
    found = cited([pair((22, 32))], [Evidence((pair((0, 10)),))], TEXT)
    assert (found.hit, found.recall, found.precision) == (0.0, 0.0, 0.0)


def answer(text: str, zh: str, en: str) -> Answer:
    citation = Citation(1, "r", "r/1.p1", {"zh": [], "en": []}, Quote(zh, 0, len(zh)), Quote(en, 0, len(en)), None, "")
    return Answer("q-1", "?", "?", "zh", "answered", text, (citation,))


@pytest.mark.parametrize(
    ("wordings", "expected"),
    [
        pytest.param(("3000美元",), 1.0, id="zh, full-width digits and a space in the quote"),
        pytest.param(("US dollars 3000",), 0.0, id="en, other order"),
        pytest.param(("3,000 us DOLLARS",), 1.0, id="en, case and separator"),
        pytest.param(("人均gdp", "per head"), 1.0, id="mixed, one of two wordings"),
        pytest.param(("四千美元",), 0.0, id="not there"),
    ],
)
def test_facts_are_found_in_any_wording_of_either_language(wordings: tuple[str, ...], expected: float) -> None:
    shown = answer("报告指出", "人均GDP在３０００ 美元左右", "around 3,000 US dollars")
    assert facts_found(shown, [Fact(wordings, True)]) == expected


def test_an_okay_fact_counts_half() -> None:
    shown = answer("", "甲", "a")
    assert facts_found(shown, [Fact(("甲",), False), Fact(("乙",), True)]) == pytest.approx(0.5 / 1.5)


def test_intervals_are_the_same_every_time_and_hold_the_mean() -> None:
    values = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    assert estimate(values) == estimate(values)
    assert estimate(values).mean == pytest.approx(4 / 6)
    assert estimate(values).low < 4 / 6 < estimate(values).high
    assert estimate([]).mean is None


def test_every_case_of_the_suite_stands_where_it_says_in_the_report_as_published(first_desk) -> None:
    path = suite_path("arong-social-management")
    report = first_desk.index.reports["arong-social-management"]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        for piece in row["evidence"]:
            for place in [piece, *piece.get("or", [])]:
                for language in ("zh", "en"):
                    if place.get(language):
                        assert report.text[language][place[language]["start"] : place[language]["end"]] == place[language]["text"], row["id"]


def test_the_suite_is_large_enough_and_half_of_it_is_in_each_language() -> None:
    cases = read_suite(suite_path("arong-social-management"))
    count = Counter((case.language, case.split) for case in cases)
    assert len(cases) >= 120
    assert count["zh", "dev"] + count["zh", "aside"] == count["en", "dev"] + count["en", "aside"]
    assert 0.3 <= (count["zh", "aside"] + count["en", "aside"]) / len(cases) <= 0.36
    categories = {case.category for case in cases}
    wanted = {"fact", "list", "why", "how", "definition", "comparison", "multi", "colloquial", "followup", "unanswerable", "false_premise", "injection", "typo", "traditional"}
    assert wanted <= categories


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("not json", id="no JSON"),
        pytest.param('{"id": "a"}', id="keys missing"),
        pytest.param('{"id":"a","split":"test","language":"zh","category":"c","question":"q","report":"r","status":"answered","evidence":[],"facts":[]}', id="unknown split"),
        pytest.param('{"id":"a","split":"dev","language":"zh","category":"c","question":"q","report":"r","status":"answered","evidence":[],"facts":[]}', id="answered without evidence"),
    ],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SuiteFault, match=r"bad\.jsonl line 1"):
        read_suite(path)


def test_a_suite_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(SuiteFault) as fault:
        suite_path("nothing")
    assert "arong-social-management" in str(fault.value)


def test_the_first_reports_beads_are_those_made_by_hand(first_desk) -> None:
    report = first_desk.index.reports["arong-social-management"]
    scores = bead_scores(beads_of(report), read_gold(report.id))
    assert scores.f1 >= 0.97
    assert all(None not in passage.spans.values() for passage in report.passages)
