"""Parts by their numbers: the next article, a paragraph of it, two articles side by side."""

import pytest
from conftest import desk_over, write_report

from app.answering.scope import only_names, scope
from app.asking import Desk
from app.understanding.followup_numbered import numbered

ZH = """沼泽公园章程

第一条
公园每天开放。

第二条
游人应当走木栈道。
游人不得喂食:
(一)鹭鸟;
(二)水獭。
违者由看守劝离。

第三条
木栈道由园长每年检查一次。

第十一条
本章程由园长解释。
"""
EN = """Statutes of the marsh park

Article 1
The park is open every day.

Article 2
Visitors shall keep to the boardwalk.
Visitors shall not feed:
(1) herons;
(2) otters.
Whoever does is asked to leave by the keeper.

Article 3
The boardwalk is inspected by the director once a year.

Article 11
These statutes are interpreted by the director.
"""


@pytest.fixture(scope="module")
def park(tmp_path_factory, encoder) -> Desk:
    root = tmp_path_factory.mktemp("park")
    write_report(root / "reports", id="park", zh=ZH, en=EN)
    return desk_over(root, encoder)


@pytest.mark.parametrize(
    ("text", "earlier", "asked"),
    [
        ("下一条呢", "第九条讲什么？", "第十条讲什么？"),
        ("那上一条说的是什么?", "第十条讲什么？", "第九条讲什么？"),
        ("下一章", "第19章讲什么", "第20章讲什么"),
        ("后一条呢", "第一百条讲什么", "第一百零一条讲什么"),
        ("第二款呢？", "第九条讲什么？", "第九条第二款讲什么？"),
        ("and the next one?", "What does article 9 say?", "What does article 10 say?"),
        ("What does the previous article say?", "What does Article 9 say?", "What does Article 8 say?"),
        ("the one after that", "what is in chapter 2", "what is in chapter 3"),
        ("what about paragraph 2?", "What does article 9 say?", "What does article 9 paragraph 2 say?"),
        ("下一条呢", "公园几点开门？", ""),
        ("下一条呢", "第一条和第二条有什么区别？", ""),
        ("下一步怎么办", "第九条讲什么？", ""),
        ("what happens next?", "What does article 9 say?", ""),
        ("the next year?", "What does article 9 say?", ""),
        ("下一条呢", "第二百条讲什么", "第二百零一条讲什么"),
        ("上一条呢", "第一条讲什么", ""),
        ("the one before that", "What does article 1 say?", ""),
        ("下一章呢", "第五条说了什么", ""),
        ("And the next chapter?", "What does Article 5 say?", ""),
        ("the next article", "What does art. 5 say?", "What does art. 6 say?"),
        ("下一个呢", "第三部分提出了哪些措施", ""),
        ("下一部分呢", "第三大部分讲什么", "第四大部分讲什么"),
    ],
)
def test_a_number_is_moved_in_the_earlier_question(text: str, earlier: str, asked: str) -> None:
    assert numbered(text, earlier) == asked


@pytest.mark.parametrize(
    ("history", "question", "passages"),
    [
        (["第二条讲什么"], "下一条", {"park/3.p1"}),
        (["第二条讲什么"], "第三款呢", {"park/2.p5"}),
        (["What does article 2 say?", "and the next one?"], "the one before that", {f"park/2.p{number}" for number in range(1, 6)}),
        (["What does article 2 say?"], "paragraph 1?", {"park/2.p1"}),
        ([], "第二条第二款说了什么", {"park/2.p2", "park/2.p3", "park/2.p4"}),
        ([], "What does article 2(3) say?", {"park/2.p5"}),
        ([], "第一条和第三条有什么区别", {"park/1.p1", "park/3.p1"}),
        ([], "第一、三条讲什么", {"park/1.p1", "park/3.p1"}),
        ([], "compare articles 1 and 3", {"park/1.p1", "park/3.p1"}),
    ],
)
def test_what_is_named_by_its_number_is_quoted_whole(park: Desk, history: list[str], question: str, passages: set[str]) -> None:
    answer = park.answer(question, history)
    assert (answer.status, {citation.passage for citation in answer.citations}) == ("answered", passages)


@pytest.mark.parametrize(("history", "question"), [(["第三条讲什么"], "下一条呢"), (["第一条讲什么"], "上一条呢"), ([], "第二条第四款说了什么"), ([], "What does article 3(2) say?")])
def test_a_part_that_there_is_not_is_not_answered_from_others(park: Desk, history: list[str], question: str) -> None:
    assert park.answer(question, history).status == "not_in_report"


@pytest.mark.parametrize(
    ("asked", "sections", "paragraph"),
    [
        ("第一、二、三条", ["1", "2", "3"], 0),
        ("第十一条", ["11"], 0),
        ("articles 2 and 3", ["2", "3"], 0),
        ("article 2, para 3", ["2"], 3),
        ("第二条第3款", ["2"], 3),
        ("木栈道多久检查一次", [], 0),
        ("第一条至第三条", ["1", "2", "3"], 0),
        ("第一、二条和第十一条", ["1", "2", "11"], 0),
        ("articles 1 to 3", ["1", "2", "3"], 0),
        ("articles 1, 3 and 11", ["1", "3", "11"], 0),
        ("列出一到三条建议", [], 0),
        ("第一章和第三条", ["3"], 0),
    ],
)
def test_sections_and_a_paragraph_are_named(park: Desk, asked: str, sections: list[str], paragraph: int) -> None:
    named = scope(park.index, asked)
    assert ([park.index.reports["park"].quote("en", section.heading["en"]) for section in park.index.reports["park"].sections if ("park", section.key) in named.sections], named.paragraph) == (
        [f"Article {number}" for number in sections],
        paragraph,
    )


@pytest.mark.parametrize(
    ("asked", "only"), [("第一条和第三条有什么不同?", True), ("What is the difference between article 1 and article 3?", True), ("第一条和第三条对木栈道的规定有什么不同?", False)]
)
def test_comparing_what_is_named_asks_for_nothing_else(asked: str, only: bool) -> None:
    assert only_names(asked) is only


def test_more_of_what_a_part_says_is_not_the_part_once_more(park: Desk) -> None:
    answer = park.answer("还有吗？", ["第二条讲什么"])
    assert not {"park/2.p1", "park/2.p2", "park/2.p5"} <= {citation.passage for citation in answer.citations}
