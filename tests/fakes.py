"""Small stand-ins for parts that are slow or that a test must steer."""

from collections.abc import Sequence

import numpy as np

from index.encoder import Progress, Vectors, unit

WIDTH = 16


class CharacterEncoder:
    """An Encoder that counts characters: the same text gives the same vector, and nothing is loaded. Keeps what it encoded."""

    def __init__(self, name: str = "characters", fingerprint: str = "one") -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.encoded += texts
        if progress is not None:
            progress(len(texts))
        return self._vectors(texts)

    def stretches(self, text: str, spans: Sequence[tuple[int, int]]) -> Vectors:
        return self.passages([text[start:end] for start, end in spans])

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.full((len(texts), WIDTH), 0.1)
        for row, text in zip(rows, texts, strict=True):
            for character in text:
                row[ord(character) % WIDTH] += 1
        return unit(rows)
