"""Alignment of two languages' sentences and headings by dynamic programming over meaning and length.

Meaning comes from `encode`, a function handed in: texts to unit vectors that are near for translations. Vectors are
centred per language first, since encoders of the e5 family put all texts into a narrow cone. The idea of scoring merged
neighbours against skips is Vecalign's (Thompson and Koehn, EMNLP 2019) and Bertalign's (Liu and Zhu, 2022); here a
merged side is the length-weighted mean of its sentences' vectors, so each sentence is encoded once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to an array (texts, width), each row of unit length."""

Move = tuple[int, int]
MOVES: tuple[Move, ...] = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (1, 4), (4, 1), (2, 3), (3, 2))


@dataclass(frozen=True)
class Weights:
    """How beads are scored; chosen on the first report's gold beads (`python -m evals.bench.beads`)."""

    floor: float = 0.15
    """Centred cosine below which a bead is a loss; leaving both sides alone is a loss too (`skip`)."""
    skip: float = 0.05
    """Cost of a sentence without a counterpart, per sentence."""
    merge: float = 0.1
    """Cost of each sentence in a bead beyond one a side."""
    length: float = 0.25
    """Cost of a length ratio e times the text's own, beyond `slack`."""
    slack: float = 0.3
    """Natural logarithm of the length ratio that costs nothing."""
    edge: float = 0.1
    """Gain where a bead ends at the end of a paragraph in both languages; its loss where in one only."""
    band: int = 60
    """Sentences off the diagonal that are tried."""


WEIGHTS = Weights()


@dataclass(frozen=True)
class Side:
    """One language's sentences: centred unit vectors (n, width), lengths in characters, and whether each ends its paragraph."""

    vectors: Vectors
    lengths: NDArray[np.float64]
    ends: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.lengths)


def centred(vectors: Vectors) -> Vectors:
    """Unit vectors after the mean of all is taken away; unchanged for fewer than four, whose mean says little."""
    if len(vectors) < 4:
        return vectors
    moved = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)


def align(a: Side, b: Side, *, ratio: float, keep_paragraphs: bool = True, weights: Weights = WEIGHTS) -> list[tuple[range, range]]:
    """Beads as index ranges into `a` and `b`, in order, covering both; either range may be empty.

    `ratio` is characters of b for one of a. With `keep_paragraphs` no bead crosses the end of a paragraph of `a`.
    """
    n, m = len(a), len(b)
    best = np.full((n + 1, m + 1), -np.inf)
    best[0, 0] = 0.0
    move = np.zeros((n + 1, m + 1), dtype=np.int16)
    band = max(weights.band, int(max(m / max(n, 1), n / max(m, 1))))  # rows of a band must touch
    scores = {step: _scores(a, b, step, ratio, keep_paragraphs, weights) for step in MOVES if step[0] <= n and step[1] <= m}
    for i in range(n + 1):
        middle = round(i * m / n) if n else 0
        low, high = (0, m) if n <= band or m <= band else (max(0, middle - band), min(m, middle + band))
        for j in range(low, high + 1):
            for k, step in enumerate(MOVES):
                x, y = i - step[0], j - step[1]
                if x >= 0 and y >= 0 and step in scores and best[x, y] + scores[step][x, y] > best[i, j]:
                    best[i, j] = best[x, y] + scores[step][x, y]
                    move[i, j] = k
    out: list[tuple[range, range]] = []
    i, j = n, m
    while i or j:
        step = MOVES[move[i, j]]
        out.append((range(i - step[0], i), range(j - step[1], j)))
        i, j = i - step[0], j - step[1]
    return out[::-1]


def _scores(a: Side, b: Side, step: Move, ratio: float, keep: bool, weights: Weights) -> NDArray[np.float64]:
    """Score of the bead that starts at (i, j), for every start: an array (n + 1, m + 1), -inf where it may not be."""
    n, m = len(a), len(b)
    out = np.full((n + 1, m + 1), -np.inf)
    rows, columns = n - step[0] + 1, m - step[1] + 1
    if 0 in step:
        out[:rows, :columns] = -weights.skip
        return out
    left, left_length = _merged(a, step[0])
    right, right_length = _merged(b, step[1])
    cosine = left @ right.T
    off = np.abs(np.log(right_length[None, :] / (ratio * left_length[:, None])))
    size = (step[0] + step[1]) / 2
    value = size * (cosine - weights.floor - weights.length * np.maximum(0.0, off - weights.slack)) - weights.merge * (step[0] + step[1] - 2)
    ends_a, ends_b = a.ends[step[0] - 1 :][:rows], b.ends[step[1] - 1 :][:columns]
    both = ends_a[:, None] & ends_b[None, :]
    one = ends_a[:, None] ^ ends_b[None, :]
    value = value + weights.edge * both - weights.edge * one
    if keep and step[0] > 1:
        crossing = np.zeros(rows, dtype=bool)
        for offset in range(step[0] - 1):
            crossing |= a.ends[offset : offset + rows]
        value[crossing] = -np.inf
    out[:rows, :columns] = value
    return out


def _merged(side: Side, count: int) -> tuple[Vectors, NDArray[np.float64]]:
    """Vectors and lengths of every run of `count` neighbouring sentences."""
    rows = len(side) - count + 1
    weighted = side.vectors * side.lengths[:, None]
    total = np.asarray(sum(weighted[k : k + rows] for k in range(count)))
    lengths = np.asarray(sum(side.lengths[k : k + rows] for k in range(count)))
    norms = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
    return np.asarray(total / norms, dtype=np.float32), lengths


def pair_headings(a: Sequence[tuple[str, int]], b: Sequence[tuple[str, int]], cosine: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Headings that render each other, in order: `a` and `b` give (number, level), `cosine` (len(a), len(b)) is centred.

    Monotone; a pair is worth its cosine, and more where number or level agree. Numbers that differ speak against a pair.
    """
    n, m = len(a), len(b)
    best = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            best[i, j] = max(best[i - 1, j], best[i, j - 1], best[i - 1, j - 1] + _heading_gain(a[i - 1], b[j - 1], float(cosine[i - 1, j - 1])))
    out: list[tuple[int, int]] = []
    i, j = n, m
    while i and j:
        if best[i, j] == best[i - 1, j]:
            i -= 1
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            out.append((i, j))
    return out[::-1]


def _heading_gain(a: tuple[str, int], b: tuple[str, int], cosine: float) -> float:
    number = 0.0 if not a[0] or not b[0] else 0.6 if a[0] == b[0] else -0.6
    level = 0.1 if a[1] == b[1] else -0.2
    return cosine + number + level - 0.2
