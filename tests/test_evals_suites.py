"""Rows made into cases, with every fault told by its line; and the first report's suite, that holds what it says."""

import re
from collections import Counter
from typing import Any

import pytest

from app.asking import Desk
from evals.cases import Case, Evidence, Fact, SuiteFault, cases
from evals.measures.facts import bare, says
from evals.scoring import gold_passages
from evals.suites import SUITES, json_lines, open_suite
from source.report import LANGUAGES, Report, Span

SUITE = "arong-social-management"
ROWS = [row for _, row in json_lines(SUITES / f"{SUITE}.jsonl")]


@pytest.fixture(scope="module")
def report(desk: Desk) -> Report:
    return desk.index.reports["library"]


def read(report: Report, *rows: Any) -> list[Case]:
    return cases([(10 + number, row) for number, row in enumerate(rows)], {"library": report}, name="own")


GOOD: dict[str, Any] = {"id": "a", "question": "每人最多借几本书?", "evidence": [{"zh": "每人最多借五本书"}]}
SILENT: dict[str, Any] = {"id": "a", "question": "Who pays?"}


def span(report: Report, words: str) -> Span:
    at = report.text["zh"].index(words)
    return Span(at, at + len(words))


def test_what_a_row_leaves_out_has_a_default(report: Report) -> None:
    place = {"zh": span(report, "每人最多借五本书"), "en": None}
    assert read(report, GOOD) == [Case("a", "dev", "zh", "all", "每人最多借几本书?", (), "library", "answered", (Evidence((place,)),), ())]
    assert read(report, SILENT) == [Case("a", "dev", "en", "all", "Who pays?", (), "library", "not_in_report", (), ())]


def test_a_row_with_every_field(report: Report) -> None:
    where = span(report, "借期为三十天")
    row = GOOD | {
        "split": "aside", "language": "en", "category": "mixed", "history": ["借书", "loans"], "report": "library", "status": "answered",
        "evidence": [{"zh": {"start": where.start, "end": where.end, "text": "借期为三十天"}, "en": "the loan period is thirty days", "or": [{"zh": "图书馆", "en": None}]}],
        "facts": [{"any": ["三十天", "thirty days"]}, {"any": ["续借"], "vital": False}], "answer": ["三十天"], "twin": "t", "forbidden": ["海盗"], "scope": "report",
    }  # fmt: skip
    (case,) = read(report, row)
    first, *others = case.evidence[0].places
    assert first["zh"] == where
    assert first["en"] is not None
    assert report.quote("en", first["en"]) == "the loan period is thirty days"
    assert [report.quote("zh", other["zh"]) for other in others if other["zh"]] == ["图书馆"] * report.text["zh"].count("图书馆")
    assert case.facts == (Fact(("三十天", "thirty days"), True), Fact(("续借",), False))
    assert (case.split, case.language, case.history, case.answer, case.twin, case.forbidden, case.alone) == ("aside", "en", ("借书", "loans"), ("三十天",), "t", ("海盗",), True)


