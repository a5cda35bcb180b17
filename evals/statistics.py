"""Intervals and tests over cases that hang together: cases of one cluster are drawn, or flipped, together.

Bootstrap of whole clusters, percentile method (Efron 1979; Field and Welsh, JRSS B 2007); paired permutation test by
flipping signs (Fisher 1935; Smucker et al., CIKM 2007). Seeds are fixed: the same cases give the same figures.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
ALIKE = 0.025
"""Where all values are 0, or all 1, drawing shows no spread; then the interval is the exact one of n clusters (Clopper and Pearson 1934), 1 of 1 being [.03 1]."""
SET_DRAWS = 300
"""Draws for measures of a set, that have to be computed anew for each."""
FLIPS = 10_000
BLOCK = 500
"""Flips at a time: all of them for 10,000 cases took 1.5 GB."""
Item = TypeVar("Item")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval and the number of cases; `mean` is None for no cases."""

    mean: float | None
    low: float
    high: float
    cases: int

    def __str__(self) -> str:
        return "   -  " if self.mean is None else f"{self.mean:.3f} [{self.low:.2f} {self.high:.2f}]"


@dataclass(frozen=True)
class Difference:
    """Ours less theirs over the same cases: mean with its 95 % interval, and the two-sided p of no difference."""

    mean: float
    low: float
    high: float
    p: float
    cases: int


def estimate(values: Sequence[float], clusters: Sequence[Hashable] | None = None) -> Estimate:
    """Mean and 95 % interval of one value a case; without clusters every case is its own."""
    if not values:
        return Estimate(None, 0.0, 0.0, 0)
    sums, counts = _summed(values, clusters)
    mean = float(np.mean(values))
    if mean in (0.0, 1.0) and len(set(values)) == 1:
        room = 1 - ALIKE ** (1 / len(sums))
        return Estimate(mean, max(0.0, mean - room), min(1.0, mean + room), len(values))
    low, high = np.percentile(_means(sums, counts), [2.5, 97.5])
    return Estimate(mean, float(low), float(high), len(values))


def estimate_set(items: Sequence[Item], clusters: Sequence[Hashable], statistic: Callable[[Sequence[Item]], float | None]) -> Estimate:
    """The statistic of all the items, and the interval of it over drawn clusters; draws that have no value are left out."""
    value = statistic(items)
    if value is None:
        return Estimate(None, 0.0, 0.0, 0)
    held: dict[Hashable, list[Item]] = {}
    for item, cluster in zip(items, clusters, strict=True):
        held.setdefault(cluster, []).append(item)
    groups = list(held.values())
    drawn = np.random.default_rng(0).integers(0, len(groups), (SET_DRAWS, len(groups)))
    values = [found for row in drawn if (found := statistic([item for place in row for item in groups[place]])) is not None]
    low, high = np.percentile(values or [value], [2.5, 97.5])
    return Estimate(value, float(low), float(high), len(items))


def difference(ours: Sequence[float], theirs: Sequence[float], clusters: Sequence[Hashable]) -> Difference:
    """Paired difference over the same cases, not empty. Flips are those of whole clusters; p is (1 + as large) / (1 + flips)."""
    gaps = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    sums, counts = _summed(gaps.tolist(), clusters)
    low, high = np.percentile(_means(sums, counts), [2.5, 97.5])
    seen = abs(sums.sum())
    moved = sums[sums != 0]
    large, random = 0, np.random.default_rng(0)
    for _ in range(FLIPS // BLOCK):
        signs = random.integers(0, 2, (BLOCK, len(moved))) * 2 - 1
        large += int(np.count_nonzero(np.abs(signs @ moved) >= seen - 1e-12 * max(1.0, seen)))
    return Difference(float(gaps.mean()), float(low), float(high), (1 + large) / (1 + FLIPS), len(gaps))


def _summed(values: Sequence[float], clusters: Sequence[Hashable] | None) -> tuple[Floats, Floats]:
    """The sum and the number of values of each cluster."""
    keys = list(range(len(values))) if clusters is None else list(clusters)
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    rows = np.array([places[key] for key in keys])
    return np.bincount(rows, weights=np.asarray(values, np.float64)).astype(np.float64), np.bincount(rows).astype(np.float64)


def _means(sums: Floats, counts: Floats) -> Floats:
    """The mean over the cases of DRAWS draws of as many clusters as there are."""
    drawn = np.random.default_rng(0).integers(0, len(sums), (DRAWS, len(sums)))
    means: Floats = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return means
