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
    length: float = 0.015
    """Gain for the natural logarithm of a window's Chinese characters, against quotes that are cut too short."""
    own: float = 0.6
    """Share of the question's language in a window's score; the other language has the rest."""
    english_ratio: float = 3.1
    """English characters for one Chinese, to compare lengths."""


@dataclass(frozen=True)
class Judging:
    """Confidence = logistic(slope * (support - middle)), support being the question's language's (`index.search.Found`)."""

    middle: dict[Language, float] = field(default_factory=lambda: {"zh": 0.877, "en": 0.822})
    """Support at which answering and refusing are even, per language of the question: e5 sets English questions further off."""
    slope: float = 100.0
    threshold: float = 0.5
    """`answered` from this confidence up."""
    low: float = 0.65
    """Below this an answer says that it may not be what was asked."""


CHOOSING: dict[str, Choosing] = {DEFAULT: Choosing()}
JUDGING: dict[str, Judging] = {DEFAULT: Judging()}


def choosing_for(model: str) -> Choosing:
    return CHOOSING.get(model, Choosing())


def judging_for(model: str) -> Judging:
    return JUDGING.get(model, Judging())
