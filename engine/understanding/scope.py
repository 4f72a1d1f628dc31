"""Does the assistant know? A probability that its best guess is right, for any message.

The confidence of the classifier is a share among the intents that it knows: it says nothing
about messages that belong to none of them. So two questions are asked one after the other:

- Is the message on a matter that was learned at all? The score is the energy of the whole
  distribution (Liu et al. 2020, "Energy-based Out-of-distribution Detection": log-sum-exp of the
  logits, how strongly anything spoke) and the distance to the closest training example. What they
  are worth is learned from examples of whole intents that the classifier had never heard of.
- If it is, is the best guess right, or at least of the right family? Learned from examples that
  the classifier had not seen, by how clear the winner is (confidence, margin) and the same two.

The chance that the guess is right is the product. Below a threshold the assistant asks back; the
threshold is the cheapest on the cost curve (`cheapest_threshold`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.special import expit, logit, logsumexp
from sklearn.linear_model import LogisticRegression

from engine.understanding.calibration import best_temperature, probabilities
from engine.understanding.classifier import Split, TrainingSet
from engine.understanding.config import read_number
from engine.understanding.folds import class_groups, stratified
from engine.understanding.workers import side_by_side

_CLEAREST = 1e-6

CONFIDENCE, MARGIN, ENERGY, NEAREST = range(4)
"""The columns of `signals`."""


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

    groups: int = 3
    """Into how many groups the intents are divided to be held back whole."""

    families: tuple[tuple[str, ...], ...] = ()
    """Intents that are answered by the same people in nearly the same way: to take one for another
    of its family is no harm that asking back would be worth. An intent in none is its own."""

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Costs:
        """Return the settings of a step in `config.yml`; what is not there keeps its default.

        Raises:
            InputError: A setting is no number.
        """
        return cls(
            asking=read_number(config, "cost_of_asking", cls.asking),
            unknown_share=read_number(config, "unknown_share", cls.unknown_share),
            far_quantile=read_number(config, "far_quantile", cls.far_quantile),
            families=tuple(tuple(names) for names in config.get("families") or ()),
        )


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
class Judge:
    """A logistic model over some of the signals."""

    columns: tuple[int, ...]
    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    intercept: float

    def chance(self, values: np.ndarray) -> np.ndarray:
        """Return the probability of yes for rows of `signals`."""
        chosen = values[:, self.columns]
        return expit((chosen - self.mean) / self.spread @ self.weights + self.intercept)

    @classmethod
    def fit_together(
        cls, values: np.ndarray, truth: np.ndarray, share: np.ndarray, columns: tuple[int, ...]
    ) -> Judge:
        """Learn from the sum of the standardised signals, each counting the same.

        Which signal tells best depends on what is unknown: intents that were held back lie
        nearer to the others than what visitors come up with. Equal weights bear that best
        (Dawes 1979, "The robust beauty of improper linear models").
        """
        chosen = values[:, columns]
        mean, spread = chosen.mean(axis=0), chosen.std(axis=0) + 1e-9
        total = ((chosen - mean) / spread).sum(axis=1, keepdims=True)
        one = cls.fit(total, truth, share, (0,))
        weight = one.weights[0] / one.spread[0]
        intercept = one.intercept - weight * one.mean[0]
        return cls(columns, mean, spread, np.full(len(columns), weight), float(intercept))

    @classmethod
    def fit(
        cls, values: np.ndarray, truth: np.ndarray, share: np.ndarray, columns: tuple[int, ...]
    ) -> Judge:
        """Learn from rows of `signals`; `share` is how much of the traffic each row stands for."""
        chosen = values[:, columns]
        mean, spread = chosen.mean(axis=0), chosen.std(axis=0) + 1e-9
        if truth.all() or not truth.any():
            # Nothing to tell apart; only possible with a handful of examples.
            certain = float(np.sign(truth[0] - 0.5) * 3)
            return cls(columns, mean, spread, np.zeros(len(columns)), certain)
        model = LogisticRegression(C=1.0, random_state=0).fit(
            (chosen - mean) / spread, truth, sample_weight=share / share.mean()
        )
        return cls(columns, mean, spread, model.coef_[0], float(model.intercept_[0]))


@dataclass(frozen=True)
class Scope:
    """A trained judge of whether the best guess can be trusted."""

    known: Judge
    right: Judge
    threshold: float
    """Below this probability of being right the assistant asks back."""

    far: float
    """Below this cosine to the closest example a doubtful message is called unrelated."""

    def chance_known(self, values: np.ndarray) -> np.ndarray:
        """Return the probability that a message is on a matter that was learned."""
        return self.known.chance(values)

    def chance_right(self, values: np.ndarray) -> np.ndarray:
        """Return the probability that the best guess is right, for rows of `signals`."""
        return self.known.chance(values) * self.right.chance(values)

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
        seen = out_of_fold_signals(data, out_of_fold)
        family = families_of(data.intents, costs.families)
        is_right = family[out_of_fold.argmax(axis=1)] == family[data.labels]
        unseen = _held_back_signals(data, temperature, costs.groups)

        values = np.vstack([seen, unseen])
        is_known = np.arange(len(values)) < len(seen)
        share = np.concatenate(
            [
                np.full(len(seen), (1 - costs.unknown_share) / len(seen)),
                np.full(len(unseen), costs.unknown_share / len(unseen)),
            ]
        )
        known = Judge.fit_together(values, is_known, share, (ENERGY, NEAREST))
        right = Judge.fit(seen, is_right, share[is_known], (CONFIDENCE, MARGIN, ENERGY, NEAREST))
        far = float(np.quantile(seen[:, NEAREST], costs.far_quantile))
        judge = cls(known, right, 0.0, far)
        chance = judge.chance_right(values)
        truth = np.concatenate([is_right, np.zeros(len(unseen), dtype=bool)])
        threshold, curve = cheapest_threshold(chance, truth, share, costs.asking)
        judge = cls(known, right, threshold, far)
        return judge, _figures(judge, chance, truth, len(seen), curve)

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return what `from_state` needs: a document for JSON and arrays."""
        document: dict[str, Any] = {"threshold": self.threshold, "far": self.far}
        arrays = {}
        for name in ("known", "right"):
            judge: Judge = getattr(self, name)
            document[name] = {"columns": list(judge.columns), "intercept": judge.intercept}
            for part in ("mean", "spread", "weights"):
                arrays[f"{name}_{part}"] = getattr(judge, part)
        return document, arrays

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Scope:
        """Return the judge that `state` described."""
        judges = {
            name: Judge(
                tuple(document[name]["columns"]),
                *(arrays[f"{name}_{part}"] for part in ("mean", "spread", "weights")),
                document[name]["intercept"],
            )
            for name in ("known", "right")
        }
        return cls(**judges, threshold=document["threshold"], far=document["far"])


