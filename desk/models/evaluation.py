"""How good a model is on labelled messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from statistics import median
from typing import Any

from desk.errors import UsageError
from desk.models.answers import Answer
from desk.models.calibration import Judged, calibration
from desk.models.tables import Row, excerpt
from desk.models.triage import UNSURE
from support.policy import Policy
from support.scope import CATEGORIES

GROUPS = ("lang", "prov")
"""Columns whose values are told apart: the language, and where a message comes from."""


@dataclass(frozen=True)
class Labelled:
    """One message with the labels that count as right; the first is its own.

    `groups` holds its values of the columns in `GROUPS` that the file has.
    """

    text: str
    labels: tuple[str, ...]
    groups: dict[str, str] = field(default_factory=dict)
    line: int = 0


def labelled(rows: Sequence[Row], policy: Policy, where: str) -> tuple[list[Labelled], bool]:
    """Return the messages of a table, and whether its labels are intents (else categories).

    A word that is both (`unrelated`) is taken for what the other labels are.

    Raises:
        UsageError: A label is neither, or `unsure` (to ask back is never the right answer), or
            the table mixes the two; names file and line.
    """
    found = []
    only_intents = only_categories = None
    for row in rows:
        alternative = row.values.get("alt", "").strip()
        labels = (row.values["label"].strip(), *([alternative] if alternative else []))
        for label in labels:
            is_intent, is_category = label in policy.topics, label in CATEGORIES
            if not (is_intent or is_category):
                raise UsageError(
                    f"{where}:{row.line}: {excerpt(label)} is neither an intent nor a category"
                )
            if label == UNSURE:
                raise UsageError(
                    f"{where}:{row.line}: {label} is what the assistant says when it asks back, "
                    "a message has another label"
                )
            if is_intent and not is_category:
                only_intents = only_intents or row.line
            if is_category and not is_intent:
                only_categories = only_categories or row.line
        groups = {name: row.values[name].strip() or "-" for name in GROUPS if name in row.values}
        found.append(Labelled(row.values["text"], labels, groups, row.line))
    if only_intents and only_categories:
        raise UsageError(
            f"{where}:{max(only_intents, only_categories)}: the file mixes intents and categories"
        )
    return found, only_intents is not None


def in_categories(messages: Sequence[Labelled], policy: Policy, *, intents: bool) -> list[Labelled]:
    """The same messages with categories for labels; `intents` says what their labels are."""
    if not intents:
        return list(messages)
    return [
        replace(one, labels=tuple(policy.topics[label].category for label in one.labels))
        for one in messages
    ]


def pairs(truth: Sequence[Labelled], guesses: Sequence[str]) -> list[tuple[str, str]]:
    """Each message's own label with its guess; one that meets an alternative counts as its own."""
    return [
        (message.labels[0], message.labels[0] if guess in message.labels else guess)
        for message, guess in zip(truth, guesses, strict=True)
    ]


def figures(truth: Sequence[Labelled], guesses: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro F1, and precision and recall of every label.

    A guess that meets an alternative label counts as right, for the message's own label.
    Macro F1 is the mean over the labels that occur in the truth.
    """
    met = pairs(truth, guesses)
    by_label = {}
    for label in sorted({word for pair in met for word in pair}):
        hits = sum(a == b == label for a, b in met)
        guessed = sum(b == label for _, b in met)
        there = sum(a == label for a, _ in met)
        by_label[label] = {
            "messages": there,
            "precision": hits / guessed if guessed else None,
            "recall": hits / there if there else None,
            "f1": 2 * hits / (guessed + there),
        }
    scores = [row["f1"] or 0.0 for row in by_label.values() if row["messages"]]
    return {
        "messages": len(met),
        "accuracy": sum(a == b for a, b in met) / len(met),
        "macro_f1": sum(scores) / len(scores),
        "labels": by_label,
    }


def measure(
    messages: Sequence[Labelled], answers: Sequence[Answer], policy: Policy, *, intents: bool
) -> dict[str, Any]:
    """Every figure of an evaluation, as `frontdesk evaluate --json` prints it.

    Args:
        messages: At least one.
        answers: One for each message. An answer `unsure` is wrong, whatever the label.
        policy: Says which category an intent belongs to.
        intents: Whether the labels are intents (else categories).
    """
    categories = figures(
        in_categories(messages, policy, intents=intents), [answer.category for answer in answers]
    )
    own = figures(messages, guesses_of(answers, intents=intents)) if intents else categories
    return {
        **own,
        "category_accuracy": categories["accuracy"],
        "categories": categories["labels"],
        "unsure_rate": sum(answer.unsure for answer in answers) / len(answers),
        "calibration": calibration(first_guesses(messages, answers, intents=intents)),
        "latency_ms": latency([answer.seconds for answer in answers]),
        "accuracy_by": accuracy_by(messages, guesses_of(answers, intents=intents)),
    }


def guesses_of(answers: Sequence[Answer], *, intents: bool) -> list[str]:
    """What was answered, in the words of the labels."""
    return [answer.intent if intents else answer.category for answer in answers]


def first_guesses(
    messages: Sequence[Labelled], answers: Sequence[Answer], *, intents: bool
) -> list[Judged]:
    """The confidence of each ranking's first guess, and whether it was right.

    It is judged also where the assistant asks back. Among categories, the confidence is that of
    all intents of the first one's category together.
    """
    if intents:
        return [
            (answer.first.confidence, answer.first.intent in message.labels)
            for message, answer in zip(messages, answers, strict=True)
        ]
    return [
        (answer.category_share(answer.first.category), answer.first.category in message.labels)
        for message, answer in zip(messages, answers, strict=True)
    ]


def accuracy_by(
    messages: Sequence[Labelled], guesses: Sequence[str]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Number of messages and accuracy for each value of the columns `GROUPS` that are there."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for column in GROUPS:
        hits: dict[str, list[bool]] = {}
        for message, guess in zip(messages, guesses, strict=True):
            if column in message.groups:
                hits.setdefault(message.groups[column], []).append(guess in message.labels)
        if hits:
            found[column] = {
                value: {"messages": len(row), "accuracy": sum(row) / len(row)}
                for value, row in sorted(hits.items())
            }
    return found


def latency(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile (the nearest that was measured) of a time, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median": median(ordered) * 1000,
        "p95": ordered[ceil(len(ordered) * 0.95) - 1] * 1000,
    }


def worst_mistakes(
    messages: Sequence[Labelled], answers: Sequence[Answer], *, intents: bool
) -> list[tuple[Labelled, Answer]]:
    """Messages that were answered wrongly, the most confident first; those asked back last."""

    def order(one: tuple[Labelled, Answer]) -> tuple[bool, float, int]:
        message, answer = one
        sure = answer.first.confidence if answer.unsure else answer.confidence
        return answer.unsure, -sure, message.line

    guesses = guesses_of(answers, intents=intents)
    wrong = [
        (message, answer)
        for message, answer, guess in zip(messages, answers, guesses, strict=True)
        if guess not in message.labels
    ]
    return sorted(wrong, key=order)
