"""Does what is quoted hold the kind of thing that was asked for?"""

import pytest

from app.answering.answer_type import fits


@pytest.mark.parametrize(
    ("question", "quoted", "expected"),
    [
        pytest.param("一共有多少人?", ["警力不足,非警务活动增多"], False, id="zh number missing"),
        pytest.param("一共有多少人?", ["共有三十人"], True, id="zh numeral"),
        pytest.param("破案率提高了几个百分点?", ["建立三级调解组织"], False, id="zh share is not any number"),
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
