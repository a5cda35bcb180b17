"""What the check reads in a sentence: content words, cues and contraries, numbers with what they count."""

import pytest

from app.written.contents import contents
from app.written.held import clause_of
from app.written.measured import amounts, lacking, often, otherwise
from app.written.polarity import against, contraries, contrary, cues, denied, turned
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
        ("借期不少于三十天，最多不超过六十天。", "zh", "not", False),
        ("没有人不得不等，无不满意。", "zh", "not", True),
        ("村庄被淹没，除非水退。", "zh", "not", False),
        ("馆员不时提醒，人数不到十人。", "zh", "not", False),
        ("图书难以找到。", "zh", "not", True),
        ("No more than five books, and not only novels.", "en", "not", False),
        ("The hall is hardly used.", "en", "not", True),
        ("Copying whole books is illegal.", "en", "not", True),
        ("职能部门发挥功能，节能增效。", "zh", "may", False),
        ("读者能借五本。", "zh", "may", True),
        ("On 10 May 2020 the library opened.", "en", "may", False),
        ("It was rebuilt between May and December.", "en", "hedged", False),
        ("Readers may be asked to wait.", "en", "hedged", True),
        ("选举以不记名方式进行。", "zh", "not", False),
        ("店铺很少被盗。", "zh", "not", True),
        ("初级教育属义务性质。", "zh", "strong", True),
        ("If possible, readers register.", "en", "condition", False),
        ("The card lapses if not renewed within a year.", "en", "condition", True),
        ("Most, if not all, readers register.", "en", "condition", False),
        ("Readers register; if not, they pay.", "en", "condition", False),
        ("Readers may borrow five books.", "en", "may", True),
        ("相应的反应说明供应不足。", "zh", "must", False),
        ("这只要简要说明。", "zh", "must", False),
        ("如遇下雨则闭馆，未经同意不得入内。", "zh", "condition", True),
        ("Unless it rains, the garden is open.", "en", "condition", True),
        ("读者应当登记。", "zh", "strong", False),
        ("读者必须登记。", "zh", "strong", True),
        ("Readers should register.", "en", "strong", False),
        ("Readers are required to register.", "en", "strong", True),
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
        ("罚款二百美元", "a fine of two hundred dollars", {(200.0, "dollar")}),
        ("1244万元", "12.44 million yuan", {(12_440_000.0, "yuan")}),
        ("1亿2000万元", "120 million yuan", {(120_000_000.0, "yuan")}),
        ("二十五天", "twenty-five days", {(25.0, "day")}),
        ("3000美元", "US$3,000", {(3000.0, "dollar")}),
        ("20公里", "20 km", {(20.0, "kilometre")}),
        ("年满七十周岁", "70 years of age", {(70.0, "year")}),
    ],
)
def test_amounts_are_the_same_in_both_languages(chinese: str, english: str, wanted: set[tuple[float, str]]) -> None:
    assert wanted <= amounts(chinese)
    assert wanted <= amounts(english)


@pytest.mark.parametrize(
    ("said", "held", "language", "kind", "found"),
    [
        ("至少借三天", "最多借三天", "zh", "closed", ["至少"]),
        ("三天之前归还", "三天之后归还", "zh", "closed", ["之前"]),
        ("不定期检查", "定期检查", "zh", "closed", ["不定期"]),
        ("定期检查", "定期检查，不搞突击", "zh", "closed", []),
        ("borrow before noon", "borrow after noon", "en", "closed", ["befor"]),
        ("all readers", "some readers", "en", "closed", ["all"]),
        ("before and after noon", "after noon", "en", "closed", []),
        ("公开投票", "秘密投票", "zh", "contrary", ["公开"]),
        ("open ballots", "closed ballots", "en", "contrary", ["open"]),
    ],
)
def test_a_contrary_stands_in_one_clause_and_the_word_in_the_other(said: str, held: str, language: Language, kind: str, found: list[str]) -> None:
    assert list(dict.fromkeys(against(clause_of(said, language), clause_of(held, language), language, kind))) == found


@pytest.mark.parametrize(
    ("text", "word", "language", "found"),
    [
        ("机制没有建立", "建立", "zh", [True]),
        ("机制已经建立", "建立", "zh", [False]),
        ("未建立机制，后来建立", "建立", "zh", [True, False]),
        ("The fund was not established.", "establish", "en", [True]),
        ("The fund was established.", "establish", "en", [False]),
        ("An incomplete register is established.", "establish", "en", [False]),
    ],
)
def test_a_negation_denies_the_word_that_follows_it(text: str, word: str, language: Language, found: list[bool]) -> None:
    assert denied(text, word, language) == found


