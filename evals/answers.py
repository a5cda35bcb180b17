"""Answers made elsewhere: a file of JSON lines in the answer shape, matched to cases by id.

They carry no rankings, so retrieval is not scored. A case without an answer, or with a line that is no answer, is an
error and is counted.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from evals.cases import Case, SuiteFault
from evals.record import Asked, answer_of
from evals.suites import json_lines

NOT_NEEDED: dict[str, object] = {"section": {"zh": [], "en": []}, "zh": None, "en": None, "note": None, "url": ""}
"""Of a citation: what no measure reads, and a side without a counterpart."""


class Answers:
    """The answers of one file, by id."""

    def __init__(self, path: Path) -> None:
        """Raises SuiteFault for a file that cannot be read, a line without an id, and an id that stands twice."""
        self.path = path
        self._asked: dict[str, Asked] = {}
        lines: dict[str, int] = {}
        for number, row in json_lines(path):
            if not isinstance(row, dict) or not isinstance(row.get("id"), (str, int)) or isinstance(row["id"], bool):
                raise SuiteFault(f"{path.name} line {number} has no id", hint="one answer a line, as duizhao ask --batch writes them")
            id = str(row["id"])
            if id in lines:
                raise SuiteFault(f"{path.name} line {number} answers {id!r} again, after line {lines[id]}", hint="give one answer a case")
            lines[id] = number
            self._asked[id] = _asked(row | {"id": id}, number)
        if not lines:
            raise SuiteFault(f"{path.name} holds no answer", hint="one answer a line, as duizhao ask --batch writes them")

    def of(self, case: Case) -> Asked:
        """The case's answer, or an error where there is none."""
        return self._asked.get(case.id, Asked(None, {}, f"{self.path.name} has no answer to it"))

    def any_of(self, cases: Sequence[Case]) -> bool:
        """Is there an answer to any of these?"""
        return any(case.id in self._asked for case in cases)

    def strangers(self, cases: Sequence[Case]) -> list[str]:
        """Ids that belong to none of these cases. Raises SuiteFault when all do: then the file answers something else."""
        known = {case.id for case in cases}
        out = [id for id in self._asked if id not in known]
        if len(out) == len(self._asked):
            raise SuiteFault(f"none of the {len(out)} answers in {self.path.name} has the id of a case (the first is {out[0]!r})", hint="name the suite that was answered")
        return out


def _filled(row: dict[str, object]) -> dict[str, object]:
    """The answer with what another system may leave out: what it searched for, and of a citation what is only shown."""
    out = {"engine": "other", "searched": row.get("question")} | row
    for field in ("citations", "closest"):
        if isinstance(given := row.get(field), list):
            out[field] = [NOT_NEEDED | one if isinstance(one, dict) else one for one in given]
    return out


def _asked(row: dict[str, object], number: int) -> Asked:
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return Asked(None, {}, f"line {number} is no answer: it holds half of a surrogate pair")
    if "confidence" not in row:
        return Asked(None, {}, f"line {number} is no answer: confidence is missing")
    try:
        answer = answer_of(_filled(row))
    except ValueError as error:
        return Asked(None, {}, f"line {number} is no answer: {error}")
    if answer.status == "error":
        return Asked(None, {}, answer.error or f"line {number} says that it is an error, and not which")
    return Asked(answer, {})
