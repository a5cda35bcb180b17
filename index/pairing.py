"""Which window of the translation renders which window of the original: meaning, place in the unit, and length.

Place and length count because every clause of a long sentence is about the same thing (`python -m evals.bench.pairs`
says what each buys).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from source.report import Span

PLACE = 0.3
"""Cost of a window lying elsewhere in its unit, per share of the unit's length that start and end are off."""
LENGTH = 0.05
"""Cost of the natural logarithm of the length ratio over the unit's own."""


def paired(mine: Sequence[Span], theirs: Sequence[Span], own: Vectors, others: Vectors, *, place: float = PLACE, length: float = LENGTH) -> NDArray[np.int32]:
    """For each window of one unit the row of the counterpart's best window, -1 where there is none.

    `own` (mine, width) and `others` (theirs, width) are unit vectors of the windows' words alone.
    """
    if not mine or not theirs:
        return np.full(len(mine), -1, np.int32)
    places, lengths = _places(mine)
    their_places, their_lengths = _places(theirs)
    away = np.abs(places[:, None, :] - their_places[None, :, :]).mean(axis=2)
    ratio = np.abs(np.log(their_lengths[None, :] / lengths[:, None]))
    return np.asarray((own @ others.T - place * away - length * ratio).argmax(axis=1), np.int32)


def _places(windows: Sequence[Span]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Start and end (windows, 2) and length (windows) as shares of the whole stretch."""
    first, last = min(w.start for w in windows), max(w.end for w in windows)
    size = max(1, last - first)
    places = np.array([[(w.start - first) / size, (w.end - first) / size] for w in windows])
    return places, np.array([len(w) / size for w in windows])
