"""What the scorer of windows is fitted on: questions that the reranker has not seen, none of them kept aside, told as they are."""

import json
from pathlib import Path

import pytest

from app.asking import Desk
from evals.fit import SUITES, examples
from evals.fit_scorer import INVENTED, OFTEN, groups, invented, told
from evals.suites import open_suite
from index.scorer import COLUMNS, Scorer, shipped
from index.training.composed import FILE as COMPOSED
from index.training.composed import add_composed, kept_aside
from index.training.examples import Pool, plain

CASES = [
    {"id": "a", "split": "dev", "language": "zh", "question": "最多能借几本书?", "status": "answered", "evidence": [{"zh": "一是每人最多借五本书", "en": "everyone may borrow at most five books"}]},
    {"id": "b", "split": "dev", "language": "en", "question": "What was the library's budget?", "status": "not_in_report", "evidence": []},
    {"id": "c", "split": "aside", "language": "zh", "question": "借期多长?", "status": "answered", "evidence": [{"zh": "二是借期为三十天", "en": "the loan period is thirty days"}]},
]


@pytest.fixture
def suite(tmp_path: Path) -> str:
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(json.dumps({"category": "fact", "report": "library", "scope": "report", **case}) for case in CASES), encoding="utf-8")
    return str(file)


def test_dev_cases_become_groups_with_worth_where_the_evidence_is(desk: Desk, suite: str) -> None:
    found = examples(desk, [open_suite(suite)])
    assert [example.answered for example in found] == [True, False]
    assert found[0].columns.shape == (len(found[0].worth), len(COLUMNS)) and found[0].worth.max() > 0.9
    assert not found[1].worth.any()
    (one,) = groups(found, own=True)
    assert (one.language, one.share) == ("zh", OFTEN)
    assert groups(found, own=False)[0].share == 1.0


def test_what_a_scorer_does_is_told_by_language(desk: Desk, suite: str) -> None:
    held = groups(examples(desk, [open_suite(suite)]), own=True)
    assert told("own", held, shipped()).startswith("own: zh 1 questions, ln p -")
    assert told("own", held, shipped()).endswith("first 1.00")
    blank = float(told("own", held, Scorer.blank()).split("ln p ")[1].split(",")[0])
    assert blank < float(told("own", held, shipped()).split("ln p ")[1].split(",")[0])


def test_the_invented_questions_are_those_that_the_reranker_was_not_trained_on() -> None:
    fitting, rest = invented()
    pool = Pool()
    add_composed(pool)
    trained_on = {example.question for example in pool.examples if not example.aside}
    asked = {plain(str(row["question"])) for _, row in rest.rows}
    assert len(asked) > 500
    assert not asked & trained_on
    assert {row["report"] for _, row in rest.rows} == {report for line in COMPOSED.read_text(encoding="utf-8").splitlines() if kept_aside(report := json.loads(line)["report"])}
    assert fitting.reports is not None and rest.reports is not None
    assert not {folder.name for folder in fitting.reports.iterdir()} & {folder.name for folder in rest.reports.iterdir()}
    assert not {fitting.name, rest.name} & set(SUITES)


def test_all_evidence_of_the_invented_questions_is_found() -> None:
    pool = Pool()
    add_composed(pool, INVENTED)
    found = {(example.question, span.start) for example in pool.examples if example.answer for span in (example.answer, *example.also)}
    answered = [case for line in INVENTED.read_text(encoding="utf-8").splitlines() if (case := json.loads(line))["evidence"]]
    assert len(answered) > 700
    assert {case["question"] for case in answered} - {question for question, _ in found} == set()
