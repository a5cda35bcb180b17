"""What a question names and what a term means: reports, articles, definitions; and questions about the outline."""

import pytest
from conftest import desk_over, nothing, write_report

from app.answering.definitions import explained, term_asked
from app.answering.outline_answer import aspect_asked, headings_asked
from app.answering.scope import only_names, parts_named, scope
from app.asking import Desk
from index.build import build
from index.settings import Settings

POOL_ZH = "游泳馆规则\n第一条\n游泳馆每天开放。\n第二条\n儿童须由成人陪同,深水证是指允许进入深水区的证件。\n"
POOL_EN = (
    "Rules of the swimming pool\nArticle 1\nThe swimming pool is open every day.\nArticle 2\nChildren must come with an adult, and a deep-water card is a card that allows entry to the deep end.\n"
)


@pytest.fixture(scope="module")
def both(tmp_path_factory, encoder) -> Desk:
    """A desk over the library's rules and the swimming pool's."""
    root = tmp_path_factory.mktemp("both")
    write_report(root / "reports")
    write_report(root / "reports", id="pool", zh=POOL_ZH, en=POOL_EN)
    return desk_over(root, encoder)


@pytest.mark.parametrize(
    ("asked", "reports", "sections"),
    [
        pytest.param("《游泳馆规则》说了什么?", ("pool",), (), id="title zh"),
        pytest.param("What do the rules of the swimming pool say?", ("pool",), (), id="title en"),
        pytest.param("第二条说了什么?", ("pool",), (("pool", "2"),), id="article zh"),
        pytest.param("What does article 2 say, 请问?", ("pool",), (("pool", "2"),), id="article, mixed"),
        pytest.param("几点开门?", None, (), id="nothing named"),
    ],
)
def test_a_report_or_an_article_that_is_named_is_found(both: Desk, asked: str, reports, sections) -> None:
    named = scope(both.index, asked)
    assert (named.reports, named.sections) == (reports, sections)


@pytest.mark.parametrize("asked", ["第二条说了什么?", "What does Article 2 say?"])
def test_a_named_article_is_answered_from_itself(both: Desk, asked: str) -> None:
    answer = both.answer(asked)
    assert answer.status == "answered"
    assert {citation.passage for citation in answer.citations} == {"pool/2.p1"}


@pytest.mark.parametrize(("asked", "only"), [("第二条说了什么?", True), ("What does Article 5 say?", True), ("Article 5 香蕉 bananas?", False), ("第五条对香蕉怎么说?", False)])
def test_a_question_that_asks_more_than_what_the_article_says_is_told(asked: str, only: bool) -> None:
    assert only_names(asked) is only


def test_answers_out_of_several_reports_name_them(both: Desk) -> None:
    answer = both.answer("儿童须由谁陪同?")
    assert "《游泳馆规则》" in answer.text


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        pytest.param("什么是深水证?", "深水证", id="zh"),
        pytest.param("“深水证”是什么意思", "深水证", id="zh quoted"),
        pytest.param('What does "deep-water card" mean?', "deep-water card", id="en"),
        pytest.param("what is a 深水证", "深水证", id="mixed"),
        pytest.param("What is the number of mass incidents?", "", id="an aspect is no term"),
        pytest.param("主要原因是什么?", "", id="an aspect is no term zh"),
        pytest.param("读者证的用途是什么?", "", id="an aspect of something zh"),
        pytest.param("当事人是什么意思?", "当事人", id="a term that ends as many do"),
        pytest.param("试点是什么?", "试点", id="a term that ends in a word for anything"),
        pytest.param("为什么要深水证?", "", id="another kind of question"),
    ],
)
def test_the_term_whose_meaning_is_asked_is_told(asked: str, term: str) -> None:
    assert term_asked(asked) == term


def test_a_term_that_the_report_explains_is_answered_without_the_word_that_it_does_not(both: Desk) -> None:
    answer = both.answer("什么是深水证?")
    assert "是指允许进入深水区" in answer.text and "没有专门解释" not in answer.text


