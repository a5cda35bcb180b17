"""What the frozen lower layers make of every text and question: computed once, and kept in one file by what was read."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from index.encoder import OnnxEncoder, Tokens
from index.training.examples import Pool

Read = tuple[NDArray[np.float32], Tokens]
Known = dict[str, Read]
"""Vector and tokens of what was read; a question is kept with a tab before it."""
ASKED = "\t"


@dataclass(frozen=True)
class States:
    """Tokens of each text (its whole: heading and body) and of each question, and their vectors (rows, width)."""

    texts: tuple[Tokens, ...]
    questions: dict[str, Tokens]
    text_vectors: NDArray[np.float32]
    question_vectors: dict[str, NDArray[np.float32]]


def states_of(pool: Pool, encoder: OnnxEncoder, known: Known, *, quiet: bool = False) -> States:
    """Reads every text and question that is not `known` yet, and adds it there."""
    for text in tqdm(pool.texts, desc="texts", disable=quiet):
        if text.whole not in known:
            vectors, tokens = encoder.read(text.whole, [(0, len(text.whole))])
            known[text.whole] = vectors[0], tokens
    questions = list(dict.fromkeys(example.question for example in pool.examples))
    for question in tqdm(questions, desc="questions", disable=quiet):
        if ASKED + question not in known:
            known[ASKED + question] = encoder.asked(question)
    texts = [known[text.whole] for text in pool.texts]
    asked = {question: known[ASKED + question] for question in questions}
    return States(
        tuple(tokens for _, tokens in texts),
        {question: tokens for question, (_, tokens) in asked.items()},
        np.array([vector for vector, _ in texts]),
        {question: vector for question, (vector, _) in asked.items()},
    )


def save(known: Known, path: Path) -> None:
    """One file; npz without compression."""
    np.savez(
        path,
        read=np.frombuffer(json.dumps(list(known)).encode(), np.uint8),
        sizes=np.array([len(tokens.states) for _, tokens in known.values()]),
        vectors=np.array([vector for vector, _ in known.values()]),
        offsets=np.concatenate([tokens.offsets for _, tokens in known.values()]),
        states=np.concatenate([tokens.states for _, tokens in known.values()]),
    )


def load(path: Path) -> Known:
    """What was saved; nothing where there is no file."""
    if not path.is_file():
        return {}
    held = np.load(path)
    ends = np.cumsum(held["sizes"])
    offsets, rows, vectors = held["offsets"], held["states"], held["vectors"]
    read = json.loads(held["read"].tobytes())
    return {one: (vector, Tokens(offsets[end - size : end], rows[end - size : end])) for one, vector, end, size in zip(read, vectors, ends, held["sizes"], strict=True)}
