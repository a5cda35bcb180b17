"""Does what is quoted hold the kind of thing that was asked for?"""

import pytest

from app.answering.answer_type import counts, fits
from app.answering.premise import borne_out
from app.understanding.asks import asks


@pytest.mark.parametrize(
    ("question", "quoted", "expected"),
    [
        pytest.param("What does the catering cost?", ["visitors must book"], False, id="en price missing"),
        pytest.param("What does the catering cost?", ["it costs 40 yuan"], True, id="en price"),
        pytest.param("要提前多久预约?", ["观众应当预约"], False, id="zh duration missing"),
        pytest.param("几点闭馆?", ["观众应当预约"], False, id="zh hour missing"),
        pytest.param("几点闭馆?", ["下午5点闭馆"], True, id="zh hour"),
        pytest.param("报告提出了几点建议?", ["观众应当预约"], True, id="zh points are no hours"),
        pytest.param("What time does it close?", ["visitors must book"], False, id="en hour missing"),
        pytest.param("一共有多少人?", ["警力不足,非警务活动增多"], False, id="zh number missing"),
        pytest.param("一共有多少人?", ["共有三十人"], True, id="zh numeral"),
        pytest.param("破案率提高了几个百分点?", ["建立三级调解组织"], False, id="zh share is not any number"),
        pytest.param("有多少口井?", ["第三条 水井归集体所有"], False, id="zh number of an article"),
        pytest.param("有多少口井?", ["第三条 村里有两口井"], True, id="zh numeral beside a label"),
        pytest.param("有多少口井?", ["第三条 全村有12口井"], True, id="zh number beside a label"),
        pytest.param("有多少人?", ["(3)村民代表", "2、村民"], False, id="zh numbers of items"),
        pytest.param("一共有几条?", ["第三十条 本规则自公布之日起施行"], True, id="zh articles counted"),
        pytest.param("有多少口井?", ["2023年以来打了井", "3月12日起开工"], False, id="zh dates are no numbers of wells"),
        pytest.param("How many wells are there?", ["wells have been dug since 2019"], False, id="en a year is no number of wells"),
        pytest.param("How many wells are there?", ["since 2019, 40 wells have been dug"], True, id="en number beside a year"),
        pytest.param("持续了多久?", ["从2019年到2021年"], True, id="zh a duration may be told by years"),
        pytest.param("多久可以续借?", ["第六个月起可以续借"], True, id="zh a time that is counted"),
        pytest.param("How many wells are there?", ["Article 2 Wells are common"], False, id="en number of an article"),
        pytest.param("How many wells are there?", ["3. Wells", "(4) Wells", "Chapter 3 Wells", "Wells 第二条"], False, id="en other labels"),
        pytest.param("How many wells are there?", ["Article 2 There are 12 wells", "1.5 wells a house"], True, id="en number beside a label"),
        pytest.param("How many articles does it have?", ["Article 30 Entry into force"], True, id="en articles counted"),
        pytest.param("有多少口井?", ["统一口径", "水井的所有权"], False, id="zh words that look like numbers"),
        pytest.param("How many wells are there?", ["the wells (12) are common"], True, id="en number in brackets"),
        pytest.param("预算是多少?", ["经费短缺,装备落后"], False, id="zh sum missing"),
        pytest.param("How many books may I borrow?", ["at most five books"], True, id="en number word"),
        pytest.param("How much money was set aside?", ["handle One-card"], False, id="en sum missing"),
        pytest.param("What is the 人均GDP? How much?", ["人均GDP在3000美元左右"], True, id="mixed"),
        pytest.param("When did it happen?", ["due to irregular handling"], False, id="en time missing"),
        pytest.param("Who helps when people quarrel?", ["lawyers"], True, id="en when that asks for no time"),
        pytest.param("哪一年?", ["近年我国几起"], True, id="zh time"),
        pytest.param("Why is it so?", ["because of a shortage"], True, id="no type asked for"),
    ],
)
def test_a_question_for_a_number_or_a_time_needs_one(question: str, quoted: list[str], expected: bool) -> None:
    assert fits(question, quoted) is expected


@pytest.mark.parametrize(
    ("question", "quoted", "expected"),
    [
        ("How many books may everyone borrow?", "at most five books", True),
        ("How many books may everyone borrow?", "books are lent from nine to five", False),
        ("How many large rooms are there?", "two large rooms", True),
        ("每人能借多少本书?", "最多借五本书", True),
        ("每人能借多少本书?", "办读者证须缴五元", False),
        ("有几个阅览室?", "设有三个阅览室", True),
        ("Who borrows books?", "five books", False),
    ],
)
def test_a_quote_that_counts_what_is_asked_for(question: str, quoted: str, expected: bool) -> None:
    assert counts(question, quoted) is expected


@pytest.mark.parametrize(
    ("question", "quoted", "expected"),
    [
        ("Why were the reading rooms closed?", ["the reading rooms are open from nine"], False),
        ("Why were the reading rooms closed?", ["阅览室自五月起关闭"], True),
        ("为什么取消了押金?", ["办证须缴押金"], False),
        ("为什么取消了押金?", ["deposits have been abolished since they kept people away"], True),
        ("When did lending fall?", ["lending has grown"], False),
        ("为什么借书的人增加了?", ["借书的人越来越多，增长了一成"], True),
        ("Why is bread allowed?", ["nobody brings bread"], False),
        ("Are the reading rooms closed?", ["the reading rooms are open"], True),
        ("Why do readers like the rooms?", ["they are warm"], True),
        ("Who set up the reading rooms?", ["the rooms were founded by the county"], True),
        ("When is the closing date?", ["applications must reach us by 31 May"], True),
        ("Where can I park?", ["there is room behind the hall"], True),
        ("谁发许可证?", ["由城管部门核发"], True),
        ("Why did prices rise?", ["prices have been cut"], False),
        ("Why was it refused?", ["the request was granted"], False),
    ],
)
def test_a_change_that_a_question_supposes_is_in_a_quote_or_it_is_not_borne_out(question: str, quoted: list[str], expected: bool) -> None:
    assert borne_out(question, asks(question), quoted) is expected
