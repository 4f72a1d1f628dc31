"""What the desk asks for and what it gets back: one turn of one conversation."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.errors import EngineError

LONGEST_TEXT = 20_000
"""Letters; the desk cuts at 4,000, this only keeps the engine from harm."""


class BadRequest(EngineError):
    """The desk sent something that is not a turn."""


class ActionFailed(EngineError):
    """An action or the action server failed; nothing of the turn was kept."""


@dataclass(frozen=True)
class TurnRequest:
    """One message of a visitor."""

    conversation_id: str
    message_id: str
    text: str | None = None
    payload: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    reset: bool = False

    @classmethod
    def from_json(cls, body: Any) -> TurnRequest:
        """Check a request of the desk.

        Raises:
            BadRequest: Naming the field and what is expected.
        """
        if not isinstance(body, dict):
            raise BadRequest("the body is not a JSON object")
        for name in ("conversation_id", "message_id"):
            if not isinstance(body.get(name), str) or not 0 < len(body[name]) <= 200:
                raise BadRequest(f"{name}: expected a text of 1 to 200 letters")
        text, payload = body.get("text"), body.get("payload")
        if (text is None) == (payload is None):
            raise BadRequest("expected exactly one of text and payload")
        for name, value in (("text", text), ("payload", payload)):
            if value is not None and not (isinstance(value, str) and len(value) <= LONGEST_TEXT):
                raise BadRequest(f"{name}: expected a text of at most {LONGEST_TEXT} letters")
        if payload is not None and not payload.startswith("/"):
            raise BadRequest("payload: expected /intent or /intent{json}")
        metadata = body.get("metadata") or {}
        if not isinstance(metadata, dict):
            raise BadRequest("metadata: expected an object")
        reset = body.get("reset", False)
        if not isinstance(reset, bool):
            raise BadRequest("reset: expected true or false")
        return cls(body["conversation_id"], body["message_id"], text, payload, metadata, reset)


@dataclass(frozen=True)
class TurnAnswer:
    """What the assistant said, and how it understood the message."""

    messages: list[dict[str, Any]]
    parse: dict[str, Any]
    replayed: bool
    language: str | None = None
    language_chosen: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as the desk reads it."""
        return asdict(self)


def find_answer(
    tracker: DialogueStateTracker, message_id: str, replayed: bool
) -> TurnAnswer | None:
    """Return the answer to a message that the tracker holds, None if it never had it.

    A fresh answer and a repeated one are read from the tracker in the same way, so they are the
    same.
    """
    events = list(tracker.events)
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if isinstance(event, UserUttered) and event.metadata.get("message_id") == message_id:
            return TurnAnswer(
                _said_after(events[index + 1 :]),
                parse_of(event.parse_data),
                replayed,
                event.metadata.get("language"),
                bool(event.metadata.get("language_chosen")),
            )
    return None


def _said_after(events: list[Any]) -> list[dict[str, Any]]:
    messages = []
    for event in events:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            messages.append(_message(event))
    return messages


def _message(event: BotUttered) -> dict[str, Any]:
    message: dict[str, Any] = {}
    if event.text:
        message["text"] = event.text
    buttons = event.data.get("buttons") or event.data.get("quick_replies")
    if buttons:
        message["buttons"] = [
            {"title": button["title"], "payload": button.get("payload", button["title"])}
            for button in buttons
        ]
    for name in ("custom", "image", "attachment"):
        if event.data.get(name):
            message[name] = event.data[name]
    return message


def parse_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of the parse that the desk and the actions read."""
    intent = data.get("intent") or {}
    return {
        "text": data.get("text") or "",
        "intent": {"name": intent.get("name"), "confidence": intent.get("confidence", 0.0)},
        "intent_ranking": [
            {"name": entry["name"], "confidence": entry["confidence"]}
            for entry in data.get("intent_ranking") or []
        ],
        "entities": data.get("entities") or [],
        "language": data.get("language"),
        "language_shown": bool(data.get("language_shown", False)),
        "also": data.get("also") or [],
        "unsure": bool(data.get("unsure", False)),
        "certainty": data.get("certainty"),
        "only_details": bool(data.get("only_details", False)),
    }
