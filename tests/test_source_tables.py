"""Tables of Markdown: each row is a paragraph of its own."""

import pytest

from source.outline import outline
from source.sentences import clauses
from source.tables import with_rows
from source.text import lines

PIPES = "# Crew\n\nWho does what:\n\n| Name | Work | Pay |\n| --- | :-: | ---: |\n| Ann | Cooks, and mends nets | 300 |\n| Bob |  | 200 |\n\nThat is all.\n"
BARE = "## 船员\n\n姓名 | 活计\n---|---\n阿安 | 做饭\n小波 | 补网\n"
HTML = "## Crew\n\n<table>\n  <thead>\n    <tr><th>Name</th><th>Work</th></tr>\n  </thead>\n  <tr>\n    <td>Ann</td>\n    <td>Cooks</td>\n  </tr>\n  <tr><td></td></tr>\n</table>\n\nThat is all.\n"


def _paragraphs(text: str) -> list[str]:
    return [text[block.span.start : block.span.end] for block in outline(text, lines(text), "en", markdown=True).blocks if not block.level]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(PIPES, ["Who does what:", "Name | Work | Pay", "Ann | Cooks, and mends nets | 300", "Bob |  | 200", "That is all."], id="pipes"),
        pytest.param(BARE, ["姓名 | 活计", "阿安 | 做饭", "小波 | 补网"], id="no pipes at the ends"),
        pytest.param(HTML, ["Name</th><th>Work", "Ann</td>\n    <td>Cooks", "That is all."], id="html"),
        pytest.param(
            "Crew\n\n<table><caption>Who</caption><tr><td>Ann<tr><td>Bob</table> Source: the bureau\n",
            ["Crew", "Who", "Ann", "Bob", "Source: the bureau"],
            id="a caption, no ends of rows, text after it",
        ),
        pytest.param("Crew\n\n<table><tr><td>Ann</td></tr></table> and <table><tr><td>Bob</td></tr></table>\n", ["Crew", "Ann", "and", "Bob"], id="two on a line"),
        pytest.param("Crew\n\n<table>\nno row\n</table>\n", ["Crew", "<table>\nno row\n</table>"], id="a table without rows"),
        pytest.param("A choice | of two.\nAnd | more of it.\n", ["A choice | of two.\nAnd | more of it."], id="no table"),
        pytest.param(
            "<table> is a tag.\n\nA table without its end: <table>\n<tr><td>x</td></tr>\n", ["<table> is a tag.", "A table without its end: <table>\n<tr><td>x</td></tr>"], id="tags that are none"
        ),
    ],
)
def test_each_row_of_a_table_is_a_paragraph(text: str, rows: list[str]) -> None:
    assert _paragraphs("# Title\n\nOpening words.\n\n" + text)[1:] == rows


def test_a_line_below_a_table_is_no_part_of_its_last_row() -> None:
    text = "a | b\n--|--\nc | d\n\nBelow.\n"
    assert [text[line.span.start : line.span.end] for line in with_rows(text, lines(text))] == ["a | b", "c | d", "Below."]


def test_a_cell_is_a_clause_and_a_bar_within_a_word_is_none() -> None:
    text = "Ann | cooks, and mends | a|b"
    (row,) = lines(text)
    assert [text[part.start : part.end] for part in clauses(text, row.span, "en")] == ["Ann |", "cooks,", "and mends |", "a|b"]
