"""Running suites over the answering that users get, and printing what came out.

A case that fails is counted as an error, listed, and never dropped. With a folder, every case's record is written to it.
"""

import dataclasses
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from app.answer import Answer, Answered, Retrieved
from app.asking import Desk
from evals.cases import Case, SuiteFault, read_suite, suite_path
from evals.score import NAMES, Scores, score
from evals.statistics import estimate
from source.errors import DuizhaoError
from source.report import Report

FAST = ("arong-social-management",)
"""The suites that run when none is named."""
HEADS = {
    "success_1": "Success@1",
    "success_5": "Success@5",
    "hit": "hit",
    "recall": "recall",
    "precision": "precision",
    "quoted": "quoted",
    "facts": "facts",
    "false_answer": "false ans.",
    "false_refusal": "false ref.",
}


@dataclass(frozen=True)
class Record:
    """One case with what became of it: an answer with scores, or an error."""

    case: Case
    answer: Answer | None
    retrieved: tuple[str, ...]
    scores: Scores | None
    error: str


def run(desk: Desk, names: Sequence[str], *, split: str, out: Path | None) -> list[Record]:
    """Run the suites' cases of one split; print the tables. `aside` prints figures only and writes no records."""
    records: list[Record] = []
    for name in names or FAST:
        cases = [case for case in read_suite(suite_path(name)) if case.split == split]
        if not cases:
            raise SuiteFault(f"the suite {name!r} has no case of the split {split!r}", hint="use --split dev")
        records += [_record(desk, case) for case in tqdm(cases, desc=name, unit="case", disable=not sys.stderr.isatty())]
    print(table(records, by_category=split == "dev"))
    errors = [record for record in records if record.error]
    for record in errors:
        print(f"error in {record.case.id}: {record.error}")
    if out is not None and split == "dev":
        write(records, out)
    return records


def _record(desk: Desk, case: Case) -> Record:
    try:
        if case.report not in desk.index.reports:
            raise SuiteFault(f"the report {case.report!r} is not indexed", hint="duizhao index")
        passages: tuple[str, ...] = ()
        answer: Answer | None = None
        report: Report | None = None
        for event in desk.ask(case.question, case.history, id=case.id):
            if isinstance(event, Retrieved):
                passages = tuple(id for id, _ in event.passages)
            elif isinstance(event, Answered):
                answer, report = event.answer, event.index.reports[case.report]
        if answer is None or report is None:
            raise AssertionError("ask ended without an answer")
        return Record(case, answer, passages, score(case, answer, list(passages), report), "")
    except DuizhaoError as error:
        return Record(case, None, (), None, str(error))


def table(records: Sequence[Record], *, by_category: bool = True) -> str:
    """Scores per language, and per language and category, with 95 % intervals over cases."""
    lines = [f"{'':24s}{'cases':>6s}  " + "".join(f"{HEADS[name]:>20s}" for name in NAMES)]
    for language in ("zh", "en"):
        own = [record for record in records if record.case.language == language]
        lines.append(_row(language, own))
        for category in sorted({record.case.category for record in own}) if by_category else ():
            lines.append(_row(f"  {category}", [record for record in own if record.case.category == category]))
    errors = sum(bool(record.error) for record in records)
    lines.append(f"{len(records)} cases, {errors} errors; 95 % intervals by bootstrap over cases; quoted: characters for each of evidence")
    return "\n".join(lines)


def _row(name: str, records: Sequence[Record]) -> str:
    cells = []
    for measure in NAMES:
        values = [value for record in records if record.scores is not None and (value := getattr(record.scores, measure)) is not None]
        cells.append(f"{estimate(values)!s:>20s}")
    return f"{name:24s}{len(records):>6d}  " + "".join(cells)


def write(records: Sequence[Record], out: Path) -> None:
    """One record a case: question, answer, retrieved passages, scores."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "records.jsonl").open("w", encoding="utf-8") as file:
        for record in records:
            row: dict[str, Any] = {"case": record.case.id, "question": record.case.question, "answer": record.answer.to_json() if record.answer else None}
            row |= {"retrieved": list(record.retrieved), "scores": dataclasses.asdict(record.scores) if record.scores else None, "error": record.error}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    (out / "summary.txt").write_text(table(records) + "\n", encoding="utf-8")