def test_evidence_that_is_not_known_is_null(report: Report) -> None:
    for row in (SILENT | {"evidence": None}, SILENT | {"evidence": None, "status": "answered"}):
        (case,) = read(report, row)
        assert (case.status, case.evidence) == ("answered", ())


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param([], "it is list, expected an object", id="no-object"),
        pytest.param("每人", "it is str, expected an object", id="a-text"),
        pytest.param(GOOD | {"statsu": "answered"}, "unknown field 'statsu', expected some of answer, category, evidence", id="unknown-field"),
        pytest.param({"question": "q"}, "'id' is missing", id="no-id"),
        pytest.param({"id": "a"}, "'question' is missing", id="no-question"),
        pytest.param(GOOD | {"id": " "}, "id is ' ', expected some text", id="blank-id"),
        pytest.param(GOOD | {"id": 7}, "id is 7, expected some text", id="number-for-an-id"),
        pytest.param(GOOD | {"question": ""}, "question is '', expected some text", id="empty-question"),
        pytest.param(GOOD | {"question": None}, "question is None, expected some text", id="null-question"),
        pytest.param(GOOD | {"question": "半个\ud800字"}, "surrogates not allowed", id="half-a-character"),
        pytest.param(GOOD | {"split": "test"}, "split is 'test', expected dev or aside", id="unknown-split"),
        pytest.param(GOOD | {"language": "fr"}, "language is 'fr', expected zh or en", id="unknown-language"),
        pytest.param(GOOD | {"status": "refused"}, "status is 'refused', expected answered or not_in_report", id="unknown-status"),
        pytest.param(GOOD | {"status": ["answered"]}, "status is ['answered'], expected", id="list-for-a-status"),
        pytest.param(GOOD | {"scope": "some"}, "scope is 'some', expected all or report", id="unknown-scope"),
        pytest.param(GOOD | {"category": None}, "category is None, expected some text", id="null-category"),
        pytest.param(GOOD | {"twin": 3}, "twin is 3, expected some text", id="number-for-a-twin"),
        pytest.param(GOOD | {"history": "借书"}, "history is '借书', expected a list", id="text-for-a-history"),
        pytest.param(GOOD | {"history": ["借书", ""]}, "history is ['借书', ''], expected a list of texts", id="empty-turn"),
        pytest.param(GOOD | {"answer": [5]}, "answer is [5], expected a list of texts", id="number-for-an-answer"),
        pytest.param(GOOD | {"forbidden": {"a": 1}}, "forbidden is {'a': 1}, expected a list", id="object-for-forbidden"),
        pytest.param(GOOD | {"status": "answered", "evidence": []}, "an answered case needs evidence", id="answered-without-evidence"),
        pytest.param(GOOD | {"status": "not_in_report"}, "status is not_in_report, and yet evidence is given", id="silent-with-evidence"),
        pytest.param(SILENT | {"status": "not_in_report", "evidence": None}, "(null says that the report answers)", id="silent-with-evidence-not-known"),
        pytest.param(SILENT | {"status": "not_in_report", "facts": [{"any": ["五本书"]}]}, "facts of a case that the report does not answer", id="silent-with-facts"),
        pytest.param(SILENT | {"status": "not_in_report", "answer": ["五本书"]}, "answer of a case that the report does not answer", id="silent-with-an-answer"),
        pytest.param(GOOD | {"evidence": {"zh": "每人"}}, "evidence is {'zh': '每人'}, expected a list", id="evidence-in-no-list"),
        pytest.param(GOOD | {"evidence": ["每人"]}, "a piece of evidence is '每人', expected", id="text-for-a-piece"),
        pytest.param(GOOD | {"evidence": [{"zh": None}]}, "a piece of evidence is {'zh': None}, expected", id="piece-without-a-side"),
        pytest.param(GOOD | {"evidence": [{"zh": "每人", "fr": "x"}]}, "a piece of evidence is", id="piece-in-a-third-language"),
        pytest.param(GOOD | {"evidence": [{"zh": "每人最多借五本书", "or": "x"}]}, "or is 'x', expected a list", id="text-for-other-places"),
        pytest.param(GOOD | {"evidence": [{"zh": 5}]}, "evidence is 5, expected the words pasted", id="number-for-words"),
        pytest.param(GOOD | {"evidence": [{"zh": {"txt": "每人"}}]}, "evidence is {'txt': '每人'}, expected the words pasted", id="misspelt-text"),
        pytest.param(GOOD | {"evidence": [{"zh": "每人最多借六本书"}]}, "the zh text does not hold '每人最多借六本书'; nearest", id="pasted-words-that-are-not-there"),
        pytest.param(GOOD | {"evidence": [{"en": "at most six bicycles"}]}, "the en text does not hold 'at most six bicycles'", id="pasted-english-that-is-not-there"),
        pytest.param(GOOD | {"evidence": [{"zh": {"start": 0}}]}, "'end' is missing", id="start-without-end"),
        pytest.param(GOOD | {"evidence": [{"zh": {"start": 5, "end": 5}}]}, "evidence from 5 to 5 is no range", id="empty-range"),
        pytest.param(GOOD | {"evidence": [{"zh": {"start": -1, "end": 5}}]}, "evidence from -1 to 5 is no range", id="negative-range"),
        pytest.param(GOOD | {"evidence": [{"zh": {"start": "0", "end": 5}}]}, "evidence from '0' to 5 is no range", id="text-for-a-start"),
        pytest.param(GOOD | {"evidence": [{"zh": {"start": False, "end": True}}]}, "evidence from False to True is no range", id="true-for-an-end"),
        pytest.param(GOOD | {"evidence": [{"zh": {"start": 0, "end": 99_999}}]}, "evidence ends at 99999, but the zh text has", id="beyond-the-text"),
        pytest.param(GOOD | {"evidence": [{"zh": {"start": 0, "end": 2, "text": "大镇"}}]}, "the zh text from 0 to 2 is '小镇', not '大镇'", id="text-that-does-not-fit"),
        pytest.param(GOOD | {"report": "other"}, "the report 'other' is none of those that are indexed (library)", id="pasted-words-of-an-unknown-report"),
        pytest.param(GOOD | {"facts": ["五本书"]}, "a fact is '五本书', expected", id="text-for-a-fact"),
        pytest.param(GOOD | {"facts": [{"any": []}]}, "a fact has no wording", id="fact-without-a-wording"),
        pytest.param(GOOD | {"facts": [{"any": ["五本"], "vital": "yes"}]}, "a fact is", id="text-for-vital"),
        pytest.param(GOOD | {"facts": [{"any": ["五本"], "vitle": False}]}, "a fact is", id="misspelt-vital"),
        pytest.param(GOOD | {"facts": [{"any": "五本"}]}, "any is '五本', expected a list", id="text-for-wordings"),
    ],
)
def test_a_row_that_is_no_case_is_refused_with_its_line_and_what_was_expected(report: Report, row: Any, words: str) -> None:
    with pytest.raises(SuiteFault) as raised:
        read(report, SILENT | {"id": "before"}, row)
    assert raised.value.sentence.startswith("own line 11 is no case: ")
    assert words in raised.value.sentence
    assert "docs/evaluation.md" in raised.value.hint
    assert raised.value.hint.startswith("paste the words" if " text does not hold " in words else "see docs/evaluation.md")


