"""Rows of Markdown's tables, drawn with pipes or written in HTML, as lines of their own: a row is what is asked for and quoted, not the table."""

import itertools
import re
from collections.abc import Iterator, Sequence

from source.report import Span
from source.sentences import trimmed
from source.text import Line

_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
"""The line under a table's head."""
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE)
_CELL = r"<t[dh]\b[^>]*>"
_ROW = re.compile(
    rf"<caption\b[^>]*>(?P<caption>.*?)</caption>|<tr\b[^>]*>\s*(?:{_CELL}\s*)*(?P<cells>.*?)(?:\s*</t[dh]>)*\s*(?:</tr>|(?=<tr\b|</?t(?:able|head|body|foot)\b))",
    re.DOTALL | re.IGNORECASE,
)


def with_rows(text: str, own: list[Line]) -> list[Line]:
    """The lines with each row of a table as one line, without the pipes or tags at its ends; rules and tags round rows are left out. What is in no row stays as it is."""
    return _with_drawn(text, _with_written(text, own))


def _with_drawn(text: str, own: list[Line]) -> list[Line]:
    """Tables of pipes: a line with one above a rule, and those below it."""
    out: list[Line] = []
    inside = False
    for line, after in itertools.zip_longest(own, own[1:]):
        inside = "|" in text[line.span.start : line.span.end] and ((inside and not line.gap) or (after is not None and not after.gap and _is_rule(text, after)))
        if not inside:
            out.append(line)
        elif not _is_rule(text, line):
            out.append(Line(_inner(text, line.span), True))
    return out


def _is_rule(text: str, line: Line) -> bool:
    content = text[line.span.start : line.span.end]
    return "|" in content and _RULE.match(content) is not None


def _inner(text: str, span: Span) -> Span:
    """The row without the pipes at its ends."""
    found = re.search(r"[^\s|](?:.*[^\s|])?", text[span.start : span.end])
    return Span(span.start + found.start(), span.start + found.end()) if found is not None else span


def _with_written(text: str, own: list[Line]) -> list[Line]:
    """Tables of HTML in which there is a row."""
    if not own:
        return []
    found = {Span(*table.span()): list(_rows(text, table)) for table in _TABLE.finditer(text, own[0].span.start, own[-1].span.end)}
    tables = {table: rows for table, rows in found.items() if rows}
    out: list[Line] = []
    for line in own:
        beside = [Line(piece, line.gap or piece.start > line.span.start) for piece in _beside(text, line.span, [table for table in tables if table.overlap(line.span)])]
        rows = [row for table, rows in tables.items() if line.span.start <= table.start < line.span.end for row in rows]
        out += sorted([*beside, *rows], key=lambda one: one.span.start)
    return out


def _beside(text: str, span: Span, tables: Sequence[Span]) -> Iterator[Span]:
    """What of a line stands in none of the tables that share it, which are in order."""
    at = span.start
    for table in [*tables, Span(span.end, span.end)]:
        if at < table.start and (piece := trimmed(text, Span(at, table.start))) is not None:
            yield piece
        at = max(at, table.end)


def _rows(text: str, table: re.Match[str]) -> Iterator[Line]:
    for found in _ROW.finditer(text, *table.span()):
        inner = trimmed(text, Span(*found.span("cells" if found["caption"] is None else "caption")))
        if inner is not None:
            yield Line(inner, True)
