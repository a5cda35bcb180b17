"""Search: a query to ranked candidates. Chroma and BM25 propose units, exact scores decide.

A unit's score is the mean over both languages of (its cosine + its best window's cosine) / 2, plus a small share of
BM25 over its bound: the mean of languages beat the better of them, and neither language's longer text crowds out the
other's. Reciprocal-rank fusion lost to this sum when tried. Knows nothing of how answers are made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import manifest, store
from index.arrays import Arrays
from index.encoder import Encoder, Vectors
from index.settings import Settings
from index.terms import TermIndex
from index.units import Unit, units
from index.weights import Weights, weights_for
from source import stored
from source.folder import declared, folders
from source.report import LANGUAGES, Language, Passage, Report, other

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Candidate:
    """A unit with its score (higher is better; cosines of the default model lie between 0.7 and 0.9).

    `windows` holds a score for each of its windows in each language; `cosine` the mean cosine and `terms` the share of
    BM25, of which `score` is made. `pairs` gives, for each window of the original's language, the row of the
    translation's window that renders it (-1 for none).
    """

    unit: Unit
    score: float
    cosine: float
    terms: float
    windows: dict[Language, Scores]
    pairs: NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """What a search gives: candidates best first, and passages by their best candidate, best first."""

    candidates: tuple[Candidate, ...]
    passages: tuple[tuple[str, float], ...]


class Index:
    """An opened index. Opening reads no vectors; the first search maps what it needs."""

    def __init__(self, settings: Settings, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self.encoder = encoder
        self.weights: Weights = weights_for(encoder.name)
        self.reports: dict[str, Report] = {}
        for path in sorted((folder / "reports").glob("*.json")):
            report = stored.loads(path.read_text(encoding="utf-8"))
            self.reports[report.id] = report
        self.passages: dict[str, Passage] = {passage.id: passage for report in self.reports.values() for passage in report.passages}
        self.units: list[Unit] = units(list(self.reports.values()))
        self._rows = {unit.id: row for row, unit in enumerate(self.units)}
        self._arrays = Arrays.load(folder)
        self._starts = {language: np.cumsum([0, *(len(unit.windows[language]) for unit in self.units)]) for language in LANGUAGES}
        self._has = {language: np.array([bool(unit.texts[language]) for unit in self.units]) for language in LANGUAGES}
        self._terms = {language: TermIndex.open(folder / f"terms.units.{language}") for language in LANGUAGES}
        self._window_terms = {language: TermIndex.open(folder / f"terms.windows.{language}") for language in LANGUAGES}
        client = store.client(settings.store, folder / "chroma")
        self._near = {language: store.Ranking(client, f"{folder.name}-sentences-{language}") for language in LANGUAGES}

    def search(self, query: str, *, vector: Vectors | None = None, reports: Sequence[str] | None = None) -> Found:
        """Candidates for one query, over all reports or those named. `vector` is the query's, where it is known already."""
        asked = self.encoder.queries([query])[0] if vector is None else vector
        by_terms = {language: self._terms[language].scores(query) for language in LANGUAGES}
        terms = np.maximum(by_terms["zh"], by_terms["en"])
        rows = self._proposed(asked, by_terms)
        if reports is not None:
            rows = np.array([row for row in rows if self.units[row].report in set(reports)], np.int64)
        window_terms = {language: self._window_terms[language].scores(query) for language in LANGUAGES}
        found = [self._candidate(int(row), asked, float(terms[row]), window_terms) for row in rows]
        found.sort(key=lambda candidate: -candidate.score)
        best: dict[str, float] = {}
        for candidate in found:
            if candidate.unit.kind == "text":
                best.setdefault(candidate.unit.passage, candidate.score)
        return Found(tuple(found), tuple(sorted(best.items(), key=lambda item: -item[1])))

    def _proposed(self, asked: Vectors, by_terms: dict[Language, Scores]) -> NDArray[np.int64]:
        """Rows worth scoring: the nearest of each language, and the best of each language's terms."""
        rows: set[int] = set()
        for language in LANGUAGES:
            rows |= {self._rows[id] for id in self._near[language].nearest(asked, self.weights.near)}
            scores = by_terms[language]
            top = np.argsort(-scores)[: self.weights.near // 2]
            rows |= {int(row) for row in top if scores[row] > 0}
        return np.array(sorted(rows), np.int64)

    def _candidate(self, row: int, asked: Vectors, terms: float, window_terms: dict[Language, Scores]) -> Candidate:
        found = self.units[row]
        vectors: dict[Language, Vectors] = {}
        windows: dict[Language, Scores] = {}
        cosines: list[float] = []
        for language in LANGUAGES:
            start, end = self._starts[language][row], self._starts[language][row + 1]
            vectors[language] = self._arrays.windows[language][start:end]
            plain = vectors[language] @ asked
            windows[language] = np.asarray(plain + self.weights.window_terms * window_terms[language][start:end], np.float32)
            if self._has[language][row]:
                own = float(self._arrays.units[language][row] @ asked)
                cosines.append((own + float(plain.max())) / 2 if len(plain) else own)
        cosine = sum(cosines) / len(cosines)
        original = self.reports[found.report].original
        mine, theirs = vectors[original], vectors[other(original)]
        pairs = np.full(len(mine), -1, np.int64)
        if len(mine) and len(theirs):
            pairs = np.asarray((mine @ theirs.T + self.weights.counterpart * (theirs @ asked)[None, :]).argmax(axis=1))
        return Candidate(found, cosine + self.weights.terms * terms, cosine, terms, windows, pairs)


def open_index(settings: Settings, encoder: Encoder) -> Index:
    """The current index. Raises IndexFault when there is none or it was built from something else, StoreFault, SourceFault."""
    folder = manifest.current(manifest.place(settings))
    told = [declared(one) for one in folders(settings.source)]
    manifest.refuse_unless_same(manifest.load(folder), manifest.of(told, encoder.name, encoder.fingerprint))
    return Index(settings, folder, encoder)
