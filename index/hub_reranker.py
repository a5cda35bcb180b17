"""The door to sentence-transformers' cross-encoders: any of them by path or hub name, BAAI/bge-reranker-v2-m3 for instance.

Imported only when DUIZHAO_RERANKER names one, since it brings torch. A hub name may be fetched: the administrator asked for it.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import CrossEncoder

from index.encoder import Tokens
from index.errors import EncoderFault
from index.reranker import Reading, Stretch, sigmoid, softmax


class HubReranker:
    """A cross-encoder: scores the stretch for whether it answers, and its clauses, one by one, for which of them does."""

    def __init__(self, name: str) -> None:
        self.name = name
        local = Path(name).is_dir()
        try:
            self.model = CrossEncoder(name, num_labels=1, activation_fn=torch.nn.Identity(), local_files_only=local or os.environ.get("HF_HUB_OFFLINE") == "1")
        except Exception as error:  # the library lets errors of a dozen others through
            raise EncoderFault(
                f"DUIZHAO_RERANKER={name} could not be loaded ({type(error).__name__}: {error})", hint="name a cross-encoder of sentence-transformers by path or hub name, or unset DUIZHAO_RERANKER"
            ) from error

    def read(self, question: str, asked: Tokens, stretches: Sequence[Stretch]) -> list[Reading]:
        pairs = [(question, text) for stretch in stretches for text in (stretch.text, *stretch.words)]
        scores = np.asarray(self.model.predict(pairs, show_progress_bar=False), np.float32).reshape(-1) if pairs else np.zeros(0, np.float32)
        out: list[Reading] = []
        at = 0
        for stretch in stretches:
            whole, parts = float(scores[at]), scores[at + 1 : at + 1 + len(stretch.words)]
            at += 1 + len(stretch.words)
            offsets = np.array([(clause.start, clause.end) for clause in stretch.clauses], np.int32).reshape(-1, 2)
            out.append(Reading(whole, offsets, sigmoid(parts), softmax(parts)))
        return out