def test_words_pasted_for_the_wrong_language_of_a_report_in_one_file_are_refused(first_desk: Desk) -> None:
    """Its two texts are one, so that the words would be found, and no answer would ever cite them."""
    reports = {SUITE: first_desk.index.reports[SUITE]}
    words = "目前城区盗窃摩托车、电动车"
    with pytest.raises(SuiteFault, match=f"what was pasted as en stands in the zh text: '{words}'; give it as zh") as raised:
        cases([(1, {"id": "a", "question": "q", "evidence": [{"en": words}]})], reports, name="own")
    assert raised.value.hint.startswith("paste the words as they stand in that language")
    assert cases([(1, {"id": "a", "question": "q", "evidence": [{"zh": words}]})], reports, name="own")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param([SILENT, GOOD], "own line 11 repeats the id 'a' of line 10", id="same-id"),
        pytest.param([SILENT | {"twin": "t"}, SILENT | {"id": "b", "twin": "t"}], "own line 11 is a second en twin 't', after line 10", id="twins-of-one-language"),
        pytest.param([], "own is empty", id="empty"),
    ],
)
def test_rows_that_do_not_go_together_are_refused(report: Report, rows: list[Any], words: str) -> None:
    with pytest.raises(SuiteFault) as raised:
        read(report, *rows)
    assert words in raised.value.sentence
    assert raised.value.hint


@pytest.fixture(scope="module")
def first(first_desk: Desk) -> Report:
    return first_desk.index.reports[SUITE]


@pytest.fixture(scope="module")
def shipped(first_desk: Desk) -> list[Case]:
    suite = open_suite(SUITE)
    assert (suite.name, suite.reports) == (SUITE, None)
    return cases(suite.rows, first_desk.index.reports, name=suite.name)


def test_the_first_suite_is_balanced_and_large_enough(shipped: list[Case]) -> None:
    assert len(shipped) == len(ROWS) >= 200
    languages, splits = Counter(one.language for one in shipped), Counter(one.split for one in shipped)
    assert languages["zh"] == languages["en"]
    assert 0.28 <= splits["aside"] / len(shipped) <= 0.38
    assert all(one.facts for one in shipped if one.status == "answered")
    silent = Counter(one.language for one in shipped if one.status == "not_in_report")
    assert silent.total() >= 35
    assert abs(silent["zh"] - silent["en"]) <= 2
    assert sum(bool(one.history) for one in shipped) >= 10
    wanted = {"fact", "list", "why", "how", "definition", "comparison", "multi", "colloquial", "followup", "unanswerable", "false_premise", "injection", "typo", "traditional"}
    assert wanted <= {one.category for one in shipped}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_of_the_first_report_is_asked_about_in_both_languages(shipped: list[Case], first: Report, language: str) -> None:
    of = {passage.id: passage.section for passage in first.passages if passage.kind == "text"}
    asked = {of[passage] for case in shipped if case.language == language for passage in gold_passages(case, first) if passage in of}
    assert set(of.values()) - asked == set()


def test_twins_are_one_question_in_each_language_with_the_same_evidence(shipped: list[Case]) -> None:
    twins: dict[str, list[Case]] = {}
    for case in shipped:
        if case.twin:
            twins.setdefault(case.twin, []).append(case)
    assert len(twins) >= 40
    for label, own in twins.items():
        assert sorted(case.language for case in own) == ["en", "zh"], label
        assert own[0].evidence == own[1].evidence, label
        assert (own[0].status, own[0].split, own[0].facts) == (own[1].status, own[1].split, own[1].facts), label


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_the_evidence_of_a_case_is_what_the_report_says_there_and_its_facts_and_answers_stand_in_it(first: Report, row: dict[str, Any]) -> None:
    quoted = [one[language]["text"] for piece in row["evidence"] for one in [piece, *piece.get("or", [])] for language in LANGUAGES if one.get(language)]
    for piece in row["evidence"]:
        for one in [piece, *piece.get("or", [])]:
            for language in LANGUAGES:
                if one.get(language):
                    assert one[language]["text"] == first.text[language][one[language]["start"] : one[language]["end"]] != ""
    assert all(any(says(wording, text) for wording in fact["any"] for text in first.text.values()) for fact in row["facts"])
    for short in row.get("answer", []):  # as it stands, or item by item
        assert any(bare(short) in bare(text) or all(bare(item) in bare(text) for item in re.split("[、，,]|和| and ", short)) for text in first.text.values()), short
    assert bool(quoted) == (row["status"] == "answered")
