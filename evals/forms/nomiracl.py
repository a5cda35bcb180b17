"""NoMIRACL (Thakur et al., 2024): questions, each over passages of its own, of which some answer it or none does.

Each question becomes a small report and a case that is asked over that report alone. Knows nothing of where reports are kept.
"""

from collections.abc import Sequence
from typing import Any

from evals.cases import Row, SuiteFault
from evals.forms.squad import Brought, Names, ReportText, as_line, laid_out, report_id
from source.report import LANGUAGES
from source.text import language_of

FORM = (
    'expected {"query_id": "...", "query": "...", "positive_passages": [{"title": "...", "text": "..."}], "negative_passages": [...]}'
    ' or {"id": "...", "question": "...", "answerable": true, "passages": ["Title: text", ...]}'
)


def is_nomiracl(row: Any) -> bool:
    """Is this row, the first of its file, one of NoMIRACL and not a case?"""
    return isinstance(row, dict) and ({"query_id", "query"} <= set(row) or {"question", "passages"} <= set(row))


def converted(name: str, rows: Sequence[tuple[int, Row]]) -> Brought:
    """A report and a case for each question, of the category relevant (it has passages that answer it) or non_relevant.

    The report's text has a passage a line, "Title: text", the same one once; its language is told from the text. Evidence
    is the whole of each passage that is known to answer, any of which will do, and null where the file does not tell which.
    Raises SuiteFault with the line.
    """
    ids, reports = Names(), Names()
    out: list[tuple[int, Row]] = []
    texts: list[ReportText] = []
    for number, row in rows:
        place = f"{name} line {number}"
        if not is_nomiracl(row):
            raise SuiteFault(f"{place} is no question of NoMIRACL", hint=FORM)
        if row.get("lang", "zh") not in LANGUAGES:
            raise SuiteFault(f"{place}: lang is {row['lang']!r}, expected zh or en", hint="take the questions in other languages out")
        id, question = (_text(place, row, *keys) for keys in (("query_id", "id"), ("query", "question")))
        positive, others = _passages(place, row)
        lines = list(dict.fromkeys([*positive, *others]))
        if not lines:
            raise SuiteFault(f"{place}: the question has no passage", hint=FORM)
        report = reports.unique(f"q-{report_id(id)}")
        language = language_of("\n".join(lines))
        starts, text = laid_out(lines, language, f"NoMIRACL {report}")
        texts.append(ReportText(report, f"NoMIRACL {report}", {language: text}))
        case: Row = {"id": ids.unique(id), "report": report, "split": "dev", "scope": "report", "question": question}
        places = [{"start": start, "end": start + len(line), "text": line} for start, line in zip(starts, lines, strict=True) if line in positive]
        pieces: list[Row] = [{one: span if one == language else None for one in LANGUAGES} for span in places]
        out.append((number, case | _gold(place, row, pieces)))
    return Brought(tuple(out), tuple(texts))


def _gold(place: str, row: Row, pieces: Sequence[Row]) -> Row:
    """Category, status and evidence."""
    answerable = row.get("answerable", bool(pieces))
    if not isinstance(answerable, bool):
        raise SuiteFault(f"{place}: answerable is {answerable!r}, expected true or false", hint=FORM)
    if not answerable:
        return {"category": "non_relevant", "status": "not_in_report"}
    evidence = [pieces[0] | ({"or": pieces[1:]} if pieces[1:] else {})] if pieces else None
    return {"category": "relevant", "status": "answered", "evidence": evidence}


def _text(place: str, row: Row, *keys: str) -> str:
    key = next((key for key in keys if key in row), keys[0])
    value = row.get(key)
    if not isinstance(value, str | int) or not str(value).strip():
        raise SuiteFault(f"{place}: {key} is {value!r}, expected some text", hint=FORM)
    return as_line(str(value)).strip()


def _passages(place: str, row: Row) -> tuple[list[str], list[str]]:
    """The passages known to answer and the others, a line each."""
    keys = ("positive_passages", "negative_passages") if "query" in row else ("passages",)
    found: list[list[str]] = []
    for key in keys:
        given = row.get(key, [])
        if not isinstance(given, list):
            raise SuiteFault(f"{place}: {key} is {given!r}, expected a list", hint=FORM)
        found.append([_line(f"{place}: {key} {k}", passage) for k, passage in enumerate(given)])
    return (found[0], found[1]) if len(found) == 2 else ([], found[0])


def _line(place: str, passage: Any) -> str:
    title, text = (passage.get("title") or "", passage.get("text")) if isinstance(passage, dict) else ("", passage)
    if not isinstance(title, str) or not isinstance(text, str) or not text.strip():
        raise SuiteFault(f"{place} is {passage!r}, expected some text", hint=FORM)
    return as_line(f"{title.strip()}: {text}" if title.strip() else text).strip()
