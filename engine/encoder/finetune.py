"""Teach the encoder the project's own matters: texts of one intent together, others apart.

Supervised contrastive learning (Khosla et al. 2020): in a batch of some intents with a few texts
each, every text is drawn to those of its intent and pushed from all others. The word embeddings
stay as they were published: a few hundred sentences teach no vocabulary, and training is faster
without them.

TensorFlow is imported inside the functions: only this training needs it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from engine.encoder import build, graph, source
from engine.encoder.runtime import load_tokenizer
from engine.errors import InputError
from engine.places import content_version

REVISION = 2
"""Raised by hand when the same settings and texts give another encoder than before."""

_REPORTED_EVERY = 10


@dataclass(frozen=True)
class FineTuneSettings:
    """How long and how strongly the encoder learns."""

    steps: int = 100
    intents: int = 32
    """Intents in a step, all of them where there are fewer."""

    texts: int = 2
    """Texts of each intent in a step."""

    learning_rate: float = 5e-5
    """At the first step; it falls to zero in a straight line."""

    temperature: float = 0.07
    longest: int = 32
    """Word pieces of a text that are looked at while learning: the matter stands in front."""

    seed: int = 7

    @classmethod
    def for_texts(cls, count: int) -> FineTuneSettings:
        """Return the settings for so many texts: each is seen about twice, a few more often."""
        plain = cls()
        return replace(plain, steps=max(plain.steps, 2 * count // (plain.intents * plain.texts)))


def tuned_version(
    texts: Sequence[str], labels: Sequence[str], settings: FineTuneSettings | None = None
) -> str:
    """Return the version of the encoder that these texts make: the same texts, the same version."""
    settings = settings or FineTuneSettings.for_texts(len(texts))
    examples = json.dumps(sorted(zip(texts, labels, strict=True)), ensure_ascii=False)
    how = json.dumps({**asdict(settings), "revision": REVISION})
    return "tuned-" + content_version(build.base_version(), how, examples)


def fine_tune(
    texts: Sequence[str],
    labels: Sequence[str],
    report: Callable[[str], None],
    settings: FineTuneSettings | None = None,
    folder: Path = build.FOLDER,
) -> Path:
    """Fine-tune the published encoder on labelled texts and write it as ONNX.

    Args:
        texts: What the encoder reads (rough English where a glossary was used).
        labels: Their intents.
        report: Called with a line for each step.
        settings: How it learns; by default what suits so many texts.
        folder: Where encoders lie; one folder a version, whole or not at all.

    Returns:
        The folder of the encoder, made before if the same texts made it.

    Raises:
        InputError: No two intents have two texts each.
        EngineError: The published weights are missing.
    """
    settings = settings or FineTuneSettings.for_texts(len(texts))
    target = folder / tuned_version(texts, labels, settings)
    if (target / build.CARD).is_file():
        report(f"encoder {target.name}: already fine-tuned")
        return target
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".tuning-", dir=folder))
    try:
        started = time.monotonic()
        losses = _learn_and_write(texts, labels, report, settings, scratch)
        card = {
            **build.card_of(build.base_version()),
            "version": target.name,
            "fine_tuning": {
                **asdict(settings),
                "texts": len(texts),
                "seconds": round(time.monotonic() - started, 1),
                "first_loss": losses[0],
                "last_loss": losses[-1],
            },
        }
        card.pop("smallest_cosine_to_published", None)  # it is meant to differ
        (scratch / build.CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
        scratch.chmod(0o755)
        if not target.exists():
            os.rename(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target


def _learn_and_write(
    texts: Sequence[str],
    labels: Sequence[str],
    report: Callable[[str], None],
    settings: FineTuneSettings,
    target: Path,
) -> list[float]:
    weights = source.weights_folder()
    shutil.copyfile(weights / "tokenizer.json", target / "tokenizer.json")
    tokenizer = load_tokenizer(target, settings.longest)
    batches = _batches(texts, labels, settings)
    first = next(batches, None)
    if first is None:
        raise InputError("fine-tuning needs two intents with two examples each")
    report("fine-tuning: loading TensorFlow and the published weights")
    learner = _Learner(weights, settings)
    losses = []
    for step, chosen in enumerate([first, *batches], start=1):
        losses.append(learner.step(*_inputs(tokenizer, [texts[row] for row, _ in chosen]), chosen))
        if step % _REPORTED_EVERY == 0 or step == settings.steps:
            report(f"fine-tuning: step {step} of {settings.steps}, loss {losses[-1]:.3f}")
    graph.write(learner.weights(), target / "model.onnx")
    return losses


def _batches(
    texts: Sequence[str], labels: Sequence[str], settings: FineTuneSettings
) -> Iterator[list[tuple[int, int]]]:
    """Yield the rows of each step with the number of their intent, seeded.

    Intents are dealt like cards, so that each has been seen before one comes a second time.
    """
    random = np.random.RandomState(settings.seed)
    rows: dict[str, list[int]] = {}
    for row, label in enumerate(labels):
        rows.setdefault(label, []).append(row)
    enough = sorted(label for label, found in rows.items() if len(found) >= settings.texts)
    if len(enough) < 2:
        return
    deck: list[int] = []
    for _ in range(settings.steps):
        size = min(settings.intents, len(enough))
        while len(deck) < size:
            # What is left of the deck lies on top; a new one has the same cards at its bottom, so
            # that none comes twice in a step.
            fresh = random.permutation(len(enough)).tolist()
            deck += sorted(fresh, key=deck.__contains__)
        intents, deck = deck[:size], deck[size:]
        yield [
            (int(row), intent)
            for intent in intents
            for row in random.choice(rows[enough[intent]], settings.texts, replace=False)
        ]


def _inputs(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return ids and mask, padded to a multiple of eight: few shapes for TensorFlow to prepare."""
    encoded = tokenizer.encode_batch(list(texts))
    length = -(-max(len(item.ids) for item in encoded) // 8) * 8
    ids = np.zeros((len(encoded), length), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, item in enumerate(encoded):
        ids[row, : len(item.ids)] = item.ids
        mask[row, : len(item.ids)] = item.attention_mask
    return ids, mask


def load_model(folder: Path) -> Any:
    """Return the published model in TensorFlow."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from transformers import TFBertModel
    from transformers import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    return TFBertModel.from_pretrained(str(folder))


def pool(model: Any, input_ids: Any, attention_mask: Any, training: bool) -> Any:
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


def _as_published(variable: Any) -> tuple[str, np.ndarray]:
    """Return a variable of TensorFlow's as the published file names and shapes it."""
    name = variable.name.split("/bert/", 1)[1].removesuffix(":0")
    parts = name.replace("layer_._", "layer.").split("/")
    last = {"kernel": "weight", "gamma": "weight", "beta": "bias", "embeddings": "weight"}
    parts[-1] = last.get(parts[-1], parts[-1])
    value = variable.numpy()
    return ".".join(parts), value.T if name.endswith("/kernel") else value


class _Learner:
    """The encoder in TensorFlow, one step after the other."""

    def __init__(self, weights: Path, settings: FineTuneSettings) -> None:
        import tensorflow as tf

        tf.keras.utils.set_random_seed(settings.seed)
        tf.config.experimental.enable_op_determinism()
        self._model = load_model(weights)
        self._settings = settings
        self._learned = [
            variable
            for variable in self._model.trainable_variables
            if "embeddings" not in variable.name and "pooler" not in variable.name
        ]
        rate = tf.keras.optimizers.schedules.PolynomialDecay(
            settings.learning_rate, settings.steps, 0.0
        )
        self._optimizer = tf.keras.optimizers.legacy.Adam(rate)
        matrix = tf.TensorSpec([None, None], tf.int64)
        self._step = tf.function(
            self._one,
            input_signature=[matrix, matrix, tf.TensorSpec([None], tf.int64)],
            autograph=False,
        )

    def step(self, ids: np.ndarray, mask: np.ndarray, chosen: Sequence[tuple[int, int]]) -> float:
        """Learn from one batch; returns the loss before it."""
        intents = np.array([intent for _, intent in chosen], dtype=np.int64)
        return float(self._step(ids, mask, intents))

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights as they are now, by the names of the published file."""
        return dict(map(_as_published, self._model.variables))

    def _one(self, ids: Any, mask: Any, intents: Any) -> Any:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            vectors = pool(self._model, ids, mask, training=True)
            loss = _contrast(vectors, intents, self._settings.temperature)
        gradients = tape.gradient(loss, self._learned)
        self._optimizer.apply_gradients(zip(gradients, self._learned, strict=True))
        return loss


def _contrast(vectors: Any, intents: Any, temperature: float) -> Any:
    """The supervised contrastive loss of vectors of length 1 (Khosla et al. 2020, equation 2)."""
    import tensorflow as tf

    itself = tf.eye(tf.shape(vectors)[0])
    similar = tf.matmul(vectors, vectors, transpose_b=True) / temperature - 1e9 * itself
    same = tf.cast(intents[:, None] == intents[None, :], tf.float32) - itself
    log_share = similar - tf.reduce_logsumexp(similar, axis=1, keepdims=True)
    of_same = tf.reduce_sum(log_share * same, axis=1) / tf.reduce_sum(same, axis=1)
    return -tf.reduce_mean(of_same)
