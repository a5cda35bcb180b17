"""Answers about a report as a whole, from a report in one language, and as they are printed."""

from pathlib import Path

import pytest
from conftest import desk_over, write_report

from app.answering.extractive import suggested
from app.asking import Desk
from app.printed import printed
from index.encoder import Encoder
from index.settings import Settings


@pytest.mark.parametrize("question", ["这份报告主要讲什么?", "What is this report about?"])
def test_what_a_report_is_about_is_answered_from_title_opening_and_headings(first_desk: Desk, question: str) -> None:
    answer = first_desk.answer(question)
    quotes = [citation.zh.text for citation in answer.citations if citation.zh is not None]
    assert answer.status == "answered"
    assert quotes[0] == first_desk.index.reports["arong-social-management"].title["zh"]
    assert len([quote for quote in quotes if quote.startswith(("一、", "二、", "三、"))]) == 3


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Desk:
    """A desk over the small report's Chinese alone."""
    root = tmp_path_factory.mktemp("chinese")
    write_report(root / "reports", toml='files = {zh = "zh.txt"}\noriginal = "zh"\ntranslation = "none"\n')
    return desk_over(root, encoder)


@pytest.mark.parametrize("question", [pytest.param("每人最多借几本书?", id="zh"), pytest.param("How many books may one borrow?", id="en"), pytest.param("library 每人最多借几本书?", id="mixed")])
def test_a_report_in_one_language_is_quoted_in_it_and_the_answer_says_so(chinese: Desk, question: str) -> None:
    answer = chinese.answer(question)
    assert answer.status == "answered"
    assert all(citation.en is None and citation.zh is not None for citation in answer.citations)
    assert "五本" in answer.text
    assert ("Chinese only" in answer.text) == (answer.language == "en")
    assert "(no English)" in printed(answer)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("借期多久?", ["三十天", "thirty days", "二、借书规则", "/read/library#2.p1"], id="zh"),
        pytest.param("How long is the loan period?", ["三十天", "thirty days", "II. Rules for borrowing", "/read/library#2.p1"], id="en"),
        pytest.param("Who won the football world cup in the year 1998 in France?", ["Related passages:", "[1]", "[3]"], id="silent"),
    ],
)
def test_an_answer_is_printed_with_both_languages_and_its_place(desk: Desk, question: str, words: list[str]) -> None:
    text = printed(desk.answer(question))
    assert [word for word in words if word not in text] == []


def test_suggested_questions_come_from_the_reports_own_headings(desk: Desk) -> None:
    assert suggested(desk.index, "zh") == ["这份报告主要讲什么？", "关于“平日”，报告说了什么？", "关于“借书规则”，报告说了什么？"]
    assert suggested(desk.index, "en")[1] == "What does the report say about “Weekdays”?"


def test_nothing_is_stored_of_what_was_asked(library: Settings, desk: Desk) -> None:
    place = Path(library.store)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file() and path.suffix != ".lock"}
    desk.answer("每人最多借几本书，而且我的秘密是什么?")
    after = {path: path.read_bytes() for path in place.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert after.keys() == before.keys()
    assert not any("秘密".encode() in content for content in after.values())
