"""The gate: whether a candidate may be promoted, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from desk.trainer.comparison import Comparison
from desk.trainer.rules import Gate

_SHOWN = 20
_OUTSIDE = "unrelated"
_CHANCE = 0.05
"""How likely so many doubtful labels may be by chance before they are none."""


@dataclass(frozen=True)
class Ruling:
    """What became of one rule; `value` against `limit`, and what it is about, worst first."""

    rule: str
    passed: bool
    value: float | None
    limit: float
    about: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rule": self.rule,
            "passed": self.passed,
            "value": self.value,
            "limit": self.limit,
            "about": self.about[:_SHOWN],
            "more": max(0, len(self.about) - _SHOWN),
        }


@dataclass(frozen=True)
class HeldOutExample:
    """An added example under a model that had not learned it.

    `place` is `file:line`; None where it stands nowhere any more.
    """

    text: str
    label: str
    intent: str
    confidence: float
    place: str | None = None


@dataclass(frozen=True)
class FailedConversation:
    """A conversation test that the candidate does not pass."""

    name: str


def judge(
    gate: Gate,
    compared: Comparison,
    added: Sequence[HeldOutExample],
    failed: Sequence[FailedConversation],
) -> list[Ruling]:
    """Every rule, in the order in which people ask: was it worth it, whom does it harm.

    The limits on labels are those for so many examples: few may all be hard ones.

    - `accuracy`: points that the accuracy on the frozen messages fell by
    - `intents`: points that the F1 of the intent that lost most fell by
    - `out_of_scope`: share of unrelated messages that were not taken for something else
    - `labels`: share of the added examples that a model without them takes for another intent
    - `matters`: share of them that it takes for nothing of ours, though they are labelled as such
    - `conversations`: conversation tests that fail
    """
    fell = 100 * (compared.before["accuracy"] - compared.after["accuracy"])
    losses = _losses(gate, compared)
    recall = compared.out_of_scope_after
    doubtful = [
        one
        for one in added
        if one.intent != one.label and one.confidence >= gate.doubtful_confidence
    ]
    doubtful.sort(key=lambda one: -one.confidence)
    return [
        Ruling(
            "accuracy",
            round(fell, 6) <= gate.accuracy_points,
            round(fell, 2),
            gate.accuracy_points,
            [one.as_dict() for one in compared.broken],
        ),
        Ruling(
            "intents",
            all(loss["points"] <= gate.intent_points for loss in losses),
            max((loss["points"] for loss in losses), default=0.0),
            gate.intent_points,
            [loss for loss in losses if loss["points"] > 0],
        ),
        Ruling(
            "out_of_scope",
            recall is None or recall >= gate.out_of_scope_recall,
            None if recall is None else round(recall, 4),
            gate.out_of_scope_recall,
            [],
        ),
        _on_labels(
            "labels",
            [one for one in doubtful if one.intent != _OUTSIDE],
            len(added),
            gate.doubtful_share,
        ),
        # What was misunderstood often looks like nothing of ours: that is why it was labelled.
        _on_labels(
            "matters",
            [one for one in doubtful if one.intent == _OUTSIDE],
            len(added),
            gate.unrelated_share,
        ),
        Ruling(
            "conversations",
            not failed,
            float(len(failed)),
            0.0,
            [{"name": one.name} for one in failed],
        ),
    ]


def allowed(added: int, share: float) -> int:
    """How many of `added` examples may be doubtful where a `share` of hard ones is expected.

    One more would be less likely than 5 % if no more than that share were: the one-sided exact
    binomial test. Of three hard examples all may be doubtful, of a hundred not many more than the
    share.
    """
    # From the top: how likely so many or more are.
    tail = 0.0
    for count in range(added, -1, -1):
        tail += comb(added, count) * share**count * (1 - share) ** (added - count)
        if tail >= _CHANCE:
            return count
    return added


def _on_labels(
    rule: str, doubtful: Sequence[HeldOutExample], added: int, expected: float
) -> Ruling:
    most = allowed(added, expected)
    return Ruling(
        rule,
        len(doubtful) <= most,
        round(len(doubtful) / added, 4) if added else 0.0,
        round(most / added, 4) if added else expected,
        [
            {
                "text": one.text,
                "label": one.label,
                "intent": one.intent,
                "confidence": round(one.confidence, 4),
                "place": one.place,
            }
            for one in doubtful
        ],
    )


def _losses(gate: Gate, compared: Comparison) -> list[dict[str, Any]]:
    """Points of F1 that each intent with enough messages lost, the largest first."""
    found = []
    for intent, before in compared.before["labels"].items():
        if before["messages"] < gate.intent_messages:
            continue
        after = compared.after["labels"][intent]
        found.append(
            {
                "intent": intent,
                "messages": before["messages"],
                "before": round(before["f1"], 4),
                "after": round(after["f1"], 4),
                "points": round(100 * (before["f1"] - after["f1"]), 2),
            }
        )
    return sorted(found, key=lambda loss: (-loss["points"], loss["intent"]))
