"""Small stand-ins for parts that are slow or that a test must steer."""

from collections.abc import Sequence

import numpy as np

from index.encoder import Progress, Tokens, Vectors, unit

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

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Tokens]:
        return self.passages([text[start:end] for start, end in spans]), Tokens.none(WIDTH)

    def asked(self, text: str) -> tuple[Vectors, Tokens]:
        return self._vectors([text])[0], Tokens.none(WIDTH)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.full((len(texts), WIDTH), 0.1)
        for row, text in zip(rows, texts, strict=True):
            for character in text:
                row[ord(character) % WIDTH] += 1
        return unit(rows)


class TokenEncoder(CharacterEncoder):
    """One that gives tokens too: each character is one, and its state tells which it is."""

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Tokens]:
        return self.passages([text[start:end] for start, end in spans]), self._tokens(text)

    def asked(self, text: str) -> tuple[Vectors, Tokens]:
        return self._vectors([text])[0], self._tokens(text)

    def _tokens(self, text: str) -> Tokens:
        offsets = np.array([(i, i + 1) for i in range(len(text))], np.int32).reshape(-1, 2)
        return Tokens(offsets, np.array([state_of(character) for character in text], np.float16).reshape(-1, WIDTH))


def state_of(character: str) -> list[float]:
    """The state that a TokenEncoder gives a character."""
    return [(ord(character) >> bit) & 1 for bit in range(WIDTH)]
