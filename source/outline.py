"""Lines of one language to an outline: title, headings with their level, paragraphs. Knows nothing of the other language.

Numbering follows Chinese official papers (第一章, 一、, (一), 1., (1)) and English ones (Chapter 1, Article 1, I., 1., (1), "- "),
Markdown `#` wins over both. Whether a numbered line is a heading or a list item is told per style: by whether text
stands under most of its members. Levels are given in the order in which styles first appear.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass

from source.report import Language, Span
from source.sentences import sentences, without_stop
from source.tables import with_rows
from source.text import Line, ends_as_sentence, han, latin_words

NUMERALS = "零〇一二三四五六七八九十百"
HEADING_LENGTH = 60
"""A heading has at most this many Han characters, or 24 words."""
RUN_IN_LENGTH = 30
"""A heading that its text follows on the same line is at most this long, in Han characters, or 12 words."""

STYLES: list[tuple[str, re.Pattern[str]]] = [
    ("markdown", re.compile(r"(#{1,6})\s+")),
    ("chapter", re.compile(rf"第\s*([{NUMERALS}\d]+)\s*(?:[章编編篇]|部分?)\s*[、:：]?\s*")),
    ("part", re.compile(rf"第\s*([{NUMERALS}\d]+)\s*[节節]\s*[、:：]?\s*")),
    ("article", re.compile(rf"第\s*([{NUMERALS}\d]+)\s*[条條]\s*[、:：]?\s*|(?i:article)\s+(\d+|[IVXLC]+)\b[.:]?\s*")),
    ("chapter", re.compile(r"(?i:chapter|part|annex|appendix)\s+(\d+|[IVXLC]+|[A-Z])\b[.:]?\s*")),
    ("part", re.compile(r"(?i:section)\s+(\d+|[IVXLC]+)\b[.:]?\s*")),
    ("han", re.compile(rf"([{NUMERALS}]+)\s*[、.．]\s*")),
    ("han-parens", re.compile(rf"[(（]\s*([{NUMERALS}]+)\s*[)）]\s*")),
    ("roman", re.compile(r"([IVX]|[IVXLC]{2,})[.、．]\s+")),
    ("decimal", re.compile(r"(\d{1,2}(?:[.．]\d{1,2})+)[.．、]?\s*(?![\d%])")),
    ("number", re.compile(r"(\d{1,2})(?:[、．]|[.)]\s+|\.(?=[^\d\s]))\s*")),
    ("number-parens", re.compile(r"[(（]\s*(\d{1,2})\s*[)）]\s*")),
    ("letter", re.compile(r"(?:[(（]\s*([a-zA-Z])\s*[)）]|([A-Z])\.)\s+")),
    ("bullet", re.compile(r"([-–—•*·○●])\s+")),
]
ITEM = re.compile(rf"\s*(?:[-–—•*·○●]\s+|[(（]?(\d{{1,2}}|[{NUMERALS}]{{1,3}}|[a-zA-Z](?=[.)）]\s))[)）、．.](?!\d))")
"""The mark that an item of a list begins with: a bullet, or (the group) a number, a numeral or a letter."""
DIRECTIVE = re.compile(
    r"\{%.*%\}$|\{\{.*\}\}$|<!--.*-->$|!\[[^\]]*\]\([^)]*\)$|<img\b[^>]*>$|-{3,}$|={3,}$|SPDX-[A-Za-z-]+:.*$"
    r"|\[(?!\^)[^\]]+\]:\s+<?(?:[a-z][a-z0-9+.-]*:|#|\.{0,2}/)\S*(?:\s+[\"'(].*)?$"
    r"|(?:layout|title|toc|order|weight|permalink|redirect_(?:from|to)|slug|draft|tags|categories|lang):(?:\s+\S{1,40}){0,4}$"
)
"""A line that is no text: a template's directive, a comment, a picture, a rule, where a link of Markdown leads, a key with its value as at the head of web pages."""
PATH = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_.-]+)+$")
"""No text either, but only below a directive: elsewhere 2024/2025 and N/A look the same."""
RUN_IN_STYLES = ("chapter", "part", "han", "han-parens", "roman", "number-parens")
ITEM_STYLES = ("letter", "bullet", "number", "number-parens")


@dataclass(frozen=True)
class Block:
    """A paragraph (level 0) or a heading (level 1 and up, 1 highest). `number` is its ordinal as digits, or ""."""

    span: Span
    level: int
    number: str


@dataclass(frozen=True)
class Outline:
    """One language's text as read. `title` and `publisher` are None where the text does not tell."""

    title: Span | None
    publisher: Span | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class _Row:
    span: Span
    gap: bool
    style: str
    number: str
    depth: int
    body_from: int


