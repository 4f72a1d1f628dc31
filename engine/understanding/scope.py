"""Does the assistant know? A probability that its best guess is right, for any message.

The confidence of the classifier is a share among the intents that it knows: it says nothing
about messages that belong to none of them. So four things are weighed together: how clear the
winner is (confidence, margin), how strongly anything spoke at all (the energy of the logits),
and how near the closest training example is. What each is worth is learned from two kinds of
held-out messages: examples that the classifier had not seen (is its guess right?), and examples
of whole intents that it had never heard of (its guess is always wrong).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, logit, logsumexp
from sklearn.linear_model import LogisticRegression

from engine.understanding.calibration import best_temperature, probabilities
from engine.understanding.classifier import TrainingSet
from engine.understanding.folds import class_groups, stratified

_CLEAREST = 1e-6


@dataclass(frozen=True)
class Costs:
    """What `config.yml` may say about being wrong, in units of one wrong answer."""

    asking: float = 1.5
    """Asking back although the best guess was right; asking instead of a wrong answer is free.

    More than 1: most wrong answers are near the matter and the visitor says it differently, while
    somebody who was clear and is asked what he means feels not understood at all.
    """

    unknown_share: float = 0.1
    """Share of messages on matters that no intent covers, expected in traffic."""

    far_quantile: float = 0.01
    """Share of known messages that may lie as far from the examples as what is called far."""

    groups: int = 4
    """Into how many groups the intents are divided to be held back whole."""


def signals(logits: np.ndarray, temperature: float, nearest: np.ndarray) -> np.ndarray:
    """Return the four things that are weighed, one row a message.

    Args:
        logits: Scores before calibration; an intent that was held back is minus infinity.
        temperature: The classifier's temperature.
        nearest: Cosine to the closest training example.
    """
    shares = np.sort(probabilities(logits, temperature), axis=1)
    best = np.clip(shares[:, -1], _CLEAREST, 1 - _CLEAREST)
    second = np.clip(shares[:, -2], _CLEAREST, 1 - _CLEAREST)
    energy = logsumexp(logits, axis=1)
    return np.column_stack([logit(best), np.log(best) - np.log(second), energy, nearest])


def nearest_cosine(vectors: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """Return each vector's cosine to the closest example (vectors have length 1)."""
    return (vectors @ examples.T).max(axis=1)


