"""A stretch of a report cut into runs that are drawn alike: words that a note is about, words that were searched for.

Runs put together are the text exactly. Knows nothing of pages.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from source.report import Span


class Run(NamedTuple):
    """Characters that are drawn alike."""

    text: str
    hit: bool = False


class Stretch(NamedTuple):
    """Runs that the same notes are about: their numbers in the row, from 1. `ends`: a note's words end with it."""

    runs: Sequence[Run]
    notes: Sequence[int] = ()
    ends: bool = False


def cut(text: str, span: Span, notes: Sequence[tuple[int, Span]] = (), hits: Sequence[tuple[int, int]] = ()) -> tuple[Stretch, ...]:
    """The stretches of `text[span]`. Notes come with their numbers and places in the text, hits as places in the span."""
    own = text[span.start : span.end]
    noted = [(number, max(place.start - span.start, 0), min(place.end, span.end) - span.start, place.end <= span.end) for number, place in notes if place.overlap(span)]
    outer = sorted({0, len(own), *(edge for _, start, end, _ in noted for edge in (start, end))})
    edges = sorted({*outer, *(edge for place in hits for edge in place)})
    runs: list[Run] = []
    out: list[Stretch] = []
    for start, end in itertools.pairwise(edges):
        runs.append(Run(own[start:end], any(a <= start and end <= b for a, b in hits)))
        if end in outer:
            about = [(number, whole and b == end) for number, a, b, whole in noted if a < end <= b]
            out.append(Stretch(runs, [number for number, _ in about], any(ends for _, ends in about)))
            runs = []
    return tuple(out)
