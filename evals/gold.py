"""Gold alignments: beads as character ranges, made by hand, and the scores of an alignment against them."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from source.report import Report

GOLD = Path(__file__).resolve().parent / "gold"
Range = tuple[int, int] | None
Ranges = tuple[Range, Range]
"""A bead's ranges in zh and en; None for an empty side."""


@dataclass(frozen=True)
class BeadScores:
    """Precision, recall and F1 of beads, 0..1: a bead is right when both its ranges are those of a gold bead."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


def read_gold(report: str) -> list[Ranges]:
    """The gold beads of one report, in order."""
    with (GOLD / f"{report}.beads.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [(_range(row["zh_start"], row["zh_end"]), _range(row["en_start"], row["en_end"])) for row in rows]


def _range(start: str, end: str) -> Range:
    return (int(start), int(end)) if start else None


def beads_of(report: Report) -> list[Ranges]:
    """The beads that reading made, title page left out, in the gold's form."""
    out: list[Ranges] = []
    for passage in report.passages:
        if passage.kind == "text":
            for bead in passage.beads:
                spans = bead.spans()
                zh, en = spans["zh"], spans["en"]
                out.append(((zh.start, zh.end) if zh else None, (en.start, en.end) if en else None))
    return out


def bead_scores(found: Iterable[Ranges], gold: Iterable[Ranges]) -> BeadScores:
    """Scores of beads that have both sides; those with an empty side are judged by the others around them."""
    ours = {bead for bead in found if None not in bead}
    theirs = {bead for bead in gold if None not in bead}
    right = len(ours & theirs)
    return BeadScores(right / len(ours) if ours else 0.0, right / len(theirs) if theirs else 0.0)
