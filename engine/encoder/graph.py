"""The encoder as an ONNX graph, straight from its weights: no TensorFlow.

The graph is BERT (Devlin et al. 2018) in ONNX Runtime's fused operators, and ends in a vector of
length 1, so that whoever runs the file cannot get the pooling wrong. By default the weights are
whole numbers of 8 bits with one scale for every 32 of them (`MatMulNBits`): reading 43 MB of
weights from memory is most of what a short message costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

REVISION = 1
"""Raised by hand when the same weights give other vectors than before."""

LAYERS = 6
HEADS = 12
EPSILON = 1e-12
OPSET = 17
FUSED = "com.microsoft"
"""Domain of ONNX Runtime's own operators."""

_BLOCK = 32
_FILE_FORMAT = 8
# The activations are rounded to 8 bits too, by the same blocks: 1.4 ms instead of 3.1 for twelve
# word pieces. Level 0 (activations as they are) takes 11 ms.
_ACTIVATIONS_8_BIT = 4


def write(weights: Mapping[str, np.ndarray], path: Path, exact: bool = False) -> None:
    """Write the encoder as an ONNX file.

    Inputs of the graph are `input_ids` and `attention_mask` (int64, texts x word pieces), its
    output is `vector` (float32, texts x dimensions).

    Args:
        weights: By the names of the published file; a matrix has a row for each output.
        path: The file to write.
        exact: All weights in single precision, as published.
    """
    onnx.save(_Graph(weights, exact).model(), str(path))


class _Graph:
    """Nodes and constants while they are collected."""

    def __init__(self, weights: Mapping[str, np.ndarray], exact: bool) -> None:
        self._weights = weights
        self._exact = exact
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        self._node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        hidden = self._embeddings()
        for number in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{number}.", hidden)
        self._pool(hidden)
        texts = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"])
            for name in ("input_ids", "attention_mask")
        ]
        size = len(self._weights["embeddings.LayerNorm.bias"])
        vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", size])
        graph = helper.make_graph(
            self._nodes, "encoder", texts, [vector], list(self._constants.values())
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_FILE_FORMAT)

    def _embeddings(self) -> str:
        """Word and position; the type of every word piece is 0."""
        words = self._weights["embeddings.word_embeddings.weight"]
        places = (
            self._weights["embeddings.position_embeddings.weight"]
            + self._weights["embeddings.token_type_embeddings.weight"][0]
        )
        if self._exact:
            self._node("Gather", [self._constant("words", words), "input_ids"], "words.of")
        else:
            whole, scale = _in_8_bits(words[:, np.newaxis, :])
            self._node("Gather", [self._constant("words", whole[:, 0]), "input_ids"], "words.whole")
            self._node("Gather", [self._constant("words.scale", scale), "input_ids"], "words.by")
            self._node("Cast", ["words.whole"], "words.float", to=TensorProto.FLOAT)
            self._node("Mul", ["words.float", "words.by"], "words.of")
        self._node("Shape", ["input_ids"], "pieces", start=1, end=2)
        first = [self._constant("places", places), self._constant("zero", np.array([0]))]
        self._node("Slice", [*first, "pieces", "zero"], "places.of")
        self._node("Add", ["words.of", "places.of"], "embedded")
        norm = self._named("embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias")
        return self._node(
            "LayerNormalization", ["embedded", *norm], "hidden", epsilon=EPSILON, axis=-1
        )

    def _layer(self, name: str, hidden: str) -> str:
        projections = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        for projection in projections:
            self._multiply(hidden, f"{projection}.weight", projection)
        biases = np.concatenate([self._weights[f"{part}.bias"] for part in projections])
        self._node(
            "MultiHeadAttention",
            [*projections, self._constant(f"{name}biases", biases), "mask"],
            f"{name}attended",
            FUSED,
            num_heads=HEADS,
        )
        self._multiply(f"{name}attended", f"{name}attention.output.dense.weight", f"{name}told")
        middle = self._add_and_normalise(f"{name}told", hidden, f"{name}attention.output.")
        self._multiply(middle, f"{name}intermediate.dense.weight", f"{name}wide")
        bias = self._named(f"{name}intermediate.dense.bias")
        self._node("BiasGelu", [f"{name}wide", *bias], f"{name}active", FUSED)
        self._multiply(f"{name}active", f"{name}output.dense.weight", f"{name}narrow")
        return self._add_and_normalise(f"{name}narrow", middle, f"{name}output.")

    def _add_and_normalise(self, value: str, before: str, name: str) -> str:
        parts = self._named(f"{name}LayerNorm.weight", f"{name}LayerNorm.bias", f"{name}dense.bias")
        return self._node(
            "SkipLayerNormalization",
            [value, before, *parts],
            f"{name}normal",
            FUSED,
            epsilon=EPSILON,
        )

    def _pool(self, hidden: str) -> None:
        """The mean over the mask, to length 1: the length makes the division needless."""
        self._node("Cast", ["attention_mask"], "share", to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["share", self._constant("two", np.array([2]))], "shares")
        self._node("Mul", [hidden, "shares"], "counted")
        self._node(
            "ReduceSum", ["counted", self._constant("one", np.array([1]))], "sum", keepdims=0
        )
        self._node("LpNormalization", ["sum"], "vector", p=2, axis=-1)

    def _multiply(self, value: str, name: str, output: str) -> None:
        weight = self._weights[name]
        if self._exact:
            self._node("MatMul", [value, self._constant(name, weight.T)], output)
            return
        outputs, inputs = weight.shape
        whole, scale = _in_8_bits(weight.reshape(outputs, inputs // _BLOCK, _BLOCK))
        shifted = (whole.astype(np.int16) + 128).astype(np.uint8)
        self._node(
            "MatMulNBits",
            [value, self._constant(name, shifted), self._constant(f"{name}.scale", scale.ravel())],
            output,
            FUSED,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=_BLOCK,
            accuracy_level=_ACTIVATIONS_8_BIT,
        )

    def _named(self, *names: str) -> list[str]:
        return [self._constant(name, self._weights[name]) for name in names]

    def _constant(self, name: str, value: np.ndarray) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _node(
        self, operator: str, inputs: list[str], output: str, domain: str = "", **settings: Any
    ) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **settings))
        return output


def _in_8_bits(blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return whole numbers from -127 to 127 and the scale of each block along the last axis."""
    scale = np.maximum(np.abs(blocks).max(axis=-1) / 127.0, np.finfo(np.float32).tiny)
    whole = np.rint(blocks / scale[..., np.newaxis]).astype(np.int8)
    return whole, scale.astype(np.float32)
