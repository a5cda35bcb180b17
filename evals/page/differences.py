"""A run against another: what the page shows of a comparison."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup

from evals.compare import Comparison
from evals.measures.table import BY_NAME
from evals.page.charts import Dot, Scale, dot_chart
from evals.page.figures import NONE, STYLES
from evals.page.words import measure
from evals.statistics import Difference
from source.report import LANGUAGES, Language

CHANCE = 0.05
"""A difference of this p or more may be chance."""


@dataclass(frozen=True)
class Side:
    """One language of one measure."""

    language: Language
    difference: Difference
    better: bool | None
    """Better or worse, where neither the interval nor the test leaves it to chance; else None."""
    won: tuple[str, ...]
    lost: tuple[str, ...]
    tied: int
    chart: Markup = NONE


@dataclass(frozen=True)
class Changed:
    """One measure in which cases differ."""

    label: Markup
    higher: bool
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Differences:
    """One suite against another run; cases by id."""

    measures: tuple[Changed, ...]
    scale: Scale
    outcomes: tuple[tuple[str, str, str], ...]
    """(id, outcome then, outcome now)."""
    added: tuple[str, ...]
    gone: tuple[str, ...]


def differences(comparison: Comparison) -> Differences:
    """Only measures in which a case differs, drawn on one scale."""
    sides = {name: own for name in BY_NAME if (own := _sides(comparison, name))}
    shares = [end for name, own in sides.items() if BY_NAME[name].share for side in own for end in (abs(side.difference.low), abs(side.difference.high))]
    reach = next((step for step in (0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8) if step >= max(shares, default=0.0)), 1.0)
    scale = Scale(-reach, reach, (-reach, -reach / 2, 0.0, reach / 2, reach))
    changed = tuple(Changed(measure(name), BY_NAME[name].higher, tuple(_drawn(side, scale) for side in own) if BY_NAME[name].share else own) for name, own in sides.items())
    return Differences(changed, scale, tuple((id, *both) for id, both in comparison.changed.items()), comparison.added, comparison.gone)


def _sides(comparison: Comparison, name: str) -> tuple[Side, ...]:
    out = []
    for language in LANGUAGES:
        one = comparison.measures.get(language, {}).get(name)
        if one is not None and (one.won or one.lost):
            gap = one.difference
            beyond = (gap.low > 0 or gap.high < 0) and gap.p < CHANCE
            out.append(Side(language, gap, (gap.mean > 0) == BY_NAME[name].higher if beyond else None, one.won, one.lost, one.tied))
    return tuple(out)


def _drawn(side: Side, scale: Scale) -> Side:
    gap = side.difference
    return replace(side, chart=dot_chart([Dot(gap.mean, gap.low, gap.high, STYLES[side.language])], scale))


def changes(comparison: Comparison | None, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """By case: changed, scores, same, new, or "" where nothing is compared; and the outcome then."""
    if comparison is None:
        return dict.fromkeys(ids, ("", ""))
    moved = {id for own in comparison.measures.values() for one in own.values() for id in (*one.won, *one.lost)}
    out = {}
    for id in ids:
        then = comparison.then.get(id)
        state = "new" if then is None else "changed" if id in comparison.changed else "scores" if id in moved else "same"
        out[id] = (state, then.outcome if then is not None else "")
    return out
