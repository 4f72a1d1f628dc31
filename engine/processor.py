"""One turn through Rasa, all of it or nothing.

Rasa's own way would believe a visitor who types `/restart`, would swallow the failure of an
action and save a conversation in which nothing was said, and would answer a repeated message a
second time. The differences are here, each beside the reason.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rasa.core.actions.action import (
    Action,
    ActionExecutionRejection,
    ActionExtractSlots,
    RemoteAction,
)
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.endpoints import EndpointConfig

from engine.components.intent_classifier import COMPLETE_RANKING
from engine.components.matters import PARTS, matters_of
from engine.components.out_of_scope import NEAREST_EXAMPLES
from engine.components.sentence_encoder import SentenceEncoderFeaturizer
from engine.encoder.runtime import SentenceEncoder
from engine.errors import EngineError
from engine.reasons import understood_of
from engine.turn_language import language_of_turn
from engine.turns import ActionFailed, BadRequest, TurnAnswer, TurnRequest, find_answer, parse_of
from engine.understanding.why import explain as explain_text

logger = logging.getLogger(__name__)

CHANNEL = "desk"
LANGUAGE_SLOT = "language"
BATCH = 64
_NEAREST = 3

_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?", re.DOTALL)


class DeskProcessor(MessageProcessor):
    """Rasa's processor with turns that the desk can rely on."""

    def __init__(
        self,
        model_path: Path,
        tracker_store: TrackerStore,
        action_endpoint: EndpointConfig | None = None,
    ) -> None:
        """Load a model.

        Args:
            model_path: The model's archive.
            tracker_store: Where conversations are kept. Not wrapped in Rasa's fail-safe store,
                which would answer from memory when the disk is full and forget it later.
            action_endpoint: The action server.
        """
        super().__init__(
            str(model_path),
            tracker_store,
            # The channel lets one turn of a conversation in at a time; Rasa's lock store would
            # poll once a second.
            InMemoryLockStore(),
            NaturalLanguageGenerator.create(None, None),
            action_endpoint=action_endpoint,
            on_circuit_break=_stop_endless_actions,
        )
        self.nlg.responses = self.domain.responses
        tracker_store.domain = self.domain
        # The last node of the graph takes "/intent" out of any text; the one before it is the
        # pipeline's own last word.
        schema = self.model_metadata.predict_schema
        self._understanding = schema.nodes[self.model_metadata.nlu_target].needs["messages"]

    def parse_texts(self, texts: Sequence[str], explain: bool = False) -> list[dict[str, Any]]:
        """Return how each text is understood; one that starts with `/` is text like any other.

        Where a text is certainly about several matters, its intent is the most urgent one and
        `also` holds the others, each with intent, confidence and its part of the text.

        Args:
            texts: What visitors wrote.
            explain: Add the complete ranking and the nearest training examples.
        """
        parses = []
        for message, parts in self._with_parts(texts):
            parse = parse_of(message.as_dict(only_output_properties=True))
            parse.update(_several(message, parts))
            if explain:
                parse["intent_ranking"] = message.get(COMPLETE_RANKING)
                parse["nearest"] = message.get(NEAREST_EXAMPLES)[:_NEAREST]
            parses.append(parse)
        return parses

    def why(self, text: str) -> dict[str, Any]:
        """Return why a text is understood as it is: see `engine.understanding.why.explain`.

        Takes as long as understanding so many texts as it has words, and may run in a thread of
        its own beside turns.
        """
        # Without the blanks around it, as it is understood: places of words are told.
        return explain_text(
            text.strip(),
            lambda texts: [understood_of(*each) for each in self._with_parts(texts)],
        )

    def encoder(self) -> SentenceEncoder:
        """Return the sentence encoder of the loaded model.

        Raises:
            EngineError: The pipeline has none.
        """
        for node in self.graph_runner._instantiated_nodes.values():
            if isinstance(node._component, SentenceEncoderFeaturizer):
                return node._component.encoder
        raise EngineError("the model's pipeline has no SentenceEncoderFeaturizer")

    def _with_parts(self, texts: Sequence[str]) -> Iterator[tuple[Message, list[Message]]]:
        """Yield each text as the pipeline leaves it, with its parts."""
        for start in range(0, len(texts), BATCH):
            found = self._understand(texts[start : start + BATCH])
            parts = list(dict.fromkeys(part for each in found for part in each.get(PARTS) or []))
            understood = dict(zip(parts, self._understand(parts), strict=True))
            for message in found:
                yield message, [understood[part] for part in message.get(PARTS) or []]

    def _understand(self, texts: Sequence[str]) -> list[Message]:
        """Return the texts as the pipeline leaves them."""
        if not texts:
            return []
        messages = [UserMessage(text) for text in texts]
        found: list[Message] = self.graph_runner.run(
            inputs={
                PLACEHOLDER_MESSAGE: messages,
                PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("parse", []),
            },
            targets=[self._understanding],
        )[self._understanding]
        for message, user in zip(found, messages, strict=True):
            message.set(TEXT, user.text or "", add_to_output=True)
        return found

    def parse_payload(self, payload: str) -> dict[str, Any]:
        """Return what a button of the desk says: `/intent` or `/intent{"entity": value}`.

        Raises:
            BadRequest: The payload is none, or its intent is not in the domain.
        """
        match = _PAYLOAD.fullmatch(payload)
        if match is None or match["intent"] not in self.domain.intents:
            raise BadRequest("payload: not an intent of the domain")
        try:
            entities = json.loads(match["entities"] or "{}")
        except ValueError as error:
            raise BadRequest("payload: the entities are not JSON") from error
        guess = {"name": match["intent"], "confidence": 1.0}
        return parse_of(
            {
                "text": payload,
                "intent": guess,
                "intent_ranking": [guess],
                "entities": [
                    {"entity": name, "value": value, "start": 0, "end": len(payload)}
                    for name, value in entities.items()
                ],
            }
        )

    async def handle_turn(self, request: TurnRequest) -> TurnAnswer:
        """Answer one message, once.

        The tracker is saved at the end and only then, so a turn that fails leaves nothing
        behind and may be asked for again with the same `message_id`.

        Raises:
            BadRequest: The payload is no intent of the domain.
            ActionFailed: An action or the action server failed.
            Exception: Anything else that broke; nothing was saved.
        """
        tracker = await self.get_tracker(request.conversation_id)
        repeated = find_answer(tracker, request.message_id, replayed=True)
        if repeated:
            return repeated
        parse = (
            self.parse_payload(request.payload)
            if request.payload is not None
            else self.parse_texts([request.text or ""])[0]
        )
        language = language_of_turn(parse, request.metadata, self._default_language())
        output = CollectingOutputChannel()
        message = UserMessage(
            parse["text"],
            output,
            request.conversation_id,
            parse_data=parse,
            input_channel=CHANNEL,
            message_id=request.message_id,
            metadata={
                **request.metadata,
                "message_id": request.message_id,
                "language": language.code,
                "language_chosen": language.chosen,
            },
        )
        await self._update_tracker_session(tracker, output, message.metadata)
        if request.reset:
            tracker.update_with_events(
                [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)], self.domain
            )
        # The responses' conditions look at the slot.
        tracker.update(SlotSet(LANGUAGE_SLOT, language.code), self.domain)
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(output, tracker)
        await self._run_prediction_loop(output, tracker)
        await self.save_tracker(tracker)
        answer = find_answer(tracker, request.message_id, replayed=False)
        if answer is None:
            raise EngineError("the turn left no trace of the message")
        return answer

    def _default_language(self) -> str:
        slot = next((each for each in self.domain.slots if each.name == LANGUAGE_SLOT), None)
        return str(slot.initial_value) if slot and slot.initial_value else "en"

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fill slots from the message; a failing action of a slot fails the turn."""
        try:
            return await super().run_action_extract_slots(output_channel, tracker)
        except Exception as error:
            raise ActionFailed(f"slots could not be filled: {_reason(error)}") from error

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run an action; its failure fails the turn, where Rasa would go on without a word."""
        watched = _Watched(action)
        go_on = await super()._run_action(watched, tracker, output_channel, nlg, prediction)
        if watched.error is not None:
            raise ActionFailed(
                f"{action.name()} failed: {_reason(watched.error)}"
            ) from watched.error
        return go_on


