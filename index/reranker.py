"""A reranker reads question and text together: does the text answer, and which of its words?

The default one is the encoder's upper layers, trained by `index.training`, going on from the states that the index keeps.
Any cross-encoder of sentence-transformers can take its place (`index.hub_reranker`). Knows nothing of search.
"""

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from index.encoder import DEFAULT, Encoder, Tokens
from index.errors import EncoderFault
from index.settings import Settings
from source.report import Span

MODELS = Path(__file__).parent / "models"
SHIPPED = "shipped"
QUESTION = 64
"""Tokens of a question that are read."""
HEADING = 24
"""Tokens of the headings that are read before a stretch."""
STRETCH = 112
"""Tokens of a stretch: what it was trained on."""


@dataclass(frozen=True)
class Stretch:
    """What is read at once: some sentences of a passage in one language, with the headings above them.

    `clauses` are its parts in the report's characters, `text` its words with the headings, for a model that reads words.
    """

    text: str
    words: tuple[str, ...]
    clauses: tuple[Span, ...]
    tokens: Tokens


@dataclass(frozen=True)
class Reading:
    """What the reranker makes of one stretch: a logit that it answers; for each of its pieces (tokens, or clauses) 0..1 that it answers, and its share of the pointing."""

    answers: float
    offsets: NDArray[np.int32]
    marks: NDArray[np.float32]
    points: NDArray[np.float32]

    def of(self, span: Span) -> tuple[float, float]:
        """Mean mark of the pieces within a span, and the share of the pointing that falls on them."""
        inside = (self.offsets[:, 1] > span.start) & (self.offsets[:, 0] < span.end)
        if not inside.any():
            return 0.0, 0.0
        return float(self.marks[inside].mean()), float(self.points[inside].sum())


NOTHING = Reading(-math.inf, np.zeros((0, 2), np.int32), np.zeros(0, np.float32), np.zeros(0, np.float32))
"""What is made of any stretch where there is no question."""


class Reranker(Protocol):
    name: str

    def read(self, question: str, asked: Tokens, stretches: Sequence[Stretch]) -> list[Reading]:
        """One reading a stretch. `asked` are the question's tokens as the encoder gives them."""
        ...


def open_reranker(settings: Settings, encoder: Encoder) -> Reranker | None:
    """The reranker that the settings name; None for "none", and with an encoder that the shipped one does not go on from. Raises EncoderFault."""
    if settings.reranker.casefold() == "none" or (not settings.reranker and encoder.name != DEFAULT):
        return None
    if not settings.reranker:
        return OnnxReranker(MODELS / "reranker.onnx")
    from index.hub_reranker import HubReranker  # late: imports torch, which only other models need

    return HubReranker(settings.reranker)


def sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)


def softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shares that add up to 1; none of nothing."""
    if not len(values):
        return values
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum(), np.float32)


class OnnxReranker:
    """The shipped reranker: four layers in 8 bits."""

    def __init__(self, path: Path) -> None:
        self.name = SHIPPED
        try:
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 3
            options.intra_op_num_threads = 1  # stretches are read side by side, each by one thread: sooner than by several one after the other
            self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises bare Exception for a damaged file
            raise EncoderFault(f"the reranker {path} is missing or damaged ({error})", hint="restore it from the repository, or set DUIZHAO_RERANKER=none") from error
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        self._readers = ThreadPoolExecutor(cores or 1, "reranker")

    def read(self, question: str, asked: Tokens, stretches: Sequence[Stretch]) -> list[Reading]:
        before = asked.states[:QUESTION]
        return list(self._readers.map(lambda stretch: self._read(before, stretch), stretches)) if len(before) else [NOTHING for _ in stretches]

    def _read(self, before: NDArray[np.float16], stretch: Stretch) -> Reading:
        """One stretch at a time: together they would be padded to the longest, and scaled to 8 bits by one another's values."""
        states = np.concatenate([before, stretch.tokens.states]).astype(np.float32)[None]
        sides = np.ones(states.shape[:2], np.int64)
        sides[:, : len(before)] = 0
        tokens, whole = self.session.run(["tokens", "whole"], {"states": states, "sides": sides, "attention_mask": np.ones_like(sides)})
        logits = tokens[0, len(before) :]
        points = np.asarray((softmax(logits[:, 1]) + softmax(logits[:, 2])) / 2, np.float32)
        return Reading(float(whole[0, 0]), stretch.tokens.offsets, sigmoid(logits[:, 0]), points)
