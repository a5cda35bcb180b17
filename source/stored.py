"""Reports as JSON, so that an index can keep what was read (alignment takes a model; opening an index must not)."""

import dataclasses
import json
from typing import Any

from source.report import Bead, Enumeration, Item, Note, Passage, Report, Section, Span, Spans


def dumps(report: Report) -> str:
    """The report as JSON text."""
    return json.dumps(dataclasses.asdict(report), ensure_ascii=False)


def loads(text: str) -> Report:
    """The report that `dumps` wrote."""
    row: dict[str, Any] = json.loads(text)
    return Report(
        **{name: row[name] for name in ("id", "title", "publisher", "original", "translation", "date", "text")},
        sections=tuple(Section(r["key"], r["parent"], _spans(r["heading"])) for r in row["sections"]),
        passages=tuple(_passage(r) for r in row["passages"]),
        enumerations=tuple(Enumeration(r["section"], tuple(Item(i["number"], i["passage"], Span(**i["span"])) for i in r["items"])) for r in row["enumerations"]),
        notes=tuple(Note(_spans(r["spans"]), r["says"]) for r in row["notes"]),
    )


def _spans(row: dict[str, Any]) -> Spans:
    return {"zh": Span(**row["zh"]) if row["zh"] else None, "en": Span(**row["en"]) if row["en"] else None}


def _passage(row: dict[str, Any]) -> Passage:
    beads = tuple(Bead(tuple(Span(**s) for s in bead["zh"]), tuple(Span(**s) for s in bead["en"])) for bead in row["beads"])
    return Passage(row["id"], row["section"], _spans(row["spans"]), beads, row["kind"])
