"""Pipeline step: where a message can be cut into several matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.understanding.matters import Part, matters, parts_of

PARTS = "parts"
"""On a message: the parts that the processor lets the pipeline understand each for itself."""

MATTERS = "matters"
"""On a message: the settings of this step, so that they come out of the model with its parts."""


def matters_of(message: Message, parts: Sequence[Message]) -> list[Part]:
    """Return what a message is certainly about, the most urgent first; none where it is one thing.

    Args:
        message: As the pipeline left it.
        parts: Its parts, as the pipeline left each.
    """
    settings = message.get(MATTERS) or {}
    found = matters(
        [
            Part(part.get(TEXT), part.get(INTENT)[INTENT_NAME_KEY], part.get("certainty") or 0.0)
            for part in parts
        ],
        settings.get("order", []),
        float(settings.get("certainty", 1.0)),
    )
    return found if len(found) > 1 else []


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SeveralMatters(GraphComponent):
    """Cuts a message into parts; the recipe knows no kind for it, so it is an extractor."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the settings."""
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings.

        order: groups of intents, the most urgent group first (policy section 2: technical
            requests are prioritised).
        certainty: the least certainty of a part that counts.
        """
        return {"order": [], "certainty": 0.7}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SeveralMatters:
        """Make the step from its settings."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the parts of each message."""
        for message in messages:
            message.set(PARTS, parts_of(message.get(TEXT) or ""))
            message.set(MATTERS, self._config)
        return messages
