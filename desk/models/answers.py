"""What the engine makes of messages: its answer, its ranking, the nearest examples, the time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError
from desk.models.engine import ask_engine
from desk.models.triage import UNSURE, about
from support.policy import Policy


@dataclass(frozen=True)
class Guess:
    """One place of the ranking; `confidence` is a share of 1."""

    intent: str
    category: str
    confidence: float


@dataclass(frozen=True)
class Neighbour:
    """A training example and how near a message lies to it (cosine, 1 is the same)."""

    text: str
    intent: str
    cosine: float


@dataclass(frozen=True)
class Answer:
    """What was made of one message.

    `intent` and `category` are `unsure` where the assistant asks back. `ranking` holds every
    intent, best first, whatever became of the first one. `seconds` is the time it took.
    """

    intent: str
    category: str
    confidence: float
    ranking: tuple[Guess, ...]
    nearest: tuple[Neighbour, ...]
    seconds: float

    @property
    def first(self) -> Guess:
        """The ranking's best guess, also where the assistant asks back."""
        return self.ranking[0]

    @property
    def unsure(self) -> bool:
        """Whether the assistant asks back."""
        return self.intent == UNSURE

    def category_share(self, category: str) -> float:
        """How much of the ranking falls to a category, at most 1."""
        return min(1.0, sum(one.confidence for one in self.ranking if one.category == category))


def ask_answers(root: Path, policy: Policy, model: Path, texts: Sequence[str]) -> list[Answer]:
    """Ask a model, without a server, about each text, in order.

    Raises:
        FrontdeskError: The engine or the model is missing, an answer is missing, or the model
            knows an intent that the policy does not.
    """
    lines = (json.dumps(text) for text in texts)
    parses = ask_engine(root, ["parse", "--model", str(model), "--explain"], lines)
    answers = [answer_of(parse, policy) for parse in parses]
    if len(answers) != len(texts):
        raise FrontdeskError(f"the engine answered {len(answers)} of {len(texts)} messages")
    return answers


def ask_figures(root: Path, model: Path) -> dict[str, Any]:
    """What a model knows of its own training: `classifier`, `scope`, `encoder`.

    Raises:
        FrontdeskError: The engine or the model is missing or has none.
    """
    found = list(ask_engine(root, ["figures", "--model", str(model)]))
    if not found:
        raise FrontdeskError(f"the engine knows no figures of {model.name}")
    return found[-1]


def answer_of(parse: dict[str, Any], policy: Policy) -> Answer:
    """Read one explained parse. Raises FrontdeskError for an intent without a topic."""

    def category(intent: str) -> str:
        return str(about(intent, policy)["category"])

    intent = parse["intent"]["name"]
    return Answer(
        intent=intent,
        category=UNSURE if intent == UNSURE else category(intent),
        confidence=parse["intent"]["confidence"],
        ranking=tuple(
            Guess(one["name"], category(one["name"]), one["confidence"])
            for one in parse["intent_ranking"]
        ),
        nearest=tuple(
            Neighbour(one["text"], one["intent"], one["cosine"]) for one in parse["nearest"]
        ),
        seconds=parse["seconds"],
    )
