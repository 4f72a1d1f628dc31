"""How messages are understood, told in the policy's words: category, department, scope."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError
from desk.models.engine import ask_engine
from support.policy import Policy

UNSURE = "unsure"
_RANKED = 3


def triage(
    root: Path, policy: Policy, model: Path, texts: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield what each text is about, in order; the model is loaded once, without a server.

    Raises:
        FrontdeskError: The engine or the model is missing, or the model knows an intent that the
            policy does not.
    """
    lines = (json.dumps(text) for text in texts)
    parses = ask_engine(root, ["parse", "--model", str(model)], lines)
    for text, parse in zip(texts, parses, strict=True):
        # The engine takes the blanks off both ends; who asked finds the message as given.
        yield {**describe(parse, policy), "text": text}


def describe(parse: dict[str, Any], policy: Policy) -> dict[str, Any]:
    """Say what a parse of the engine means under the policy.

    `unsure` is a category of its own: the assistant asks back, and `ranking` holds its guesses.
    """
    intent = parse["intent"]["name"]
    known = {"category": UNSURE, "department": None, "scope": None, "scope_item": None}
    if intent != UNSURE:
        known = about(intent, policy)
    return {
        "text": parse["text"],
        "language": parse["language"],
        "intent": intent,
        "confidence": round(parse["intent"]["confidence"], 4),
        **known,
        "ranking": [
            {
                "intent": guess["name"],
                "confidence": round(guess["confidence"], 4),
                "category": about(guess["name"], policy)["category"],
            }
            for guess in parse["intent_ranking"][:_RANKED]
        ],
    }


def about(intent: str, policy: Policy) -> dict[str, Any]:
    """Category, department and scope of an intent. Raises FrontdeskError for an unknown one."""
    topic = policy.topics.get(intent)
    if topic is None:
        raise FrontdeskError(f"the model knows the intent {intent}, policy.yml has no topic for it")
    return {
        "category": topic.category,
        "department": topic.department,
        "scope": topic.scope,
        "scope_item": topic.scope_item,
    }
