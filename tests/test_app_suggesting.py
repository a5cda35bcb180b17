"""Suggested questions: made from a report's outline by the form of its headings, in both languages, and answered by the desk."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import CLONE, desk_over

from app.answering.suggesting import suggestions
from app.asking import Desk
from index.encoder import Encoder
from source.report import LANGUAGES, Bead, Language, Passage, Report, Section, Span, other

INVENTED = ("composed.reports/water", "robustness.reports/waterworks-contradicting")


def report(*headings: tuple[str, str, int], language: Language = "zh") -> Report:
    """A report in one language of (key, heading, characters under it); the parent of a key is the key before its last dot."""
    text = ""
    sections: list[Section] = []
    passages: list[Passage] = []
    for key, heading, size in headings:
        span = Span(len(text), len(text) + len(heading))
        text += f"{heading}\n"
        sections.append(Section(key, key.rpartition(".")[0], {language: span, other(language): None}))  # type: ignore[dict-item]
        if size:
            body = Span(len(text), len(text) + size)
            text += "文" * size + "\n"
            passages.append(Passage(f"r/{key}.p1", key, {language: body, other(language): None}, (Bead((body,), ()),)))  # type: ignore[dict-item]
    texts: dict[Language, str] = {"zh": "", "en": ""}
    texts[language] = text
    return Report("r", {"zh": "题", "en": "T"}, {"zh": "", "en": ""}, language, "none", "", texts, tuple(sections), tuple(passages), (), ())


def asked(made: Report, language: Language = "zh", most: int = 6) -> list[str]:
    return [one.heading for one in suggestions(made, language, most)[1:]]


@pytest.mark.parametrize(("language", "question"), [("zh", "这份报告主要讲什么？"), ("en", "What is this report about?")])
def test_the_first_asks_what_the_report_is_about_and_without_headings_it_is_the_only_one(language: Language, question: str) -> None:
    (only,) = suggestions(report(("0", "", 50)), language)
    assert (only.question, only.section, only.heading) == (question, "", "")
    assert suggestions(report(("1", "一、就餐情况", 50)), language)[0] == only


def test_a_heading_becomes_a_question_without_its_number_and_stop() -> None:
    zh, en = report(("1", "一、就餐情况。", 50)), report(("1", "II. Food safety", 50), language="en")
    assert [(one.question, one.section, one.heading) for one in suggestions(zh, "zh")[1:]] == [("关于“就餐情况”，报告说了什么？", "1", "就餐情况")]
    assert [one.question for one in suggestions(en, "en")[1:]] == ["What does the report say about “Food safety”?"]
    assert asked(en, "zh") == [], "the report has no Chinese"


@pytest.mark.parametrize(
    ("heading", "language", "question"),
    [
        pytest.param("为什么需要平台？", "zh", "为什么需要平台？", id="zh-asked"),
        pytest.param("如何衡量成功", "zh", "如何衡量成功？", id="zh-without-mark"),
        pytest.param("What is a platform", "en", "What is a platform?", id="en-without-mark"),
        pytest.param("How to measure success", "en", "What does the report say about “How to measure success”?", id="en-no-sentence"),
        pytest.param("所谓“三不”", "zh", "关于“所谓‘三不’”，报告说了什么？", id="quotation-marks-inside"),
    ],
)
def test_a_heading_that_asks_already_is_the_question(heading: str, language: Language, question: str) -> None:
    assert [one.question for one in suggestions(report(("1", heading, 50), language=language), language)[1:]] == [question]


@pytest.mark.parametrize(
    ("heading", "language"),
    [("第一条", "zh"), ("Article 12", "en"), ("一、", "zh"), ("2024", "zh"), ("3.2", "en"), ("2024—2025", "zh"), ("***", "zh"), ("议", "zh"), ("很" * 41, "zh"), ("long " * 19, "en")],
)
def test_mere_numbers_and_long_headings_are_left_out(heading: str, language: Language) -> None:
    assert asked(report(("1", heading, 50), language=language), language) == []
    assert asked(report(("1", "很" * 40, 50))) == ["很" * 40]


def test_headings_that_recur_but_for_their_figures_are_left_out() -> None:
    made = report(("1", "Version 1.0", 50), ("2", "Version 1.1", 50), ("3", "Requirements", 50), ("4", "requirements", 50), ("5", "Scope", 50), language="en")
    assert asked(made, "en") == ["Scope"]


def test_a_heading_without_text_under_it_is_left_out() -> None:
    assert asked(report(("1", "就餐情况", 0), ("2", "食品安全", 50))) == ["食品安全"]


def test_short_aspects_of_a_chapter_give_way_to_its_heading() -> None:
    made = report(("1", "一、问题的原因", 0), ("1.1", "(一)主观方面", 90), ("1.2", "(二)客观方面", 80), ("2", "二、措施", 0), ("2.1", "(一)人员培训", 50), ("2.2", "(二)设备更新", 40))
    assert asked(made) == ["问题的原因", "人员培训", "设备更新"]


def test_suggestions_are_spread_over_chapters_the_longest_first_and_stand_in_order() -> None:
    made = report(("1", "甲章总述", 0), ("1.1", "甲章短节", 10), ("1.2", "甲章长节内容", 900), ("2", "乙章内容", 100), ("3", "丙章内容", 500))
    assert asked(made, most=2) == ["甲章长节内容"]
    assert asked(made, most=3) == ["甲章长节内容", "丙章内容"]
    assert asked(made, most=5) == ["甲章短节", "甲章长节内容", "乙章内容", "丙章内容"]
    assert suggestions(made, "zh", 0) == []
    under_one = report(("1", "全书", 0), ("1.1", "甲章内容", 90), ("1.2", "乙章内容", 50), ("1.2.1", "乙章一节内容", 50))
    assert asked(under_one) == ["甲章内容", "乙章一节内容"]


def test_what_a_heading_says_is_never_more_than_text() -> None:
    hostile = "<img src=x onerror=alert(1)> ${1+1}"
    assert asked(report(("1", hostile, 50), language="en"), "en") == [hostile]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Desk:
    """A desk over two invented reports of some pages."""
    root = tmp_path_factory.mktemp("invented")
    for folder in INVENTED:
        shutil.copytree(CLONE / "evals" / "suites" / folder, root / "reports" / Path(folder).name)
    return desk_over(root, encoder)


def answered(desk: Desk, id: str, language: Language) -> list[bool]:
    """For each suggestion: is it answered, in its language?"""
    out: list[bool] = []
    for one in suggestions(desk.index.reports[id], language):
        *_, last = desk.ask(one.question, reports=[id])
        out.append(last.answer.status == "answered" and last.answer.language == language)  # type: ignore[union-attr]
    return out


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_suggested_questions_are_answered(invented: Desk, first_desk: Desk, language: Language) -> None:
    """Of reports of some pages; where a section has two sentences, its heading alone is often too little for the desk."""
    told = {id: answered(desk, id, language) for desk in (first_desk, invented) for id in desk.index.reports}
    assert len(told) == 3
    assert all(len(asks) >= 5 and asks[0] and 2 * sum(asks) > len(asks) for asks in told.values()), told
    of_all = [yes for asks in told.values() for yes in asks]
    assert sum(of_all) >= 0.75 * len(of_all), told


def test_suggestions_of_the_first_report_are_in_their_language_and_short(first_desk: Desk) -> None:
    for made in first_desk.index.reports.values():
        for language in LANGUAGES:
            questions = [one.question for one in suggestions(made, language)]
            assert len(questions) == 6
            assert len(set(questions)) == 6
            assert all(bool(re.search(r"[一-鿿]", question)) == (language == "zh") for question in questions)
