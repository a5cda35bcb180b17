"""The docs of the evaluation name every measure, in both languages, and say what it does not see and which decision it serves."""

import pytest
from conftest import CLONE

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
