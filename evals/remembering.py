"""An encoder that encodes no text twice: a suite's altered reports repeat one another, and their index is built in a third of the time."""

from collections.abc import Sequence

import numpy as np

from index.encoder import Encoder, Progress, Tokens, Vectors


class Remembering:
    """An `index.encoder.Encoder` over another one; all that it encoded stays in memory."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._passages: dict[str, Vectors] = {}
        self._read: dict[tuple[str, tuple[tuple[int, int], ...]], tuple[Vectors, Tokens]] = {}

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.queries(texts)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if not texts:
            return self._encoder.passages(texts)
        new = [text for text in dict.fromkeys(texts) if text not in self._passages]
        if new:
            self._passages.update(zip(new, self._encoder.passages(new, progress), strict=True))
        if progress is not None:
            progress(len(texts) - len(new))
        return np.stack([self._passages[text] for text in texts])

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Tokens]:
        key = (text, tuple(spans))
        if key not in self._read:
            self._read[key] = self._encoder.read(text, spans)
        return self._read[key]

    def asked(self, text: str) -> tuple[Vectors, Tokens]:
        return self._encoder.asked(text)
