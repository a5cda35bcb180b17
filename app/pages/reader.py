"""The reading page: a report from beginning to end, both languages in rows that render each other, as plain data for its template.

The original's sentences carry the anchors that citations link to (`3.2.p1.s2`), the translation's are `3.2.p1.en2`.
Holds no markup: the template draws it, and escapes every text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.pages.rows import Hit, Placed, Row, Rows, Sentence
from app.pages.templates import rendered
from app.pages.wanted import Wanted
from source.outline import shown
from source.report import LANGUAGES, Language, Passage, Report, Section, other


@dataclass(frozen=True)
class Paragraph:
    """A passage."""

    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """A section: its heading, at a level from 2 to 6, and what stands under it before the next heading."""

    key: str
    level: int
    heading: Row | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Entry:
    """A line of the outline, in the page's language where the heading has it; `children` are the headings below."""

    key: str
    language: Language
    text: str
    children: tuple["Entry", ...]


@dataclass(frozen=True)
class Sheet:
    """The whole page but for its own words. `languages` are those that the report has text in, in the columns' order."""

    report: Report
    languages: tuple[Language, ...]
    first: Language
    """What a narrow screen shows."""
    title: Row
    under_title: tuple[Row, ...]
    title_anchors: tuple[str, ...]
    parts: tuple[Part, ...]
    outline: tuple[Entry, ...]
    hits: tuple[Hit, ...]
    unlisted: int
    """Sentences with hits beyond those listed."""
    occurrences: dict[Language, int]


def page(report: Report, wanted: Wanted | None = None) -> str:
    """The report as one HTML page; every text is escaped."""
    wanted = wanted if wanted is not None else Wanted()
    return rendered("read.html.j2", wanted.language, sheet=sheet(report, wanted), wanted=wanted)


def absent(reason: Literal["gone", "closed"], reports: Sequence[Report], wanted: Wanted) -> str:
    """The page in place of a report that is not there or cannot be opened, with the reports that can be read."""
    return rendered("absent.html.j2", wanted.language, reason=reason, reports=reports, wanted=wanted)


def sheet(report: Report, wanted: Wanted) -> Sheet:
    """The page's data."""
    rows = Rows(report, wanted.language, wanted.query)
    languages: tuple[Language, ...] = tuple(language for language in LANGUAGES if report.text[language].strip()) or (report.original,)
    title, under, anchors = _title(report, rows)
    parts = tuple(_parts(report, rows))
    return Sheet(
        report=report,
        languages=languages,
        first=wanted.language if wanted.language in languages else languages[0],
        title=title,
        under_title=under,
        title_anchors=anchors,
        parts=parts,
        outline=_outline(report, wanted.language),
        hits=tuple(rows.hits),
        unlisted=rows.sentences - len(rows.hits),
        occurrences=rows.occurrences,
    )


def _title(report: Report, rows: Rows) -> tuple[Row, tuple[Row, ...], tuple[str, ...]]:
    """The title, what stands under it, and the anchors of the title page as a whole.

    Title and publisher are the title page's own sentences, with their anchors, where it has them in these words; else as declared.
    """
    pages = [passage for passage in report.passages if passage.kind == "title"]
    printed = [row for passage in pages for row in _rows(report, rows, passage)]
    chosen: list[Row] = []
    for declared in (report.title, report.publisher):
        told = {side: words if report.text[side].strip() else "" for side, words in declared.items()}  # a title in a language that there is no text in is the other's
        own = next((row for row in printed if _says(row, told, report.original)), None)
        printed = [row for row in printed if row is not own]
        chosen.append(own if own is not None else _declared(told))
    title, publisher = chosen
    return title, (*([publisher] if any(publisher.sides.values()) else []), *printed), tuple(passage.anchor for passage in pages)


def _says(row: Row, told: dict[Language, str], original: Language) -> bool:
    """Is this the row of what is declared, in every language in which it is?"""
    words = " ".join(told[original].split())
    return bool(words) and row.text(original) == words and (bool(row.sides[other(original)]) or not told[other(original)])


def _declared(told: dict[Language, str]) -> Row:
    return Row({language: (Sentence(language, "", text),) if (text := told[language]) else () for language in LANGUAGES})


def _parts(report: Report, rows: Rows) -> Iterator[Part]:
    under: dict[str, list[Passage]] = {}
    for passage in report.passages:
        if passage.kind == "text":
            under.setdefault(passage.section, []).append(passage)
    levels: dict[str, int] = {}
    for section in report.sections:
        levels[section.key] = levels.get(section.parent, 1) + 1
        heading = _heading(report, rows, section)
        yield Part(section.key, min(levels[section.key], 6), heading, tuple(Paragraph(passage.anchor, tuple(_rows(report, rows, passage))) for passage in under.get(section.key, ())))


def _heading(report: Report, rows: Rows, section: Section) -> Row | None:
    """The heading's row: its number is text, Markdown's marks are not."""
    sides: dict[Language, list[Placed]] = {language: [] for language in LANGUAGES}
    for language in LANGUAGES:
        if (span := section.heading[language]) is not None:
            sides[language].append((span, ""))
    return rows.row(sides, section.key) if any(sides.values()) else None


def _rows(report: Report, rows: Rows, passage: Passage) -> Iterator[Row]:
    for sides in passage.anchored(report.original):
        yield rows.row(sides)


def _outline(report: Report, language: Language) -> tuple[Entry, ...]:
    below: dict[str, list[Section]] = {}
    known = {section.key for section in report.sections}
    for section in report.sections:
        below.setdefault(section.parent if section.parent in known else "", []).append(section)
    return _entries(report, below, "", language)


def _entries(report: Report, below: dict[str, list[Section]], key: str, language: Language) -> tuple[Entry, ...]:
    """The headings below a section; those below one without words of its own stand in its place."""
    out: list[Entry] = []
    for section in below.get(key, ()):
        children = _entries(report, below, section.key, language)
        own = next(((side, span) for side in (language, other(language)) if (span := section.heading[side]) is not None), None)
        if own is None:
            out += children
        else:
            side, span = own
            out.append(Entry(section.key, side, shown(report.text[side], span).rstrip("。.:："), children))
    return tuple(out)
