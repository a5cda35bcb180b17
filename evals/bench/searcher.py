"""What is measured beside the product needs to give: the report files as texts, and pieces of them found for a question.

Imports no model and no framework, so that a process of plain BM25 loads neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from source.folder import declared, folders
from source.report import Language
from source.text import decode

if TYPE_CHECKING:
    from index.encoder import Encoder  # brings onnxruntime, which plain BM25 does without


@dataclass(frozen=True)
class Text:
    """One file of a report, decoded as the product decodes it, and the languages that it holds."""

    report: str
    languages: tuple[Language, ...]
    path: Path
    text: str


@dataclass(frozen=True)
class Piece:
    """A stretch of one file that was found: characters `start` to `end` (excluded) of the text that `languages` share."""

    report: str
    languages: tuple[Language, ...]
    start: int
    end: int
    text: str


class Searcher(Protocol):
    """An index opened for reading."""

    def pieces(self, question: str, top: int) -> tuple[Piece, ...]:
        """At most `top` pieces, best first."""
        ...


class Kind(Protocol):
    """A way to index and search files. `top` pieces are quoted for an answer; `about` says what it is, in one paragraph."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def top(self) -> int: ...

    def build(self, texts: Sequence[Text], encoder: "Encoder", folder: Path) -> None:
        """Make an index of the texts in an empty folder."""
        ...

    def open(self, encoder: "Encoder | None", folder: Path) -> Searcher:
        """Open what `build` made; a kind that needs an encoder opens the default one where none is given."""
        ...


def texts(source: Path) -> list[Text]:
    """Every file of every report under `source`. Raises SourceFault."""
    out: list[Text] = []
    for folder in folders(source):
        told = declared(folder)
        of: dict[Path, list[Language]] = {}
        for language, path in told.files.items():
            of.setdefault(path, []).append(language)
        out += [Text(told.id, tuple(languages), path, decode(path)) for path, languages in of.items()]
    return out