def test_a_term_that_the_report_only_uses_is_answered_so(both: Desk) -> None:
    answer = both.answer("读者证是什么?")
    assert answer.status == "answered" and "读者证" in answer.text and "没有专门解释" in answer.text


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [("深水证是指证件", "深水证", True), ("须办深水证", "深水证", False), ("险情应立即报警", "报警", False), ("A pass means a card", "pass", True), ("use the pass", "pass", False)],
)
def test_an_explanation_is_told_from_a_use(text: str, term: str, expected: bool) -> None:
    assert explained([text], term) is expected


@pytest.mark.parametrize(("asked", "headings"), [("报告分哪几部分?", ["一、开放时间", "二、借书规则"]), ("Which sections does chapter 1 have? List them.", ["(一)平日。", "(二)周末。"])])
def test_questions_about_the_outline_are_answered_by_headings(desk: Desk, asked: str, headings: list[str]) -> None:
    answer = desk.answer(asked)
    assert [citation.zh.text for citation in answer.citations if citation.zh is not None] == headings


@pytest.mark.parametrize(
    ("asked", "headings"),
    [
        ("报告有几章?", ["一、开放时间", "二、借书规则"]),
        ("How many chapters does it have?", ["一、开放时间", "二、借书规则"]),
        ("第一章标题是啥?", ["一、开放时间", "(一)平日。", "(二)周末。"]),
        ("What is chapter one called?", ["一、开放时间", "(一)平日。", "(二)周末。"]),
        ("summarize part one", ["一、开放时间", "(一)平日。", "(二)周末。"]),
    ],
)
def test_parts_are_counted_and_named(desk: Desk, asked: str, headings: list[str]) -> None:
    answer = desk.answer(asked)
    assert [citation.zh.text for citation in answer.citations if citation.zh is not None] == headings


def test_a_damaged_index_is_named_and_built_anew(tmp_path, encoder) -> None:
    from index.errors import IndexFault

    write_report(tmp_path / "reports")
    settings = Settings(source=tmp_path / "reports", store=str(tmp_path / "store"))
    build(settings, encoder, nothing)
    (Desk(settings, encoder).index.folder / "units.zh.npy").unlink()
    with pytest.raises(IndexFault, match="damaged") as fault:
        Desk(settings, encoder)
    assert "duizhao index" in fault.value.hint
    assert build(settings, encoder, nothing).built
    assert Desk(settings, encoder).answer("每人最多借几本书?").status == "answered"


@pytest.mark.parametrize(("asked", "numbers"), [("第一部分和第三部分有什么不同?", [1, 3]), ("chapter 2 and the last chapter", [2, 5]), ("第零章讲什么", [0]), ("part two", [2]), ("几点开门", [])])
def test_parts_are_named_by_their_numbers(asked: str, numbers: list[int]) -> None:
    assert parts_named(asked, 5) == numbers


@pytest.mark.parametrize(("asked", "answered"), [("第一部分和第三部分有什么不同?", "1 3"), ("compare part 1 and part 3", "1 3"), ("第零部分讲什么", ""), ("第九部分讲什么", "")])
def test_the_headings_of_all_parts_that_are_named_answer_and_of_none_where_one_is_not_there(first_desk: Desk, asked: str, answered: str) -> None:
    found = headings_asked(first_desk.index, asked)
    assert [place.passage.split("/")[1][0] for place in found] == sorted(place.passage.split("/")[1][0] for place in found)
    assert " ".join(dict.fromkeys(place.passage.split("/")[1][0] for place in found)) == answered


@pytest.mark.parametrize("asked", ["What do migrant workers want?", "Who is wrong?"])
def test_what_somebody_wants_or_gets_wrong_is_no_question_about_the_report(first_desk: Desk, asked: str) -> None:
    assert aspect_asked(first_desk.index, asked) == []
