"""From what search proposes to ranked windows: compared word by word, scored, and the best of them read by the reranker.

A window's score is a sum of weighted features (`index.windows`), to which a little is added of what the reranker makes
of the best ones; that goes along, too, for whoever judges whether they answer. Knows nothing of answers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.encoder import Tokens
from index.late import BEST, touched
from index.reranker import Reranker
from index.rereading import OTHER, OWN, reread
from index.search import Candidate, Found, Index
from index.weights import Weights
from index.windows import Windows, windows
from source.report import Language, other

SURE = 0.999
"""Marks are taken to lie no nearer to 0 and 1 than this."""
FLOOR = 0.02
"""Added to a share of the pointing before its logarithm is taken."""
UNPAIRED = (0.5, 0.2)
"""For a window that the other language has no counterpart of: the share of its unit's highest mark, and the share of the pointing, that are taken for it."""


@dataclass(frozen=True)
class Ranked:
    """Text units with their scored windows, best first; passages by their best window; and what search found, headings included."""

    windows: tuple[Windows, ...]
    passages: tuple[tuple[str, float], ...]
    found: Found

    @staticmethod
    def nothing() -> "Ranked":
        return Ranked((), (), Found((), (), {}, {}))

    def raised(self, passages: Collection[str], by: float) -> "Ranked":
        """The same with the windows of these passages scored higher."""
        return _ranked([replace(held, scores=held.scores + by) if held.candidate.unit.passage in passages else held for held in self.windows], self.found)


def ranked(index: Index, reranker: Reranker | None, question: str, asked: Tokens, found: Found, language: Language, most: tuple[int, int] = (OWN, OTHER)) -> Ranked:
    """The windows of what was found, by the score that the model's weights give; `language` is the question's, `most` as in `reread`."""
    near = touched(index, asked, found)
    scored = [held for candidate in near.candidates[:BEST] if (held := windows(index, candidate, near, language, index.weights.windows)) is not None]
    made = _ranked(scored, near)
    if reranker is None:
        return made
    read = reread(index, reranker, question, asked, [held.candidate for held in made.windows], language, most)
    return _ranked([_with_reading(held, candidate, language, index.weights) for held, candidate in zip(made.windows, read, strict=True)], near)


def _with_reading(held: Windows, candidate: Candidate, language: Language, weights: Weights) -> Windows:
    """The windows of a candidate that may have been read, scored by that as well; a language that it has no text in counts as the other one."""
    sides = [_gain(held, candidate, side, weights, place) for place, side in enumerate((language, other(language)))]
    told = [gain for gain in sides if gain is not None] or [np.zeros(len(held.rows))]
    return replace(held, candidate=candidate, scores=np.asarray(held.scores + told[0] + told[-1], np.float32))


def _gain(held: Windows, candidate: Candidate, side: Language, weights: Weights, place: int) -> NDArray[np.float64] | None:
    """What the windows (windows,) gain by what was read in one language; None where it has no text."""
    if candidate.unit.spans[side] is None:
        return None
    read = candidate.read.get(side)
    if read is None or not len(read.marks):
        return np.full(len(held.rows), -weights.unread)
    rows = held.rows if side == held.mine else held.pairs
    marks = np.where(rows >= 0, read.marks[np.maximum(rows, 0)], UNPAIRED[0] * read.marks.max())
    points = np.where(rows >= 0, read.points[np.maximum(rows, 0)], UNPAIRED[1])
    chance = np.clip(marks, 1 - SURE, SURE)
    return np.asarray(weights.marked[place] * np.log(chance / (1 - chance)) + weights.pointed[place] * np.log(points + FLOOR))


def _ranked(scored: Sequence[Windows], found: Found) -> Ranked:
    best: dict[str, float] = {}
    in_order = sorted(scored, key=lambda held: -held.best)
    for held in in_order:
        best.setdefault(held.candidate.unit.passage, held.best)
    return Ranked(tuple(in_order), tuple(best.items()), found)
