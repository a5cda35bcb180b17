"""Terms of Chinese, English and mixed text, and BM25 over them with scores that compare across queries.

Chinese gives character bigrams, which find as well as jieba's words and need no dictionary (`python -m evals.bench.encoder`);
English gives stems. Knows nothing of reports.
"""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.normal import normal
from source.text import HAN

_RUN = re.compile(rf"[{HAN}]+|[0-9]+(?:[.,][0-9]+)*[a-z\u00df-\u024f0-9]*|[a-z\u00df-\u024f0-9]+(?:['’][a-z0-9]+)*")
"""Chinese; a number with its separators and what is joined to it; a word. A stop or comma without a blank after it ("villages,towns") parts words."""
_HAN = re.compile(f"[{HAN}]")
_STEMMER = Stemmer.Stemmer("english")
STOP = frozenset(
    "a an the of to in on at by for from with and or as is are was were be been being it its this that these those do does did has have had "
    "what which who whom whose when where why how there their they them he she his her we our us you your i my me not no so if then than".split()
)


def terms(text: str) -> list[str]:
    """Bigrams of each run of Han characters (a single one stays), stems of words, numbers without separators."""
    out: list[str] = []
    for run in _RUN.findall(normal(text)):
        if _HAN.match(run):
            out += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        elif run[0].isdigit():
            out.append(run.replace(",", ""))
        elif run not in STOP:
            out.append(_STEMMER.stemWord(run.replace("’", "'")))
    return out


class TermIndex:
    """BM25 (bm25s, Lucene's variant) over texts in a fixed order."""

    def __init__(self, bm25: bm25s.BM25, frequencies: NDArray[np.int64], count: int) -> None:
        self._bm25 = bm25
        self._frequencies = frequencies
        self._count = count

    @staticmethod
    def build(texts: Sequence[str], folder: Path) -> None:
        """Write the index of these texts into `folder`."""
        corpus = [terms(text) or ["\0"] for text in texts]
        bm25 = bm25s.BM25()
        bm25.index(corpus or [["\0"]], show_progress=False)  # no texts at all: reports in the other language only
        bm25.save(str(folder), show_progress=False)
        frequencies = np.zeros(len(bm25.vocab_dict), np.int64)
        for row in corpus:
            for term in set(row):
                frequencies[bm25.vocab_dict[term]] += 1
        np.save(folder / "frequencies.npy", frequencies)
        np.save(folder / "count.npy", np.array(len(corpus)))

    @staticmethod
    def open(folder: Path) -> "TermIndex":
        bm25 = bm25s.BM25.load(str(folder), show_progress=False)
        return TermIndex(bm25, np.load(folder / "frequencies.npy"), int(np.load(folder / "count.npy")))

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score a text, 0..1: BM25 over the most it could give this query, terms unseen here included.

        So a query in another language scores next to nothing by itself, and scores of different queries compare.
        """
        wanted = list(dict.fromkeys(terms(query)))
        bound = sum(self._idf(term) for term in wanted)
        known = [term for term in wanted if term in self._bm25.vocab_dict]
        if not known or bound <= 0:
            return np.zeros(self._count, np.float32)
        return np.asarray(self._bm25.get_scores(known) / bound, dtype=np.float32)

    def _idf(self, term: str) -> float:
        id = self._bm25.vocab_dict.get(term)
        frequency = int(self._frequencies[id]) if id is not None else 0
        return math.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))
