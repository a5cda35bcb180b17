"""Late interaction: how near each word of a question comes to some word of a window (ColBERT, Khattab & Zaharia 2020).

Nothing is trained for it: tokens are compared as the encoder's lower layers leave them, less their mean, which all of
them share. It sees single words that a window's one vector has blurred.
"""

import dataclasses

import numpy as np
from numpy.typing import NDArray

from index.encoder import Tokens, unit
from index.search import Candidate, Found, Index, Scores
from source.report import LANGUAGES, Language

BEST = 60
"""Candidates whose windows are compared."""


def touched(index: Index, asked: Tokens, found: Found) -> Found:
    """The same candidates, the best of them with `touch`: for each window the mean, over the question's tokens, of the nearest token's cosine."""
    question = asked.states[asked.offsets[:, 1] > 0]
    if not len(question):
        return found
    words = unit(question.astype(np.float32) - index.mean_state)
    near = {key: words @ index.unit_states(*key).T for key in {(candidate.unit.passage, language) for candidate in found.candidates[:BEST] for language in LANGUAGES}}
    best = tuple(_with_touch(index, candidate, near) for candidate in found.candidates[:BEST])
    return dataclasses.replace(found, candidates=(*best, *found.candidates[BEST:]))


def _with_touch(index: Index, candidate: Candidate, near: dict[tuple[str, Language], Scores]) -> Candidate:
    touch: dict[Language, Scores] = {}
    for language in LANGUAGES:
        spans, cosines = candidate.unit.windows[language], near[(candidate.unit.passage, language)]
        ranges = index.token_ranges(candidate.unit, language)
        touch[language] = _means(cosines, ranges) if len(spans) and cosines.shape[1] else np.zeros(len(spans), np.float32)
    return dataclasses.replace(candidate, touch=touch)


def _means(cosines: Scores, ranges: NDArray[np.int64]) -> Scores:
    """For each range of tokens (ranges, 2) the mean over the rows of the greatest cosine within it; 0 for an empty one."""
    padded = np.concatenate([cosines, np.zeros((len(cosines), 1), np.float32)], axis=1)  # a range may end with the last token
    greatest = np.maximum.reduceat(padded, ranges.reshape(-1), axis=1)[:, ::2].mean(axis=0)
    return np.where(ranges[:, 1] > ranges[:, 0], greatest, 0.0).astype(np.float32)
