"""Plots of systems side by side, from the charts of the evaluation's report page. Each system has a letter and a colour throughout.

Knows nothing of what is plotted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from evals.page.charts import Dot, Mark, Scale, Series, axis_chart, dot_chart, line_chart

LETTERS = "ABCDEFGH"
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Logarithmic(Scale):
    """A scale on which what is placed is the logarithm to the base of 10, and what is written is the number."""

    def written(self, value: float) -> str:
        return f"{10**value:.6g}"


def logarithmic(values: Sequence[float]) -> Scale:
    """From the round number (1, 2 or 5 of a power of ten) at or below the least of the values to that at or above the largest, none of them 0."""
    least, largest = math.log10(min(values)), math.log10(max(values))
    rounds = [power + part for power in range(math.floor(least), math.ceil(largest) + 1) for part in (0.0, math.log10(2), math.log10(5))]
    low = max(tick for tick in rounds if tick <= least + 1e-9)
    high = min(tick for tick in rounds if tick >= largest - 1e-9)
    return Logarithmic(low, high, tuple(tick for tick in rounds if low <= tick <= high))


def reaching(largest: float) -> Scale:
    """A scale from 0 to a round number that holds `largest`, with four or five ticks above 0."""
    unit = 10.0 ** math.floor(math.log10(largest)) if largest > 0 else 1.0
    step = next(step * unit for step in (0.25, 0.5, 1.0, 2.0, 2.5) if largest <= 4 * step * unit + 1e-9)
    return Scale(0.0, 4 * step, tuple(step * part for part in range(5)))


def legend(labels: Sequence[str]) -> Markup:
    """The letter, the colour and the name of each system."""
    return Markup("<ul class=legend>{0}</ul>").format(Markup("").join(Markup('<li class="s{0}"><b>{1}</b> {2}</li>').format(place, LETTERS[place], label) for place, label in enumerate(labels)))


def strips(rows: Sequence[tuple[str, Mapping[str, tuple[float, float, float]]]], labels: Sequence[str], scale: Scale) -> Markup:
    """One strip a row: for each system that has one, a dot at the value with a line from low to high."""
    parts = []
    for row, found in rows:
        dots = [
            Dot(value, low, high, f"s{place}", title=f"{label}: {value:.3g} ({low:.3g} to {high:.3g})") for place, label in enumerate(labels) if label in found for value, low, high in [found[label]]
        ]
        parts.append(Markup("<tr><th scope=row>{0}<td>{1}").format(row, dot_chart(dots, scale)))
    return Markup("<table class=strips>{0}<tr class=scale><td><td>{1}</table>").format(Markup("").join(parts), axis_chart(scale))


def curves(series: Mapping[str, Points], *, x_label: str, described_by: str) -> Markup:
    """One line a name over two logarithmic axes, with a legend; `described_by` is the id of the text that says what is seen."""
    xs = sorted({x for points in series.values() for x, _ in points})
    drawn = []
    for place, (name, points) in enumerate(series.items()):
        placed = tuple((math.log10(x), math.log10(y)) for x, y in points)
        marks = tuple(Mark(*at, 3, f"{name}: {y:.3g}") for at, (_, y) in zip(placed, points, strict=True))
        drawn.append(Series(LETTERS[place], f"s{place}", placed, marks))
    ticks = tuple(math.log10(x) for x in xs)
    y = logarithmic([y for points in series.values() for _, y in points])
    return line_chart(drawn, x=Logarithmic(ticks[0], ticks[-1], ticks), y=y, x_label=x_label, described_by=described_by) + legend(list(series))
