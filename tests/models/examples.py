"""Answers and evaluations for the tests, small enough to be worked out by hand."""

from __future__ import annotations

from typing import Any

from desk.models.answers import Answer, answer_of
from support.policy import Policy


def parse(
    ranking: dict[str, float], intent: str | None = None, seconds: float = 0.01
) -> dict[str, Any]:
    """An explained parse as the engine writes it; `intent` is the answer, if not the first."""
    first = next(iter(ranking))
    return {
        "intent": {"name": intent or first, "confidence": ranking[first]},
        "intent_ranking": [{"name": name, "confidence": share} for name, share in ranking.items()],
        "nearest": [
            {"text": f"near <{first}> {number}", "intent": first, "cosine": 0.9 - number / 10}
            for number in range(3)
        ],
        "seconds": seconds,
    }


def answer(policy: Policy, ranking: dict[str, float], **more: Any) -> Answer:
    """What is read from such a parse."""
    return answer_of(parse(ranking, **more), policy)
