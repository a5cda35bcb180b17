"""The reader: says whether a passage bears a sentence out, by layers of the encoder trained for that (`app.written.training`).

It goes on from the token states that sentence and passage have anyway, as the reranker does, whose form it has. A long
passage is read by those of its sentences that come nearest to the words said. Knows nothing of signs or verdicts.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.written.held import Held, Said
from index.encoder import Tokens
from index.reranker import OnnxReranker, Stretch

FILE = Path(__file__).parent / "models" / "support.onnx"
TOKENS = 180
"""Tokens of the passages that are read at once, in one language: what it was trained on."""


class Reader:
    """The trained layers, opened from one file. Raises EncoderFault for a damaged one."""

    name = "shipped"

    def __init__(self, path: Path = FILE) -> None:
        self._layers = OnnxReranker(path)

    def read(self, sentence: Said, passages: Sequence[Held]) -> float:
        """Log odds that passages of one language bear the sentence out."""
        tokens = nearest(sentence, passages)
        return self._layers.read(sentence.text, sentence.tokens, [Stretch("", (), (), tokens)])[0].answers


def nearest(sentence: Said, passages: Sequence[Held]) -> Tokens:
    """The tokens of the sentences of the passages that together come nearest to the words said, TOKENS at most (but one sentence at least), in the passages' order."""
    pieces = [(held, np.flatnonzero((held.tokens.offsets[:, 1] > span.start) & (held.tokens.offsets[:, 0] < span.end))) for held in passages for span in held.sentences]
    pieces = [(held, inside) for held, inside in pieces if len(inside)]
    if not pieces or not len(sentence.states):
        return Tokens.none(sentence.tokens.states.shape[1] if sentence.tokens.states.ndim == 2 else 0)
    near = np.stack([(sentence.states @ held.states[inside].T).max(axis=1) for held, inside in pieces])
    reached = np.full(near.shape[1], -1.0, np.float32)
    taken: list[int] = []
    size = 0
    while len(taken) < len(pieces):
        gains = np.maximum(near - reached, 0).sum(axis=1)
        gains[taken] = -1.0
        best = int(gains.argmax())
        if taken and (size + len(pieces[best][1]) > TOKENS or gains[best] <= 0):
            break
        taken.append(best)
        size += len(pieces[best][1])
        reached = np.maximum(reached, near[best])
    kept = [pieces[place] for place in sorted(taken)]
    return Tokens(np.concatenate([held.tokens.offsets[inside] for held, inside in kept])[:TOKENS], np.concatenate([held.tokens.states[inside] for held, inside in kept])[:TOKENS])
