"""Measuring: when evidence counts as cited, worked by hand; facts, intervals, and suites that hold what they say."""

import json
from collections import Counter
from pathlib import Path

import pytest

from app.answer import Answer, Citation, Quote
from app.asking import Desk
from evals.cases import SUITES, Case, Evidence, Fact, Pair, SuiteFault, read_suite, suite_path
from evals.evidence import cited, letters, quoted_per_evidence, supports
from evals.facts import bare, facts_found
from evals.score import NAMES, Scores, gold_passages, score
from evals.statistics import estimate
from source.report import LANGUAGES, Language, Span

TEXT: dict[Language, str] = {"zh": "甲" * 100 + "，。、" * 20, "en": "x" * 300}


def place(zh: tuple[int, int] | None = None, en: tuple[int, int] | None = None) -> Pair:
    return {"zh": Span(*zh) if zh else None, "en": Span(*en) if en else None}


@pytest.mark.parametrize(
    ("citation", "evidence", "expected"),
    [
        pytest.param(place((0, 10)), place((0, 20)), True, id="half-covered"),  # 10 of 20 characters: 2 * 10 >= 20
        pytest.param(place((0, 9)), place((0, 20)), False, id="less-than-half-covered"),  # 9 of 20, and 9 letters are under 11
        pytest.param(place((0, 100)), place((90, 100)), True, id="covered-by-a-long-quote"),
        pytest.param(place((10, 21)), place((0, 60)), True, id="within-with-11-letters"),  # 11 of 60 covered, all 11 within
        pytest.param(place((10, 20)), place((0, 60)), False, id="within-with-10-letters"),
        pytest.param(place((55, 77)), place((0, 66)), True, id="half-within-with-22-letters"),  # 11 of the quote's 22 within
        pytest.param(place((56, 78)), place((0, 66)), False, id="less-than-half-within"),  # 10 of 22
        pytest.param(place((95, 135)), place((60, 160)), False, id="punctuation-does-not-count"),  # 40 characters within, 5 letters
        pytest.param(place((89, 130)), place((60, 160)), True, id="letters-beside-punctuation-count"),  # 11 letters, 41 of 100 covered, all within
        pytest.param(place((20, 30)), place((0, 20)), False, id="beside"),
        pytest.param(place((60, 80), (0, 100)), place((0, 20), (0, 100)), True, id="english-alone-is-enough"),
        pytest.param(place((0, 20), (200, 290)), place((0, 20), (0, 100)), True, id="chinese-alone-is-enough"),
        pytest.param(place((0, 20)), place(None, (0, 100)), False, id="no-language-in-common"),
        pytest.param(place(None, (0, 50)), place((0, 20), (0, 100)), True, id="english-half-covered"),
    ],
)
def test_evidence_counts_as_cited_when_half_of_it_is_quoted_or_the_quote_lies_within(citation: Pair, evidence: Pair, expected: bool) -> None:
    assert supports(citation, evidence, TEXT) == expected


@pytest.mark.parametrize(("text", "expected"), [("图书馆，开门。", 5), ("The library, 9.30", 13), ("GDP在3000美元", 10), ("“”（）— …", 0), ("", 0)])
def test_letters_are_letters_and_digits_of_any_script(text: str, expected: int) -> None:
    assert letters(text) == expected


def test_recall_counts_pieces_and_precision_counts_citations() -> None:
    evidence = [Evidence((place((0, 20)),)), Evidence((place((40, 60)), place((80, 100)))), Evidence((place(None, (0, 30)),))]
    citations = [place((0, 15)), place((80, 100)), place((62, 78)), place((0, 20), (200, 230))]
    # pieces: the first is covered by 15 of 20; the second at its other place; the third is not quoted: 2 of 3
    # citations: the third lies nowhere; the fourth covers the first piece: 3 of 4
    # quoted: zh 15 + 20 + 16 + 20 = 71 over 20 + 20 (best places) = 1.775; en 30 over 30 = 1
    found = cited(citations, evidence, TEXT)
    assert (found.hit, found.recall, found.precision, found.quoted) == (1.0, pytest.approx(2 / 3), 0.75, pytest.approx(1.775))


