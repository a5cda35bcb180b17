"""What search and the first scores of windows weigh by, as it suits the default encoder.

WINDOWS is fitted; the others were set by what they bought on the first report's dev cases (`evals/LOG.md`). With another
encoder they are the same, and suit it less: `duizhao check` says so.
"""

from dataclasses import dataclass

from index.encoder import DEFAULT

WINDOWS = (27.55, 14.88, 25.97, 14.5, -3.37, -7.61, 7.75, 20.17, 8.85, 0.39, 0.66, 8.36, 4.16)
"""Printed by `python -m evals.fit`."""


@dataclass(frozen=True)
class Weights:
    """Shares of the search score; cosines lie between 0.7 and 0.9 with the default model, hence the small shares of terms."""

    terms: float = 0.1
    """Share of BM25 over its bound, beside a mean of cosines."""
    window_terms: float = 0.1
    """The same for windows."""
    passage: float = 0.3
    """Share of the mean cosine of the unit's whole passage."""
    announced: float = 0.4
    """Share of a short sentence's lead over the next that the next one gets: "三要严厉打击 … 。" announces what follows it."""
    short: int = 25
    """Chinese characters up to which a sentence announces; three times as many in English."""
    near: int = 60
    """Rows asked of each collection before exact scoring."""

    windows: tuple[float, ...] = WINDOWS
    """Of the features of `index.windows`."""


def is_fitted(encoder: str) -> bool:
    return encoder == DEFAULT
