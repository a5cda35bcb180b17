"""The best candidates read again by the reranker, together with the question.

A passage is read in stretches: runs of whole sentences, in the question's language first and in the other one as a second
opinion. What was read is kept with the candidates; how much it weighs is the caller's to say.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder import Tokens
from index.reranker import HEADING, STRETCH, Reading, Reranker, Stretch
from index.search import Candidate, Index, Read
from source.report import Language, Passage, Span, other
from source.sentences import clauses, trimmed

OWN, OTHER = 3, 3
"""Stretches read in the question's language, and in the other one."""
PART = 1, 1
"""The same, for a part of a question that is read whole as well."""
KEPT = 1_000
"""Passages of a language whose stretches are kept: each has a copy of its tokens' states, some 100 kB."""


def reread(index: Index, reranker: Reranker, question: str, asked: Tokens, candidates: Sequence[Candidate], language: Language, most: tuple[int, int] = (OWN, OTHER)) -> list[Candidate]:
    """The same candidates in the same order (best first), those among the best with what the reranker made of them; `most` stretches are read in the question's language and the other one."""
    wanted: dict[tuple[str, Language, int], Stretch] = {}
    for side, count in zip((language, other(language)), most, strict=True):
        for candidate in candidates:
            if sum(key[1] == side for key in wanted) >= count:
                break
            number = _stretch_of(index, candidate, side)
            if number is not None:
                wanted.setdefault((candidate.unit.passage, side, number), stretches(index, candidate.unit.passage, side)[number])
    made = dict(zip(wanted, reranker.read(question, asked, list(wanted.values())), strict=True))
    passages = {passage for passage, _, _ in made}
    return [_with_readings(index, candidate, made) if candidate.unit.passage in passages else candidate for candidate in candidates]


def _stretch_of(index: Index, candidate: Candidate, language: Language) -> int | None:
    """Which stretch of its passage holds most of the candidate; None where that language has none of it."""
    span = candidate.unit.spans[language]
    if span is None or candidate.unit.kind != "text":
        return None
    runs = stretches(index, candidate.unit.passage, language)
    return max(range(len(runs)), key=lambda k: sum(clause.overlap(span) for clause in runs[k].clauses), default=None)


def _with_readings(index: Index, candidate: Candidate, made: dict[tuple[str, Language, int], Reading]) -> Candidate:
    read: dict[Language, Read] = {}
    for language in candidate.windows:
        number = _stretch_of(index, candidate, language)
        reading = made.get((candidate.unit.passage, language, number)) if number is not None else None
        if reading is not None:
            values = np.array([reading.of(window) for window in candidate.unit.windows[language]], np.float32).reshape(-1, 2)
            read[language] = Read(reading.answers, values[:, 0], values[:, 1])
    return dataclasses.replace(candidate, read=read)


def stretches(index: Index, passage: str, language: Language) -> tuple[Stretch, ...]:
    """A passage's sentences in runs of at most STRETCH tokens (a longer sentence is cut by tokens), each with the headings above; kept with the index, for KEPT passages."""
    key = (passage, language)
    made = index.stretches.get(key)  # held here: another thread may clear them
    if made is None:
        made = _stretches(index, passage, language)
        if len(index.stretches) >= KEPT:
            index.stretches.clear()
        index.stretches[key] = made
    return made


def _stretches(index: Index, passage: str, language: Language) -> tuple[Stretch, ...]:
    held = index.passages[passage]
    report = index.reports[passage.split("/", 1)[0]]
    tokens = index.tokens(passage, language)
    headings = tokens.offsets[:, 0] < 0
    before = Tokens(tokens.offsets[headings][-HEADING:], tokens.states[headings][-HEADING:])
    path = " ".join([*report.path(held.section, language), ""])
    out: list[Stretch] = []
    for run in _runs(held, language, tokens):
        inside = np.flatnonzero((tokens.offsets[:, 1] > run[0].start) & (tokens.offsets[:, 0] < run[-1].end) & ~headings)
        for start in range(0, max(1, len(inside)), STRETCH):
            part = inside[start : start + STRETCH]
            cut = _covered(report.text[language], run, tokens, part) if len(inside) > STRETCH else run
            parts = [clause for sentence in cut for clause in clauses(report.text[language], sentence, language)]
            words = tuple(report.quote(language, clause) for clause in parts)
            whole = path + report.quote(language, Span(cut[0].start, cut[-1].end))
            out.append(Stretch(whole, words, tuple(parts), Tokens(np.concatenate([before.offsets, tokens.offsets[part]]), np.concatenate([before.states, tokens.states[part]]))))
    return tuple(out)


def _runs(passage: Passage, language: Language, tokens: Tokens) -> list[list[Span]]:
    """Neighbouring sentences together while they have at most STRETCH tokens; without tokens, three by three."""
    runs: list[list[Span]] = []
    held = 0
    for sentence in passage.sentences(language):
        size = int(((tokens.offsets[:, 1] > sentence.start) & (tokens.offsets[:, 0] < sentence.end)).sum()) or STRETCH // 3
        if runs and held + size <= STRETCH:
            runs[-1].append(sentence)
            held += size
        else:
            runs.append([sentence])
            held = size
    return runs


def _covered(text: str, run: Sequence[Span], tokens: Tokens, part: NDArray[np.int64]) -> list[Span]:
    """The part of one long sentence that these tokens cover, without the blank before it that an English token begins with."""
    covered = Span(max(run[0].start, int(tokens.offsets[part[0], 0])), min(run[-1].end, int(tokens.offsets[part[-1], 1])))
    return [trimmed(text, covered) or covered]
