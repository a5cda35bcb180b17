"""The check: is a sentence borne out by the passages that it cites?

Signs (`app.written.signs`) are weighed into a score; quoted words, numbers and names that the passages lack settle it
by themselves. How many false sentences it catches and how many faithful ones it loses is measured by
`python -m evals.bench.support`. Knows nothing of answers or model servers.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.written.held import Floats, Held, Said, held, mean_state, said
from app.written.reader import FILE, Reader
from app.written.signs import REASONS, SIGNS, signs
from index.encoder import DEFAULT, Encoder
from source.report import LANGUAGES, Language, other

KEPT = 256
"""Texts of passages that are kept as read: about 0.5 MB each."""
READS = ("read", "read_other")
"""The reader's log odds by the passages in the sentence's language, and in the other one; 0 without a reader."""
ALL = (*SIGNS, *READS)
SETTLING = ("quote", "number", "unit", "name")
"""Signs that settle it by themselves where they are below 0."""
LIMIT = 8.0
"""Log odds beyond which the reader is not told apart."""
TELLING = 0.35
"""Log odds that a sign has to take away from what it gives in faithful sentences, to be named as a reason."""


@dataclass(frozen=True)
class Evidence:
    """One cited passage as the model saw it: the whole passage in each language, and the headings above it, where an article's number or a chapter's name stands."""

    zh: str | None
    en: str | None
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """`score` is 0..1 that the sentence is supported; `reasons` are what speaks against it, the weightiest first: values of `app.written.signs.REASONS`, or "evidence" where there is none."""

    supported: bool
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Supporting:
    """Score = logistic(bias of the language + weights · signs), as `python -m evals.fit_support` prints them; `usual` are the signs' means over faithful sentences."""

    weights: tuple[float, ...]
    bias: dict[Language, float]
    usual: tuple[float, ...]
    threshold: dict[Language, float]
    """Score from which a sentence is supported: .20 of the faithful sentences on which no rule was made lie below, or are settled against."""


NONE, SHIPPED = "none", Reader.name
SUPPORTING: dict[tuple[str, str], Supporting] = {
    (DEFAULT, SHIPPED): Supporting(
        weights=(0.00, 0.81, 0.99, 0.00, 0.16, 0.08, 1.46, 0.00, 0.63, 0.88, 0.00, 0.21, 1.13, 3.87, 1.04, 0.16, 0.46, 2.01, 0.56, 0.57, 3.45, 2.13, 3.25, 1.74, 0.14, 0.26, 0.23),
        bias={"zh": -0.80, "en": -0.48},
        usual=(0.81, 0.45, 0.72, 0.64, 0.71, -0.05, -0.00, -0.04, -0.02, -0.01, -0.02, -0.07, -0.02, 0.00, -0.00, -0.01, -0.01, -0.00, -0.03, -0.03, 0.00, -0.00, 0.00, -0.00, -0.25, 0.02, 0.03),
        threshold={"zh": 0.425, "en": 0.368},
    ),
    (DEFAULT, NONE): Supporting(
        weights=(0.41, 1.73, 1.69, 0.00, 0.00, 0.00, 1.87, 0.00, 0.91, 1.07, 0.00, 0.24, 0.96, 3.69, 1.04, 0.04, 0.39, 1.82, 0.64, 0.56, 3.37, 1.92, 3.17, 1.87, 0.27, 0.00, 0.00),
        bias={"zh": -2.09, "en": -1.78},
        usual=(0.81, 0.45, 0.72, 0.64, 0.71, -0.05, -0.00, -0.04, -0.02, -0.01, -0.02, -0.07, -0.02, 0.00, -0.00, -0.01, -0.01, -0.00, -0.03, -0.03, 0.00, -0.00, 0.00, -0.00, -0.25, 0.00, 0.00),
        threshold={"zh": 0.444, "en": 0.406},
    ),
}
"""By encoder and reader; with others those of no reader are used, and are not fitted."""


def is_fitted(encoder: str) -> bool:
    """Were the weights fitted to this encoder's token states?"""
    return any(name == encoder for name, _ in SUPPORTING)


