"""Questions for a topic, a part or an aspect of the whole report: answered by the places that name it, or by headings."""

import pytest

from app.answering.outline_answer import aspect_asked
from app.answering.scope import only_names, parts_named, scope
from app.answering.topics import naming, topic_asked
from app.asking import Desk


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        pytest.param("有没有提到图书馆的内容?", "图书馆", id="zh-mentioned"),
        pytest.param("报告提到志愿者了吗?", "志愿者", id="zh-mentioned-after"),
        pytest.param("关于周末，报告怎么说?", "周末", id="zh-about"),
        pytest.param("借书方面怎么规定的", "借书", id="zh-side"),
        pytest.param("报告里有关于网吧的内容吗", "网吧", id="zh-ends-in-a-particle"),
        pytest.param("志愿者", "志愿者", id="zh-alone"),
        pytest.param("Is there anything about volunteers?", "volunteers", id="en-anything"),
        pytest.param("Does it mention the notice board at all?", "notice board", id="en-mention"),
        pytest.param("what do they say about holidays", "holidays", id="en-say"),
        pytest.param("reader's card", "reader's card", id="en-alone"),
        pytest.param("有没有提到 Reader's card?", "reader's card", id="mixed"),
        pytest.param("每人最多借几本书?", "", id="zh-a-question"),
        pytest.param("谁值班", "", id="zh-who"),
        pytest.param("How many books may one borrow?", "", id="en-a-question"),
        pytest.param("What does the report say about how many people were hired?", "", id="en-question-within"),
        pytest.param("Does the report say that crime has fallen?", "", id="en-a-claim"),
        pytest.param("有没有提到几个人值班", "", id="zh-question-within"),
    ],
)
def test_a_topic_is_told_from_a_question(question: str, topic: str) -> None:
    assert topic_asked(question) == topic


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("有没有提到志愿者?", "志愿者", id="zh"),
        pytest.param("志愿者", "志愿者", id="zh-alone"),
        pytest.param("Is there anything about volunteers?", "volunteers", id="en"),
        pytest.param("Does it mention a notice board?", "notice board", id="en-several-words"),
        pytest.param("有没有提到 volunteers?", "志愿者", id="mixed"),
        pytest.param("志愿值班", "志愿者值班", id="zh-shortened"),
        pytest.param("关于“周末”，报告说了什么？", "志愿者值班", id="zh-heading"),
        pytest.param("What does the report say about “Weekends”?", "volunteers on duty", id="en-heading"),
    ],
)
def test_what_names_the_topic_is_quoted(desk: Desk, question: str, words: str) -> None:
    answer = desk.answer(question)
    assert answer.status == "answered"
    assert words in answer.text


@pytest.mark.parametrize(("topic", "named"), [("志愿值班", True), ("逾期还的", False), ("志愿", True), ("星期值班", False)])
def test_a_name_with_one_character_more_counts_but_not_with_a_negation(desk: Desk, topic: str, named: bool) -> None:
    ranked = desk.ranked(desk.index, desk.understand(topic), scope(desk.index, topic))
    assert bool(naming(desk.index, ranked, topic).windows) is named


@pytest.mark.parametrize("question", ["有没有提到火星探测?", "火星探测", "Is there anything about submarines?", "Does it mention submarine warfare?", "submarines"])
def test_a_topic_that_the_report_does_not_name_is_not_in_it(desk: Desk, question: str) -> None:
    assert desk.answer(question).status == "not_in_report"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("第二部分讲什么", 2),
        ("summarise chapter 2", 2),
        ("what is the second section about", 2),
        ("summarize part two", 2),
        ("最后一章的内容", 3),
        ("the last part, please", 3),
        ("第九章", 9),
        ("chapter IV", 4),
        ("有几个部分", 0),
        ("how many sections", 0),
    ],
)
def test_a_part_is_named_by_its_number(question: str, number: int) -> None:
    assert parts_named(question, 3) == ([number] if number else [])


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("第二部分讲什么?", True),
        ("Summarise chapter 2", True),
        ("what's in section 1", True),
        ("第二部分提到了哪些困难?", False),
        ("what does chapter 2 say about fines", False),
    ],
)
def test_is_nothing_but_a_part_asked_for(question: str, only: bool) -> None:
    assert only_names(question) is only


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        pytest.param("第一部分讲什么?", "平日", id="zh"),
        pytest.param("summarise section 1", "Weekdays", id="en"),
        pytest.param("What is the first chapter about?", "Weekends", id="en-ordinal"),
    ],
)
def test_a_part_is_told_by_the_headings_under_it(desk: Desk, question: str, heading: str) -> None:
    answer = desk.answer(question)
    assert answer.status == "answered"
    assert heading in answer.text
    assert {citation.zh is not None and citation.en is not None for citation in answer.citations} == {True}


