"""What the frozen lower layers make of every text and question, computed once and kept in one folder."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from index.encoder import OnnxEncoder, Tokens
from index.training.examples import Pool


@dataclass(frozen=True)
class States:
    """Tokens of each text (its whole: heading and body) and of each question, and their vectors (rows, width)."""

    texts: tuple[Tokens, ...]
    questions: dict[str, Tokens]
    text_vectors: NDArray[np.float32]
    question_vectors: dict[str, NDArray[np.float32]]


def states_of(pool: Pool, encoder: OnnxEncoder, *, quiet: bool = False) -> States:
    """Reads every text and question once."""
    texts: list[Tokens] = []
    vectors: list[NDArray[np.float32]] = []
    for text in tqdm(pool.texts, desc="texts", disable=quiet):
        vector, tokens = encoder.read(text.whole, [(0, len(text.whole))])
        texts.append(tokens)
        vectors.append(vector[0])
    questions: dict[str, Tokens] = {}
    asked: dict[str, NDArray[np.float32]] = {}
    for question in tqdm(dict.fromkeys(example.question for example in pool.examples), desc="questions", disable=quiet):
        asked[question], questions[question] = encoder.asked(question)
    return States(tuple(texts), questions, np.array(vectors), asked)


def save(states: States, path: Path) -> None:
    """One file; npz without compression."""
    flat = [*states.texts, *states.questions.values()]
    np.savez(
        path,
        sizes=np.array([len(tokens.states) for tokens in flat]),
        offsets=np.concatenate([tokens.offsets for tokens in flat]),
        states=np.concatenate([tokens.states for tokens in flat]),
        texts=np.array(len(states.texts)),
        questions=np.array(list(states.questions)),
        text_vectors=states.text_vectors,
        question_vectors=np.array(list(states.question_vectors.values())),
    )


def load(path: Path) -> States:
    held = np.load(path)
    ends = np.cumsum(held["sizes"])
    offsets, rows = held["offsets"], held["states"]
    flat = [Tokens(offsets[end - size : end], rows[end - size : end]) for end, size in zip(ends, held["sizes"], strict=True)]
    count, asked = int(held["texts"]), [str(question) for question in held["questions"]]
    return States(tuple(flat[:count]), dict(zip(asked, flat[count:], strict=True)), held["text_vectors"], dict(zip(asked, held["question_vectors"], strict=True)))