class Support:
    """The check with an encoder; passages are read once and kept. For any number of threads."""

    def __init__(self, encoder: Encoder, reader: Reader | None = None) -> None:
        """Without `reader` the shipped one is opened, where there is one and the encoder is the one that it goes on from. Raises EncoderFault.

        The reranker has no part in this: what it makes of a question and a text says nothing of whether a statement is right (`evals/LOG.md`).
        """
        self._encoder = encoder
        self._reader = reader if reader is not None else Reader() if encoder.name == DEFAULT and FILE.is_file() else None
        self._settings = SUPPORTING.get((encoder.name, self._reader.name if self._reader is not None else NONE), SUPPORTING[DEFAULT, NONE])
        self._kept: OrderedDict[tuple[str, Language], Held] = OrderedDict()
        self._last: tuple[str, Language, Said] | None = None
        self._lock = threading.Lock()

    @cached_property
    def _mean(self) -> Floats:
        return mean_state(self._encoder)

    def prepare(self, evidence: Sequence[Evidence]) -> None:
        """Read passages before the first sentence comes: a passage takes 0.1 to 0.3 s, a sentence then some hundredths."""
        for one in evidence:
            self._read(one)

    def check(self, sentence: str, language: Language, evidence: Sequence[Evidence]) -> Verdict:
        """The verdict on a sentence without markers that cites these passages together."""
        if not sentence.strip() or not any(text and text.strip() for one in evidence for text in (one.zh, one.en)):
            return Verdict(False, 0.0, ("evidence",))
        if not self._said(sentence, language).contents:  # "Yes.": nothing of it could be borne out
            return Verdict(False, 0.0, ("meaning",))
        return self._verdict(self.signs(sentence, language, evidence), language)

    def best(self, sentence: str, language: Language, evidence: Sequence[Evidence]) -> int | None:
        """The place of the passage that supports a sentence best by itself; None where none does."""
        verdicts = [self.check(sentence, language, [one]) for one in evidence]
        place = max(range(len(verdicts)), key=lambda k: verdicts[k].score, default=None)
        return place if place is not None and verdicts[place].supported else None

    def signs(self, sentence: str, language: Language, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """The signs (ALL,) of a sentence that cites these passages: what the weights are fitted on."""
        passages: dict[Language, list[Held]] = {side: [] for side in LANGUAGES}
        for one in evidence:
            for side, read in self._read(one).items():
                passages[side].append(read)
        told = self._said(sentence, language)
        values = signs(told, passages, [heading for one in evidence for heading in one.headings])
        reads = [0.0, 0.0]
        if self._reader is not None:
            made = {side: self._reader.read(told, held) for side, held in passages.items() if held}
            reads = [made.get(side, made.get(other(side), 0.0)) for side in (language, other(language))]
        return np.concatenate([values, np.clip(np.array(reads, np.float32), -LIMIT, LIMIT)])

    def _said(self, sentence: str, language: Language) -> Said:
        """The sentence as read; the last one is kept, since it may be held to one passage after another."""
        with self._lock:
            last = self._last
        if last is None or last[:2] != (sentence, language):
            last = sentence, language, said(self._encoder, sentence, language, self._mean)
            with self._lock:
                self._last = last
        return last[2]

    def _verdict(self, values: NDArray[np.float32], language: Language) -> Verdict:
        settings = self._settings
        score = 1 / (1 + math.exp(-(settings.bias[language] + float(np.dot(settings.weights, values)))))
        settled = [name for name in SETTLING if values[SIGNS.index(name)] < 0]
        if settled:
            score = min(score, settings.threshold[language] / 2)
        supported = not settled and score >= settings.threshold[language]
        taken = np.asarray(settings.weights) * (np.asarray(settings.usual) - values)
        telling = [REASONS[ALL[place]] for place in np.argsort(-taken) if taken[place] > TELLING]
        return Verdict(supported, score, () if supported else tuple(dict.fromkeys([REASONS[name] for name in settled] + telling)) or ("meaning",))

    def _read(self, one: Evidence) -> dict[Language, Held]:
        """The passage as read, in the languages that it has; kept."""
        out: dict[Language, Held] = {}
        sides: dict[Language, str | None] = {"zh": one.zh, "en": one.en}
        for language, text in sides.items():
            if text and text.strip():
                with self._lock:
                    kept = self._kept.get((text, language))
                if kept is None:
                    kept = held(self._encoder, text, language, self._mean)
                with self._lock:
                    self._kept[text, language] = kept
                    self._kept.move_to_end((text, language))
                    while len(self._kept) > KEPT:
                        self._kept.popitem(last=False)
                out[language] = kept
        return out
