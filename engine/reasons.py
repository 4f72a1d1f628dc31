"""What the pipeline left on a message, as `engine.understanding.why` reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.components.intent_classifier import COMPLETE_RANKING
from engine.components.matters import MATTERS, matters_of
from engine.components.out_of_scope import NEAREST_EXAMPLES, THRESHOLDS
from engine.understanding.why import CONFIDENCE, SCOPE, Score, Understood


def understood_of(message: Message, parts: Sequence[Message]) -> Understood:
    """Return what was made of a message, as it is answered.

    Args:
        message: As the pipeline left it.
        parts: The parts that it can be cut into, as the pipeline left them.
    """
    several = matters_of(message, parts)
    decided = message
    intent, confidence = message.get(INTENT) or {}, None
    if several:
        # The most urgent part was answered, so it is the one with the reasons.
        decided = next(part for part in parts if part.get(TEXT) == several[0].text)
        intent, confidence = decided.get(INTENT), several[0].certainty
    return Understood(
        text=message.get(TEXT) or "",
        language=message.get("language"),
        intent=intent.get(INTENT_NAME_KEY),
        confidence=intent.get(PREDICTED_CONFIDENCE_KEY) if confidence is None else confidence,
        ranking=[
            (guess[INTENT_NAME_KEY], guess[PREDICTED_CONFIDENCE_KEY])
            for guess in decided.get(COMPLETE_RANKING) or []
        ],
        scores=_scores(
            decided, float((message.get(MATTERS) or {})["certainty"]) if several else None
        ),
        nearest=[
            (example["text"], example["intent"], _cosine(example))
            for example in decided.get(NEAREST_EXAMPLES) or []
        ],
    )


def _scores(message: Message, certainty: float | None) -> list[Score]:
    """Return the scores; `certainty` is what a part of a message has to have."""
    thresholds, nearest = message.get(THRESHOLDS), message.get(NEAREST_EXAMPLES)
    if thresholds is None or not nearest:
        return []
    least, far = thresholds
    return [
        Score(CONFIDENCE, message.get("certainty"), least if certainty is None else certainty),
        Score(SCOPE, _cosine(nearest[0]), far),
    ]


def _cosine(example: Mapping[str, Any]) -> float:
    """Return how near an example is; rounding may bring the same text to a little over 1."""
    return min(1.0, float(example["cosine"]))