def _several(message: Message, parts: Sequence[Message]) -> dict[str, Any]:
    """Return what changes in a parse where the parts are certainly about several matters."""
    found = matters_of(message, parts)
    if not found:
        return {}
    first, *others = found
    return {
        "intent": {"name": first.intent, "confidence": first.certainty},
        "certainty": first.certainty,
        "unsure": False,
        "also": [
            {"intent": each.intent, "confidence": each.certainty, "text": each.text}
            for each in others
        ],
    }


class _Watched(Action):
    """An action that remembers what Rasa's processor would catch and forget."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.error: Exception | None = None

    def name(self) -> str:
        return self._action.name()

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            return await self._action.run(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:
            raise  # a form's regular way to say that the message was not for it
        except Exception as error:
            self.error = error
            raise

    def event_for_successful_execution(self, prediction: PolicyPrediction) -> ActionExecuted:
        return self._action.event_for_successful_execution(prediction)


def _reason(error: BaseException) -> str:
    """Return a short reason without anything that a visitor wrote."""
    cause = error.__cause__ or error
    status = getattr(cause, "status", None)
    return f"{type(cause).__name__}" + (f" ({status})" if status else "")


def _stop_endless_actions(*_: Any) -> None:
    raise EngineError("the rules run in a circle: too many actions in one turn")


async def _run_slot_action(
    self: ActionExtractSlots,
    custom_action: str,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """Run the action of a custom slot mapping and let its failure out."""
    action = RemoteAction(custom_action, self._action_endpoint)
    events = await action.run(output_channel, nlg, tracker, domain)
    return [event for event in events if isinstance(event, (SlotSet, BotUttered))]


# Rasa reaches this method from the processor and from inside forms, and in both it turns a
# failed action into "no slot". Replacing the method is the one place that covers both; Rasa's
# version is pinned.
ActionExtractSlots._run_custom_action = _run_slot_action
