"""Pipeline step: the language of a message, and what it says in rough English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.storing import load_part, save_part
from engine.places import ROOT, content_version
from engine.understanding import glossary, language, text
from engine.understanding.glossary import Glossary, load_glossaries
from engine.understanding.language import clearly_in, guess_language

ENGLISH_TEXT = "english_text"
"""On a message: what the encoder reads, rough English where the language has a glossary."""


def english_of(message: Message) -> str:
    """Return what the encoder reads of a message."""
    return message.get(ENGLISH_TEXT) or message.get(TEXT) or ""


def grams_of(message: Message) -> str:
    """Return what n-grams are counted in: the words as typed, and those of the glossary."""
    typed, english = message.get(TEXT) or "", message.get(ENGLISH_TEXT)
    return f"{typed} | {english}" if english and english != typed else typed


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageRecogniser(GraphComponent):
    """Sets `language` and the rough English on every message, when training and when serving.

    The recipe knows no kind for such a step; a featurizer's place is where both need it. The
    glossaries go into the model, so that it always meets those it was trained with.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        glossaries: dict[str, Glossary],
    ) -> None:
        """Keep the settings, the place in the model and the glossary of each language."""
        self._default = config["default"]
        self._storage = storage
        self._resource = resource
        self._glossaries = glossaries

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings.

        default: the language of a message that shows none.
        glossaries: folder of the glossaries, `<language>.tsv` each, from the project's root.
        """
        return {"default": "en", "glossaries": "data/glossary"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the version of the code and the glossaries behind this class."""
        folder = ROOT / config.get("glossaries", cls.get_default_config()["glossaries"])
        modules = [Path(module.__file__) for module in (glossary, language, text)]
        return content_version(*modules, *sorted(folder.glob("*.tsv")))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageRecogniser:
        """Read the project's glossaries."""
        return cls(config, model_storage, resource, load_glossaries(ROOT / config["glossaries"]))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageRecogniser:
        """Load the glossaries that the model was trained with."""
        document, _ = load_part(model_storage, resource)
        glossaries = {code: Glossary(entries) for code, entries in document.items()}
        return cls(config, model_storage, resource, glossaries)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the glossaries in the model."""
        document = {code: each.entries for code, each in self._glossaries.items()}
        save_part(self._storage, self._resource, document, {})
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set language and rough English of each message.

        `language_shown` says whether the text is clearly in its language.
        """
        for message in messages:
            typed = message.get(TEXT) or ""
            code = guess_language(typed, self._default)
            message.set("language", code, add_to_output=True)
            message.set("language_shown", clearly_in(typed) == code, add_to_output=True)
            glossary_ = self._glossaries.get(code)
            message.set(ENGLISH_TEXT, glossary_.rough_english(typed) if glossary_ else typed)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Set them on all training texts."""
        self.process([m for m in training_data.training_examples if m.get(TEXT)])
        return training_data
