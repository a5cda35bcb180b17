"""Does what is quoted hold the kind of thing that was asked for?"""

import pytest

from app.answering.answer_type import fits


@pytest.mark.parametrize(
    ("question", "quoted", "expected"),
    [
        pytest.param("一共有多少人?", ["警力不足,非警务活动增多"], False, id="zh number missing"),
        pytest.param("一共有多少人?", ["共有三十人"], True, id="zh numeral"),
        pytest.param("破案率提高了几个百分点?", ["建立三级调解组织"], False, id="zh share is not any number"),
        pytest.param("有多少口井?", ["第三条 水井归集体所有"], False, id="zh number of an article"),
        pytest.param("有多少口井?", ["第三条 村里有两口井"], True, id="zh numeral beside a label"),
        pytest.param("有多少口井?", ["第三条 全村有12口井"], True, id="zh number beside a label"),
        pytest.param("有多少人?", ["(3)村民代表", "2、村民"], False, id="zh numbers of items"),
        pytest.param("一共有几条?", ["第三十条 本规则自公布之日起施行"], True, id="zh articles counted"),
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
