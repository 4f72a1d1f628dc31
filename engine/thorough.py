"""The thorough training's first half: an encoder that was fine-tuned on the project's examples."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from engine.archive import read_text
from engine.encoder import build
from engine.encoder.finetune import fine_tune
from engine.learning import english_texts, read_learning, training_set
from engine.places import MODELS
from engine.training_data import read_examples
from engine.understanding.classifier import TrainingSet
from engine.understanding.folds import stratified

_FOLDS = 3


def improve_encoder(root: Path, report: Callable[[str], None]) -> dict[str, Any]:
    """Fine-tune the encoder on the project's examples, and use it if it understands more.

    Whether it does is measured on examples that it did not learn from: an encoder of its own is
    fine-tuned without a part of them, and both encoders are asked about that part.

    Returns:
        `version` of the encoder in use, `base_accuracy` and `tuned_accuracy` on the part that was
        held back, `seconds` and `steps` of the fine-tuning.
    """
    learning = read_learning(root)
    examples = read_examples(root)
    texts, labels = english_texts(examples, learning), [each.intent for each in examples]

    report("fine-tuning: a trial without a part of the examples")
    base = training_set(examples, learning, report, build.base_version())
    fold = stratified(base.keys, base.labels, _FOLDS, learning.settings.seed)
    learned = [row for row in range(len(texts)) if fold[row] != 0]
    trial = fine_tune([texts[row] for row in learned], [labels[row] for row in learned], report)
    tuned = training_set(examples, learning, report, trial.name)
    accuracy = {
        "base_accuracy": held_back_accuracy(base, fold == 0),
        "tuned_accuracy": held_back_accuracy(tuned, fold == 0),
    }
    build.forget(trial.name)
    report(
        f"fine-tuning: {accuracy['base_accuracy']:.1%} right without, "
        f"{accuracy['tuned_accuracy']:.1%} with it"
    )
    if accuracy["tuned_accuracy"] <= accuracy["base_accuracy"]:
        report("fine-tuning: no gain, the encoder stays as it is")
        build.use(build.base_version())
        forget_unused()
        return {"version": build.base_version(), **accuracy}

    report("fine-tuning: with all examples")
    folder = fine_tune(texts, labels, report)
    card = build.card_of(folder.name)
    tuning = card.get("fine_tuning", {})
    figures = {**accuracy, "seconds": tuning.get("seconds"), "steps": tuning.get("steps")}
    (folder / build.CARD).write_text(
        json.dumps({**card, "figures": figures}, indent=2) + "\n", encoding="utf-8"
    )
    build.use(folder.name)
    forget_unused()
    return {"version": folder.name, **figures}


def forget_unused(models: Path = MODELS) -> None:
    """Remove the fine-tuned encoders that neither a model nor the next training needs."""
    needed = {build.current_version()}
    for archive in models.glob("*.tar.gz"):
        try:
            needed.add(read_text(archive, "SentenceEncoderFeaturizer", "encoder.txt").strip())
        except (tarfile.TarError, OSError, EOFError):
            continue  # no model, and so none that needs an encoder
    for folder in build.FOLDER.glob("tuned-*"):
        if folder.name not in needed:
            build.forget(folder.name)


def held_back_accuracy(data: TrainingSet, held_back: np.ndarray) -> float:
    """Return the share of the rows held back that a classifier without them gets right."""
    rows = held_back.nonzero()[0]
    logits = data.held_out_logits((~held_back).nonzero()[0], rows)
    return float((logits.argmax(axis=1) == data.labels[rows]).mean())
