"""The door to sentence-transformers: any model by path or hub name, with the prompts that it wants.

Imported only when DUIZHAO_ENCODER is set, since it brings torch. A hub name may be fetched: the administrator asked for it.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from index.encoder import Progress, Tokens, Vectors, fingerprint_of, unit
from index.errors import EncoderFault

BATCH = 32


class HubEncoder:
    """A sentence-transformers model as an Encoder."""

    def __init__(self, name: str) -> None:
        self.name = name
        local = Path(name).is_dir()
        try:
            self.model = SentenceTransformer(name, local_files_only=local or os.environ.get("HF_HUB_OFFLINE") == "1")
        except Exception as error:  # the library lets errors of a dozen others through
            raise EncoderFault(
                f"DUIZHAO_ENCODER={name} could not be loaded ({type(error).__name__}: {error})", hint="name a sentence-transformers model by path or hub name, or unset DUIZHAO_ENCODER"
            ) from error
        self.query, self.passage = prompts(name, self.model.prompts)
        self.fingerprint = fingerprint_of(Path(name)) if local else f"{name}@{_revision(self.model)}"

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self.query, None)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode(texts, self.passage, progress)

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Tokens]:
        """Each stretch by itself: how a model pools is its own affair, so no context is added, and no token is given."""
        vectors = self._encode([text[start:end] for start, end in spans], self.passage, None)
        return vectors, Tokens.none(vectors.shape[1])

    def asked(self, text: str) -> tuple[Vectors, Tokens]:
        vector = self.queries([text])[0]
        return vector, Tokens.none(len(vector))

    def _encode(self, texts: Sequence[str], prompt: str, progress: Progress | None) -> Vectors:
        parts: list[Any] = []
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            parts.append(self.model.encode(batch, prompt=prompt, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False))
            if progress is not None:
                progress(len(batch))
        return unit(np.concatenate(parts)) if parts else np.zeros((0, self.model.get_sentence_embedding_dimension() or 1), np.float32)


def prompts(name: str, own: dict[str, str]) -> tuple[str, str]:
    """The query and passage prompts: the model's own, else those of its family (e5 was published without), else none."""
    query = own.get("query", "")
    passage = own.get("document") or own.get("passage") or ""
    if not query and not passage:
        stem = Path(name).name.lower()
        if "e5" in stem and "instruct" in stem:
            return "Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""
        if "e5" in stem:
            return "query: ", "passage: "
    return query, passage


def _revision(model: SentenceTransformer) -> str:
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    return str(getattr(config, "_commit_hash", None) or "unknown")