@dataclass(frozen=True)
class Scope:
    """A trained judge of whether the best guess can be trusted."""

    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    intercept: float
    threshold: float
    """Below this probability of being right the assistant asks back."""

    far: float
    """Below this cosine to the closest example a doubtful message is called unrelated."""

    def chance_right(self, values: np.ndarray) -> np.ndarray:
        """Return the probability that the best guess is right, for rows of `signals`."""
        return expit((values - self.mean) / self.spread @ self.weights + self.intercept)

    def verdict(self, chance: float, nearest: float) -> str:
        """Return `known`, `unsure` or `unrelated` for one message."""
        if chance >= self.threshold:
            return "known"
        return "unrelated" if nearest < self.far else "unsure"

    @classmethod
    def train(
        cls, data: TrainingSet, out_of_fold: np.ndarray, costs: Costs = Costs()
    ) -> tuple[Scope, dict[str, Any]]:
        """Learn from held-out messages; returns the judge and the figures that it rests on.

        Args:
            data: All examples.
            out_of_fold: Their logits by models that had not seen them, `data`'s folds.
            costs: What being wrong costs.
        """
        temperature = best_temperature(out_of_fold, data.labels)
        known = signals(out_of_fold, temperature, _out_of_fold_nearest(data))
        right = out_of_fold.argmax(axis=1) == data.labels
        unknown = _held_back_signals(data, temperature, costs.groups)

        values = np.vstack([known, unknown])
        truth = np.concatenate([right, np.zeros(len(unknown), dtype=bool)])
        share = np.concatenate(
            [
                np.full(len(known), (1 - costs.unknown_share) / len(known)),
                np.full(len(unknown), costs.unknown_share / len(unknown)),
            ]
        )
        mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
        if truth.all() or not truth.any():
            # Nothing to tell apart; only possible with a handful of examples.
            weights, intercept = np.zeros(values.shape[1]), float(np.sign(truth[0] - 0.5) * 3)
        else:
            model = LogisticRegression(C=1.0, random_state=0).fit(
                (values - mean) / spread, truth, sample_weight=share * len(values)
            )
            weights, intercept = model.coef_[0], float(model.intercept_[0])
        judge = cls(mean, spread, weights, intercept, 0.0, 0.0)
        chance = judge.chance_right(values)
        threshold, curve = cheapest_threshold(chance, truth, share, costs.asking)
        far = float(np.quantile(known[:, 3], costs.far_quantile))
        judge = cls(mean, spread, weights, intercept, threshold, far)
        return judge, _figures(judge, chance, truth, len(known), curve)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return what `from_state` needs: a document for JSON and arrays."""
        document = {"intercept": self.intercept, "threshold": self.threshold, "far": self.far}
        arrays = {"mean": self.mean, "spread": self.spread, "weights": self.weights}
        return document, arrays

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Scope:
        """Return the judge that `state` described."""
        return cls(**{name: arrays[name] for name in ("mean", "spread", "weights")}, **document)


def cheapest_threshold(
    chance: np.ndarray, right: np.ndarray, share: np.ndarray, asking: float
) -> tuple[float, list[dict[str, float]]]:
    """Return the threshold with the lowest mean cost, and the cost at every step.

    A wrong answer costs 1; asking back costs `asking` where the guess was right.
    """
    curve = []
    for step in range(100):
        threshold = step / 100
        asked = chance < threshold
        wrong = float(share[~asked & ~right].sum())
        needless = float(share[asked & right].sum())
        curve.append(
            {
                "threshold": threshold,
                "cost": wrong + asking * needless,
                "wrong": wrong,
                "needless": needless,
            }
        )
    best = min(curve, key=lambda point: (round(point["cost"], 9), point["threshold"]))
    return best["threshold"], curve


def _out_of_fold_nearest(data: TrainingSet) -> np.ndarray:
    """Return each example's cosine to the closest example outside its own fold."""
    fold = stratified(data.labels, data.settings.folds, data.settings.seed)
    nearest = np.zeros(len(data.labels))
    for number in np.unique(fold):
        inside = fold == number
        nearest[inside] = nearest_cosine(data.vectors[inside], data.vectors[~inside])
    return nearest


def _held_back_signals(data: TrainingSet, temperature: float, groups: int) -> np.ndarray:
    """Return the signals of every example as if its whole intent were unheard of."""
    groups = min(groups, len(data.intents) // 2)
    group = class_groups(len(data.intents), max(groups, 1), data.settings.seed)[data.labels]
    values = []
    for number in np.unique(group):
        test = np.flatnonzero(group == number)
        train = np.flatnonzero(group != number)
        if len(np.unique(data.labels[train])) < 2:
            continue
        nearest = nearest_cosine(data.vectors[test], data.vectors[train])
        values.append(signals(data.held_out_logits(train, test), temperature, nearest))
    return np.vstack(values) if values else np.zeros((1, 4))


def _figures(
    judge: Scope, chance: np.ndarray, truth: np.ndarray, known: int, curve: list[dict[str, float]]
) -> dict[str, Any]:
    asked = chance < judge.threshold
    return {
        "threshold": judge.threshold,
        "far": judge.far,
        "held_out_accuracy": float(truth[:known].mean()),
        "asked_of_known": float(asked[:known].mean()),
        "asked_of_wrong": float(asked[:known][~truth[:known]].mean())
        if (~truth[:known]).any()
        else 0.0,
        "asked_of_unknown": float(asked[known:].mean()),
        "curve": curve,
    }
