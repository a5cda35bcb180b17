"""Means with 95 % intervals by bootstrap over cases (percentile method, Efron 1979; fixed seed)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval and the number of cases; `mean` is None for no cases."""

    mean: float | None
    low: float
    high: float
    cases: int

    def __str__(self) -> str:
        return "   -  " if self.mean is None else f"{self.mean:.3f} [{self.low:.2f} {self.high:.2f}]"


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and 95 % interval of one value a case."""
    if not values:
        return Estimate(None, 0.0, 0.0, 0)
    array = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(0).integers(0, len(array), (DRAWS, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return Estimate(float(array.mean()), float(low), float(high), len(array))
