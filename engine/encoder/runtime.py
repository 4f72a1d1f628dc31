"""Texts to vectors with ONNX Runtime: no TensorFlow, one thread unless told otherwise."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from engine.errors import NotBuiltError

DIMENSIONS = 384
MAX_TOKENS = 128
"""A message is cut after this many word pieces: about 500 letters, what the weights learned."""

BATCH = 32
CACHED_TEXTS = 2048


def load_tokenizer(folder: Path, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """Load the tokenizer of an encoder; it cuts at `max_tokens` and pads to the longest text."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
    return tokenizer


class SentenceEncoder:
    """One loaded encoder with a cache of what it encoded last."""

    def __init__(self, folder: Path, threads: int = 1, cached_texts: int = CACHED_TEXTS) -> None:
        """Load the encoder.

        Args:
            folder: What `engine.encoder.build` wrote.
            threads: Threads of ONNX Runtime within one operation.
            cached_texts: How many texts are remembered; 0 switches the cache off.

        Raises:
            NotBuiltError: There is no encoder in that folder.
        """
        model = folder / "model.onnx"
        if not model.is_file():
            raise NotBuiltError(f"no sentence encoder in {folder}; run: make setup")
        self.version = folder.name
        self._tokenizer = load_tokenizer(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # A spinning thread would take a core from the neighbours while it waits for work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._cache: OrderedDict[str, np.ndarray] = OrderedDict()
        self._cached_texts = cached_texts

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector of length 1 a text: float32, shape (texts, DIMENSIONS).

        A text is encoded together with texts of about its length; what it is batched with does
        not change the vector beyond float32's rounding.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        missing: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            known = self._cache.get(text)
            if known is None:
                missing.setdefault(text, []).append(row)
            else:
                self._cache.move_to_end(text)
                vectors[row] = known
        todo = sorted(missing, key=lambda text: (len(text), text))
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            for text, vector in zip(batch, self._run(batch), strict=True):
                vectors[missing[text]] = vector
                self._remember(text, vector)
        return vectors

    def _run(self, texts: list[str]) -> np.ndarray:
        encoded = self._tokenizer.encode_batch(texts)
        return self._session.run(
            ["vector"],
            {
                "input_ids": np.array([item.ids for item in encoded], dtype=np.int64),
                "attention_mask": np.array(
                    [item.attention_mask for item in encoded], dtype=np.int64
                ),
            },
        )[0]

    def _remember(self, text: str, vector: np.ndarray) -> None:
        if not self._cached_texts:
            return
        self._cache[text] = vector
        if len(self._cache) > self._cached_texts:
            self._cache.popitem(last=False)
