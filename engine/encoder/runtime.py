"""Texts to vectors with ONNX Runtime: no TensorFlow, one thread unless told otherwise."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from engine.errors import NotBuiltError

DIMENSIONS = 384
MAX_TOKENS = 128
"""A message is cut after this many word pieces: about 500 letters, what the weights learned."""

CACHED_TEXTS = 2048


def load_tokenizer(folder: Path, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """Load the tokenizer of an encoder; it cuts at `max_tokens` and pads to the longest text."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
    return tokenizer


class SentenceEncoder:
    """One loaded encoder with a cache of what it encoded last; threads may share it."""

    def __init__(self, folder: Path, threads: int = 1, cached_texts: int = CACHED_TEXTS) -> None:
        """Load the encoder.

        Args:
            folder: What `engine.encoder.build` or `engine.encoder.finetune` wrote.
            threads: How many texts are encoded at once.
            cached_texts: How many texts are remembered; 0 switches the cache off.

        Raises:
            NotBuiltError: There is no encoder in that folder.
        """
        model = folder / "model.onnx"
        if not model.is_file():
            raise NotBuiltError(f"no sentence encoder in {folder}; run: make setup")
        self.version = folder.name
        self._tokenizer = load_tokenizer(folder)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        # Every text runs alone and on one thread: its vector is then the same to the last bit,
        # whatever it is encoded with, in training as in serving, and it may be kept. Two texts
        # at once are as fast as one on two threads.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._threads = threads
        self._cache: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._cached_texts = cached_texts
        # Held for the cache alone: nobody waits while another one's texts are encoded.
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector of length 1 a text: float32, shape (texts, DIMENSIONS)."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        missing: dict[str, list[int]] = {}
        with self._lock:
            for row, text in enumerate(texts):
                known = self._cache.get(_key(text))
                if known is None:
                    missing.setdefault(text, []).append(row)
                else:
                    self._cache.move_to_end(_key(text))
                    vectors[row] = known
        for text, vector in zip(missing, self._run(list(missing)), strict=True):
            vectors[missing[text]] = vector
            self._remember(_key(text), vector)
        return vectors

    def knows(self, kept: dict[bytes, np.ndarray]) -> None:
        """Take vectors that this encoder computed before (`vectors_of`), as if it just had."""
        for key, vector in kept.items():
            self._remember(key, vector)

    @contextmanager
    def remembering(
        self, kept: dict[bytes, np.ndarray]
    ) -> Iterator[Callable[[], dict[bytes, np.ndarray]]]:
        """Know these and forget nothing for a while; yields what tells all that is known.

        What was used last comes first.
        """
        usual, self._cached_texts = self._cached_texts, sys.maxsize
        self.knows(kept)
        try:
            yield lambda: dict(reversed(self._cache.items()))
        finally:
            self._cached_texts = usual
            while len(self._cache) > usual:
                self._cache.popitem(last=False)

    def vectors_of(self, texts: Sequence[str]) -> dict[bytes, np.ndarray]:
        """Return the vectors of texts under the keys that `knows` takes: hashes, not texts."""
        distinct = list(dict.fromkeys(texts))
        vectors = self.encode(distinct)
        return {_key(text): vector for text, vector in zip(distinct, vectors, strict=True)}

    def _run(self, texts: list[str]) -> list[np.ndarray]:
        encoded = self._tokenizer.encode_batch(texts)
        if self._threads == 1 or len(texts) == 1:
            return [self._encode(item) for item in encoded]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._encode, encoded))

    def _encode(self, item: Encoding) -> np.ndarray:
        inputs = {
            "input_ids": np.array([item.ids], dtype=np.int64),
            "attention_mask": np.array([item.attention_mask], dtype=np.int64),
        }
        return self._session.run(["vector"], inputs)[0][0]

    def _remember(self, key: bytes, vector: np.ndarray) -> None:
        if not self._cached_texts:
            return
        with self._lock:
            self._cache[key] = vector
            if len(self._cache) > self._cached_texts:
                self._cache.popitem(last=False)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