def outline(text: str, own: list[Line], language: Language, *, title: str = "", publisher: str = "", markdown: bool = False) -> Outline:
    """The outline of one language's lines. Title and publisher given in report.toml are looked for in the first lines."""
    own = _without_directives(text, with_rows(text, own) if markdown else own)
    if markdown or _is_wrapped(text, own):
        own = _unwrapped(text, own)
    head, own = _head(text, own, title, publisher)
    rows = [_row(text, line) for line in own]
    headings = _heading_rows(text, rows, language)
    levels = _levels([rows[i] for i in sorted(headings)])
    blocks: list[Block] = []
    for i, row in enumerate(rows):
        if i not in headings:
            blocks.append(Block(row.span, 0, row.number if row.style in ITEM_STYLES else ""))
            continue
        end = headings[i]
        start = row.body_from if row.style in ("markdown", "bullet") else row.span.start  # marks are no words of the heading
        blocks.append(Block(Span(min(start, end - 1), end), levels[row.style, row.depth], row.number))
        rest = re.match(r"\s*", text[end : row.span.end])
        if rest is not None and end + rest.end() < row.span.end:
            blocks.append(Block(Span(end + rest.end(), row.span.end), 0, ""))
    return Outline(head.get("title"), head.get("publisher"), tuple(blocks))


def _without_directives(text: str, own: list[Line]) -> list[Line]:
    out: list[Line] = []
    below = False
    for line in own:
        below = any(pattern.match(text, line.span.start, line.span.end) for pattern in ((DIRECTIVE, PATH) if below else (DIRECTIVE,)))
        if not below:
            out.append(line)
    return out


def _is_wrapped(text: str, own: list[Line]) -> bool:
    """Is the file hard-wrapped: do most lines that another follows break off mid-sentence, none of them long?"""
    joints = [text[a.span.start : a.span.end] for a, b in itertools.pairwise(own) if not b.gap]
    broken = [content for content in joints if not ends_as_sentence(content) and len(content) > 20]
    return len(joints) >= 8 and len(broken) >= 0.6 * len(joints) and max(map(len, joints)) <= 130


def _unwrapped(text: str, own: list[Line]) -> list[Line]:
    """Lines joined to paragraphs: a line without a gap before it goes on with the one above, unless it starts with a number or mark."""
    out: list[Line] = []
    for line in own:
        marked = any(pattern.match(text, line.span.start) for _, pattern in STYLES)
        if out and not line.gap and not marked and not _starts_markdown(text, out[-1]):
            out[-1] = Line(Span(out[-1].span.start, line.span.end), out[-1].gap)
        else:
            out.append(line)
    return out


def _starts_markdown(text: str, line: Line) -> bool:
    return text.startswith("#", line.span.start)


def _head(text: str, own: list[Line], title: str, publisher: str) -> tuple[dict[str, Span], list[Line]]:
    """Title and publisher among the first lines: as report.toml says, else the first line when it is short and no sentence."""
    head: dict[str, Span] = {}
    for name, given in (("title", title), ("publisher", publisher)):
        if own and (name == "title" or given):
            content = text[own[0].span.start : own[0].span.end].lstrip("# ").strip()
            top = not text.startswith("##", own[0].span.start)
            short = top and not ends_as_sentence(content) and _length(content) <= HEADING_LENGTH and len(own) > 1
            numbered = _row(text, own[0]).style not in ("", "markdown")
            if " ".join(content.split()) == " ".join(given.split()) or (name == "title" and not given and short and not numbered):
                marks = re.match(r"[#\s]*(?=[^#\s])", text[own[0].span.start : own[0].span.end])
                head[name] = Span(own[0].span.start + (marks.end() if marks else 0), own[0].span.end)
                own = own[1:]
    return head, own


def _length(text: str) -> float:
    """Length in Han characters; a word counts as 2.5."""
    return han(text) + 2.5 * latin_words(text)


def _row(text: str, line: Line) -> _Row:
    for style, pattern in STYLES:
        found = pattern.match(text, line.span.start, line.span.end)
        if found:
            number = next((group for group in found.groups() if group), "")
            depth = len(number) if style == "markdown" else number.count(".") + number.count("．")
            rest = _row(text, Line(Span(found.end(), line.span.end), False)) if style == "markdown" and found.end() < line.span.end else None
            digits = rest.number if rest is not None else ordinal(number) if style not in ("markdown", "bullet") else ""
            return _Row(line.span, line.gap, style, digits, depth, found.end())
    return _Row(line.span, line.gap, "", "", 0, line.span.start)


