"""Pipeline step: the intent of a message with a calibrated confidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.examples import LEARNING_DEFAULTS, learned_from, vector_of
from engine.components.language import grams_of
from engine.components.sentence_encoder import SentenceEncoderFeaturizer
from engine.components.storing import load_part, save_part
from engine.places import content_version
from engine.understanding import (
    calibration,
    classifier,
    features,
    folds,
    regression,
    softmax,
    text,
    workers,
)
from engine.understanding.classifier import Classifier

LOGITS = "intent_logits"
"""The scores before calibration, on the message for the judge of scope."""

COMPLETE_RANKING = "complete_ranking"
"""All intents with their confidence, on the message for whoever wants an explanation."""


def learning_version() -> str:
    """Return a version of the code that learns: Rasa's cache sees a component's class alone."""
    modules = (calibration, classifier, features, folds, regression, softmax, text, workers)
    return content_version(*(Path(module.__file__) for module in modules))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CalibratedIntentClassifier(GraphComponent, RasaIntentClassifier):
    """Logistic regression over sentence vector and n-grams; sets intent and ranking."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        trained: Classifier | None = None,
    ) -> None:
        """Keep settings, the place in the model, and the trained classifier where there is one."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._trained = trained

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings.

        ranking_length: how many intents the ranking names.
        The others are those of `engine.understanding.classifier.Settings`.
        """
        return {**LEARNING_DEFAULTS, "ranking_length": 10}

    @classmethod
    def required_components(cls) -> list[type]:
        """Return the steps that must come before."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Return the packages whose versions Rasa's cache watches."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the version of the code behind this class."""
        return learning_version()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CalibratedIntentClassifier:
        """Make an untrained step."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CalibratedIntentClassifier:
        """Load a trained step."""
        trained = Classifier.from_state(*load_part(model_storage, resource))
        return cls(config, model_storage, resource, trained)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples; refuses intents with too few of them."""
        data, learned = learned_from(training_data, self._config)
        out_of_fold = learned.out_of_fold
        self._trained = Classifier.train(data, learned)
        document, arrays = self._trained.state()
        right = out_of_fold.argmax(axis=1) == data.labels
        confidence = self._trained.probabilities(out_of_fold).max(axis=1)
        document["figures"] = {
            "examples": len(data.labels),
            "intents": len(data.intents),
            "temperature": self._trained.temperature,
            "cross_validated_accuracy": float(right.mean()),
            "cross_validated_calibration_error": calibration.expected_calibration_error(
                confidence, right
            ),
        }
        save_part(self._storage, self._resource, document, arrays)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and scores of each message."""
        if self._trained is None or not messages:
            return messages
        texts = [grams_of(message) for message in messages]
        logits = self._trained.logits(texts, np.vstack([vector_of(m) for m in messages]))
        shares = self._trained.probabilities(logits)
        length = int(self._config["ranking_length"])
        for message, scores, share in zip(messages, logits, shares, strict=True):
            ranking = [
                {
                    INTENT_NAME_KEY: self._trained.intents[index],
                    PREDICTED_CONFIDENCE_KEY: float(share[index]),
                }
                for index in np.argsort(-share, kind="stable")
            ]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:length], add_to_output=True)
            message.set(COMPLETE_RANKING, ranking)
            message.set(LOGITS, scores)
        return messages
