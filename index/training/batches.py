"""Examples as tensors: question and chunk of the text, with what each token should be told as."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from index.reranker import HEADING, QUESTION, STRETCH
from index.training.examples import Example, Pool, sentences_of, stretch_of
from index.training.states import States
from source.report import Span

UNTOLD = -1.0
"""A token about which nothing is known: the rest of a sentence whose clause answers."""


@dataclass(frozen=True)
class Row:
    """One example as arrays: states (tokens, width) of question, heading and chunk; `labels` (tokens,) 1, 0 or UNTOLD; start and end 0 where nothing answers."""

    states: NDArray[np.float16]
    sides: NDArray[np.int64]
    labels: NDArray[np.float32]
    start: int
    end: int
    answers: bool


@dataclass(frozen=True)
class Batch:
    states: Tensor
    sides: Tensor
    padding: Tensor
    labels: Tensor
    starts: Tensor
    ends: Tensor
    answers: Tensor


def row(pool: Pool, states: States, example: Example, text: int, answer: Span | None, chance: random.Random) -> Row:
    """The example over a chunk of `text`: one around the answer where there is one, else any. Of a sentence longer than a chunk the answer may be cut off: then it counts as not answering."""
    told = pool.texts[text]
    tokens = states.texts[text]
    asked = states.questions[example.question].states[:QUESTION]
    offsets = tokens.offsets - told.shift
    pieces = sentences_of(told)
    first, last = _extent(offsets, pieces, answer, chance)
    inside = np.flatnonzero((offsets[:, 1] > pieces[first].start) & (offsets[:, 0] < pieces[last].end))[:STRETCH]
    heading = np.flatnonzero(offsets[:, 1] <= 0)[-HEADING:] if told.shift else np.zeros(0, np.int64)
    taken = np.concatenate([heading, inside])
    before = len(asked)
    labels = np.zeros(before + len(taken), np.float32)
    labels[: before + len(heading)] = UNTOLD
    start = end = 0
    if answer is not None:
        held = offsets[taken]
        stretches = [stretch_of(told, piece) for piece in (answer, *(example.also if text == example.text else ()))]
        pointed = np.flatnonzero(_over(held, answer))
        if len(pointed):  # of a sentence longer than a chunk what is read may hold nothing of the answer
            for _, sentence in stretches:
                labels[before:][_over(held, sentence)] = UNTOLD
            for clause, _ in stretches:
                labels[before:][_over(held, clause)] = 1.0
            start, end = before + int(pointed[0]), before + int(pointed[-1])
    sides = np.concatenate([np.zeros(before, np.int64), np.ones(len(taken), np.int64)])
    return Row(np.concatenate([asked, tokens.states[taken]]), sides, labels, start, end, start > 0)


def _over(offsets: NDArray[np.int32], span: Span) -> NDArray[np.bool_]:
    return np.asarray((offsets[:, 1] > span.start) & (offsets[:, 0] < span.end))


def _extent(offsets: NDArray[np.int32], pieces: Sequence[Span], answer: Span | None, chance: random.Random) -> tuple[int, int]:
    """First and last sentence of a chunk: grown at random from the answer's sentence, or from any, while it fits."""
    sizes = [int(_over(offsets, piece).sum()) for piece in pieces]
    inside = [number for number, piece in enumerate(pieces) if answer is not None and piece.overlap(answer)]
    first, last = (inside[0], inside[-1]) if inside else (chance.randrange(len(pieces)),) * 2
    most = chance.randint(STRETCH // 2, STRETCH)
    while True:
        held = sum(sizes[first : last + 1])
        grown = [(first - 1, last)] * (first > 0 and held + sizes[first - 1] <= most) + [(first, last + 1)] * (last + 1 < len(pieces) and held + sizes[last + 1] <= most)
        if not grown:
            return first, last
        first, last = chance.choice(grown)


def batch_of(rows: Sequence[Row]) -> Batch:
    """Rows padded to the longest."""
    longest = max(len(row.states) for row in rows)
    width = rows[0].states.shape[1]
    states = np.zeros((len(rows), longest, width), np.float32)
    sides = np.ones((len(rows), longest), np.int64)
    padding = np.ones((len(rows), longest), bool)
    labels = np.full((len(rows), longest), UNTOLD, np.float32)
    for number, one in enumerate(rows):
        size = len(one.states)
        states[number, :size], sides[number, :size], labels[number, :size] = one.states, one.sides, one.labels
        padding[number, :size] = False
    ends = (torch.tensor([row.start for row in rows]), torch.tensor([row.end for row in rows]), torch.tensor([float(row.answers) for row in rows]))
    return Batch(torch.from_numpy(states), torch.from_numpy(sides), torch.from_numpy(padding), torch.from_numpy(labels), *ends)


def mined(pool: Pool, states: States, *, most: int = 8) -> dict[str, list[int]]:
    """For each question the texts nearest to it, its own, those that hold its answer's words and those kept aside left out."""
    aside = {example.text for example in pool.examples if example.aside}
    own: dict[str, set[int]] = {}
    words: dict[str, set[str]] = {}
    for example in pool.examples:
        own.setdefault(example.question, set()).add(example.text)
        if example.answer is not None:
            words.setdefault(example.question, set()).add(pool.texts[example.text].body[example.answer.start : example.answer.end])
    questions = list(own)
    out: dict[str, list[int]] = {}
    for start in range(0, len(questions), 512):
        part = questions[start : start + 512]
        near = np.argsort(-(np.array([states.question_vectors[question] for question in part]) @ states.text_vectors.T), axis=1)[:, : most + 8]
        for question, row_of in zip(part, near, strict=True):
            bodies = {pool.texts[text].body[:40] for text in own[question]}
            good = [
                int(i)
                for i in row_of
                if int(i) not in aside and int(i) not in own[question] and pool.texts[i].body[:40] not in bodies and not any(word in pool.texts[i].body for word in words.get(question, ()))
            ]
            out[question] = good[:most]
    return out


NEAR, UNRELATED = 0.6, 0.25
"""How often an answered question is also put to a text near to it that does not answer, and to any other text."""


def epoch(pool: Pool, states: States, near: dict[str, list[int]], chance: random.Random, *, tokens: int = 1600) -> Iterator[tuple[float, Batch]]:
    """One pass over the examples that are not aside, in any order: each, and for an answered one also texts that do not answer it.

    With each batch the share of the pass, 0..1, that lies behind it.
    """
    examples = [example for example in pool.examples if not example.aside]
    others = sorted({example.text for example in examples})
    chance.shuffle(examples)
    held: list[Row] = []
    behind = 0
    for number, example in enumerate(examples, 1):
        held.append(row(pool, states, example, example.text, example.answer, chance))
        if example.answer is not None and near.get(example.question) and chance.random() < NEAR:
            held.append(row(pool, states, example, chance.choice(near[example.question]), None, chance))
        if example.answer is not None and chance.random() < UNRELATED:
            other = chance.choice(others)
            if other != example.text:
                held.append(row(pool, states, example, other, None, chance))
        if len(held) >= 400 or number == len(examples):
            rows = 0
            for batch in _grouped(held, chance, tokens):
                yield (behind + (number - behind) * rows / len(held)) / len(examples), batch
                rows += len(batch.answers)
            held, behind = [], number


def _grouped(rows: list[Row], chance: random.Random, tokens: int) -> Iterator[Batch]:
    """Rows of like length together, batches of at most `tokens` tokens, in any order."""
    rows = sorted(rows, key=lambda row: len(row.states))
    groups: list[list[Row]] = [[]]
    for one in rows:
        if groups[-1] and (len(groups[-1]) + 1) * len(one.states) > tokens:
            groups.append([])
        groups[-1].append(one)
    chance.shuffle(groups)
    for group in groups:
        if group:
            yield batch_of(group)
