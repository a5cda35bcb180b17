"""The docs of the evaluation name every measure, in both languages, and say what it does not see and which decision it serves."""

import json
from pathlib import Path

import pytest
from conftest import CLONE

from app.asking import Desk
from evals.answers import Answers
from evals.cases import cases
from evals.measures.quoting import markers, verbatim
from evals.measures.table import MEASURES, Measure
from source.report import Language

DOCS: dict[Language, str] = {language: (CLONE / "docs" / name).read_text(encoding="utf-8") for language, name in (("en", "evaluation.md"), ("zh", "evaluation.zh.md"))}


@pytest.mark.parametrize("language", DOCS)
@pytest.mark.parametrize("measure", [pytest.param(measure, id=measure.name) for measure in MEASURES])
def test_the_docs_name_every_measure_by_its_label_and_its_short_name(measure: Measure, language: Language) -> None:
    assert measure.label[language] in DOCS[language]
    assert f"`{measure.name}`" in DOCS[language]


@pytest.mark.parametrize(("language", "head"), [("en", "| measure | what it means | what it does not see | which decision it serves |"), ("zh", "| 指标 | 含义 | 看不到什么 | 用来判断 |")])
def test_every_table_of_measures_is_whole(language: Language, head: str) -> None:
    tables = DOCS[language].split(head)[1:]
    assert len(tables) == 4
    for table in tables:
        rows = [row for row in table.split("\n\n")[0].splitlines()[2:] if row]
        assert rows
        assert all(len([cell for cell in row.strip("|").split("|") if cell.strip()]) == 4 for row in rows)


@pytest.mark.parametrize("language", DOCS)
def test_the_lines_that_the_docs_show_are_cases_and_answers(language: Language, first_desk: Desk, tmp_path: Path) -> None:
    answered, asked, whole = (block.split("```")[0].strip() for block in DOCS[language].split("```json\n")[1:])
    own = cases(list(enumerate(map(json.loads, asked.splitlines()), 1)), first_desk.index.reports, name="docs")
    assert [case.status for case in own] == ["answered", "not_in_report", "answered"]
    assert json.loads(whole)["id"] == "zh-001"
    (tmp_path / "answers.jsonl").write_text(answered, encoding="utf-8")
    given = Answers(tmp_path / "answers.jsonl")
    for case in own[:2]:
        answer = given.of(case).answer
        assert answer is not None
        assert (markers(answer).value, verbatim(answer, first_desk.index.reports).value, answer.status) == (1, 1, case.status)
