"""The unpacked encoder and the terms on a public set: CMRC 2018 dev, every sixth question, the first 500, over its 848 paragraphs.

    python -m evals.bench.encoder shared/data/qa/cmrc2018_dev.json.gz

Expected of the encoder: hit@1 .946 alone, .980 with 0.3 of BM25 over its bound. Bigrams are compared with jieba's words.
CMRC 2018 is CC BY-SA 4.0 (ymcui/cmrc2018).
"""

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import jieba
import numpy as np
from numpy.typing import NDArray

from index.encoder import open_encoder
from index.normal import normal
from index.settings import Settings
from index.terms import TermIndex, terms


def load(path: Path) -> tuple[list[str], list[tuple[str, int]]]:
    """Paragraphs, and questions with the row of the paragraph that answers."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        data = json.load(file)
    rows = data["data"] if isinstance(data, dict) else data
    paragraphs: list[str] = []
    questions: list[tuple[str, int]] = []
    for row in rows:
        for paragraph in row.get("paragraphs", [row]):
            text = paragraph.get("context") or paragraph.get("context_text")
            paragraphs.append(text)
            for qa in paragraph["qas"]:
                questions.append((qa.get("question") or qa.get("query_text"), len(paragraphs) - 1))
    return paragraphs, questions[::6][:500]


def hit(scores: Callable[[int], NDArray[np.float32]], gold: Sequence[int], k: int) -> float:
    return float(np.mean([row in np.argsort(-scores(i))[:k] for i, row in enumerate(gold)]))


def words(text: str) -> list[str]:
    return [word for word in jieba.lcut(normal(text)) if word.strip()]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    paragraphs, questions = load(parser.parse_args().file)
    gold = [row for _, row in questions]
    encoder = open_encoder(Settings())
    vectors = encoder.passages(paragraphs)
    cosine = encoder.queries([question for question, _ in questions]) @ vectors.T
    with tempfile.TemporaryDirectory() as folder:
        TermIndex.build(paragraphs, Path(folder) / "terms")
        index = TermIndex.open(Path(folder) / "terms")
        by_terms = [index.scores(question) for question, _ in questions]
    print(f"{len(paragraphs)} paragraphs, {len(questions)} questions")
    for name, share in (("dense", 0.0), ("dense + 0.1 terms", 0.1), ("dense + 0.3 terms", 0.3)):
        print(f"{name:22s} hit@1 {hit(lambda i, s=share: cosine[i] + s * by_terms[i], gold, 1):.3f}  hit@5 {hit(lambda i, s=share: cosine[i] + s * by_terms[i], gold, 5):.3f}")  # type: ignore[misc]
    for name, cut in (("bigrams", terms), ("jieba", words)):
        bm25 = bm25s.BM25()
        bm25.index([cut(paragraph) for paragraph in paragraphs], show_progress=False)
        began = time.perf_counter()
        got = [bm25.get_scores([term for term in dict.fromkeys(cut(question)) if term in bm25.vocab_dict]) for question, _ in questions]
        took = 1000 * (time.perf_counter() - began) / len(questions)
        print(f"BM25, {name:15s} hit@1 {hit(lambda i, g=got: g[i], gold, 1):.3f}  hit@5 {hit(lambda i, g=got: g[i], gold, 5):.3f}  {took:.2f} ms a question")  # type: ignore[misc]


if __name__ == "__main__":
    main()
