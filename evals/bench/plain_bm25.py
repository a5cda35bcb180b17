"""Plain BM25 over the paragraphs of the report's files, as bm25s gives it: jieba's words for Chinese, its own tokenizer for English.

Knows nothing of the other language: a question finds paragraphs that share its words.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import bm25s
import jieba

from evals.bench.searcher import Piece, Text
from source.text import language_of

if TYPE_CHECKING:
    from index.encoder import Encoder  # brings onnxruntime, which plain BM25 does without

jieba.setLogLevel(logging.WARNING)
ABOUT = (
    "Every line of the files is a paragraph; words are jieba's for a Chinese paragraph or question, and those of bm25s' own tokenizer (English stop words left out) for an "
    "English one; bm25s with its default settings. The three best paragraphs are quoted, always: there is no abstention."
)


class PlainBM25:
    """The kind: `evals.bench.searcher.Kind`."""

    name = "plain-bm25"
    label = "plain BM25"
    about = ABOUT
    top = 3

    def build(self, texts: Sequence[Text], encoder: "Encoder", folder: Path) -> None:
        pieces = [piece for text in texts for piece in paragraphs(text)]
        bm25 = bm25s.BM25()
        bm25.index([words(piece.text) for piece in pieces], show_progress=False)
        bm25.save(str(folder / "bm25"), show_progress=False)
        (folder / "paragraphs.json").write_text(json.dumps([asdict(piece) for piece in pieces], ensure_ascii=False), encoding="utf-8")

    def open(self, encoder: "Encoder | None", folder: Path) -> "OpenBM25":
        rows = json.loads((folder / "paragraphs.json").read_text(encoding="utf-8"))
        pieces = tuple(Piece(**(row | {"languages": tuple(row["languages"])})) for row in rows)
        return OpenBM25(bm25s.BM25.load(str(folder / "bm25"), show_progress=False), pieces)


class OpenBM25:
    """An index in memory."""

    def __init__(self, bm25: bm25s.BM25, pieces: tuple[Piece, ...]) -> None:
        self._bm25 = bm25
        self._pieces = pieces

    def pieces(self, question: str, top: int) -> tuple[Piece, ...]:
        found = self._bm25.retrieve([words(question)], k=min(top, len(self._pieces)), show_progress=False, return_as="documents")
        return tuple(self._pieces[row] for row in found[0])


def paragraphs(text: Text) -> list[Piece]:
    """The lines of a text that hold something, outer white space left out."""
    out: list[Piece] = []
    start = 0
    for line in text.text.splitlines(keepends=True):
        words = line.strip()
        if words:
            first = start + line.index(words)
            out.append(Piece(text.report, text.languages, first, first + len(words), words))
        start += len(line)
    return out


def words(text: str) -> list[str]:
    """Words of a Chinese or an English text; of a mixed one by whichever it has more of."""
    if language_of(text) == "zh":
        return [word for word in jieba.lcut(text) if any(character.isalnum() for character in word)]
    split: list[list[str]] = bm25s.tokenize([text], return_ids=False, show_progress=False)
    return split[0]
