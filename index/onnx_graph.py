"""Write a BERT encoder as an ONNX graph, so that a question can be encoded without importing torch.

Importing sentence-transformers takes seconds, onnxruntime a fifth of one; the vectors are the same (tests hold them to
a cosine of 0.9999). The graph ends at the token vectors; pooling stays with the caller. A second output gives the states
of a layer below, from which a reranker goes on. Knows nothing of tokenizers.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
"""The first opset with Gelu as an operator."""


class _Graph:
    """Nodes and initializers as they are added; names are made up in order. `weights` are BERT's, by BertModel's names."""

    def __init__(self, weights: dict[str, NDArray[np.float32]], heads: int, width: int, eps: float) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.eps = eps
        self.weight = {name: self.constant(name, value.T if value.ndim == 2 and "embeddings" not in name else value) for name, value in weights.items()}
        self.split = self.constant("split", np.array([0, 0, heads, width // heads], np.int64))
        self.join = self.constant("join", np.array([0, 0, width], np.int64))
        self.scale = self.constant("scale", np.array(1 / np.sqrt(width // heads), np.float32))

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.initializers.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: object) -> str:
        out = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [out], **attributes))
        return out

    def name(self, x: str, name: str) -> None:
        self.nodes.append(helper.make_node("Identity", [x], [name]))

    def norm(self, x: str, name: str) -> str:
        return self.add("LayerNormalization", x, self.weight[f"{name}.weight"], self.weight[f"{name}.bias"], epsilon=self.eps, axis=-1)

    def dense(self, x: str, name: str) -> str:
        return self.add("Add", self.add("MatMul", x, self.weight[f"{name}.weight"]), self.weight[f"{name}.bias"])

    def mask(self, attention_mask: str) -> str:
        """0 where a token stands and far below it where none does, to be added to attention scores."""
        masked = self.add("Sub", self.constant("one_f", np.array(1, np.float32)), self.add("Cast", attention_mask, to=TensorProto.FLOAT))
        masked = self.add("Mul", masked, self.constant("far", np.array(-1e9, np.float32)))
        return self.add("Unsqueeze", masked, self.constant("axes", np.array([1, 2], np.int64)))

    def layer(self, x: str, mask: str, at: str) -> str:
        """One layer of BERT over (texts, tokens, width)."""
        query = self._by_head(self.dense(x, f"{at}.attention.self.query"), [0, 2, 1, 3])
        key = self._by_head(self.dense(x, f"{at}.attention.self.key"), [0, 2, 3, 1])
        value = self._by_head(self.dense(x, f"{at}.attention.self.value"), [0, 2, 1, 3])
        scores = self.add("Add", self.add("Mul", self.add("MatMul", query, key), self.scale), mask)
        context = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        context = self.add("Reshape", self.add("Transpose", context, perm=[0, 2, 1, 3]), self.join)
        x = self.norm(self.add("Add", self.dense(context, f"{at}.attention.output.dense"), x), f"{at}.attention.output.LayerNorm")
        inner = self.add("Gelu", self.dense(x, f"{at}.intermediate.dense"))
        return self.norm(self.add("Add", self.dense(inner, f"{at}.output.dense"), x), f"{at}.output.LayerNorm")

    def _by_head(self, x: str, order: list[int]) -> str:
        return self.add("Transpose", self.add("Reshape", x, self.split), perm=order)

    def save(self, path: Path, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> None:
        made = helper.make_graph(self.nodes, path.stem, inputs, outputs, self.initializers)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9), str(path))


def _int64(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])


def _float(name: str, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def write_onnx(state: dict[str, NDArray[np.float32]], path: Path, *, layers: int, heads: int, eps: float, tap: int) -> None:
    """Write the encoder. Inputs: input_ids and attention_mask, int64 (texts, tokens).

    Outputs, float32 (texts, tokens, width): token_embeddings, the last layer's; tapped, those after `tap` layers.
    """
    width = state["embeddings.LayerNorm.weight"].shape[0]
    graph = _Graph({name: value for name, value in state.items() if "token_type" not in name and "pooler" not in name}, heads, width, eps)
    words = graph.add("Gather", graph.weight["embeddings.word_embeddings.weight"], "input_ids")
    one, two = graph.constant("one", np.array([1], np.int64)), graph.constant("two", np.array([2], np.int64))
    tokens = graph.add("Slice", graph.add("Shape", "input_ids"), one, two)
    places = graph.add("Slice", graph.weight["embeddings.position_embeddings.weight"], graph.constant("from0", np.array([0], np.int64)), tokens)
    first_type = graph.constant("type0", state["embeddings.token_type_embeddings.weight"][0])
    x = graph.norm(graph.add("Add", graph.add("Add", words, places), first_type), "embeddings.LayerNorm")
    mask = graph.mask("attention_mask")
    for layer in range(layers):
        x = graph.layer(x, mask, f"encoder.layer.{layer}")
        if layer + 1 == tap:
            graph.name(x, "tapped")
    graph.name(x, "token_embeddings")
    graph.save(path, [_int64("input_ids"), _int64("attention_mask")], [_float(name, "texts", "tokens", width) for name in ("token_embeddings", "tapped")])


def write_joint(state: dict[str, NDArray[np.float32]], path: Path, *, layers: int, heads: int, eps: float) -> None:
    """Write the reranker. Inputs: states, float32 (texts, tokens, width); sides (0 question, 1 text) and attention_mask, int64 (texts, tokens).

    Outputs: tokens, float32 (texts, tokens, 3), logits that a token answers, starts and ends the answer; whole, float32 (texts, 1), that the text answers.
    """
    width = state["side_embeddings"].shape[1]
    graph = _Graph(state, heads, width, eps)
    x = graph.add("Add", "states", graph.add("Gather", graph.weight["side_embeddings"], "sides"))
    mask = graph.mask("attention_mask")
    for layer in range(layers):
        x = graph.layer(x, mask, f"encoder.layer.{layer}")
    graph.name(graph.dense(x, "tokens"), "tokens")
    first = graph.add("Gather", x, graph.constant("first", np.array(0, np.int64)), axis=1)
    graph.name(graph.dense(graph.add("Tanh", graph.dense(first, "whole.0")), "whole.2"), "whole")
    graph.save(path, [_float("states", "texts", "tokens", width), _int64("sides"), _int64("attention_mask")], [_float("tokens", "texts", "tokens", 3), _float("whole", "texts", 1)])
