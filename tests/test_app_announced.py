"""Paragraphs that another one announces with a colon, articles that are asked for by their number, and lines of a table of contents."""

from pathlib import Path

import pytest
from conftest import desk_over, write_report

from app.answering.lists import announced
from app.answering.quotes import Chosen
from app.asking import Desk
from index.encoder import Encoder

ZH = (
    "# 厨房手册\n\n## 目录\n\n1. 洗碗的办法\n2. 值日的好处\n\n## 洗碗的办法\n\n洗碗须按以下步骤进行：\n\n1. 先用热水冲洗碗碟\n2. 再用海绵擦净油污\n3. 最后倒扣在架子上晾干\n\n"
    "洗碗工具放在水槽下面。\n\n"
    "## 值日的好处\n\n轮流值日可以带来以下好处：\n\n- 每个人都学会做饭\n- 厨房总是干净的\n"
)
EN = (
    "# Kitchen handbook\n\n## Contents\n\n1. How to wash the dishes\n2. What taking turns is good for\n\n## How to wash the dishes\n\nThe dishes are washed in the following steps:\n\n"
    "1. First rinse the dishes with hot water\n2. Then wipe off the grease with a sponge\n3. Finally let them dry upside down on the rack\n\nThe tools for washing are kept under the sink.\n\n"
    "## What taking turns is good for\n\nTaking turns has the following benefits:\n\n- Everybody learns to cook\n- The kitchen is always clean\n"
)
RULES_ZH = "船队章程\n第一条\n船队由渔民组成。船长由全体渔民选出。\n第二条\n船只每年检修一次。费用由船队承担。\n"
RULES_EN = "Charter of the fleet\nArticle 1\nThe fleet is made up of fishermen. The captain is elected by all fishermen.\nArticle 2\nThe boats are overhauled once a year. The fleet bears the cost.\n"


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory, encoder) -> Desk:
    root = tmp_path_factory.mktemp("kitchen")
    toml = 'files = {zh = "zh.md", en = "en.md"}\noriginal = "zh"\ntranslation = "human"\n'
    folder = write_report(root / "reports", id="kitchen", toml=toml)
    for name, text in (("zh.md", ZH), ("en.md", EN)):
        (folder / name).write_text(text, encoding="utf-8")
    return desk_over(root, encoder)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory, encoder) -> Desk:
    root = tmp_path_factory.mktemp("fleet")
    write_report(root / "reports", id="fleet", zh=RULES_ZH, en=RULES_EN)
    return desk_over(root, encoder)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("洗碗分哪些步骤?", ["以下步骤", "热水冲洗", "海绵擦净", "架子上晾干"]),
        ("What are the steps for washing the dishes?", ["following steps", "hot water", "sponge", "upside down"]),
        ("轮流值日有什么好处?", ["以下好处", "学会做饭", "总是干净"]),
        ("What are the benefits of taking turns?", ["following benefits", "learns to cook", "always clean"]),
    ],
)
def test_what_is_announced_is_quoted_with_it(kitchen: Desk, asked: str, words: list[str]) -> None:
    answer = kitchen.answer(asked)
    assert answer.status == "answered"
    assert all(word in answer.text for word in words), answer.text
    assert len(answer.citations) == len(words)


def test_what_stands_after_the_items_is_none_of_them(kitchen: Desk) -> None:
    assert "水槽下面" not in kitchen.answer("洗碗分哪些步骤?").text


def test_the_items_of_another_section_are_none_of_those_that_are_announced_before_it(tmp_path: Path, encoder: Encoder) -> None:
    zh = "# 洗衣手册\n\n## 准备\n\n须做到以下几点：\n\n1. 掏空口袋\n2. 分开颜色\n\n## 晾晒\n\n1. 衣服翻面晾\n2. 毛衣平铺晾\n"
    en = "# Laundry handbook\n\n## Before washing\n\nThe following is to be done:\n\n1. Empty the pockets\n2. Sort by colour\n\n## Drying\n\n1. Hang clothes inside out\n2. Dry sweaters flat\n"
    folder = write_report(tmp_path / "reports", id="laundry", toml='files = {zh = "zh.md", en = "en.md"}\noriginal = "zh"\ntranslation = "human"\n')
    for name, text in (("zh.md", zh), ("en.md", en)):
        (folder / name).write_text(text, encoding="utf-8")
    index = desk_over(tmp_path, encoder).index
    report = index.reports["laundry"]
    of = {report.quote("zh", span): passage for passage in report.passages if (span := passage.spans["zh"]) is not None}
    here, there = (next(passage for text, passage in of.items() if words in text) for words in ("分开颜色", "毛衣平铺晾"))
    assert len(announced(index, Chosen("laundry", here.id, here.spans, 1.0), wants_list=True)) == 3
    assert announced(index, Chosen("laundry", there.id, there.spans, 1.0), wants_list=True) == []


def test_a_line_of_the_contents_is_no_answer(kitchen: Desk) -> None:
    contents = {citation.passage for asked in ("洗碗的办法", "值日的好处有哪些?", "how to wash the dishes") for citation in kitchen.answer(asked).citations if "目录" in citation.section["zh"]}
    assert contents == set()


@pytest.mark.parametrize(
    ("asked", "words"), [("第二条", ["每年检修一次", "费用由船队承担"]), ("What does article 1 say?", ["made up of fishermen", "elected by all"]), ("art 2", ["once a year", "bears the cost"])]
)
def test_an_article_that_is_asked_for_is_quoted_whole(fleet: Desk, asked: str, words: list[str]) -> None:
    answer = fleet.answer(asked)
    assert answer.status == "answered"
    assert all(word in answer.text for word in words)


@pytest.mark.parametrize("asked", ["第九条说什么?", "What does Article 12 say?", "第九条", "What does article 7 say about boats?"])
def test_an_article_that_there_is_not_is_not_answered_from_others(fleet: Desk, asked: str) -> None:
    assert fleet.answer(asked).status == "not_in_report"
