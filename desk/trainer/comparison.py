"""Two models on the same messages, message by message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from desk.models.evaluation import Labelled, figures

_OUTSIDE = "unrelated"
_NOT_TAKEN = frozenset({"unrelated", "unsure"})


@dataclass(frozen=True)
class Guess:
    """What a model made of a message: an intent, `unsure` or `unrelated`, and how surely."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Change:
    """A message that only one of the two models got right."""

    text: str
    label: str
    before: Guess
    after: Guess

    def as_dict(self) -> dict[str, Any]:
        """As the pages and the command show it."""
        return {
            "text": self.text,
            "label": self.label,
            "before": self.before.intent,
            "before_confidence": round(self.before.confidence, 4),
            "after": self.after.intent,
            "after_confidence": round(self.after.confidence, 4),
        }


@dataclass(frozen=True)
class Comparison:
    """The candidate (`after`) against the model that is served (`before`)."""

    messages: int
    before: dict[str, Any]
    after: dict[str, Any]
    """Accuracy, macro F1 and every intent's figures, as `desk.models.evaluation.figures`."""
    fixed: list[Change]
    broken: list[Change]
    p_value: float
    """Of McNemar's exact test: how likely as many more of one kind would be by chance."""
    out_of_scope_before: float | None
    out_of_scope_after: float | None
    """Share of messages about nothing here that were not taken for something; None: no such."""

    def as_dict(self) -> dict[str, Any]:
        """As JSON, the changes included."""
        return {
            "messages": self.messages,
            "before": self.before,
            "after": self.after,
            "fixed": [one.as_dict() for one in self.fixed],
            "broken": [one.as_dict() for one in self.broken],
            "p_value": self.p_value,
            "out_of_scope": {"before": self.out_of_scope_before, "after": self.out_of_scope_after},
        }


def compare(
    messages: Sequence[Labelled], before: Sequence[Guess], after: Sequence[Guess]
) -> Comparison:
    """Compare two models on labelled messages, at least one; a guess `unsure` is wrong."""
    fixed: list[Change] = []
    broken: list[Change] = []
    for message, old, new in zip(messages, before, after, strict=True):
        was, is_now = old.intent in message.labels, new.intent in message.labels
        if was != is_now:
            change = Change(message.text, message.labels[0], old, new)
            (fixed if is_now else broken).append(change)
    return Comparison(
        messages=len(messages),
        before=figures(messages, [guess.intent for guess in before]),
        after=figures(messages, [guess.intent for guess in after]),
        fixed=fixed,
        # What was surely right and is surely wrong now is looked at first.
        broken=sorted(broken, key=lambda one: -one.after.confidence),
        p_value=mcnemar(len(fixed), len(broken)),
        out_of_scope_before=out_of_scope_recall(messages, before),
        out_of_scope_after=out_of_scope_recall(messages, after),
    )


def mcnemar(one: int, other: int) -> float:
    """The two-sided exact p-value of McNemar's test (1947) for the discordant pairs.

    Of the messages that the models disagree about, each is as likely right, if they are equally
    good: a binomial with a half. 1.0 where there are none.
    """
    pairs = one + other
    if not pairs:
        return 1.0
    tail = sum(comb(pairs, count) for count in range(min(one, other) + 1))
    return min(1.0, float(2 * tail / 2**pairs))


def out_of_scope_recall(messages: Sequence[Labelled], guesses: Sequence[Guess]) -> float | None:
    """The share of unrelated messages that were not answered as if they were something else.

    Asking back counts: nobody was told nonsense.
    """
    outside = [
        guess.intent in _NOT_TAKEN
        for message, guess in zip(messages, guesses, strict=True)
        if message.labels[0] == _OUTSIDE
    ]
    return sum(outside) / len(outside) if outside else None