@pytest.mark.parametrize(
    ("own", "around", "nearest", "sign"),
    [
        ({"least"}, {"utmost"}, {"utmost"}, "closed"),
        ({"before"}, {"after"}, {"after"}, "closed"),
        ({"strong"}, {"weak"}, {"weak"}, "duty"),
        ({"weak"}, {"strong"}, {"strong"}, "duty"),
        ({"hedged"}, {"must"}, {"must"}, "hedge_added"),
        ({"condition"}, {"must"}, {"must"}, "condition"),
        ({"done"}, {"plan"}, {"plan"}, "done_added"),
        ({"every", "all"}, {"some"}, {"some"}, "stronger"),
        ({"not"}, {"may"}, {"may"}, "not_added"),
        (set(), {"not"}, {"not"}, "not_lost"),
    ],
)
def test_a_cue_that_the_passage_has_otherwise_turns_the_clause(own: set[str], around: set[str], nearest: set[str], sign: str) -> None:
    assert sign in turned(own, around, [nearest], nearest)
    assert not turned(nearest, around, [nearest], nearest)


def test_a_denial_of_what_is_lacking_turns_it_round() -> None:
    assert "not_added" in turned({"not", "lacking"}, {"lacking"}, [{"lacking"}], {"lacking"})


@pytest.mark.parametrize(("own", "around"), [({"not"}, {"lacking"}), ({"condition"}, {"if"}), ({"hedged"}, {"may"}), ({"every", "all"}, {"all"}), ({"strong"}, {"must"})])
def test_what_the_passage_says_by_another_word_turns_nothing(own: set[str], around: set[str]) -> None:
    assert not turned(own, around, [around], around)


@pytest.mark.parametrize(
    ("chinese", "english", "wanted"),
    [
        ("每周开会", "meets weekly", {"week"}),
        ("每年一次", "once a year", {"year"}),
        ("一天之内", "within a day", set()),
        ("周五关门", "closed on Fridays", {"friday"}),
    ],
)
def test_how_often_and_on_which_day_are_the_same_in_both_languages(chinese: str, english: str, wanted: set[str]) -> None:
    assert often(chinese) == often(english) == wanted


@pytest.mark.parametrize(
    ("said", "held", "turned"),
    [
        ("借期三十周", "借期三十天", True),
        ("借期三十天", "a loan period of thirty days", False),
        ("a fine of 200 dollars", "罚款200元", True),
        ("每周学习一次", "每月学习一次", True),
        ("借期十二个月", "a loan period of one year", False),
        ("每月公布一次", "年度计划按月公布", False),
        ("年度计划每月公布", "每月公布", False),
        ("一周之内", "within seven days", False),
        ("每周学习一次", "学习一次", False),
        ("On Tuesdays the library is closed.", "周五闭馆", True),
    ],
)
def test_another_unit_frequency_or_day_is_another_statement(said: str, held: str, turned: bool) -> None:
    assert otherwise(said, held) is turned


@pytest.mark.parametrize(
    ("said", "passages", "headings", "wrong"),
    [
        ("根据第三条，每人借五本书。", "每人借五本书。", ("第三条 借书",), False),
        ("根据第四条，每人借五本书。", "每人借五本书。", ("第三条 借书",), True),
        ("每人借三本书。", "每人借五本书。", ("第三条 借书",), True),
        ("Article 3 lets readers borrow five books.", "Readers borrow five books.", ("Article 3 Loans",), False),
        ("Readers borrow three books.", "Readers borrow five books.", ("Article 3 Loans",), True),
        ("占八成左右。", "占78.9%。", (), False),
        ("占三成左右。", "占78.9%。", (), True),
        ("Nearly 80 percent are open.", "78.9% are open.", (), False),
        ("Nearly 30 percent are open.", "78.9% are open.", (), True),
        ("补助提高了6元。", "补助由16元提高到22元。", (), False),
        ("The grant rose by 6 yuan.", "The grant rose from 16 yuan to 22 yuan.", (), False),
        ("There are three kinds: maps, books and papers.", "Maps, books and papers are lent.", (), False),
        ("地图和图书这两种都可外借。", "地图、图书可外借。", (), False),
    ],
)
def test_headings_bear_out_references_and_rough_or_counted_numbers_are_excused(said: str, passages: str, headings: tuple[str, ...], wrong: bool) -> None:
    assert any(lacking(said, passages, headings)[:2]) is wrong


@pytest.mark.parametrize(("said", "passages", "headings"), [("每人借三本书。", "每人借五本书。", ("第三条 借书",)), ("within a single day", "within two days", ()), ("五天之内", "两天之内", ())])
def test_a_number_of_another_sense_is_doubted_and_settles_nothing_where_it_stands(said: str, passages: str, headings: tuple[str, ...]) -> None:
    wrong, senses, _ = lacking(said, passages, headings)
    assert wrong is (said == "五天之内") and senses is not wrong
