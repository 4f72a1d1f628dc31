"""Pipeline step: the sentence vector of a message."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.language import english_of
from engine.encoder.build import folder_of
from engine.encoder.kept import keep_vectors, load_vectors
from engine.encoder.runtime import CACHED_TEXTS, SentenceEncoder

_NOTE = "encoder.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature: the vector of the whole message, length 1.

    Its training only notes in the model which encoder the classifier learned with, so that a
    model always meets its own encoder again, also after a newer one was built.
    """

    def __init__(
        self,
        name: str,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        encoder: SentenceEncoder,
    ) -> None:
        """Keep the loaded encoder and the place in the model."""
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self.encoder = encoder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings.

        encoder: version under `models/encoder/`; `base` is the one built from the published
            weights.
        threads: how many texts are encoded at once while serving (training takes all cores).
        cached_texts: how many texts the encoder remembers while serving.
        """
        return {
            **DenseFeaturizer.get_default_config(),
            "encoder": "base",
            "threads": 1,
            "cached_texts": CACHED_TEXTS,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check that loading would not say more clearly."""

    @staticmethod
    def required_components() -> list[type]:
        """Return the steps that must come before."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Return the packages whose versions Rasa's cache watches."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the version of the encoder behind the name in the settings."""
        return folder_of(config.get("encoder", "base")).name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """Load the encoder that the settings name."""
        folder = folder_of(config["encoder"])
        return cls._loaded(config, model_storage, resource, execution_context, folder)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceEncoderFeaturizer:
        """Load the encoder that the model was trained with."""
        with model_storage.read_from(resource) as place:
            version = (Path(place) / _NOTE).read_text(encoding="utf-8")
        return cls._loaded(config, model_storage, resource, execution_context, folder_of(version))

    @classmethod
    def _loaded(
        cls,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        folder: Path,
    ) -> SentenceEncoderFeaturizer:
        training = "nlu_training_data_provider" in execution_context.graph_schema.nodes
        threads = (os.cpu_count() or 1) if training else int(config["threads"])
        cached = sys.maxsize if training else int(config["cached_texts"])
        encoder = SentenceEncoder(folder, threads, cached)
        return cls(execution_context.node_name or cls.__name__, config, storage, resource, encoder)

    def train(self, training_data: TrainingData) -> Resource:
        """Note the encoder's version in the model."""
        with self._storage.write_to(self._resource) as place:
            (Path(place) / _NOTE).write_text(self.encoder.version, encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector of each message."""
        vectors = self.encoder.encode([english_of(message) for message in messages])
        for message, vector in zip(messages, vectors, strict=True):
            self.add_features_to_message(None, vector[np.newaxis, :], TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors of all training texts; those of an earlier training are not computed."""
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        folder = folder_of(self.encoder.version)
        self.encoder.knows(load_vectors(folder))
        self.process(messages)
        keep_vectors(folder, self.encoder.vectors_of([english_of(m) for m in messages]))
        return training_data
