"""How well each window answers, from its features and from what a reranker made of it: a network of one hidden layer.

It sees a window's numbers, and by how much each falls short of the best window's for the same question. Fitted listwise
(the probability of coming first; Cao et al., ICML 2007) by `python -m evals.fit_scorer`, whose file lies in `index/models`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderFault
from index.reranker import MODELS
from index.windows import FEATURES, Windows
from source.report import Language, other

READING = ("mark", "point", "answers", "unread")
"""Of one language: log odds of the window's mean mark, ln of its share of the pointing, the stretch's logit that it answers; 1 where it was not read, and 0 for the others then.
A language without text counts as the other one."""
PLACE = ("start", "share")
"""Where the window begins in its unit, and how much of it it is, 0..1."""
COLUMNS = (*FEATURES, *READING, *(f"{name}_other" for name in READING), *PLACE)
FILE = MODELS / "scorer.npz"
FAR = 4.0
"""Standardised numbers count no more than this, and shortfalls no more than twice as much: another report or reranker may have ones that were never seen."""
SURE = 0.999
"""Marks are taken to lie no nearer to 0 and 1 than this."""
FLOOR = 0.02
"""Added to a share of the pointing before its logarithm is taken."""
PLAIN = 0.4
"""How often the scores before the reading count beside the network's: a sum that sees no reading is seldom far out where the reading is (`evals/LOG.md`, 2026-11-30)."""
UNPAIRED = (0.5, 0.2)
"""For a window that the other language has no counterpart of: the share of its unit's highest mark, and the share of the pointing, that are taken for it."""

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Scorer:
    """`mean` and `spread` (COLUMNS,) to standardise by; `inner` (2 COLUMNS + 1, hidden), `bias` (hidden,) and `outer` (hidden,)."""

    mean: Rows
    spread: Rows
    inner: Rows
    bias: Rows
    outer: Rows

    def scores(self, columns: Rows, language: Language) -> Rows:
        """(windows,) for all windows of one question, (windows, COLUMNS); higher is better, on the scale of log odds, and comparable within the question only."""
        return np.asarray(np.maximum(inputs((columns - self.mean) / self.spread, language) @ self.inner + self.bias, 0.0) @ self.outer, np.float32)

    @staticmethod
    def blank() -> "Scorer":
        """One to whom all windows are alike."""
        wide = len(COLUMNS)
        return Scorer(np.zeros(wide, np.float32), np.ones(wide, np.float32), np.zeros((2 * wide + 1, 1), np.float32), np.zeros(1, np.float32), np.zeros(1, np.float32))

    def save(self, file: Path) -> None:
        np.savez(file, mean=self.mean, spread=self.spread, inner=self.inner, bias=self.bias, outer=self.outer)


@cache
def shipped() -> Scorer:
    """The scorer that lies beside the reranker. Raises EncoderFault for a missing or damaged file."""
    try:
        with np.load(BytesIO(FILE.read_bytes()), allow_pickle=False) as held:
            made = Scorer(*(held[name] for name in ("mean", "spread", "inner", "bias", "outer")))
    except Exception as error:  # numpy raises a dozen kinds for a damaged archive
        raise EncoderFault(f"the scorer {FILE} is missing or damaged ({error})", hint="restore it from the repository, or set DUIZHAO_RERANKER=none") from error
    if made.inner.shape[0] != 2 * len(COLUMNS) + 1 or made.mean.shape != (len(COLUMNS),):
        raise EncoderFault(f"the scorer {FILE} was fitted on {made.mean.size} numbers a window, where {len(COLUMNS)} are made", hint="run python -m evals.fit_scorer")
    return made


def inputs(standardised: Rows, language: Language) -> Rows:
    """What the network sees (windows, 2 COLUMNS + 1): each number, how far it is from the question's best, and whether the question is Chinese."""
    short = np.maximum(standardised - standardised.max(axis=0), -2 * FAR)
    return np.hstack([np.clip(standardised, -FAR, FAR), short, np.full((len(short), 1), float(language == "zh"))]).astype(np.float32)


def columns(held: Windows, language: Language) -> Rows:
    """The windows' COLUMNS (windows, COLUMNS); `language` is the question's."""
    unit = held.candidate.unit
    whole = unit.spans[held.mine]
    sides = [_reading(held, side if unit.spans[side] is not None else other(side)) for side in (language, other(language))]
    mine = [unit.windows[held.mine][int(row)] for row in held.rows]
    place = [((window.start - whole.start) / len(whole), len(window) / len(whole)) if whole is not None and len(whole) else (0.0, 1.0) for window in mine]
    return np.hstack([held.values, *sides, np.array(place)]).astype(np.float32)


def _reading(held: Windows, side: Language) -> NDArray[np.float64]:
    """READING of one language (windows, 4)."""
    out = np.zeros((len(held.rows), len(READING)))
    read = held.candidate.read.get(side)
    if read is None or not len(read.marks):
        out[:, 3] = 1.0
        return out
    rows = held.rows if side == held.mine else held.pairs
    marks = np.where(rows >= 0, read.marks[np.maximum(rows, 0)], UNPAIRED[0] * read.marks.max())
    chance = np.clip(marks, 1 - SURE, SURE)
    out[:, 0] = np.log(chance / (1 - chance))
    out[:, 1] = np.log(np.where(rows >= 0, read.points[np.maximum(rows, 0)], UNPAIRED[1]) + FLOOR)
    out[:, 2] = read.answers
    return out


def scored(held: Sequence[Windows], language: Language, scorer: Scorer) -> list[Rows]:
    """The new scores of all windows of a question, unit by unit: the mean of the network's and of those that they had before they were read, which count PLAIN times as much."""
    if not held:
        return []
    made = scorer.scores(np.concatenate([columns(one, language) for one in held]), language)
    own = np.split(made, np.cumsum([len(one.rows) for one in held])[:-1])
    return [np.asarray((new + PLAIN * one.scores) / (1 + PLAIN), np.float32) for one, new in zip(held, own, strict=True)]