@pytest.mark.parametrize(
    ("citations", "expected"),
    [
        pytest.param([], (0.0, 0.0, 0.0, 0.0), id="nothing-cited"),
        pytest.param([place((60, 100))], (0.0, 0.0, 0.0, 2.0), id="nothing-right"),
        pytest.param([place((0, 20))], (1.0, 1.0, 1.0, 1.0), id="exactly"),
    ],
)
def test_the_ends_of_the_scales(citations: list[Pair], expected: tuple[float, float, float, float]) -> None:
    found = cited(citations, [Evidence((place((0, 20)),))], TEXT)
    assert (found.hit, found.recall, found.precision, found.quoted) == expected


def test_quoted_text_is_measured_in_the_language_that_is_quoted_more() -> None:
    assert quoted_per_evidence([place((0, 10), (0, 120))], [Evidence((place((0, 20), (0, 60)),))]) == 2.0  # zh 10 / 20, en 120 / 60
    assert quoted_per_evidence([place((0, 10))], [Evidence((place(None, (0, 60)),))]) == 0.0


def answer(text: str, *quotes: tuple[str | None, str | None]) -> Answer:
    citations = [Citation(n, "r", "r/1.p1", {"zh": [], "en": []}, Quote(zh, 0, len(zh)) if zh else None, Quote(en, 0, len(en)) if en else None, None, "") for n, (zh, en) in enumerate(quotes, 1)]
    return Answer("q", "q", "q", "zh", "answered", text, citations=tuple(citations))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([(("3000美元",), True)], 1.0, id="zh"),
        pytest.param([(("３０００　美元",), True)], 1.0, id="zh-full-width"),
        pytest.param([(("貧富懸殊",), True)], 1.0, id="zh-traditional"),
        pytest.param([(("US-DOLLARS",), True)], 1.0, id="en-case-and-punctuation"),
        pytest.param([(("3,000 US dollars",), True)], 1.0, id="en-number-with-comma"),
        pytest.param([(("人均gdp",), True)], 1.0, id="mixed-in-the-answers-words"),
        pytest.param([(("5000美元", "3000美元"), True)], 1.0, id="any-wording"),
        pytest.param([(("5000美元",), True)], 0.0, id="absent"),
        pytest.param([(("3000美元",), True), (("5000美元",), False)], 1 / 1.5, id="okay-one-missed"),  # 1 of 1 + 0.5
        pytest.param([(("5000美元",), True), (("3000美元",), False)], 0.5 / 1.5, id="vital-one-missed"),
        pytest.param([(("3000美元左右贫富",), True)], 0.0, id="not-over-two-quotes"),
    ],
)
def test_a_fact_is_found_whatever_its_punctuation_width_case_and_characters(facts: list[tuple[tuple[str, ...], bool]], expected: float) -> None:
    made = answer("报告指出人均GDP：", ("在3000美元左右", "around 3,000 US dollars"), ("贫富悬殊", None))
    assert facts_found(made, [Fact(wordings, vital) for wordings, vital in facts]) == pytest.approx(expected)


@pytest.mark.parametrize(("text", "expected"), [("“三不”目标, 1.5％", "三不目标15"), ("The “Weng’an”", "thewengan"), ("ＧＤＰ 圖書館", "gdp图书馆")])
def test_bare_text_is_letters_and_digits(text: str, expected: str) -> None:
    assert bare(text) == expected


def test_intervals_are_the_same_every_time_and_hold_the_mean() -> None:
    values = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.5, 1.0]
    first = estimate(values)
    assert first == estimate(values)
    assert first.mean == 5.5 / 8
    assert 0 <= first.low < 5.5 / 8 < first.high <= 1
    assert first.cases == 8


@pytest.mark.parametrize(("values", "shown"), [([], "   -  "), ([1.0, 1.0], "1.000 [1.00 1.00]"), ([0.25], "0.250 [0.25 0.25]")])
def test_a_figure_is_shown_with_its_interval_and_no_cases_as_a_dash(values: list[float], shown: str) -> None:
    assert str(estimate(values)) == shown


def case(status: str, *, evidence: tuple[Evidence, ...] = (), facts: tuple[Fact, ...] = ()) -> Case:
    return Case("c", "dev", "zh", "fact", "q", (), "library", status, evidence, facts)


