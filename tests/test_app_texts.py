"""The words of the pages: neither language lacks one, nor a place that is filled in."""

import ast
import re
from pathlib import Path

from app.pages import chat
from app.pages.texts import both, texts


def test_both_languages_have_the_same_keys_and_none_is_empty() -> None:
    zh, en = texts("zh"), texts("en")
    assert {table: set(rows) for table, rows in zh.items()} == {table: set(rows) for table, rows in en.items()}
    assert all(words.strip() for told in (zh, en) for rows in told.values() for words in rows.values())


def test_the_same_places_are_filled_in_in_both() -> None:
    zh, en = texts("zh"), texts("en")
    for table, rows in zh.items():
        for key, words in rows.items():
            assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", en[table][key])), f"{table}.{key}"


def test_chinese_words_are_chinese_with_full_width_marks() -> None:
    zh = texts("zh")
    for table, rows in zh.items():
        for key, words in rows.items():
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", words), f"{table}.{key} has a half-width mark"


def test_both() -> None:
    assert both("common", "language") == {"zh": "中文", "en": "English"}


def test_every_name_that_the_chats_scripts_use_has_its_words() -> None:
    used = set()
    for script in (Path(chat.__file__).parent / "static").glob("*.js"):
        used |= set(re.findall(r"""site\.(?:t|said)\((?:[\w.]+, )?["'](\w+)["']""", script.read_text(encoding="utf-8")))
    assert len(used) > 50
    assert used - texts("zh")["chat"].keys() == set()


def test_nothing_of_a_conversation_is_held_in_the_pages_state() -> None:
    for script in Path(chat.__file__).parent.glob("*.py"):
        tree = ast.parse(script.read_text(encoding="utf-8"))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("State", "BrowserState")], script.name
