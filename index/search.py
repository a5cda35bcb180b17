"""Search: a query to ranked candidates. Chroma and BM25 propose units, exact scores decide.

A unit's score is the mean over both languages of (its cosine + its best window's) / 2, plus shares of BM25 over its
bound and of its passage's cosine: the mean of languages beat the better of them, and neither language's longer text
crowds out the other's. Reciprocal-rank fusion lost to this sum when tried. Knows nothing of how answers are made.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from index import manifest, store
from index.arrays import Arrays
from index.encoder import Encoder, Tokens, Vectors, unit
from index.errors import IndexFault
from index.settings import Settings
from index.terms import TermIndex
from index.units import Unit, units
from index.weights import Weights
from source import stored
from source.folder import declared, folders
from source.report import LANGUAGES, Language, Passage, Report, Span, other

Scores = NDArray[np.float32]
SUPPORT = 5
"""Best windows whose mean cosine says how near a report comes to a question."""
SAMPLE = 20_000
"""Tokens of a language that a mean is taken over."""
KEPT = 100_000
"""Tokens whose unit vectors stay in memory: 150 MB."""
SPARSE = 20
"""Windows for each one of them: a report of a page has fewer near ones than a report of ten."""


@dataclass(frozen=True)
class Read:
    """What a reranker made of a unit in one language: a logit that its stretch answers, and for each of its windows the mean mark and the share of the pointing."""

    answers: float
    marks: Scores
    points: Scores


@dataclass(frozen=True)
class Candidate:
    """A unit with its score (higher is better; cosines of the default model lie between 0.7 and 0.9).

    `windows` holds a score (cosine, and a share of terms) for each of its windows in each language; `terms` is the share
    of BM25 in `score`. `pairs` gives, for each window of the original's language, the row of the translation's window
    that renders it (-1 for none).
    """

    unit: Unit
    score: float
    terms: float
    windows: dict[Language, Scores]
    pairs: NDArray[np.int32]
    cosines: dict[Language, float] = field(default_factory=dict)
    """Of the unit's own vector, in each language that it has text in."""
    around: dict[Language, float] = field(default_factory=dict)
    """Cosine of its whole passage."""
    heading: float = 0.0
    """The best cosine of the headings above it, in either language; 0 under none."""
    window_terms: dict[Language, Scores] = field(default_factory=dict)
    """BM25 over its bound, of each window."""
    read: dict[Language, Read] = field(default_factory=dict)
    """Empty where no reranker has read it."""
    touch: dict[Language, Scores] = field(default_factory=dict)
    """How near the question's words come to each window's (`index.late`); empty where they were not compared."""


@dataclass(frozen=True)
class Found:
    """What a search gives: candidates best first, and passages by their best candidate, best first."""

    candidates: tuple[Candidate, ...]
    passages: tuple[tuple[str, float], ...]
    support: dict[Language, float]
    """Mean cosine of the SUPPORT best windows of each language: how near the report comes to the question at all."""
    levels: dict[Language, float]
    """Each language's usual cosine for this query, by which a side that is missing is made up for."""


