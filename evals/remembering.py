"""An encoder that encodes no text twice: a suite's altered reports repeat one another, and their index is built in a third of the time."""

from collections.abc import Sequence

import numpy as np

from index.encoder import Encoder, Progress, Vectors


class Remembering:
    """An `index.encoder.Encoder` over another one; all that it encoded stays in memory."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._passages: dict[str, Vectors] = {}
        self._stretches: dict[tuple[str, tuple[tuple[int, int], ...]], Vectors] = {}

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

    def stretches(self, text: str, spans: Sequence[tuple[int, int]]) -> Vectors:
        key = (text, tuple(spans))
        if key not in self._stretches:
            self._stretches[key] = self._encoder.stretches(text, spans)
        return self._stretches[key]
