"""From what search proposes to ranked windows: compared word by word, scored, and the best of them read by the reranker.

A window's score is a sum of weighted features (`index.windows`), by which the best ones are chosen to be read by the
reranker, and then what a small network makes of the features and the reading (`index.scorer`). What was read goes along
for whoever judges whether it answers. Knows nothing of answers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.encoder import Tokens
from index.late import BEST, touched
from index.reranker import Reranker
from index.rereading import OTHER, OWN, reread
from index.scorer import Scorer, scored
from index.search import Found, Index
from index.windows import Windows, windows
from source.report import Language, Spans, share_words


@dataclass(frozen=True)
class Ranked:
    """Text units with their scored windows, best first; passages by their best window; and what search found, headings included."""

    windows: tuple[Windows, ...]
    passages: tuple[tuple[str, float], ...]
    found: Found

    @staticmethod
    def nothing() -> "Ranked":
        return Ranked((), (), Found((), (), {}, {}))

    def lowered(self, index: Index, shown: Collection[tuple[str, Spans]], by: float) -> "Ranked":
        """The same with those windows scored lower that share words with what was shown: (report, where it stands in each language)."""
        return _ranked([replace(held, scores=held.scores - by * _overlapping(index, held, shown)) for held in self.windows], self.found)


def ranked(index: Index, reranker: Reranker | None, scorer: Scorer, question: str, asked: Tokens, found: Found, language: Language, most: tuple[int, int] = (OWN, OTHER)) -> Ranked:
    """The windows of what was found, by the score that the model's weights give, or, with a reranker, the scorer (`index.scorer`); `language` is the question's, `most` as in `reread`."""
    near = touched(index, asked, found)
    plain = [held for candidate in near.candidates[:BEST] if (held := windows(index, candidate, near, language, index.weights.windows)) is not None]
    made = _ranked(plain, near)
    if reranker is None:
        return made
    read = reread(index, reranker, question, asked, [held.candidate for held in made.windows], language, most)
    told = [replace(held, candidate=candidate) for held, candidate in zip(made.windows, read, strict=True)]
    return _ranked([replace(held, scores=scores) for held, scores in zip(told, scored(told, language, scorer), strict=True)], near)


def _overlapping(index: Index, held: Windows, shown: Collection[tuple[str, Spans]]) -> NDArray[np.bool_]:
    """Which windows (windows,) share words with what was shown, in either language."""
    unit = held.candidate.unit
    near = [spans for report, spans in shown if report == unit.report]
    if not near:
        return np.zeros(len(held.rows), bool)
    mine = [held.spans(index.reports[unit.report], place) for place in range(len(held.rows))]
    return np.array([any(share_words(spans, theirs) for theirs in near) for spans in mine])


def _ranked(held: Sequence[Windows], found: Found) -> Ranked:
    best: dict[str, float] = {}
    in_order = sorted(held, key=lambda one: -one.best)
    for one in in_order:
        best.setdefault(one.candidate.unit.passage, one.best)
    return Ranked(tuple(in_order), tuple(best.items()), found)
