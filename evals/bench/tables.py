"""Sections as text: Markdown for bench.md, columns for a terminal."""

from collections.abc import Iterator, Sequence

from evals.bench.section import Section, Table

TITLE = "Duizhao bench"


def markdown(heading: Sequence[str], sections: Sequence[Section]) -> str:
    """The whole of bench.md: a title, paragraphs, and a chapter a section."""
    parts = [f"# {TITLE}", *heading]
    for section in sections:
        parts += [f"## {section.title}", section.how]
        for table in section.tables:
            parts += [f"### {table.title}", "\n".join(_markdown_rows(table)), *([table.note] if table.note else [])]
    return "\n\n".join(parts) + "\n"


def _markdown_rows(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(map(_cell, table.header)) + " |"
    yield "|---" + "|---:" * (len(table.header) - 1) + "|"
    for row in table.rows:
        yield "| " + " | ".join(map(_cell, row)) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def printed(section: Section) -> str:
    """A section's tables for a terminal."""
    parts = [f"\n{section.title}"]
    for table in section.tables:
        parts += [f"  {table.title}", *_columns(table), *([f"  {table.note}"] if table.note else [])]
    return "\n".join(parts)


def _columns(table: Table) -> Iterator[str]:
    rows = [table.header, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.header))]
    for row in rows:
        yield "    " + f"{row[0]:<{widths[0]}s}" + "".join(f"  {cell:>{width}s}" for cell, width in zip(row[1:], widths[1:], strict=True))
