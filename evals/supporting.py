"""The sentences by which the check of written answers is judged: `gold/claims.<language>.jsonl`, half of them faithful, half subtly false.

A sentence comes with the passages that it cites, in both languages, as a model would have been shown them. Knows nothing
of how it is checked.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.asking import Desk
from app.written import prompt
from app.written.support import Evidence
from evals.asking import opened
from evals.suites import open_suite
from source.report import LANGUAGES, Language, Report

GOLD = Path(__file__).parent / "gold"
SUITES = ("arong-social-management", "udhr", "public-code")
"""The suites over whose reports the sentences were written."""


@dataclass(frozen=True)
class Claim:
    """A sentence of an answer; `kind` says what is right in it, or wrong."""

    id: str
    report: str
    language: Language
    sentence: str
    cites: tuple[str, ...]
    faithful: bool
    kind: str
    split: str


def claims(split: str, folder: Path = GOLD) -> list[Claim]:
    """The sentences of one half ("dev" or "aside"), Chinese ones first."""
    rows = [json.loads(line) for language in LANGUAGES for line in (folder / f"claims.{language}.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Claim(row["id"], row["report"], row["language"], row["sentence"], tuple(row["cites"]), row["faithful"], row["kind"].split()[0], row["split"]) for row in rows if row["split"] == split]


def reports_of(desk: Desk) -> dict[str, Report]:
    """The reports that the sentences speak of; those of the suites are indexed once."""
    return {id: report for name in SUITES for id, report in opened(open_suite(name), desk).reports.items()}


def evidence_of(claim: Claim, reports: Mapping[str, Report]) -> list[Evidence]:
    """The passages that a sentence cites, as the product holds a sentence to them."""
    report = reports[claim.report]
    return [prompt.evidence_of(report, passage) for id in claim.cites for passage in report.passages if passage.id == id]


def elsewhere(claims: Sequence[Claim], reports: Mapping[str, Report]) -> list[Claim]:
    """Faithful sentences beside another passage of their report, which makes them false: what a model brings from somewhere else. The same ones each time."""
    out: list[Claim] = []
    for place, claim in enumerate(claims):
        others = [passage.id for passage in reports[claim.report].passages if passage.id not in claim.cites and passage.kind == "text" and all(passage.spans[language] for language in LANGUAGES)]
        out.append(replace(claim, id=f"{claim.id}-elsewhere", cites=(others[(7 * place + 3) % len(others)],), faithful=False, kind="elsewhere"))
    return out


def by(claims: Iterable[Claim], name: str) -> dict[str, list[int]]:
    """Places of the sentences by an attribute ("language", "report", "kind"), in order of their names."""
    out: dict[str, list[int]] = {}
    for place, claim in enumerate(claims):
        out.setdefault(str(getattr(claim, name)), []).append(place)
    return dict(sorted(out.items()))
