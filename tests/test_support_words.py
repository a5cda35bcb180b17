"""What the check reads in a sentence: content words, cues and contraries, numbers with what they count."""

import pytest

from app.written.contents import contents
from app.written.measured import amounts, often, otherwise
from app.written.polarity import contraries, contrary, cues
from source.report import LANGUAGES, Language


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("报告提出，读者可以续借两本图书。", "zh", {"读者", "续借", "图书"}),
        ("The report says that readers may renew two books.", "en", {"reader", "renew", "two", "book"}),
        ("读者要用 Gradio 登录。", "zh", {"读者", "gradio", "登录"}),
        ("報告提出，讀者可以續借圖書。", "zh", {"读者", "续借", "图书"}),
    ],
    ids=["zh", "en", "mixed", "traditional"],
)
def test_content_words_are_those_that_a_passage_must_hold_too(text: str, language: Language, wanted: set[str]) -> None:
    found = contents(text, language)
    assert {content.form for content in found} == wanted
    assert all(0.3 <= content.weight <= 1 for content in found)
    assert all(text[content.span.start : content.span.end].strip() for content in found)


@pytest.mark.parametrize(
    ("text", "language", "cue", "there"),
    [
        ("不得携犬进入医院。", "zh", "not", True),
        ("读者不仅可以借书，还可以听讲座。", "zh", "not", False),
        ("未来三年要增加馆藏。", "zh", "not", False),
        ("应用程序由读者自己安装。", "zh", "must", False),
        ("读者应当按时归还。", "zh", "must", True),
        ("改造已经完成。", "zh", "done", True),
        ("The works haven’t begun.", "en", "not", True),
        ("Notes are kept for a year.", "en", "not", False),
        ("Readers must return books in time.", "en", "must", True),
        ("Some readers have a card.", "en", "some", True),
    ],
)
def test_cues_are_told_from_words_that_only_look_like_them(text: str, language: Language, cue: str, there: bool) -> None:
    assert bool(cues(text, language)[cue]) is there


@pytest.mark.parametrize("language", LANGUAGES)
def test_contraries_go_both_ways_and_no_word_is_its_own(language: Language) -> None:
    listed = contraries(language)
    assert len(listed) > 300
    assert all(word in listed[against] and word != against for word, others in listed.items() for against in others)


@pytest.mark.parametrize(
    ("said", "held", "language", "found"),
    [
        ("借期缩短到三十天。", "借期延长到三十天", "zh", ["缩短"]),
        ("借期延长到三十天。", "借期延长到三十天，不会缩短", "zh", []),
        ("The loan period was shortened.", "the loan period was extended", "en", ["shorten"]),
        ("The loan period was extended.", "the loan period was extended", "en", []),
    ],
)
def test_a_contrary_is_found_where_the_word_itself_is_not(said: str, held: str, language: Language, found: list[str]) -> None:
    clause = held if language == "zh" else frozenset(content.form for content in contents(held, "en"))
    assert contrary(contents(said, language), [clause], language) == found


@pytest.mark.parametrize(
    ("chinese", "english", "wanted"),
    [
        ("借期三十天", "a loan period of thirty days", {(30.0, "day")}),
        ("奖励3000美元", "a reward of 3,000 US dollars", {(3000.0, "dollar")}),
        ("两小时", "two hours", {(2.0, "hour")}),
        ("五个工作日", "five working days", {(5.0, "day")}),
        ("增长12.5%", "rose by 12.5 per cent", {(12.5, "%")}),
    ],
)
def test_amounts_are_the_same_in_both_languages(chinese: str, english: str, wanted: set[tuple[float, str]]) -> None:
    assert wanted <= amounts(chinese)
    assert wanted <= amounts(english)


@pytest.mark.parametrize(("chinese", "english", "wanted"), [("每周开会", "meets weekly", {"week"}), ("每年一次", "once a year", {"year"}), ("周五关门", "closed on Fridays", {"friday"})])
def test_how_often_and_on_which_day_are_the_same_in_both_languages(chinese: str, english: str, wanted: set[str]) -> None:
    assert often(chinese) == often(english) == wanted


@pytest.mark.parametrize(
    ("said", "held", "turned"),
    [
        ("借期三十周", "借期三十天", True),
        ("借期三十天", "a loan period of thirty days", False),
        ("a fine of 200 dollars", "罚款200元", True),
        ("每周学习一次", "每月学习一次", True),
        ("每周学习一次", "学习一次", False),
        ("On Tuesdays the library is closed.", "周五闭馆", True),
    ],
)
def test_another_unit_frequency_or_day_is_another_statement(said: str, held: str, turned: bool) -> None:
    assert otherwise(said, held) is turned