def families_of(intents: Sequence[str], families: Sequence[Sequence[str]]) -> np.ndarray:
    """Return the number of each intent's family; an intent in none has a number of its own."""
    number = {name: at for at, names in enumerate(families) for name in names}
    return np.array(
        [number.get(intent, len(families) + at) for at, intent in enumerate(intents)], dtype=int
    )


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


def out_of_fold_signals(data: TrainingSet, out_of_fold: np.ndarray) -> np.ndarray:
    """Return the signals of every example as a model without its fold sees it."""
    temperature = best_temperature(out_of_fold, data.labels)
    return signals(out_of_fold, temperature, _out_of_fold_nearest(data))


def _out_of_fold_nearest(data: TrainingSet) -> np.ndarray:
    """Return each example's cosine to the closest example outside its own fold."""
    fold = stratified(data.keys, data.labels, data.settings.folds, data.settings.seed)
    splits = [(np.flatnonzero(fold != n), np.flatnonzero(fold == n)) for n in np.unique(fold)]
    nearest = np.zeros(len(data.labels))
    for (_, inside), cosines in zip(splits, _nearest_outside(data, splits), strict=True):
        nearest[inside] = cosines
    return nearest


def _nearest_outside(data: TrainingSet, splits: Sequence[Split]) -> list[np.ndarray]:
    """Return for each split the cosines of its second rows to the closest of its first rows."""
    return side_by_side(
        [partial(nearest_cosine, data.vectors[test], data.vectors[train]) for train, test in splits]
    )


def _held_back_signals(data: TrainingSet, temperature: float, groups: int) -> np.ndarray:
    """Return the signals of every example as if its whole intent were unheard of."""
    groups = min(groups, len(data.intents) // 2)
    group = class_groups(len(data.intents), max(groups, 1), data.settings.seed)[data.labels]
    pairs = [(np.flatnonzero(group != n), np.flatnonzero(group == n)) for n in np.unique(group)]
    splits = [(train, test) for train, test in pairs if len(np.unique(data.labels[train])) >= 2]
    nearest = _nearest_outside(data, splits)
    values = [
        signals(logits, temperature, cosines)
        for logits, cosines in zip(data.held_out_logits_of(splits), nearest, strict=True)
    ]
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
