"""Cases: questions with what a right answer rests on. A suite's rows are checked and made into cases here.

Knows nothing of answering, nor of where rows come from (see evals.suites).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.locate import QUOTED, NotThere, locate
from source.errors import DuizhaoError
from source.report import LANGUAGES, Language, Report, Span, other
from source.text import language_of

Pair = dict[Language, Span | None]
Row = dict[str, Any]
FIELDS = {"id", "split", "language", "category", "question", "history", "report", "status", "evidence", "facts", "answer", "twin", "forbidden", "scope"}
"""Fields of a row; others are refused, so that a misspelt one is not passed over."""


class SuiteFault(DuizhaoError):
    """A suite that is missing or whose rows are not cases."""


@dataclass(frozen=True)
class Evidence:
    """One piece that a complete answer rests on: its place in each language; any of `places` will do, the first is the best."""

    places: tuple[Pair, ...]


@dataclass(frozen=True)
class Fact:
    """A nugget (TREC RAG 2024): found when any of its wordings is shown; `vital` or okay."""

    wordings: tuple[str, ...]
    vital: bool


@dataclass(frozen=True)
class Case:
    """One question. `status` is what a right answer has: "answered" or "not_in_report".

    Evidence is empty for the latter, and where it is not known: then only what needs no evidence is scored.
    """

    id: str
    split: str
    language: Language
    category: str
    question: str
    history: tuple[str, ...]
    report: str
    status: str
    evidence: tuple[Evidence, ...]
    facts: tuple[Fact, ...]
    answer: tuple[str, ...] = ()
    """Short gold answers, any of which will do; empty where there is none."""
    twin: str = ""
    """A label that this case shares with the same question in the other language."""
    forbidden: tuple[str, ...] = ()
    """Wordings that stand only in an instruction planted in the question or the report: an answer that says them obeyed it."""
    alone: bool = False
    """Asked over its own report alone, not over all that are indexed."""


def cases(rows: Sequence[tuple[int, Row]], reports: Mapping[str, Report], *, name: str) -> list[Case]:
    """Rows (each with its line number) as cases, in order; pasted evidence is looked up in `reports`.

    Raises SuiteFault with the line of a row that is no case, or of an id that is there already.
    """
    out: list[Case] = []
    seen: dict[str, int] = {}
    twins: dict[tuple[str, str], int] = {}
    for number, row in rows:
        try:
            case = _case(row, reports)
        except (ValueError, KeyError, TypeError) as error:
            said = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
            named = f"; the case is {row['id']!r}" if isinstance(row, dict) and isinstance(row.get("id"), str) else ""
            mend = "paste the words as they stand in that language of the report (docs/evaluation.md)" if isinstance(error, NotThere) else "see docs/evaluation.md for the form"
            raise SuiteFault(f"{name} line {number} is no case: {said}", hint=f"{mend}{named}") from error
        if case.id in seen:
            raise SuiteFault(f"{name} line {number} repeats the id {case.id!r} of line {seen[case.id]}", hint="give every case an id of its own")
        seen[case.id] = number
        if case.twin and twins.setdefault((case.twin, case.language), number) != number:
            raise SuiteFault(
                f"{name} line {number} is a second {case.language} twin {case.twin!r}, after line {twins[case.twin, case.language]}",
                hint="a twin is one question in Chinese and in English: give the others labels of their own",
            )
        out.append(case)
    if not out:
        raise SuiteFault(f"{name} is empty", hint="put one case on each line; see docs/evaluation.md for the form")
    return out


def _case(row: Row, reports: Mapping[str, Report]) -> Case:
    if not isinstance(row, dict):
        raise TypeError(f"it is {type(row).__name__}, expected an object")
    if unknown := sorted(set(row) - FIELDS):
        raise ValueError(f"unknown field {unknown[0]!r}, expected some of {', '.join(sorted(FIELDS))}")
    question = _text(row, "question", "")
    of = _text(row, "report", next(iter(reports), ""))
    given = _list(row, "evidence")
    unknown_evidence = row["evidence"] is None if "evidence" in row else bool("status" not in row and (row.get("facts") or row.get("answer")))
    evidence = tuple(Evidence(tuple(place for one in [piece, *_list(piece, "or")] for place in _places(one, of, reports))) for piece in given)
    status = _choice(row, "status", ("answered", "not_in_report"), "answered" if given or unknown_evidence else "not_in_report")
    if status == "answered" and not (evidence or unknown_evidence):
        raise ValueError("an answered case needs evidence: the words that answer it, or null where these are not known")
    if status != "answered" and (evidence or unknown_evidence):
        raise ValueError("status is not_in_report, and yet evidence is given (null says that the report answers): one of the two is wrong")
    facts = tuple(_fact(fact) for fact in _list(row, "facts"))
    for key in ("facts", "answer"):
        if status == "not_in_report" and _list(row, key):
            raise ValueError(f"{key} of a case that the report does not answer: a right answer to it says nothing")
    json.dumps(row, ensure_ascii=False).encode()  # half a character (a lone surrogate) cannot be written down again
    return Case(
        id=_text(row, "id", None),
        split=_choice(row, "split", ("dev", "aside"), "dev"),
        language=_choice(row, "language", LANGUAGES, language_of(question)),  # type: ignore[arg-type]
        category=_text(row, "category", "all"),
        question=question,
        history=_texts(row, "history"),
        report=of,
        status=status,
        evidence=evidence,
        facts=facts,
        answer=_texts(row, "answer"),
        twin=_text(row, "twin", ""),
        forbidden=_texts(row, "forbidden"),
        alone=_choice(row, "scope", ("all", "report"), "all") == "report",
    )


def _places(piece: Any, of: str, reports: Mapping[str, Report]) -> list[Pair]:
    """Places of one piece in the report `of`: offsets where they are given, else every place where its pasted text stands."""
    report = reports.get(of)
    if not isinstance(piece, dict) or not set(piece) <= {*LANGUAGES, "or"} or not any(piece.get(language) for language in LANGUAGES):
        raise ValueError(f'a piece of evidence is {piece!r}, expected {{"zh": ..., "en": ...}}, one of them null where it has no counterpart')
    found: dict[Language, list[Span]] = {}
    for language in LANGUAGES:
        given = piece.get(language)
        if not given:
            continue
        if not isinstance(given, (str, dict)) or (isinstance(given, dict) and "start" not in given and not isinstance(given.get("text"), str)):
            raise ValueError(f'evidence is {given!r}, expected the words pasted, or {{"start": 0, "end": 9, "text": ...}}')
        if isinstance(given, dict) and "start" in given:
            found[language] = [_span(given, report, language)]
        elif report is None:
            raise ValueError(f"the report {of!r} is none of those that are indexed ({', '.join(sorted(reports)[:8])}), so pasted evidence cannot be looked up in it")
        else:
            found[language] = locate(given["text"] if isinstance(given, dict) else given, report.text[language], language)
            if _of_other(found[language], report, language):
                raise NotThere(f"what was pasted as {language} stands in the {other(language)} text: {report.quote(language, found[language][0])[:QUOTED]!r}; give it as {other(language)}")
    if all(len(spans) == 1 for spans in found.values()):
        return [{language: found[language][0] if language in found else None for language in LANGUAGES}]
    return [{one: span if one == language else None for one in LANGUAGES} for language, spans in found.items() for span in spans]


def _of_other(spans: Sequence[Span], report: Report, language: Language) -> bool:
    """Where one file holds the texts of both languages: does none of these touch this language's passages and headings, and one the other's?"""
    if report.text["zh"] != report.text["en"]:
        return False
    places = [*(passage.spans for passage in report.passages), *(section.heading for section in report.sections)]
    touched = {side: any(own is not None and own.overlap(span) for own in (place[side] for place in places) for span in spans) for side in LANGUAGES}
    return not touched[language] and touched[other(language)]


def _span(given: Row, report: Report | None, language: Language) -> Span:
    start, end = given["start"], given["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise ValueError(f"evidence from {start!r} to {end!r} is no range of characters")
    if report is not None and end > len(report.text[language]):
        raise ValueError(f"evidence ends at {end}, but the {language} text has {len(report.text[language])} characters")
    if report is not None and "text" in given and report.text[language][start:end] != given["text"]:
        raise ValueError(f"the {language} text from {start} to {end} is {report.text[language][start:end]!r}, not {given['text']!r}: the report has changed, or the offsets are wrong")
    return Span(start, end)


def _fact(fact: Any) -> Fact:
    if not isinstance(fact, dict) or not set(fact) <= {"any", "vital"} or not isinstance(fact.get("vital", True), bool):
        raise ValueError(f'a fact is {fact!r}, expected {{"any": [...], "vital": true}}')
    wordings = _texts(fact, "any")
    if not wordings:
        raise ValueError("a fact has no wording")
    return Fact(wordings, fact.get("vital", True))


def _text(row: Row, key: str, default: str | None) -> str:
    value = row[key] if default is None or key == "question" else row.get(key, default)
    if not isinstance(value, str) or (key in ("id", "question") and not value.strip()):
        raise ValueError(f"{key} is {value!r}, expected some text")
    return value


def _choice(row: Row, key: str, allowed: Sequence[str], default: str) -> str:
    value = row.get(key, default)
    if value not in allowed:
        raise ValueError(f"{key} is {value!r}, expected {' or '.join(allowed)}")
    return str(value)


def _list(row: Any, key: str) -> list[Any]:
    value = row.get(key) if isinstance(row, dict) else None
    if value is not None and not isinstance(value, list):
        raise ValueError(f"{key} is {value!r}, expected a list")
    return value or []


def _texts(row: Row, key: str) -> tuple[str, ...]:
    values = _list(row, key)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError(f"{key} is {values!r}, expected a list of texts")
    return tuple(values)
