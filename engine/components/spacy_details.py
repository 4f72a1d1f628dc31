"""Pipeline step: tokens and details by the project's spaCy pipeline.

Rasa's own SpacyNLP, SpacyTokenizer and SpacyEntityExtractor are not used: its cache knows
SpacyNLP by the path alone, so a changed pattern would go unnoticed; its extractor reports the
text of an entity and not its value ("invoice #88231", not "88231"); and it would carry every
training example through spaCy as a document for a classifier that does not look at tokens. This
step loads the same saved spaCy pipeline, by a version that changes with its content.
"""

from __future__ import annotations

import threading
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.tokens import Doc

from engine.details import build
from engine.details.finder import find_details


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpacyDetails(Tokenizer):
    """Tokenizes, and sets the details of a message as its entities with normalised values."""

    def __init__(self, config: dict[str, Any], nlp: Language) -> None:
        """Keep the loaded spaCy pipeline."""
        super().__init__(config)
        self._nlp = nlp
        # spaCy adds every new word to a store that all its documents share.
        self._lock = threading.Lock()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings that every tokenizer of Rasa has."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Return the packages whose versions Rasa's cache watches."""
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyDetails:
        """Load the current spaCy pipeline, built in a moment if it is missing."""
        return cls(config, spacy.load(build.build(lambda line: None)))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the version of the spaCy pipeline: Rasa's cache does not see its patterns."""
        return build.version()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return spaCy's tokens of a text."""
        return _tokens(self._nlp.make_doc(message.get(attribute)))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training texts alone: nothing that learns here looks at tokens.

        Rasa would cut and fingerprint every one of them.
        """
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set tokens and entities of each message."""
        for message in messages:
            # One text at a time: a turn that comes meanwhile waits for no more than that.
            with self._lock:
                doc = self._nlp(message.get(TEXT) or "")
                tokens, details = _tokens(doc), find_details(doc)
            message.set(TOKENS_NAMES[TEXT], tokens)
            found = [
                {
                    ENTITY_ATTRIBUTE_TYPE: detail.entity,
                    ENTITY_ATTRIBUTE_START: detail.start,
                    ENTITY_ATTRIBUTE_END: detail.end,
                    ENTITY_ATTRIBUTE_VALUE: detail.value,
                    EXTRACTOR: type(self).__name__,
                }
                for detail in details
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def _tokens(doc: Doc) -> list[Token]:
    return [Token(token.text, token.idx) for token in doc if not token.is_space]