def ordinal(numeral: str) -> str:
    """The number as digits: 三 and III and 3 and ３ are "3", 2.1 stays, a letter stays; "" for none."""
    if re.fullmatch(r"\d+(?:[.．]\d+)*", numeral):
        return unicodedata.normalize("NFKC", numeral)  # full-width digits and points
    if re.fullmatch(rf"[{NUMERALS}]+", numeral):
        return str(_han_number(numeral))
    if len(numeral) > 1 or numeral in "IVX":
        values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
        if numeral and set(numeral.upper()) <= set(values):
            figures = [values[letter] for letter in numeral.upper()]
            return str(sum(-a if a < b else a for a, b in zip(figures, [*figures[1:], 0], strict=True)))
    return numeral


def _han_number(numeral: str) -> int:
    total, digit = 0, 0
    for character in numeral:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = "〇一二三四五六七八九".index(character.replace("零", "〇"))
    return total + digit


def _heading_rows(text: str, rows: list[_Row], language: Language) -> dict[int, int]:
    """Which rows are headings, and where each heading ends (before its text, where that runs in)."""
    ends = {i: end for i, row in enumerate(rows) if row.style and (end := _heading_end(text, row, language)) is not None}
    by_style: dict[tuple[str, int], list[int]] = {}
    for i, row in enumerate(rows):
        if row.style:
            by_style.setdefault((row.style, row.depth), []).append(i)
    if any(style == "markdown" for style, _ in by_style):
        by_style.pop(("bullet", 0), None)  # lists, where headings have marks of their own
    out: dict[int, int] = {}
    for (style, _), members in by_style.items():
        with_text = [i for i in members if i in ends and _text_under(rows, i, ends)]
        if style == "markdown" or 2 * len(with_text) > len(members):
            out |= {i: ends[i] for i in members if i in ends}
    for i, row in enumerate(rows):
        if not row.style and _is_plain_heading(text, rows, i, out):
            out[i] = row.span.end
    return out


def _heading_end(text: str, row: _Row, language: Language) -> int | None:
    """Where the heading on this numbered row ends: the row's end, or the first sentence's where text runs in; None if too long."""
    if row.style == "markdown":
        return row.span.end
    body = Span(row.body_from, row.span.end) if row.body_from < row.span.end else row.span
    parts = sentences(text, body, language)
    first = text[parts[0].start : parts[0].end]
    if len(parts) == 1:
        return row.span.end if _length(first) <= HEADING_LENGTH else None
    if row.style in RUN_IN_STYLES and _length(first) <= RUN_IN_LENGTH and first[-1] in "。.:：":
        return parts[0].end
    return None


def _text_under(rows: list[_Row], i: int, ends: dict[int, int]) -> bool:
    """Does something other than the next number of the same style follow the heading?"""
    if ends[i] < rows[i].span.end:
        return True
    return i + 1 < len(rows) and (rows[i + 1].style, rows[i + 1].depth) != (rows[i].style, rows[i].depth)


def _is_plain_heading(text: str, rows: list[_Row], i: int, headings: dict[int, int]) -> bool:
    """A short unnumbered line that is no sentence, stands after a gap or another heading, and has a paragraph under it."""
    content = text[rows[i].span.start : rows[i].span.end]
    if ends_as_sentence(content) or _length(content) > HEADING_LENGTH / 2 or i + 1 >= len(rows) or re.search(r" \| |</t[dh]>", content):
        return False
    follower = rows[i + 1]
    following = text[follower.span.start : follower.span.end]
    after_gap = rows[i].gap or i == 0 or (i - 1) in headings
    paragraph = ends_as_sentence(following) and _length(following) > 2 * _length(content)
    return after_gap and not follower.style and paragraph


def _levels(headings: list[_Row]) -> dict[tuple[str, int], int]:
    """A level for each style and depth: Markdown by its marks, the others by first appearance below them."""
    out: dict[tuple[str, int], int] = {}
    marks = sorted({row.depth for row in headings if row.style == "markdown"})
    out |= {("markdown", depth): level + 1 for level, depth in enumerate(marks)}
    plain_is_top = bool(headings) and headings[0].style == ""
    for row in headings:
        if (row.style, row.depth) not in out:
            same_family = [level for (style, depth), level in out.items() if style == row.style and depth < row.depth]
            top = len(marks) + 1 + len([1 for style, _ in out if style != "markdown" and (style or not plain_is_top)])
            out[row.style, row.depth] = max(same_family) + 1 if same_family else top
    if plain_is_top and ("", 0) in out:
        out["", 0] = len(marks) + 1
    return out


def shown(text: str, span: Span) -> str:
    """A heading's or title's words as shown: without Markdown marks, white space squeezed."""
    return " ".join(text[span.start : span.end].lstrip("#").split())


def bare(text: str, span: Span) -> str:
    """A heading's words without its number and stop, for comparing meanings."""
    row = _row(text, Line(span, False))
    start = row.body_from if row.body_from < span.end else span.start
    body = without_stop(text, Span(start, span.end))
    return " ".join(text[body.start : body.end].split())
