"""What a measurement says: tables, plots and values; and the figures that they are made of.

Knows nothing of how it is shown (`evals.bench.tables`, `evals.bench.page`) nor of what was measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup


@dataclass(frozen=True)
class Spread:
    """The median of some runs with the least and the most of them."""

    median: float
    low: float
    high: float
    runs: int

    def shown(self, digits: int) -> str:
        """The median, and the range where there was more than one run."""
        return f"{self.median:.{digits}f} ({self.low:.{digits}f}-{self.high:.{digits}f})" if self.runs > 1 else f"{self.median:.{digits}f}"


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value; of an even number, the median is the mean of the two in the middle."""
    return Spread(float(np.median(values)), float(min(values)), float(max(values)), len(values))


def told(runs: int, one: str) -> str:
    """How often something was measured, in words for a title."""
    return f"one {one}" if runs == 1 else f"median of {runs} {one}s, and range"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0..1) of at least one value do not exceed, linear between neighbours (NumPy's default)."""
    return float(np.percentile(values, 100 * share))


@dataclass(frozen=True)
class Table:
    """A table: the first column names its rows. `note` says what must be known to read it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Plot:
    """A drawing as HTML; its `caption` is found under the id `plot-<name>`."""

    name: str
    caption: str
    drawing: Markup


@dataclass(frozen=True)
class Section:
    """One measurement's results. `how` says how it was measured; `values` go into bench.json under `name`."""

    name: str
    title: str
    how: str
    tables: tuple[Table, ...]
    plots: tuple[Plot, ...]
    values: Mapping[str, object]
