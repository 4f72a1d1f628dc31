"""From the published weights to an ONNX graph that ends in comparable vectors.

TensorFlow is imported inside the functions: only a build needs it.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

OPSET = 17
REVISION = 1
"""Raised by hand when `pooled` computes something else than before."""


def load_model(folder: Path):
    """Return the published model in TensorFlow."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from transformers import TFBertModel
    from transformers import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    return TFBertModel.from_pretrained(str(folder))


def pool(model, input_ids, attention_mask, training: bool):
    """Return vectors of length 1: the mean over the mask of what the last layer says, then L2."""
    import tensorflow as tf

    hidden = model(
        input_ids=input_ids,
        attention_mask=attention_mask,
        token_type_ids=tf.zeros_like(input_ids),
        training=training,
    ).last_hidden_state
    weights = tf.cast(attention_mask, hidden.dtype)[:, :, tf.newaxis]
    mean = tf.reduce_sum(hidden * weights, axis=1) / tf.reduce_sum(weights, axis=1)
    return tf.math.l2_normalize(mean, axis=-1)


def pooled(model):
    """Return a `tf.function` (ids, mask) -> vectors of length 1, and its signature.

    The pooling is part of the graph, so that whoever runs the ONNX file cannot get it wrong.
    """
    import tensorflow as tf

    signature = (
        tf.TensorSpec([None, None], tf.int64, name="input_ids"),
        tf.TensorSpec([None, None], tf.int64, name="attention_mask"),
    )

    @tf.function(input_signature=signature)
    def encode(input_ids, attention_mask):
        return {"vector": pool(model, input_ids, attention_mask, training=False)}

    return encode, signature


def write_onnx(encode, signature, path: Path) -> None:
    """Write the graph of `encode` as an ONNX file."""
    import tf2onnx

    tf2onnx.convert.from_function(
        encode, input_signature=signature, opset=OPSET, output_path=str(path)
    )


def largest_difference(encode, path: Path, tokenizer: Tokenizer, texts: list[str]) -> float:
    """Return the largest absolute difference between ONNX and TensorFlow over all the vectors."""
    import onnxruntime
    import tensorflow as tf

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    batch = tokenizer.encode_batch(texts)
    ids = np.array([item.ids for item in batch], dtype=np.int64)
    mask = np.array([item.attention_mask for item in batch], dtype=np.int64)
    exact = encode(tf.constant(ids), tf.constant(mask))["vector"].numpy()
    ours = session.run(["vector"], {"input_ids": ids, "attention_mask": mask})[0]
    return float(np.abs(exact - ours).max())
