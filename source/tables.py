"""Rows of Markdown's tables, drawn with pipes or written in HTML, as lines of their own: a row is what is asked for and quoted, not the table."""

import itertools
import re
from collections.abc import Iterator

from source.report import Span
from source.text import Line

_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
"""The line under a table's head."""
_CELL = r"<t[dh]\b[^>]*>"
_ROW = re.compile(rf"<tr\b[^>]*>\s*(?:{_CELL}\s*)*(?P<cells>.*?)(?:\s*</t[dh]>)*\s*</tr>", re.DOTALL | re.IGNORECASE)


def with_rows(text: str, own: list[Line]) -> list[Line]:
    """The lines with each row of a table as one line, without the pipes or tags at its ends; rules and tags round rows are left out."""
    out: list[Line] = []
    until, inside = -1, False
    for line, after in itertools.zip_longest(own, own[1:]):
        if line.span.start < until:
            continue
        if re.match(r"<table\b", text[line.span.start : line.span.end], re.IGNORECASE):
            end = re.compile("</table>", re.IGNORECASE).search(text, line.span.start, own[-1].span.end)
            if end is not None:
                until = end.end()
                out += _html_rows(text, Span(line.span.start, until))
                continue
        content = text[line.span.start : line.span.end]
        inside = "|" in content and ((inside and not line.gap) or (after is not None and not after.gap and _is_rule(text, after)))
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


def _html_rows(text: str, span: Span) -> Iterator[Line]:
    for found in _ROW.finditer(text, span.start, span.end):
        if found["cells"].strip():
            yield Line(Span(*found.span("cells")), True)
