"""Texts to vectors: the seam, and the default encoder run by onnxruntime from its unpacked folder.

The default is a sentence-transformers folder like any other, with the ONNX graph that set-up wrote beside its weights:
reading that takes under a second, where importing sentence-transformers takes seven (`python -m evals.bench`).
Any other model goes through `index.hub_encoder`. Knows nothing of reports or stores.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # from 1.29 on it reports to Microsoft unless this is set before it is imported

import onnxruntime

from index.errors import EncoderFault
from index.normal import simplified
from index.settings import Settings, default_encoder_folder
from index.unpacked import UNPACKING, unpacking_of

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
"""Called with the number of texts done since the last call."""
DEFAULT = "multilingual-e5-small"
BATCH_TOKENS = 1024
"""Tokens of one batch, padding included; larger ones are no faster on 2 cores."""
WINDOW = 380
"""Tokens of a long text that are pooled from one pass; the model reads 512."""
OVERLAP = 60
"""Tokens read again before each further pass, as context."""


@dataclass(frozen=True)
class Tokens:
    """A text's tokens as the lower layers leave them, for a reranker that goes on from there: `index.unpacked.TAP`."""

    offsets: NDArray[np.int32]
    """Characters (tokens, 2) of the text; (0, 0) for the marks around it."""
    states: NDArray[np.float16]
    """(tokens, width)"""

    @staticmethod
    def none(width: int) -> "Tokens":
        return Tokens(np.zeros((0, 2), np.int32), np.zeros((0, width), np.float16))


class Encoder(Protocol):
    """What search needs of a model. All vectors are float32 rows of unit length."""

    name: str
    fingerprint: str

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors (texts, width) of questions."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors (texts, width) of what is searched."""
        ...

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Tokens]:
        """Vectors (spans, width) of stretches of one text, each read in the text's context (late chunking, Günther et al. 2024).

        With the text's tokens from the same pass; none from a model whose layers are its own affair.
        """
        ...

    def asked(self, text: str) -> tuple[Vectors, Tokens]:
        """A question's vector (width,) and its tokens, its marks included; none as above."""
        ...


def open_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name. Raises EncoderFault with the command or setting that mends it."""
    if not settings.encoder:
        return OnnxEncoder(default_encoder_folder())
    from index.hub_encoder import HubEncoder  # late: imports torch, which only other models need

    return HubEncoder(settings.encoder)


def unit(rows: NDArray[np.floating]) -> Vectors:
    """Rows scaled to unit length; zero rows stay zero."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


def fingerprint_of(folder: Path) -> str:
    """A hash of a model folder: every small file whole; of weights the size and both ends (a full hash would cost a second)."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder)}:{size}\n".encode())
            with path.open("rb") as file:
                digest.update(file.read(1 << 16))
                if size > 1 << 17:
                    file.seek(-(1 << 16), 2)
                    digest.update(file.read())
    return digest.hexdigest()[:16]


class OnnxEncoder:
    """The default encoder: mean pooling over token vectors, `query: ` and `passage: ` prefixes, Simplified characters."""

    name = DEFAULT

    def __init__(self, folder: Path) -> None:
        if unpacking_of(folder) != UNPACKING:
            raise EncoderFault(f"the encoder is not unpacked in {folder} (found version {unpacking_of(folder)}, expected {UNPACKING})", hint="make setup")
        try:
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 3
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # its threads would keep the cores from all else between two runs
            self.session = onnxruntime.InferenceSession(str(folder / "onnx" / "model.onnx"), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise bare Exception for a damaged file
            raise EncoderFault(f"the encoder in {folder} is damaged ({error})", hint=f"rm -r {folder} && make setup") from error
        self.fingerprint = fingerprint_of(folder)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([f"query: {simplified(text)}" for text in texts], None)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode([f"passage: {simplified(text)}" for text in texts], progress)

    def read(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Tokens]:
        offsets, vectors, tapped = self._tokens("passage: ", text)
        out = np.zeros((len(spans), vectors.shape[1]), np.float32)
        for row, (start, end) in enumerate(spans):
            inside = (offsets[:, 1] > start) & (offsets[:, 0] < end)
            out[row] = vectors[inside].mean(axis=0) if inside.any() else vectors.mean(axis=0)
        return unit(out), Tokens(np.asarray(offsets, np.int32), np.asarray(tapped, np.float16))

    def asked(self, text: str) -> tuple[Vectors, Tokens]:
        prefix = "query: "
        encoding = self.tokenizer.encode(prefix + simplified(text))
        ids, mask = _padded([encoding])
        top, tapped = self._run(ids, mask)
        offsets = np.array(encoding.offsets[: ids.shape[1]], np.int32).reshape(-1, 2)
        return unit(top[0].mean(axis=0)), Tokens(np.maximum(offsets - len(prefix), 0), np.asarray(tapped[0], np.float16))

    def _encode(self, texts: list[str], progress: Progress | None) -> Vectors:
        encodings = self.tokenizer.encode_batch(texts)
        out = np.zeros((len(texts), 384), np.float32)
        for rows in _batches([min(len(encoding.ids), 512) for encoding in encodings]):
            ids, mask = _padded([encodings[row] for row in rows])
            hidden, _ = self._run(ids, mask)
            out[rows] = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            if progress is not None:
                progress(len(rows))
        return unit(out)

    def _run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The last layer's vectors and the tapped layer's, each (texts, tokens, width)."""
        top, tapped = self.session.run(["token_embeddings", "tapped"], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(top), np.asarray(tapped)

    def _tokens(self, prefix: str, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
        """Character offsets (tokens, 2) in `text`, vectors and tapped states (tokens, width), a long text read in overlapping passes."""
        plain = simplified(text)
        encoding = self.tokenizer.encode(prefix + (plain if len(plain) == len(text) else text), add_special_tokens=False)
        first = next((i for i, (_, end) in enumerate(encoding.offsets) if end > len(prefix)), len(encoding.ids))
        head, body = encoding.ids[:first], encoding.ids[first:]
        parts: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = []
        for start in range(0, max(1, len(body)), WINDOW):
            before = max(0, start - OVERLAP)
            ids = np.array([[0, *head, *body[before : start + WINDOW], 2]], np.int64)
            top, tapped = self._run(ids, np.ones_like(ids))
            new = slice(1 + len(head) + start - before, -1)
            parts.append((top[0][new], tapped[0][new]))
        offsets = np.array(encoding.offsets[first:], np.int64).reshape(-1, 2) - len(prefix)
        if not len(offsets):
            top, tapped = self._run(np.array([[0, 2]], np.int64), np.ones((1, 2), np.int64))
            return np.zeros((1, 2), np.int64), top[0][:1], tapped[0][:1]
        return offsets, np.concatenate([top for top, _ in parts]), np.concatenate([tapped for _, tapped in parts])


def _batches(lengths: Sequence[int]) -> Iterable[list[int]]:
    """Rows grouped by length so that a padded batch holds at most BATCH_TOKENS."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batch and lengths[row] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _padded(encodings: Sequence[Encoding]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and mask; a text over 512 tokens keeps its first 511 and the end mark."""
    rows = [encoding.ids if len(encoding.ids) <= 512 else [*encoding.ids[:511], 2] for encoding in encodings]
    longest = max(map(len, rows))
    ids = np.ones((len(rows), longest), np.int64)
    mask = np.zeros((len(rows), longest), np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask
