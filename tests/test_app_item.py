"""Follow-ups on one item of what was answered, the same answer in the other language, and headings that are all called one thing."""

import pytest
from conftest import desk_over, write_report

from app.answering.outline_answer import headings_alike
from app.asking import Desk
from app.understanding import question
from app.understanding.question import understand

ROOMS_ZH = (
    "楼房计划\n一、现状\n楼里人多。\n二、今后的计划\n"
    "(一)修建阅览室工程。\n阅览室朝南,由木工小组负责。\n"
    "(二)改造屋顶工程。\n屋顶改用红瓦,因为旧瓦漏雨。\n(三)粉刷楼道工程。\n楼道刷成白色。\n三、附则\n本计划自公布之日起施行。\n"
)
ROOMS_EN = (
    "Plan of the house\nI. The state of things\nThere are many people in the house.\nII. What is planned\n"
    "(1) The reading room project.\nThe reading room faces south; the carpenters are in charge.\n"
    "(2) The roof project.\nThe roof gets red tiles, because the old tiles leak.\n(3) The staircase project.\nThe staircase is painted white.\n"
    "III. Last clause\nThis plan holds from the day it is published.\n"
)
THREE = ["(一)修建阅览室工程。", "(二)改造屋顶工程。", "(三)粉刷楼道工程。"]


@pytest.fixture(scope="module")
def rooms(tmp_path_factory, encoder) -> Desk:
    """A desk over a plan of three projects."""
    root = tmp_path_factory.mktemp("rooms")
    write_report(root / "reports", id="rooms", zh=ROOMS_ZH, en=ROOMS_EN)
    return desk_over(root, encoder)


@pytest.mark.parametrize(
    ("earlier", "text", "item"),
    [
        ("借书规则有哪些?", "第二点呢", 2),
        ("借书规则有哪些?", "那第三个具体是什么?", 3),
        ("借书规则有哪些?", "第1条规则怎么说的", 1),
        ("借书规则有哪些?", "最后一条呢?", -1),
        ("借書規則有哪些?", "第二條是什麼?", 2),
        ("借书规则有哪些?", "The second one?", 2),
        ("What are the rules for borrowing?", "The second one?", 2),
        ("What are the rules for borrowing?", "tell me about the third rule", 3),
        ("What are the rules for borrowing?", "And the last?", -1),
        ("What are the rules for borrowing?", "number 2 please", 2),
        ("What are the rules for borrowing?", "Who enforces the second one?", 2),
        ("What are the rules for borrowing?", "How is the third rule carried out?", 3),
        ("What are the rules for borrowing?", "And does the last one hold for children?", -1),
        ("借书规则有哪些?", "Why was the first one made?", 1),
    ],
)
def test_the_number_of_an_item_is_understood(earlier: str, text: str, item: int) -> None:
    understood = understand(text, [earlier])
    assert (understood.follows, understood.item) == ("item", item)


@pytest.mark.parametrize(
    ("earlier", "text"),
    [
        ("借书规则有哪些?", "第二产业是什么?"),
        ("一共开了几次会议?", "第一次会议多少人参加?"),
        ("借书规则有哪些年份?", "第二年呢?"),
        ("What are the rules of each year?", "And the second year?"),
        ("What are the rules for borrowing?", "What is the second world war?"),
        ("What are the rules for borrowing?", "the last century"),
        ("What are the rules for borrowing?", "When did the second world war end?"),
        ("What are the rules for borrowing?", "What does the second chapter say?"),
        ("What happens in the first year?", "Which books are bought in the second year?"),
        ("What does article 3 say?", "Who reads the second one?"),
    ],
)
def test_an_ordinal_of_something_else_is_no_item(earlier: str, text: str) -> None:
    assert understand(text, [earlier]).follows != "item"


@pytest.mark.parametrize(
    ("earlier", "text", "searched"),
    [
        ("第一章讲什么?", "第二章呢?", "第二章讲什么?"),
        ("第三条说了什么", "那第十条呢", "第十条说了什么"),
        ("第一季度的收入是多少?", "第二季度呢?", "第二季度的收入是多少?"),
        ("What happens in the first year?", "And the second year?", "What happens in the second year?"),
        ("第一个项目是什么?", "最后一个呢?", "最后一个项目是什么?"),
        ("What does article 3 say?", "And Article 10?", "What does Article 10 say?"),
    ],
)
def test_another_part_of_the_report_by_its_number(earlier: str, text: str, searched: str) -> None:
    understood = understand(text, [earlier])
    assert (understood.follows, understood.searched) == ("substitution", searched)


@pytest.mark.parametrize(("text", "language"), [("英文呢?", "en"), ("用英语怎么说", "en"), ("in Chinese, please", "zh"), ("Can you say that in English?", "en")])
def test_the_same_in_the_language_that_is_named(text: str, language: str) -> None:
    understood = understand(text, ["每人最多借几本书?"])
    assert (understood.searched, understood.language) == ("每人最多借几本书?", language)


