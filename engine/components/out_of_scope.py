"""Pipeline step: say so when the assistant does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.examples import LEARNING_DEFAULTS, learned_from, texts_of, vector_of
from engine.components.intent_classifier import LOGITS, learning_version
from engine.components.sentence_encoder import SentenceEncoderFeaturizer
from engine.components.storing import load_part, save_part
from engine.details import alone
from engine.details.alone import only_details
from engine.places import content_version
from engine.understanding import scope
from engine.understanding.calibration import best_temperature
from engine.understanding.held_out import understood
from engine.understanding.scope import Costs, Scope, signals
from engine.understanding.text import says_something

UNSURE = "unsure"
UNRELATED = "unrelated"

NEAREST_EXAMPLES = "nearest_examples"
"""The closest training examples, on the message for whoever wants an explanation."""

THRESHOLDS = "scope_thresholds"
"""What the certainty and the closest cosine were held against, beside `NEAREST_EXAMPLES`."""

_SHOWN = 8


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OutOfScopeDetector(GraphComponent, RasaIntentClassifier):
    """Replaces a guess that cannot be trusted by `unsure` or `unrelated`; the ranking stays."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        trained: Scope | None = None,
        temperature: float = 1.0,
        examples: np.ndarray | None = None,
        texts: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Keep settings, the place in the model, and what was learned where there is something.

        `examples` are the vectors of the training texts, `texts` what they say and their intents.
        """
        self._config = config
        self._storage = storage
        self._resource = resource
        self._trained = trained
        self._temperature = temperature
        self._examples = examples
        self._texts = texts

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings.

        threshold, far: given by hand here, or null to choose them by cross-validation.
        cost_of_asking, unknown_share, far_quantile, families: see
            `engine.understanding.scope.Costs`.
        """
        return {
            **LEARNING_DEFAULTS,
            "threshold": None,
            "far": None,
            "cost_of_asking": Costs.asking,
            "unknown_share": Costs.unknown_share,
            "far_quantile": Costs.far_quantile,
            "families": [],
        }

    @classmethod
    def required_components(cls) -> list[type]:
        """Return the steps that must come before (the classifier has no part in its training)."""
        return [SentenceEncoderFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Return the packages whose versions Rasa's cache watches."""
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return the version of the code behind this class."""
        return content_version(learning_version(), Path(scope.__file__), Path(alone.__file__))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OutOfScopeDetector:
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
    ) -> OutOfScopeDetector:
        """Load a trained step."""
        document, arrays = load_part(model_storage, resource)
        trained = Scope.from_state(document["scope"], arrays)
        return cls(
            config,
            model_storage,
            resource,
            trained,
            document["temperature"],
            arrays["examples"],
            [(text, intent) for text, intent in document["texts"]],
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from held-out examples and held-back intents when a guess can be trusted."""
        config = self._config
        data, learned = learned_from(training_data, config)
        out_of_fold = learned.out_of_fold
        self._trained, figures = Scope.train(data, out_of_fold, Costs.from_config(config))
        self._temperature = best_temperature(out_of_fold, data.labels)
        self._examples = data.vectors
        self._texts = texts_of(training_data)
        document, arrays = self._trained.state()
        held_out = understood(data, out_of_fold, self._trained)
        save_part(
            self._storage,
            self._resource,
            {
                "scope": document,
                "temperature": self._temperature,
                "figures": figures,
                "texts": self._texts,
                "intents": list(data.intents),
            },
            {
                **arrays,
                "examples": data.vectors,
                **{f"held_out_{name}": rows for name, rows in held_out.items()},
            },
        )
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge the guess of each message.

        Sets `unsure` (bool), `certainty` (probability that the best guess is right) and
        `only_details` (bool: the message is nothing but a detail, so `unsure` too). An
        intent that is put in the guess's place has the probability that the guess is wrong as
        its confidence; the ranking still holds what the classifier said.
        """
        if self._trained is None or self._examples is None:
            return messages
        judge = self._judge(self._trained)
        for message in messages:
            logits = message.get(LOGITS)
            if logits is None:
                continue
            cosines = self._examples @ vector_of(message)
            closest = np.argpartition(-cosines, min(_SHOWN, len(cosines) - 1))[:_SHOWN]
            closest = closest[np.argsort(-cosines[closest], kind="stable")]
            nearest = cosines[closest[:1]]
            values = signals(logits[np.newaxis, :], self._temperature, nearest)
            chance = float(judge.chance_right(values)[0])
            bare = _only_details(message)
            if bare or not says_something(message.get(TEXT) or ""):
                chance = 0.0
            # A bare address or number has an intent only by what was said before it.
            verdict = UNSURE if bare else judge.verdict(chance, float(nearest[0]))
            message.set(NEAREST_EXAMPLES, [self._example(at, cosines[at]) for at in closest])
            message.set(THRESHOLDS, (judge.threshold, judge.far))
            message.set("only_details", bare, add_to_output=True)
            message.set("unsure", verdict == UNSURE, add_to_output=True)
            message.set("certainty", chance, add_to_output=True)
            if verdict != "known":
                guess = {INTENT_NAME_KEY: verdict, PREDICTED_CONFIDENCE_KEY: 1.0 - chance}
                message.set(INTENT, guess, add_to_output=True)
        return messages

    def _example(self, at: int, cosine: float) -> dict[str, Any]:
        text, intent = self._texts[at]
        return {"text": text, "intent": intent, "cosine": float(cosine)}

    def _judge(self, trained: Scope) -> Scope:
        """Return what was learned, with the thresholds that the settings give by hand."""
        threshold, far = self._config["threshold"], self._config["far"]
        return replace(
            trained,
            threshold=trained.threshold if threshold is None else float(threshold),
            far=trained.far if far is None else float(far),
        )


def _only_details(message: Message) -> bool:
    """Return whether details of the message, found earlier in the pipeline, are all of it."""
    return only_details(
        message.get(TEXT) or "",
        (
            (
                entity[ENTITY_ATTRIBUTE_TYPE],
                entity[ENTITY_ATTRIBUTE_START],
                entity[ENTITY_ATTRIBUTE_END],
            )
            for entity in message.get(ENTITIES) or []
        ),
    )
