"""Write a BERT encoder as an ONNX graph, so that a question can be encoded without importing torch.

Importing sentence-transformers takes seconds, onnxruntime a fifth of one; the vectors are the same (tests hold them to
a cosine of 0.9999). The graph ends at the token vectors; pooling stays with the caller. Knows nothing of tokenizers.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
"""The first opset with Gelu as an operator."""


class _Graph:
    """Nodes and initializers as they are added; names are made up in order."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: object) -> str:
        out = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [out], **attributes))
        return out


def write_onnx(state: dict[str, NDArray[np.float32]], path: Path, *, layers: int, heads: int, eps: float) -> None:
    """Write `path`. Inputs: input_ids and attention_mask, int64 (texts, tokens); output: token vectors, float32 (texts, tokens, width)."""
    graph = _Graph()
    weight = {name: graph.constant(name, value.T if value.ndim == 2 and "embeddings" not in name else value) for name, value in state.items() if "token_type" not in name and "pooler" not in name}
    width = state["embeddings.LayerNorm.weight"].shape[0]
    split = graph.constant("split", np.array([0, 0, heads, width // heads], np.int64))
    join = graph.constant("join", np.array([0, 0, width], np.int64))
    scale = graph.constant("scale", np.array(1 / np.sqrt(width // heads), np.float32))

    def norm(x: str, name: str) -> str:
        return graph.add("LayerNormalization", x, weight[f"{name}.weight"], weight[f"{name}.bias"], epsilon=eps, axis=-1)

    def dense(x: str, name: str) -> str:
        return graph.add("Add", graph.add("MatMul", x, weight[f"{name}.weight"]), weight[f"{name}.bias"])

    def by_head(x: str, order: list[int]) -> str:
        return graph.add("Transpose", graph.add("Reshape", x, split), perm=order)

    words = graph.add("Gather", weight["embeddings.word_embeddings.weight"], "input_ids")
    one, two = graph.constant("one", np.array([1], np.int64)), graph.constant("two", np.array([2], np.int64))
    tokens = graph.add("Slice", graph.add("Shape", "input_ids"), one, two)
    places = graph.add("Slice", weight["embeddings.position_embeddings.weight"], graph.constant("from0", np.array([0], np.int64)), tokens)
    first_type = graph.constant("type0", state["embeddings.token_type_embeddings.weight"][0])
    x = norm(graph.add("Add", graph.add("Add", words, places), first_type), "embeddings.LayerNorm")
    masked = graph.add("Sub", graph.constant("one_f", np.array(1, np.float32)), graph.add("Cast", "attention_mask", to=TensorProto.FLOAT))
    masked = graph.add("Mul", masked, graph.constant("far", np.array(-1e9, np.float32)))
    mask = graph.add("Unsqueeze", masked, graph.constant("axes", np.array([1, 2], np.int64)))
    for layer in range(layers):
        at = f"encoder.layer.{layer}"
        query = by_head(dense(x, f"{at}.attention.self.query"), [0, 2, 1, 3])
        key = by_head(dense(x, f"{at}.attention.self.key"), [0, 2, 3, 1])
        value = by_head(dense(x, f"{at}.attention.self.value"), [0, 2, 1, 3])
        scores = graph.add("Add", graph.add("Mul", graph.add("MatMul", query, key), scale), mask)
        context = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
        context = graph.add("Reshape", graph.add("Transpose", context, perm=[0, 2, 1, 3]), join)
        x = norm(graph.add("Add", dense(context, f"{at}.attention.output.dense"), x), f"{at}.attention.output.LayerNorm")
        inner = graph.add("Gelu", dense(x, f"{at}.intermediate.dense"))
        x = norm(graph.add("Add", dense(inner, f"{at}.output.dense"), x), f"{at}.output.LayerNorm")
    graph.nodes.append(helper.make_node("Identity", [x], ["token_embeddings"]))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, ["texts", "tokens", width])
    made = helper.make_graph(graph.nodes, "encoder", inputs, [output], graph.initializers)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
