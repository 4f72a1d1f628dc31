"""One side on one task, with one clock for both sides.

Training time runs from the examples on disk to the first answer of a model that was trained,
written, and loaded again; an encoder is loaded within it, and imports (Rasa's, TensorFlow's,
ours) lie before it.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from bench.nlu import unknown
from bench.nlu.data import Labelled, Task, sample
from bench.nlu.machine import cores

_TIMED = 300
_WARM_UP = 20


class Judged(NamedTuple):
    """What a model says about messages."""

    intents: list[str]
    """The best guess of each among the intents that there are."""

    scores: np.ndarray
    """How likely each is out of scope; higher is more so."""


class Model(Protocol):
    """A trained model that answers."""

    def judge(self, texts: Sequence[str]) -> Judged:
        """Return the best guess and the out-of-scope score of each text."""


class Side(Protocol):
    """Something that can be trained and loaded."""

    def prepare(self) -> None:
        """Import everything, so that no import is measured."""

    def train(self, project: Path, target: Path, report: Callable[[str], None]) -> dict[str, float]:
        """Train from `project/data` and write to `target`; returns seconds of each step."""

    def load(self, target: Path, threads: int) -> Model:
        """Load what `train` wrote."""


class Laps:
    """Seconds of each step, told while they pass."""

    def __init__(self, report: Callable[[str], None]) -> None:
        """Take what is called with a line for each step."""
        self.seconds: dict[str, float] = {}
        self._report = report

    @contextlib.contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        """Measure one step."""
        self._report(step)
        started = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - started


def train_and_test(
    side: Side,
    task: Task,
    *,
    project: Path,
    target: Path,
    limit: int | None,
    compared: int | None,
    report: Callable[[str], None],
) -> dict[str, Any]:
    """Train on all cores, then answer the test messages.

    Args:
        side: What is measured.
        task: What it is measured on.
        project: Holds the task's training examples as `data/nlu.yml`.
        target: An empty folder for the model.
        limit: So many test messages in scope at most; None for all.
        compared: The limit of the side that this one is compared with.
        report: Called with a line for each step.
    """
    side.prepare()
    target.mkdir(parents=True, exist_ok=True)
    started, used = time.perf_counter(), time.process_time()
    steps = side.train(project, target, report)
    trained = time.perf_counter()
    report("loading, first answer")
    model = side.load(target, cores())
    model.judge([task.test[0].text])
    seconds = time.perf_counter() - started
    busy = time.process_time() - used
    figures: dict[str, Any] = {
        "training_s": seconds,
        "training_steps_s": {**steps, "loading": seconds - (trained - started)},
        "training_cores_used": busy / seconds,
    }
    test = sample(task.test, limit)
    report(f"answering {len(test)} test messages")
    judged = model.judge([example.text for example in test])
    right = _right(judged, test)
    figures |= {"tested": len(test), "accuracy": float(right.mean())}
    if compared is not None:
        figures["accuracy_on_sample"] = float(np.mean(sample(right, compared)))
    if task.unknown_test:
        figures["unknown"] = _unknown(model, task, judged.scores, right, report)
    return figures


def time_messages(side: Side, task: Task, target: Path) -> dict[str, float]:
    """Answer messages one at a time with a freshly loaded model on one thread."""
    side.prepare()
    model = side.load(target, 1)
    texts = [example.text for example in sample(task.test, _WARM_UP + _TIMED)]
    taken = []
    started, used = time.perf_counter(), time.process_time()
    for text in texts:
        begun = time.perf_counter()
        model.judge([text])
        taken.append(time.perf_counter() - begun)
    busy = (time.process_time() - used) / (time.perf_counter() - started)
    timed = taken[min(_WARM_UP, len(taken) - 1) :]
    return {"message_ms": 1000 * statistics.median(timed), "message_cores_used": busy}


def _right(judged: Judged, examples: Sequence[Labelled]) -> np.ndarray:
    pairs = zip(judged.intents, examples, strict=True)
    return np.array([intent == example.intent for intent, example in pairs])


def _unknown(
    model: Model,
    task: Task,
    inside: np.ndarray,
    right: np.ndarray,
    report: Callable[[str], None],
) -> dict[str, Any]:
    """Choose the threshold on the validation set, and say what it does on the test set."""
    report("answering the messages out of scope and the validation set")
    outside = model.judge(task.unknown_test).scores
    held = model.judge([example.text for example in task.validation])
    held_outside = model.judge(task.unknown_validation).scores
    threshold = unknown.choose_threshold(held.scores, _right(held, task.validation))
    return {
        "auroc": unknown.auroc(inside, outside),
        **unknown.at_threshold(inside, outside, threshold).figures(),
        "answered_and_right": float((right & (inside < threshold)).mean()),
        "validation": unknown.at_threshold(held.scores, held_outside, threshold).figures(),
        "tested": len(outside),
        "curve": unknown.curve(inside, outside),
    }
