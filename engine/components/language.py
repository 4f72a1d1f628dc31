"""Pipeline step: the language of a message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.understanding.language import guess_language


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageGuesser(GraphComponent):
    """Sets `language` on every message; the recipe knows no kind for it, so it is an extractor."""

    def __init__(self, default: str) -> None:
        """Keep what is answered where nothing speaks for a language."""
        self._default = default

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: `default`, the language of a message that shows none."""
        return {"default": "en"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageGuesser:
        """Make the step from its settings."""
        return cls(config["default"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the language of each message."""
        for message in messages:
            language = guess_language(message.get(TEXT) or "", self._default)
            message.set("language", language, add_to_output=True)
        return messages