def test_what_a_case_cannot_have_is_no_score_and_never_0(desk: Desk) -> None:
    report = desk.index.reports["library"]
    at = report.text["zh"].index("每人最多借五本书")
    asked = case("answered", evidence=(Evidence((place((at, at + 8)),)),), facts=(Fact(("五本书",), True),))
    assert gold_passages(asked, report) == {"library/2.p1"}
    right = score(asked, desk.answer("每人最多借几本书?"), ["library/1.1.p1", "library/2.p1"], report)
    assert (right.success_1, right.success_5, right.hit, right.recall, right.facts, right.false_answer, right.false_refusal) == (0.0, 1.0, 1.0, 1.0, 1.0, None, 0.0)
    refused = Answer("q", "q", "q", "zh", "not_in_report", "x")
    assert score(asked, refused, ["library/2.p1"], report) == Scores(1.0, 1.0, 0.0, 0.0, None, None, 0.0, None, 1.0)
    nobody = dict.fromkeys(NAMES, None)
    assert score(case("not_in_report"), refused, [], report) == Scores(**{**nobody, "false_answer": 0.0})
    assert score(case("not_in_report"), answer("x"), [], report) == Scores(**{**nobody, "false_answer": 1.0})


ROWS = [json.loads(line) for line in (SUITES / "arong-social-management.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_first_suite_is_balanced_and_large_enough() -> None:
    cases = read_suite(suite_path("arong-social-management"))
    assert len(cases) == len(ROWS) >= 120
    languages, splits = Counter(one.language for one in cases), Counter(one.split for one in cases)
    assert languages["zh"] == languages["en"]
    assert 0.28 <= splits["aside"] / len(cases) <= 0.38
    assert all(one.facts for one in cases if one.status == "answered")
    assert sum(one.status == "not_in_report" for one in cases) >= 15
    assert sum(bool(one.history) for one in cases) >= 5
    wanted = {"fact", "list", "why", "how", "definition", "comparison", "multi", "colloquial", "followup", "unanswerable", "false_premise", "injection", "typo", "traditional"}
    assert wanted <= {one.category for one in cases}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_the_evidence_of_a_case_is_what_the_report_says_there_and_holds_its_facts(first_desk: Desk, row: dict) -> None:  # type: ignore[type-arg]
    text = first_desk.index.reports[row["report"]].text
    quoted = ""
    for piece in row["evidence"]:
        for one in [piece, *piece.get("or", [])]:
            for language in LANGUAGES:
                if one.get(language):
                    assert one[language]["text"] == text[language][one[language]["start"] : one[language]["end"]] != ""
                    quoted += bare(one[language]["text"])
    assert all(any(bare(wording) in bare(text["zh"]) + bare(text["en"]) for wording in fact["any"]) for fact in row["facts"])
    assert bool(quoted) == (row["status"] == "answered")


GOOD = {"id": "a", "split": "dev", "language": "zh", "category": "fact", "question": "q", "report": "library", "status": "answered", "evidence": [{"zh": {"start": 0, "end": 5}}], "facts": []}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param(["{"], "line 1 is no case", id="broken-json"),
        pytest.param([json.dumps(GOOD), "", "[]"], "line 3 is no case", id="no-object"),
        pytest.param([json.dumps({key: value for key, value in GOOD.items() if key != "facts"})], "KeyError('facts')", id="lacks-a-key"),
        pytest.param([json.dumps(GOOD | {"split": "test"})], "split 'test'", id="unknown-split"),
        pytest.param([json.dumps(GOOD | {"language": "fr"})], "language 'fr'", id="unknown-language"),
        pytest.param([json.dumps(GOOD | {"status": "refused"})], "status 'refused'", id="unknown-status"),
        pytest.param([json.dumps(GOOD | {"evidence": []})], "an answered case needs evidence", id="answered-without-evidence"),
        pytest.param([json.dumps(GOOD | {"status": "not_in_report"})], "only such a one has it", id="silent-with-evidence"),
        pytest.param([json.dumps(GOOD | {"evidence": [{"zh": {"start": 0}}]})], "KeyError('end')", id="evidence-without-end"),
        pytest.param([json.dumps(GOOD), json.dumps(GOOD)], "repeats an id", id="same-id"),
        pytest.param([""], "is empty", id="empty"),
    ],
)
def test_a_bad_suite_is_refused_with_its_line(tmp_path: Path, lines: list[str], words: str) -> None:
    (tmp_path / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SuiteFault) as raised:
        read_suite(suite_path(str(tmp_path / "own.jsonl")))
    assert words in raised.value.sentence
    assert raised.value.sentence.startswith("own.jsonl ")
    assert raised.value.hint
