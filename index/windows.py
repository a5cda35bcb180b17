"""Every window of clauses that could be quoted, with the features that a quote is chosen by.

A feature is a number about one window and the question; their weights are fitted by `python -m evals.fit`. Knows nothing
of how quotes are put together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.search import Candidate, Found, Index
from source.report import Language, Report, Spans, other
from source.sentences import without_stop

FEATURES = ("unit", "unit_other", "window", "window_other", "terms", "terms_other", "unit_terms", "around", "around_other", "heading", "length", "touch", "touch_other")
"""In the question's language and in the other one: the unit's cosine, the window's score, the window's share of BM25, the unit's, the passage's cosine, the heading's, ln of the
window's Chinese characters, and of late interaction how near the question's words come."""
ENGLISH_RATIO = 3.1
"""English characters for one Chinese, to compare lengths."""


@dataclass(frozen=True)
class Windows:
    """The windows of one unit that are considered: `rows` of them in the language `mine`, `pairs` of what renders them (-1 for none), `values` (windows, features)."""

    candidate: Candidate
    mine: Language
    rows: NDArray[np.int64]
    pairs: NDArray[np.int64]
    values: NDArray[np.float32]
    scores: NDArray[np.float32]
    """(windows,), higher is better; on the scale of log odds with fitted weights."""

    def only(self, kept: Sequence[int]) -> "Windows":
        """These windows alone, by their place in `rows`."""
        return replace(self, rows=self.rows[kept], pairs=self.pairs[kept], values=self.values[kept], scores=self.scores[kept])

    @property
    def first(self) -> int:
        """The place of the best window."""
        return int(self.scores.argmax())

    @property
    def best(self) -> float:
        """The best window's score."""
        return float(self.scores.max())

    def spans(self, report: Report, place: int) -> Spans:
        """Where a window stands in each language; a whole sentence is rendered by all that renders it."""
        unit, mine, theirs = self.candidate.unit, self.mine, other(self.mine)
        window, pair = unit.windows[mine][int(self.rows[place])], int(self.pairs[place])
        whole, rendered = unit.spans[mine], unit.spans[theirs]
        if whole is not None and rendered is not None and window == without_stop(report.text[mine], whole):
            return {mine: window, theirs: without_stop(report.text[theirs], rendered)}
        return {mine: window, theirs: unit.windows[theirs][pair] if pair >= 0 else None}


def windows(index: Index, candidate: Candidate, found: Found, language: Language, weights: Sequence[float]) -> Windows | None:
    """The windows of a candidate with their scores; None for headings and title lines, which answer questions of their own, and for a unit without words."""
    unit = candidate.unit
    if unit.kind != "text":
        return None
    original = index.reports[unit.report].original
    mine = original if unit.windows[original] else other(original)
    count = len(unit.windows[mine])
    if not count:
        return None
    pairs = np.asarray(candidate.pairs, np.int64) if mine == original else np.full(count, -1)
    here, there = _side(candidate, mine, np.arange(count)), _side(candidate, other(mine), pairs)
    _made_up(here, there, found.levels.get(other(mine), 0.0) - found.levels.get(mine, 0.0))
    asked, across = (here, there) if mine == language else (there, here)
    sizes = np.array([len(window) for window in unit.windows[mine]], np.float32) / (ENGLISH_RATIO if mine == "en" else 1.0)
    values = np.empty((count, len(FEATURES)), np.float32)
    values[:, 0:6:2], values[:, 1:6:2] = asked[:, :3], across[:, :3]
    values[:, 6], values[:, 9], values[:, 10] = candidate.terms, candidate.heading, np.log(np.maximum(sizes, 1.0))
    values[:, 7], values[:, 8], values[:, 11], values[:, 12] = asked[:, 3], across[:, 3], asked[:, 4], across[:, 4]
    return Windows(candidate, mine, np.arange(count), pairs, values, values @ np.asarray(weights, np.float32))


def _made_up(here: NDArray[np.float32], there: NDArray[np.float32], gap: float) -> None:
    """What the other side lacks is taken from this one: cosines by the usual gap between the languages, terms and touch as they are."""
    missing = np.isnan(there)
    there[missing] = (here + np.array([gap, gap, 0.0, gap, 0.0], np.float32))[missing]


def _side(candidate: Candidate, language: Language, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """One language's features (windows, 5): unit, window, terms, around, touch; NaN where it has none. Row -1 has no window."""
    out = np.full((len(rows), 5), np.nan, np.float32)
    out[:, 0] = candidate.cosines.get(language, np.nan)
    out[:, 3] = candidate.around.get(language, np.nan)
    held = rows >= 0
    for column, values in ((1, candidate.windows.get(language)), (2, candidate.window_terms.get(language)), (4, candidate.touch.get(language))):
        if values is not None and len(values):
            out[held, column] = values[rows[held]]
        elif column != 1:
            out[held, column] = 0.0
    return out
