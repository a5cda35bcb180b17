"""Invented reports as training material: sections read side by side, evidence found in both languages, silent sections told as silent."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from test_index_training import characters

from index.training.batches import UNTOLD, row
from index.training.composed import FILE, SOURCE, add_composed
from index.training.examples import Example, Pool, aside_of

ZH = """# 磨坊章程

## 第一章 开工

磨坊每年秋天开工，由王老三看管。

水轮用榆木做成。

## 第二章 收费

磨一袋麦子收两文钱。穷户免收，孤老也免收。

## 第三章 附则

章程由村里解释。
"""
EN = """# Charter of the mill

## Chapter 1 Opening

The mill opens every autumn and is kept by Wang Laosan.

The wheel is made of elm.

## Chapter 2 Fees

A sack of wheat costs two coins. Poor households pay nothing, nor do lone old people.

## Chapter 3 Last

The village explains the charter.
"""
FREE = {
    "question": "哪些人磨麦子不要钱?",
    "language": "zh",
    "evidence": [{"zh": "穷户免收", "en": "Poor households pay nothing", "or": [{"zh": "不在里面", "en": "not there"}]}, {"zh": "孤老也免收", "en": "nor do lone old people"}],
}
SILENT = {"question": "磨坊开工以前谁看管?", "language": "zh", "evidence": []}


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    folder = tmp_path / "made.reports" / name()
    folder.mkdir(parents=True)
    (folder / "zh.md").write_text(ZH, encoding="utf-8")
    (folder / "en.md").write_text(EN, encoding="utf-8")
    (folder / "report.toml").write_text('files = {zh = "zh.md", en = "en.md"}\n', encoding="utf-8")
    cases = [json.dumps(case | {"report": name()}, ensure_ascii=False) for case in (FREE, SILENT)]
    (tmp_path / "made.jsonl").write_text("\n".join(cases), encoding="utf-8")
    made = Pool()
    add_composed(made, tmp_path / "made.jsonl")
    return made


def name() -> str:
    """A report that is not kept aside."""
    return next(f"mill{number}" for number in range(50) if not aside_of(f"{SOURCE} mill{number}", 0.1))


def words(pool: Pool, example: Example) -> list[str]:
    return [pool.texts[example.text].body[span.start : span.end] for span in ((example.answer, *example.also) if example.answer is not None else ())]


def test_every_section_is_a_text_in_each_language_under_its_heading(pool: Pool) -> None:
    assert [(text.heading, text.language) for text in pool.texts[:2]] == [("第一章 开工", "zh"), ("Chapter 1 Opening", "en")]
    assert pool.texts[0].body == "磨坊每年秋天开工，由王老三看管。\n水轮用榆木做成。"
    assert len(pool.texts) == 6


def test_evidence_is_found_in_both_languages_and_all_its_pieces_answer(pool: Pool) -> None:
    found = [words(pool, example) for example in pool.examples if example.question == FREE["question"] and example.answer is not None]
    assert found == [["穷户免收", "孤老也免收"], ["Poor households pay nothing", "nor do lone old people"]]


def test_sections_without_evidence_are_told_as_silent_the_likest_first(pool: Pool) -> None:
    silent = [example for example in pool.examples if example.answer is None]
    assert [pool.texts[example.text].heading for example in silent if example.question == SILENT["question"]] == ["第一章 开工", "第二章 收费", "Chapter 1 Opening"]
    assert {pool.texts[example.text].heading for example in silent if example.question == FREE["question"]} == {"第一章 开工"}


def test_tokens_of_every_piece_are_told_as_answering(pool: Pool) -> None:
    number, example = next((number, example) for number, example in enumerate(pool.examples) if example.also)
    made = row(pool, characters(pool), example, example.text, example.answer, random.Random(number))
    told = [character for character, label in zip(made_text(pool, example, len(made.labels)), made.labels, strict=True) if label == 1]
    assert "".join(told) == "穷户免收，孤老也免收。"
    assert made.answers
    assert np.all(made.labels[: len(made.labels) - len("磨一袋麦子收两文钱。穷户免收，孤老也免收。")] == UNTOLD)


def made_text(pool: Pool, example: Example, size: int) -> str:
    return ("?" * size + pool.texts[example.text].whole)[-size:]


@pytest.fixture(scope="module")
def shipped() -> Pool:
    made = Pool()
    add_composed(made)
    return made


def test_no_piece_of_evidence_of_the_shipped_file_is_lost(shipped: Pool) -> None:
    """Headings excepted: they are no part of a text's body."""
    told = {(example.question, word) for example in shipped.examples for word in words(shipped, example)}
    lost = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        lost += [case["id"] for piece in case["evidence"] if not any(word == piece["zh"] for _, word in told) and case["category"] != "outline"]
    assert len(lost) <= 0.02 * len(shipped.examples), lost


def test_the_shipped_file_asks_in_both_languages_and_keeps_reports_aside(shipped: Pool) -> None:
    questions = {example.question for example in shipped.examples}
    english = sum(question.isascii() for question in questions)
    assert 0.3 < english / len(questions) < 0.7
    assert 0.02 < np.mean([example.aside for example in shipped.examples]) < 0.3
