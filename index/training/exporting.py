"""The trained network as the one file that ships: an ONNX graph, its matrices in 8 bits."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from index.onnx_graph import write_joint
from index.training.network import BERT, HEADS, WIDTH


def as_bert(state: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The network's tensors by the names that `index.onnx_graph` goes by."""
    out: dict[str, NDArray[np.float32]] = {"side_embeddings": state["side.weight"]}
    for name, value in state.items():
        if name.startswith(("tokens", "whole")):
            out[name] = value
        elif name.startswith("layers"):
            _, number, rest = name.split(".", 2)
            part, end = rest.rsplit(".", 1)
            at = f"encoder.layer.{number}"
            if part == "self_attn":
                kind = end.removeprefix("in_proj_")
                for row, word in enumerate(("query", "key", "value")):
                    out[f"{at}.attention.self.{word}.{kind}"] = value[row * WIDTH : (row + 1) * WIDTH]
            else:
                out[f"{at}.{BERT[part]}.{end}"] = value
    return out


def export(state: dict[str, NDArray[np.float32]], path: Path, *, layers: int, eps: float, whole: bool = False) -> None:
    """Write `path`; with `whole` in 32 bits, for comparison. 7-bit weights where 8 would overflow on processors without VNNI."""
    if whole:
        write_joint(as_bert(state), path, layers=layers, heads=HEADS, eps=eps)
        return
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "reranker.onnx"
        write_joint(as_bert(state), exact, layers=layers, heads=HEADS, eps=eps)
        path.parent.mkdir(parents=True, exist_ok=True)
        quantize_dynamic(exact, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])


def restored(path: Path) -> dict[str, NDArray[np.float32]]:
    """What `export` wrote, as the network's tensors to train on from: matrices as near as 8 bits keep them (a step is a 127th of a column's largest weight)."""
    kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    for name in [name.removesuffix("_quantized") for name in kept if name.endswith("_quantized")]:
        kept[name] = (kept[f"{name}_quantized"].astype(np.float32) - kept[f"{name}_zero_point"]) * kept[f"{name}_scale"]
    out = {"side.weight": kept["side_embeddings"]}
    for name, value in kept.items():
        if name.startswith(("tokens.", "whole.")) and name.endswith((".weight", ".bias")):
            out[name] = value.T
    number = 0
    while (at := f"encoder.layer.{number}") + ".output.dense.weight" in kept:
        for end in ("weight", "bias"):
            parts = [kept[f"{at}.attention.self.{word}.{end}"].T for word in ("query", "key", "value")]
            out[f"layers.{number}.self_attn.in_proj_{end}"] = np.concatenate(parts)
            out |= {f"layers.{number}.{mine}.{end}": kept[f"{at}.{theirs}.{end}"].T for mine, theirs in BERT.items()}
        number += 1
    return {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in out.items()}
