"""Questions for what stands under a heading all in all, put in the heading's own words."""

import pytest
from conftest import desk_over, write_report

from app.answering.headed import items_headed
from app.asking import Desk
from app.understanding.asks import asks

ZH = """山谷造林报告

一、存在的问题

(一)苗圃管护不足。
苗圃缺水,幼苗成活的不多。

(二)林道破损。
雨季过后林道难以通行,木材运不出来。

二、下一步措施

(一)建立苗圃管护机制。
管护苗圃,一要修建水渠,引来山泉灌溉幼苗;二要通过轮流值守的办法,夜里有人看护苗圃;三要从外地引进耐旱的树种。

(二)修复林道。
林道由护林队在雨季之前修复,石料从河滩上取。
"""
EN = """Report on planting the valley

I. Problems

(1) The nursery is not well kept.
The nursery lacks water, and few seedlings survive.

(2) The forest road is broken.
After the rains the forest road can hardly be used, and timber cannot be brought out.

II. Measures to come

(1) Set up a way of keeping the nursery.
First, a channel shall be dug that brings spring water to the seedlings; second, by taking turns, somebody shall guard the nursery at night; third, trees that bear drought shall be brought in.

(2) Mend the forest road.
The forest road is mended by the rangers before the rains, with stones from the river bank.
"""


@pytest.fixture(scope="module")
def valley(tmp_path_factory, encoder) -> Desk:
    root = tmp_path_factory.mktemp("valley")
    write_report(root / "reports", id="valley", zh=ZH, en=EN)
    return desk_over(root, encoder)


@pytest.mark.parametrize("asked", ["苗圃管护的三项措施", "苗圃管护要怎么做", "苗圃管护有哪些措施？", "three measures for keeping the nursery", "what does the report want for the nursery?"])
def test_the_items_under_the_heading_answer(valley: Desk, asked: str) -> None:
    answer = valley.answer(asked)
    quoted = [citation.zh.text for citation in answer.citations if citation.zh is not None]
    assert answer.status == "answered"
    assert [text[:2] for text in quoted] == ["一要", "二要", "三要"]
    assert "夜里有人看护" in quoted[1]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("苗圃管护由谁负责", id="one thing"),
        pytest.param("how many seedlings does the nursery have?", id="a number"),
        pytest.param("苗圃管护和水渠要怎么做", id="more than the heading"),
        pytest.param("苗圃管护有什么问题", id="the other part's heading"),
        pytest.param("林道怎么修复", id="no items there"),
        pytest.param("有哪些措施", id="nothing spoken of"),
        pytest.param("建立苗圃管护机制的成果有哪些", id="what no part announces"),
        pytest.param("怎么看待机制问题", id="how, of what is no measure by its words"),
        pytest.param("社会机制的措施有哪些", id="a word of which the heading has the other half"),
    ],
)
def test_what_asks_for_something_else_is_not_answered_with_them(valley: Desk, asked: str) -> None:
    assert items_headed(valley.index, asked, asks(asked)) == []
