"""What answering is set to: caps, cuts and the threshold, each with its unit and where it comes from."""

from dataclasses import dataclass, field

from index.encoder import DEFAULT
from source.report import Language

QUESTION_CAP = 2000
"""Characters of a question that are answered; longer ones are refused with a sentence."""
HISTORY_CAP = 20
"""Earlier questions that are looked at, the latest ones."""


@dataclass(frozen=True)
class Choosing:
    """How quotes are chosen, fitted on the first report's dev cases with the default encoder (`evals/LOG.md`)."""

    candidates: int = 20
    """Best units whose windows are looked at."""
    most: int = 5
    """Quotes at most."""
    cut: float = 0.02
    """Scores fall: a quote scoring this much less than the best is left out."""
    list_cut: float = 0.025
    """The same where the question asks for a list."""
    followed: int = 2
    """With at most this many quotes, a sentence that only announces ("一要 …。") brings the one after it."""
    length: float = 0.015
    """Gain for the natural logarithm of a window's Chinese characters, against quotes that are cut too short."""
    own: float = 0.6
    """Share of the question's language in a window's score; the other language has the rest."""
    english_ratio: float = 3.1
    """English characters for one Chinese, to compare lengths."""


@dataclass(frozen=True)
class Judging:
    """Confidence = logistic(bias + weights · features), per language of the question; features as in `app.extractive.features`.

    What `python -m evals.fit` prints. Off-topic questions are told well; near misses hardly, see evals/LOG.md.
    """

    weights: dict[Language, tuple[float, float, float, float]] = field(default_factory=lambda: {"zh": (34.31, 38.9, 0.95, 13.6), "en": (28.86, 28.08, 2.53, 11.22)})
    bias: dict[Language, float] = field(default_factory=lambda: {"zh": -65.37, "en": -51.0})
    gap: float = 0.06
    """What the other language's support usually lacks, to make up for a language that a report does not have."""
    threshold: float = 0.5
    """`answered` from this confidence up."""
    low: float = 0.6
    """Below this an answer says that it may not be what was asked."""


CHOOSING: dict[str, Choosing] = {DEFAULT: Choosing()}
JUDGING: dict[str, Judging] = {DEFAULT: Judging()}


def choosing_for(model: str) -> Choosing:
    return CHOOSING.get(model, Choosing())


def judging_for(model: str) -> Judging:
    return JUDGING.get(model, Judging())
