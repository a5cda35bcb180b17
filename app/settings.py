"""What answering is set to: caps, cuts and the threshold, each with its unit and where it comes from."""

import math
import os
from dataclasses import dataclass, field, replace

from app.errors import SettingFault
from index.encoder import DEFAULT
from index.reranker import SHIPPED
from source.report import Language

QUESTION_CAP = 2000
"""Characters of a question that are answered; longer ones are refused with a sentence."""
HISTORY_CAP = 20
"""Earlier questions that are looked at, the latest ones."""


@dataclass(frozen=True)
class Choosing:
    """How quotes are chosen, fitted on the first report's dev cases with the default encoder (`evals/LOG.md`)."""

    most: int = 5
    """Quotes at most."""
    cut: float = 1.2
    """Scores fall: a quote scoring this much less than the best is left out."""
    list_cut: float = 1.5
    """The same where the question asks for a list."""
    followed: int = 2
    """With at most this many quotes, a sentence that only announces ("一要 …。") brings the one after it."""


@dataclass(frozen=True)
class Judging:
    """Confidence = logistic(bias of the question's language + weights · signs); signs as in `app.answering.confidence`. Printed by `python -m evals.fit`."""

    weights: tuple[float, ...] = (11.19, 5.62, 1.38, 5.12, 3.74, 1.89, 0.41)
    bias: dict[Language, float] = field(default_factory=lambda: {"zh": -19.78, "en": -17.62})
    gap: float = 0.06
    """What the other language's support usually lacks, to make up for a language that a report does not have."""
    threshold: float = 0.5
    """`answered` from this confidence up."""
    low: float = 0.6
    """Below this an answer says that it may not be what was asked."""


NONE = "none"
CHOOSING: dict[str, Choosing] = {DEFAULT: Choosing()}
JUDGING: dict[tuple[str, str], Judging] = {(DEFAULT, SHIPPED): Judging(), (DEFAULT, NONE): Judging()}
"""By encoder and reranker."""


def choosing_for(model: str) -> Choosing:
    return CHOOSING.get(model, Choosing())


def judging_for(encoder: str, reranker: str) -> Judging:
    """What confidence is weighed by with these models, and the threshold: DUIZHAO_THRESHOLD where it is set. Raises SettingFault."""
    judging = JUDGING.get((encoder, reranker), Judging())
    told = os.environ.get("DUIZHAO_THRESHOLD", "").strip()
    if not told:
        return judging
    try:
        threshold = float(told)
    except ValueError:
        threshold = math.nan
    if not 0 <= threshold <= 1:
        raise SettingFault(f"DUIZHAO_THRESHOLD is {told!r}, expected a number from 0 (answer always) to 1", hint=f"unset it for the default, {judging.threshold}")
    return replace(judging, threshold=threshold, low=max(threshold, judging.low))


def keep_setting() -> str:
    """Where conversations and feedback are kept (DUIZHAO_KEEP): a file's path or an SQLAlchemy URL; "" for nowhere, which is the default."""
    return os.environ.get("DUIZHAO_KEEP", "").strip()
