"""A row of a suite as it is written: one case, with the place of its evidence in the report that it is asked over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One case. `evidence` and `facts` in the form of the suite; see docs/evaluation.md."""

    id: str
    split: str
    language: str
    category: str
    question: str
    report: str
    status: str
    evidence: tuple[Mapping[str, Any], ...]
    facts: tuple[Mapping[str, Any], ...]
    twin: str = ""
    forbidden: tuple[str, ...] = ()
    alone: bool = False
    """Asked over its own report alone."""

    def line(self) -> str:
        """The row as JSON on one line, in the key order of the other suites; what is empty by default is left out."""
        row: dict[str, Any] = {
            "id": self.id,
            "split": self.split,
            "language": self.language,
            "category": self.category,
            "question": self.question,
            "report": self.report,
            "status": self.status,
            "evidence": list(self.evidence),
            "facts": list(self.facts),
        }
        if self.twin:
            row["twin"] = self.twin
        if self.forbidden:
            row["forbidden"] = list(self.forbidden)
        if self.alone:
            row["scope"] = "report"
        return json.dumps(row, ensure_ascii=False)