@pytest.mark.parametrize("asked", ["有哪些工程?", "三个工程分别是什么", "list the three projects", "Which projects are planned?", "报告里一共几个工程?"])
def test_headings_that_are_all_called_so_are_listed(rooms: Desk, asked: str) -> None:
    answer = rooms.answer(asked)
    assert [citation.zh.text for citation in answer.citations if citation.zh is not None] == THREE


@pytest.mark.parametrize("asked", ["五个工程分别是什么", "list the two projects", "屋顶工程有哪些?", "which projects cost the most?", "有哪些楼?", "请列举一个工程"])
def test_another_number_or_more_than_one_word_is_not_for_such_headings(rooms: Desk, asked: str) -> None:
    assert headings_alike(rooms.index, asked) == []


@pytest.mark.parametrize(
    ("history", "asked", "searched", "passage"),
    [
        (["有哪些工程?"], "第二个呢?", "关于“改造屋顶工程”，报告说了什么？", "rooms/2.2.p1"),
        (["有哪些工程?"], "最后一个呢?", "关于“粉刷楼道工程”，报告说了什么？", "rooms/2.3.p1"),
        (["有哪些工程?", "第二个呢?"], "那第一个呢?", "关于“修建阅览室工程”，报告说了什么？", "rooms/2.1.p1"),
        (["有哪些工程?"], "第一个工程由谁负责?", "“修建阅览室工程”由谁负责？", "rooms/2.1.p1"),
        (["Which projects are planned?"], "Why does the second one get red tiles?", "Why does “The roof project” get red tiles?", "rooms/2.2.p1"),
        (["Which projects are planned?"], "Who is in charge of the first project?", "Who is in charge of “The reading room project”?", "rooms/2.1.p1"),
        (["Which projects are planned?"], "What does the last one say?", "What does the report say about “The staircase project”?", "rooms/2.3.p1"),
        (["Which projects are planned?"], "the second one?", "What does the report say about “The roof project”?", "rooms/2.2.p1"),
    ],
)
def test_an_item_is_answered_from_what_stands_under_it(rooms: Desk, history: list[str], asked: str, searched: str, passage: str) -> None:
    *_, last = rooms.ask(asked, history)
    assert (last.answer.status, last.answer.searched) == ("answered", searched)  # type: ignore[union-attr]
    assert {citation.passage for citation in last.answer.citations} == {passage}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("history", "asked"),
    [(["有哪些工程?"], "第九个呢?"), (["Which projects are planned?"], "Who leads the ninth one?"), (["月球有多远?"], "第二个呢?"), (["Which projects are planned?"], "What about the ninth?")],
)
def test_an_item_that_was_not_there_is_not_answered(rooms: Desk, history: list[str], asked: str) -> None:
    *_, last = rooms.ask(asked, history)
    assert last.answer.status == "not_in_report"  # type: ignore[union-attr]


def test_a_question_after_an_item_is_about_that_item(rooms: Desk) -> None:
    assert rooms.understand("原因是什么?", ["有哪些工程?", "第二个呢?"]).searched == "“改造屋顶工程”，原因是什么？"
    assert rooms.understand("目的是什么?", ["有哪些工程?", "第二个呢?", "原因是什么?"]).searched == "“改造屋顶工程”，目的是什么？"


def test_items_walked_through_one_by_one_cost_no_more_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(text: str, *rest: object) -> object:
        asked.append(text)
        return understand(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(question, "understand", counted)
    assert question.understand("第二个呢?", ["有哪些工程?", *["第二个呢?"] * 19]).searched == "有哪些工程?"  # type: ignore[attr-defined]
    assert len(asked) < 60


def test_an_item_is_not_refused_for_words_of_its_name(rooms: Desk) -> None:
    *_, last = rooms.ask("第二个呢?", ["附则有哪些?"])
    own = rooms.understand("最后一个为什么?", ["有哪些工程?"])
    assert (own.asked, own.asks, own.searched) == ("为什么", "why", "“粉刷楼道工程”为什么？")
    assert rooms.understand("最后一个呢?", ["有哪些工程?"]).asks == "what"
    assert rooms.understand("Who paints the last one?", ["Which projects are planned?"]).asked == "Who paints it?"
    assert last.answer.status == "not_in_report"  # type: ignore[union-attr]


@pytest.mark.parametrize("history", [["有哪些工程?"], ["有哪些工程?", "第二个呢?"], ["屋顶改用什么瓦?"]])
def test_the_same_in_the_other_language_cites_the_same(rooms: Desk, history: list[str]) -> None:
    *_, before = rooms.ask(history[-1], history[:-1])
    *_, after = rooms.ask("英文呢?", history)
    mine, theirs = before.answer, after.answer  # type: ignore[union-attr]
    assert (theirs.language, theirs.searched, [one.url for one in theirs.citations]) == ("en", mine.searched, [one.url for one in mine.citations])
    assert mine.citations and theirs.citations[0].en.text in theirs.text