class Index:
    """An opened index: reports and units in memory, vectors read or mapped, the store connected."""

    def __init__(self, settings: Settings, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self.encoder = encoder
        self.weights = Weights()
        self.reports: dict[str, Report] = {}
        for path in sorted((folder / "reports").glob("*.json"), key=lambda path: path.stem):  # as they were built: "a" before "a-2024"
            report = stored.loads(path.read_text(encoding="utf-8"))
            self.reports[report.id] = report
        self.passages: dict[str, Passage] = {passage.id: passage for report in self.reports.values() for passage in report.passages}
        self.units: list[Unit] = units(list(self.reports.values()))
        self._passage_rows = {id: row for row, id in enumerate(self.passages)}
        self._rows = {unit.id: row for row, unit in enumerate(self.units)}
        self._report_of = np.array([unit.report for unit in self.units], dtype=str)
        self._arrays = Arrays.load(folder)
        self._section_of = {row: (unit.report, unit.id.split("/", 1)[1]) for row, unit in enumerate(self.units) if unit.kind == "heading"}
        self._heading_rows = np.array(list(self._section_of), np.int64)
        self._token_starts = {language: np.cumsum([0, *self._arrays.counts[language]]) for language in LANGUAGES}
        known = [self._arrays.states[language][:SAMPLE].astype(np.float32) for language in LANGUAGES if len(self._arrays.states[language])]
        self.mean_state: Scores = np.concatenate(known).mean(axis=0) if known else np.zeros(1, np.float32)
        """(width,), the mean of all tokens' states (of SAMPLE a language)."""
        self.stretches: dict[tuple[str, Language], tuple[Any, ...]] = {}
        """What `index.rereading` has cut passages into so far."""
        self._unit_states: dict[tuple[str, Language], Scores] = {}
        self._ranges: dict[tuple[str, Language], NDArray[np.int64]] = {}
        self._starts = {language: np.cumsum([0, *(len(unit.windows[language]) for unit in self.units)]) for language in LANGUAGES}
        self._pairs = np.cumsum([0, *(len(unit.windows[self.reports[unit.report].original]) for unit in self.units)])
        self._has = {language: np.array([bool(unit.texts[language]) for unit in self.units]) for language in LANGUAGES}
        self._terms = {language: TermIndex.open(folder / f"terms.units.{language}") for language in LANGUAGES}
        client = store.client(settings.store, folder / "chroma")
        self._window_terms = {language: TermIndex.open(folder / f"terms.windows.{language}") for language in LANGUAGES}
        self._near = {language: store.Ranking(client, f"{folder.name}-sentences-{language}") for language in LANGUAGES}

    def search(self, query: str, *, reports: Sequence[str] | None = None, languages: Sequence[Language] = LANGUAGES, vector: Vectors | None = None) -> Found:
        """Candidates for one query, over all reports or those named, by the texts of both languages or of one alone.

        `vector` is the encoded query, where it is at hand already.
        """
        asked = vector if vector is not None else self.encoder.queries([query])[0]
        by_terms = {language: self._terms[language].scores(query) for language in languages}
        terms = np.max(list(by_terms.values()), axis=0)
        rows = self._proposed(asked, by_terms) if reports is None else np.flatnonzero(np.isin(self._report_of, list(reports)))
        if not len(rows):
            return Found((), (), {}, {})
        windows, window_terms, support = self._window_scores(query, asked, rows)
        headings = self._headings(asked)
        cosines = self._cosines(asked, rows, windows, languages)
        levels = _levels(cosines)
        found = [
            self._candidate(int(row), asked, float(terms[row]), _row(windows, k), _row(window_terms, k), _mean(cosines, k, levels), headings, languages)
            for k, row in enumerate(rows)
            if any(not np.isnan(cosines[language][k]) for language in languages)
        ]
        found = self._announced(found)
        found.sort(key=lambda candidate: -candidate.score)
        best: dict[str, float] = {}
        for candidate in found:
            if candidate.unit.kind == "text":
                best.setdefault(candidate.unit.passage, candidate.score)
        return Found(tuple(found), tuple(sorted(best.items(), key=lambda item: -item[1])), support, levels)

    def _proposed(self, asked: Vectors, by_terms: dict[Language, Scores]) -> NDArray[np.int64]:
        """Rows worth scoring: the nearest of each language, and the best of each language's terms."""
        near = self.weights.near
        rows: set[int] = set()
        for language, scores in by_terms.items():
            rows |= {self._rows[id] for id in self._near[language].nearest(asked, near)}
            top = np.argsort(-scores)[: near // 2]
            rows |= {int(row) for row in top if scores[row] > 0}
        return np.array(sorted(rows), np.int64)

    def _window_scores(self, query: str, asked: Vectors, rows: NDArray[np.int64]) -> tuple[dict[Language, list[Scores]], dict[Language, list[Scores]], dict[Language, float]]:
        """For each row its windows' scores (cosine and a share of terms) and their terms, per language, and each language's support."""
        out: dict[Language, list[Scores]] = {}
        by_terms: dict[Language, list[Scores]] = {}
        support: dict[Language, float] = {}
        for language in LANGUAGES:
            starts = self._starts[language]
            flat = np.concatenate([np.arange(starts[row], starts[row + 1]) for row in rows])
            cosines = np.asarray(self._arrays.windows[language][flat] @ asked, np.float32)
            cuts = np.cumsum([starts[row + 1] - starts[row] for row in rows])[:-1]
            terms = self._window_terms[language].scores(query)[flat]
            out[language] = np.split(cosines + self.weights.window_terms * terms, cuts)
            by_terms[language] = np.split(terms, cuts)
            plain = [part for part, row in zip(np.split(cosines, cuts), rows, strict=True) if self.units[row].kind == "text"]
            pool = np.sort(np.concatenate(plain)) if plain else np.zeros(0)
            best = pool[-min(SUPPORT, max(1, len(pool) // SPARSE)) :]
            support[language] = float(best.mean()) if len(best) else 0.0
        return out, by_terms, support

    def _cosines(self, asked: Vectors, rows: NDArray[np.int64], windows: dict[Language, list[Scores]], languages: Sequence[Language]) -> dict[Language, Scores]:
        """For each language and row the mean of the unit's cosine and its best window's score; NaN where it has no text."""
        out: dict[Language, Scores] = {}
        for language in languages:
            own = np.asarray(self._arrays.units[language][rows] @ asked, np.float32)
            best = np.array([part.max() if len(part) else np.nan for part in windows[language]], np.float32)
            out[language] = np.where(self._has[language][rows], np.where(np.isnan(best), own, (own + best) / 2), np.nan)
        return out

    def _headings(self, asked: Vectors) -> dict[tuple[str, str], float]:
        """The cosine of every section's heading, the better of its languages, by report and section."""
        rows = self._heading_rows
        if not len(rows):
            return {}
        best = np.max([self._arrays.units[language][rows] @ asked for language in LANGUAGES], axis=0)
        return {self._section_of[int(row)]: float(cosine) for row, cosine in zip(rows, best, strict=True)}

    def _candidate(
        self,
        row: int,
        asked: Vectors,
        terms: float,
        windows: dict[Language, Scores],
        window_terms: dict[Language, Scores],
        cosine: float,
        headings: dict[tuple[str, str], float],
        languages: Sequence[Language],
    ) -> Candidate:
        found = self.units[row]
        passage = self._passage_rows[found.passage]
        around = {language: float(self._arrays.passages[language][passage] @ asked) for language in languages if self.passages[found.passage].spans[language] is not None}
        own = {language: float(self._arrays.units[language][row] @ asked) for language in languages if found.texts[language]}
        score = cosine + self.weights.terms * terms + self.weights.passage * sum(around.values()) / max(1, len(around))
        keys = self.passages[found.passage].section.split(".")
        above = max((headings.get((found.report, ".".join(keys[:depth])), 0.0) for depth in range(1, len(keys) + 1)), default=0.0)
        pairs = self._arrays.pairs[self._pairs[row] : self._pairs[row + 1]]
        return Candidate(found, score, terms, windows, pairs, own, around, above, window_terms)

    def tokens(self, passage: str, language: Language) -> Tokens:
        """The passage's tokens with their places in the report's text, (-1, -1) for those of the headings above it; none with an encoder that gives none."""
        row, starts = self._passage_rows[passage], self._token_starts[language]
        held = slice(int(starts[row]), int(starts[row + 1]))
        return Tokens(self._arrays.offsets[language][held], self._arrays.states[language][held])

    def unit_states(self, passage: str, language: Language) -> Scores:
        """The passage's tokens (tokens, width) less the mean of all, of unit length; kept for KEPT tokens."""
        key = (passage, language)
        made = self._unit_states.get(key)  # held here: another thread may clear them
        if made is None:
            made = unit(self.tokens(passage, language).states.astype(np.float32) - self.mean_state)
            if sum(len(states) for states in list(self._unit_states.values())) + len(made) > KEPT:
                self._unit_states.clear()
            self._unit_states[key] = made
        return made

    def token_ranges(self, row: Unit, language: Language) -> NDArray[np.int64]:
        """First and last (excluded) token of each window (windows, 2), by its place among the passage's tokens; the same for none."""
        key = (row.id, language)
        if key not in self._ranges:
            offsets = self.tokens(row.passage, language).offsets
            spans = np.array([(window.start, window.end) for window in row.windows[language]], np.int64).reshape(-1, 2)
            first = np.searchsorted(offsets[:, 1], spans[:, 0], side="right")
            last = np.searchsorted(offsets[:, 0], spans[:, 1], side="left")
            self._ranges[key] = np.stack([first, np.maximum(first, last)], axis=1)
        return self._ranges[key]

    def window_vectors(self, unit: Unit, language: Language) -> Vectors:
        """The vectors of the unit's windows (windows, width)."""
        starts, at = self._starts[language], self._rows[unit.id]
        return np.asarray(self._arrays.windows[language][starts[at] : starts[at + 1]], np.float32)

    def counterpart(self, unit: Unit, row: int) -> Span | None:
        """The translation's window that renders window `row` of the unit's original; None where it has none."""
        original = self.reports[unit.report].original
        at = self._rows[unit.id]
        pair = int(self._arrays.pairs[self._pairs[at] + row])
        return unit.windows[other(original)][pair] if pair >= 0 else None

    def _announced(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The candidates, each that a short sentence of its passage announces raised towards that sentence's score."""
        scores = {self._rows[candidate.unit.id]: candidate.score for candidate in found}
        out: list[Candidate] = []
        for candidate in found:
            row = self._rows[candidate.unit.id]
            before = self.units[row - 1] if row else None
            if before is not None and before.kind == "text" and before.passage == candidate.unit.passage and self._is_short(before):
                lead = scores.get(row - 1, 0.0) - candidate.score
                if lead > 0:
                    candidate = dataclasses.replace(candidate, score=candidate.score + self.weights.announced * lead)
            out.append(candidate)
        return out

    def heading_passage(self, report: str, section: str) -> str | None:
        """The passage under which a section's heading is cited: the first one below it; None for a section without a heading or without text."""
        row = self._rows.get(f"{report}/{section}")
        return self.units[row].passage if row is not None else None

    def announced_by(self, unit: str) -> Unit | None:
        """The unit after this one, where this one is a short sentence of the same passage that announces it."""
        row = self._rows.get(unit)
        if row is None or row + 1 >= len(self.units):
            return None
        here, after = self.units[row], self.units[row + 1]
        return after if here.passage == after.passage and here.kind == after.kind == "text" and self._is_short(here) else None

    def _is_short(self, unit: Unit) -> bool:
        original = self.reports[unit.report].original
        return 0 < len(unit.texts[original]) <= self.weights.short * (3 if original == "en" else 1)


def _row(scores: dict[Language, list[Scores]], k: int) -> dict[Language, Scores]:
    return {language: scores[language][k] for language in LANGUAGES}


def _levels(cosines: dict[Language, Scores]) -> dict[Language, float]:
    """Each language's mean cosine over the rows that have both: a question lies nearer to its own language's text."""
    both = np.all([~np.isnan(values) for values in cosines.values()], axis=0)
    return {language: float(values[both].mean()) if both.any() else 0.0 for language, values in cosines.items()}


def _mean(cosines: dict[Language, Scores], k: int, levels: dict[Language, float]) -> float:
    """The mean over the languages; a missing side is taken to lie as far from its level as the other does."""
    values = {language: float(column[k]) for language, column in cosines.items() if not np.isnan(column[k])}
    away = sum(value - levels[language] for language, value in values.items()) / max(1, len(values))
    return sum(values.get(language, level + away) for language, level in levels.items()) / len(levels)


def open_index(settings: Settings, encoder: Encoder) -> Index:
    """The current index. Raises IndexFault when there is none or it was built from something else, StoreFault, SourceFault."""
    ThreadpoolController().select(internal_api="openblas").limit(limits=1)  # numpy's products are small: threads that wait for one another cost more than they save
    folder = manifest.current(manifest.place(settings))
    told = [declared(one) for one in folders(settings.source)]
    manifest.refuse_unless_same(manifest.load(folder), manifest.of(told, encoder.name, encoder.fingerprint))
    try:
        return Index(settings, folder, encoder)
    except (OSError, ValueError, KeyError) as error:
        raise IndexFault(f"the index {folder} is damaged ({error})", hint="duizhao index") from error
