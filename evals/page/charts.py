"""Charts as inline SVG: a strip of dots with intervals, bars, and lines over two axes. Knows nothing of measures.

Strips place things by percent, so that they are as wide as their cell and nothing is distorted; line charts are drawn
on a canvas of fixed proportions. Styles: "full" (solid, filled) and "ring" (dashed, hollow), and any other class name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from evals.page.words import safe

STRIP = 10
"""Height of one dot's line in a strip, in pixels."""
WIDE, HIGH = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 44, 54, 12, 42
"""A line chart's canvas and its margins, in pixels."""
APART = 15
"""Least distance of two labels at the ends of lines, in pixels."""


@dataclass(frozen=True)
class Scale:
    """A stretch of numbers with its ticks; `percent` says how they are written."""

    low: float = 0.0
    high: float = 1.0
    ticks: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    percent: bool = False

    def place(self, value: float) -> float:
        """Where a value stands, 0 (low end) to 1 (high end); values beyond stand at the end."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low))) if self.high > self.low else 0.0

    def written(self, value: float) -> str:
        return f"{100 * value:.0f} %" if self.percent else f"{value:g}"


@dataclass(frozen=True)
class Dot:
    """One figure in a strip: with its interval, and a tick at what it was before."""

    value: float
    low: float
    high: float
    style: str
    before: float | None = None
    title: str = ""


@dataclass(frozen=True)
class Mark:
    """A point of a line chart that is drawn."""

    x: float
    y: float
    radius: float = 4.5
    title: str = ""
    drop: bool = False
    """A dotted line down to the x axis."""


@dataclass(frozen=True)
class Series:
    """One line: its points in order, the points that are drawn, the label at its end."""

    label: str | Markup
    style: str
    points: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...] = ()


def upto(largest: float) -> Scale:
    """A scale of percents from 0 to a round number that holds `largest`, with ticks at fifths or quarters of it."""
    top = next((round_one for round_one in (0.1, 0.2, 0.4, 0.6, 0.8) if largest <= round_one + 1e-9), 1.0)
    return Scale(0.0, top, tuple(round(top * part / 4, 4) for part in range(5)), percent=True)


def dot_chart(dots: Sequence[Dot | None], scale: Scale) -> Markup:
    """A strip: one line a dot (None leaves its line empty), over faint ticks of the scale."""
    height = STRIP * max(len(dots), 1) + 8
    parts = [Markup('<line class=grid x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(_percent(scale, tick), height) for tick in scale.ticks]
    for place, dot in enumerate(dots):
        if dot is None:
            continue
        y = 4 + STRIP * place + STRIP / 2
        ends = (_percent(scale, dot.low), _percent(scale, dot.high))
        parts.append(Markup('<g class="{0}"><title>{1}</title><line class=interval x1="{2}" x2="{3}" y1="{4:g}" y2="{4:g}"/>').format(dot.style, safe(dot.title), *ends, y))
        if dot.before is not None:
            parts.append(Markup('<line class=before x1="{0}" x2="{0}" y1="{1:g}" y2="{2:g}"/>').format(_percent(scale, dot.before), y - 5, y + 5))
        parts.append(Markup('<circle cx="{0}" cy="{1:g}" r="3.5"/></g>').format(_percent(scale, dot.value), y))
    return Markup('<svg class=strip height="{0}" aria-hidden=true>{1}</svg>').format(height, Markup("").join(parts))


def axis_chart(scale: Scale) -> Markup:
    """The strip of numbers under (or over) strips of this scale; every second one is of class `odd`."""
    texts = [Markup('<text x="{0}" y="12" class="{1}">{2}</text>').format(_percent(scale, tick), "odd" if place % 2 else "", scale.written(tick)) for place, tick in enumerate(scale.ticks)]
    return Markup('<svg class="strip axis" height="16" aria-hidden=true>{0}</svg>').format(Markup("").join(texts))


def bar_chart(values: Sequence[tuple[float, str]], scale: Scale) -> Markup:
    """A strip of bars from the low end, one under the other, each in a track as long as the scale: (value, style)."""
    form = Markup('<rect class=track x="0" y="{1}" width="100%" height="6"/><rect class="{0}" x="0" y="{1}" width="{2}" height="6"/>')
    parts = [form.format(style, 1 + 9 * place, _percent(scale, value)) for place, (value, style) in enumerate(values)]
    return Markup('<svg class="strip bars" height="{0}" aria-hidden=true>{1}</svg>').format(9 * max(len(values), 1), Markup("").join(parts))


def line_chart(series: Sequence[Series], *, x: Scale, y: Scale, x_label: str | Markup, described_by: str, diagonal: bool = False) -> Markup:
    """Lines over two axes with a label at each end; `described_by` is the id of the text that says what is seen."""
    right, bottom = WIDE - RIGHT, HIGH - BOTTOM

    def across(value: float) -> float:
        return LEFT + x.place(value) * (right - LEFT)

    def down(value: float) -> float:
        return bottom - y.place(value) * (bottom - TOP)

    parts = _axes(x, y, across, down, x_label)
    if diagonal:
        parts.append(Markup('<line class=diagonal x1="{0:.1f}" y1="{1:.1f}" x2="{2:.1f}" y2="{3:.1f}"/>').format(across(x.low), down(y.low), across(x.high), down(y.high)))
    for one in series:
        parts += _line(one, across, down, bottom)
    ends = sorted(((down(one.points[-1][1]), one) for one in series if one.points), key=lambda end: end[0])
    lowest = -APART * 1.0
    for at, one in ends:
        lowest = max(at, lowest + APART)
        clear = 7 + max((mark.radius for mark in one.marks if (mark.x, mark.y) == one.points[-1]), default=0)
        parts.append(Markup('<text class="end {0}" x="{1:.1f}" y="{2:.1f}">{3}</text>').format(one.style, across(one.points[-1][0]) + clear, lowest + 4, safe(one.label)))
    return Markup('<svg class=lines viewBox="0 0 {0} {1}" role=img aria-describedby="{2}" aria-labelledby="{2}">{3}</svg>').format(WIDE, HIGH, described_by, Markup("").join(parts))


def _axes(x: Scale, y: Scale, across: Callable[[float], float], down: Callable[[float], float], x_label: str | Markup) -> list[Markup]:
    right, bottom = WIDE - RIGHT, HIGH - BOTTOM
    parts = [
        Markup('<line class=grid x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/><text class=y x="{3}" y="{4:.1f}">{5}</text>').format(LEFT, right, down(tick), LEFT - 7, down(tick) + 4, y.written(tick))
        for tick in y.ticks
    ]
    parts += [Markup('<text class=x x="{0:.1f}" y="{1}">{2}</text>').format(across(tick), bottom + 17, x.written(tick)) for tick in x.ticks]
    parts.append(Markup('<text class="x label" x="{0:.1f}" y="{1}">{2}</text>').format((LEFT + right) / 2, bottom + 35, safe(x_label)))
    return parts


def _line(one: Series, across: Callable[[float], float], down: Callable[[float], float], bottom: float) -> list[Markup]:
    path = " ".join(f"{across(at):.1f},{down(value):.1f}" for at, value in one.points)
    parts = [Markup('<polyline class="{0}" points="{1}"/>').format(one.style, path)] if len(one.points) > 1 else []
    for mark in one.marks:
        place = (across(mark.x), down(mark.y))
        if mark.drop:
            parts.append(Markup('<line class=drop x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>').format(*place, bottom))
        parts.append(Markup('<circle class="{0}" cx="{1:.1f}" cy="{2:.1f}" r="{3:.1f}"><title>{4}</title></circle>').format(one.style, *place, mark.radius, safe(mark.title)))
    return parts


def _percent(scale: Scale, value: float) -> str:
    return f"{100 * scale.place(value):.2f}%"
