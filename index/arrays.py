"""The vectors of units, windows and passages as files, row for row in the order of `index.units`.

Chroma proposes rows; their scores are computed exactly from these arrays. Knows nothing of models.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from source.report import LANGUAGES, Language

MAPPED = 1 << 28
"""Bytes from which a file is mapped and not read: 256 MB."""
KINDS = ("units", "windows", "passages", "counts", "offsets", "states")


@dataclass(frozen=True)
class Arrays:
    """float32 rows of unit length; a zero row where a language has no text. `windows` is flat: all windows of all units in order."""

    units: dict[Language, Vectors] = field(default_factory=dict)
    windows: dict[Language, Vectors] = field(default_factory=dict)
    passages: dict[Language, Vectors] = field(default_factory=dict)
    pairs: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    """For every window of the originals, flat: the row, within its unit, of the translation's window that renders it; -1 for none."""
    counts: dict[Language, NDArray[np.int64]] = field(default_factory=dict)
    """Tokens of each passage, its headings' included; all 0 with an encoder that gives none."""
    offsets: dict[Language, NDArray[np.int32]] = field(default_factory=dict)
    """Characters (tokens, 2) of the report's text, all passages' tokens in order; (-1, -1) for a heading's tokens."""
    states: dict[Language, NDArray[np.float16]] = field(default_factory=dict)
    """(tokens, width), the lower layers' states of the same tokens: what a reranker goes on from."""

    def save(self, folder: Path) -> None:
        for kind in KINDS:
            for language in LANGUAGES:
                np.save(folder / f"{kind}.{language}.npy", getattr(self, kind)[language])
        np.save(folder / "pairs.npy", self.pairs)

    @staticmethod
    def load(folder: Path) -> "Arrays":
        """The arrays of one build: mapped where large, read where small."""
        read = {kind: {language: _load(folder / f"{kind}.{language}.npy") for language in LANGUAGES} for kind in KINDS}
        return Arrays(**read, pairs=np.load(folder / "pairs.npy"))

    @staticmethod
    def joined(parts: Sequence["Arrays"]) -> "Arrays":
        """All reports' arrays one after the other."""
        rows = {kind: {language: np.concatenate([getattr(part, kind)[language] for part in parts]) for language in LANGUAGES} for kind in KINDS}
        return Arrays(**rows, pairs=np.concatenate([part.pairs for part in parts]))


def _load(path: Path) -> NDArray[Any]:
    loaded: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > MAPPED else None)
    return loaded
