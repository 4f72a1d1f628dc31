"""How good a model is on labelled messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.errors import UsageError
from desk.models.tables import Row
from support.policy import Policy
from support.scope import CATEGORIES


@dataclass(frozen=True)
class Labelled:
    """One message with the labels that count as right; the first is its own."""

    text: str
    labels: tuple[str, ...]


def labelled(rows: Sequence[Row], policy: Policy, where: str) -> tuple[list[Labelled], bool]:
    """Return the messages of a table, and whether its labels are intents (else categories).

    A word that is both (`unrelated`) is taken for what the other labels are.

    Raises:
        UsageError: A label is neither, or the table mixes the two; names file and line.
    """
    found = []
    only_intents = only_categories = None
    for row in rows:
        alternative = row.values.get("alt", "").strip()
        labels = (row.values["label"].strip(), *([alternative] if alternative else []))
        for label in labels:
            is_intent, is_category = label in policy.topics, label in CATEGORIES
            if not (is_intent or is_category):
                raise UsageError(f"{where}:{row.line}: {label} is neither an intent nor a category")
            if is_intent and not is_category:
                only_intents = only_intents or row.line
            if is_category and not is_intent:
                only_categories = only_categories or row.line
        found.append(Labelled(row.values["text"], labels))
    if only_intents and only_categories:
        raise UsageError(
            f"{where}:{max(only_intents, only_categories)}: the file mixes intents and categories"
        )
    return found, only_intents is not None


def figures(truth: Sequence[Labelled], guesses: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro F1, and precision and recall of every label.

    A guess that meets an alternative label counts as right, for the message's own label.
    Macro F1 is the mean over the labels that occur in the truth.
    """
    own = [message.labels[0] for message in truth]
    met = [
        message.labels[0] if guess in message.labels else guess
        for message, guess in zip(truth, guesses, strict=True)
    ]
    pairs = list(zip(own, met, strict=True))
    by_label = {}
    for label in sorted({*own, *met}):
        hits = sum(a == b == label for a, b in pairs)
        guessed = sum(b == label for _, b in pairs)
        there = sum(a == label for a, _ in pairs)
        precision = hits / guessed if guessed else None
        recall = hits / there if there else None
        both = guessed + there
        by_label[label] = {
            "messages": there,
            "precision": precision,
            "recall": recall,
            "f1": 2 * hits / both if both else None,
        }
    scores = [row["f1"] for row in by_label.values() if row["messages"] and row["f1"] is not None]
    return {
        "messages": len(pairs),
        "accuracy": sum(a == b for a, b in pairs) / len(pairs),
        "macro_f1": sum(scores) / len(scores),
        "labels": by_label,
    }
