"""The vectors of units, windows and passages as files, row for row in the order of `index.units`.

Chroma proposes rows; their scores are computed exactly from these arrays. Knows nothing of models.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.encoder import Vectors
from source.report import LANGUAGES, Language

KINDS = ("units", "windows", "passages")


@dataclass(frozen=True)
class Arrays:
    """float32 rows of unit length; a zero row where a language has no text. `windows` is flat: all windows of all units in order."""

    units: dict[Language, Vectors] = field(default_factory=dict)
    windows: dict[Language, Vectors] = field(default_factory=dict)
    passages: dict[Language, Vectors] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        for kind in KINDS:
            for language in LANGUAGES:
                np.save(folder / f"{kind}.{language}.npy", getattr(self, kind)[language])

    @staticmethod
    def load(folder: Path) -> "Arrays":
        """The arrays of one build, mapped into memory, not read."""
        read = {kind: {language: np.load(folder / f"{kind}.{language}.npy", mmap_mode="r") for language in LANGUAGES} for kind in KINDS}
        return Arrays(**read)

    @staticmethod
    def joined(parts: Sequence["Arrays"]) -> "Arrays":
        """All reports' arrays one after the other."""
        return Arrays(**{kind: {language: np.concatenate([getattr(part, kind)[language] for part in parts]) for language in LANGUAGES} for kind in KINDS})
