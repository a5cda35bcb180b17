"""The trained network as the one file that ships: an ONNX graph, its matrices in 8 bits."""

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
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