def test_a_part_without_headings_under_it_is_quoted_from(desk: Desk) -> None:
    answer = desk.answer("第二部分讲什么?")
    assert answer.status == "answered"
    assert {citation.passage.split("/")[1].split(".")[0] for citation in answer.citations} == {"2"}


def test_a_question_within_a_part_is_looked_for_there_alone(first_desk: Desk) -> None:
    named = scope(first_desk.index, "第三部分对流动人口提出了什么?")
    assert named.sections == (("arong-social-management", "3"),)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("列出所有建议", "3", id="zh-measures"),
        pytest.param("What are the main recommendations?", "3", id="en-measures"),
        pytest.param("报告指出了哪些主要问题?", "1", id="zh-problems"),
        pytest.param("What problems does the report identify?", "1", id="en-problems"),
        pytest.param("原因有哪些?", "2", id="zh-causes"),
    ],
)
def test_an_aspect_of_the_whole_report_is_told_by_the_part_whose_heading_announces_it(first_desk: Desk, question: str, first: str) -> None:
    answer = first_desk.answer(question)
    sections = [section.heading for section in first_desk.index.reports["arong-social-management"].sections if section.key == first or section.parent == first]
    assert [citation.zh.text for citation in answer.citations if citation.zh] == [
        first_desk.index.reports["arong-social-management"].quote("zh", heading["zh"]) for heading in sections if heading["zh"]
    ]


def test_problems_and_remedies_come_from_both_parts(first_desk: Desk) -> None:
    answer = first_desk.answer("报告里提到哪些问题?怎么解决?")
    assert {citation.passage.split("/")[1].split(".")[0] for citation in answer.citations} == {"1", "3"}


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("问题和对策分别是什么", "1 3"),
        ("问题、原因、对策各是什么?", "1 2 3"),
        ("problems and solutions?", "1 3"),
        ("What's wrong and what do they want to do about it?", "1 3"),
        ("What are the problems and what do they propose?", "1 3"),
        ("对策和原因", "3 2"),
        ("问题及其原因", "1 2"),
        ("the problems and their causes", "1 2"),
    ],
)
def test_aspects_asked_for_side_by_side_are_told_one_after_the_other(first_desk: Desk, question: str, parts: str) -> None:
    answer = first_desk.answer(question)
    assert " ".join(dict.fromkeys(citation.passage.split("/")[1].split(".")[0] for citation in answer.citations)) == parts


@pytest.mark.parametrize("question", ["怎么解决这些问题?", "问题的原因是什么?", "问题 的 原因", "How are the problems solved?", "What are the causes of problems?", "What are the problems' causes?"])
def test_one_aspect_asked_of_another_is_a_question_like_any_other(first_desk: Desk, question: str) -> None:
    assert aspect_asked(first_desk.index, question) == []


@pytest.mark.parametrize("question", ["流动人口管理存在哪些问题?", "What problems are there with rented housing?", "公安机关有什么问题和原因?", "What did they eat?"])
def test_an_aspect_of_one_thing_is_a_question_like_any_other(first_desk: Desk, question: str) -> None:
    assert aspect_asked(first_desk.index, question) == []


@pytest.mark.parametrize("question", ["这篇文章是哪天发表的?", "When was this report published?"])
def test_a_title_page_without_a_date_does_not_answer_when(first_desk: Desk, question: str) -> None:
    answer = first_desk.answer(question)
    assert answer.status == "not_in_report"
    assert answer.closest


def test_who_and_when_is_answered_in_part(first_desk: Desk) -> None:
    answer = first_desk.answer("谁写的这份报告,什么时候?")
    assert (answer.status, [notice.code for notice in answer.notices]) == ("answered", ["partial"])
    assert "阿荣旗公安局" in answer.text
