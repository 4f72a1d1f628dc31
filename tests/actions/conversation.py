"""A conversation with one action at a time: keeps slots between turns, fills in what is said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.executor import Executor

DOMAIN = yaml.safe_load(
    (Path(__file__).parents[2] / "domain.yml").read_text(encoding="utf-8"),
)


@dataclass
class Answer:
    """What one turn said: the texts, and the buttons as title to payload."""

    texts: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    responses: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "\n".join(self.texts)


class Conversation:
    """Runs actions by name, as the engine would ask for them."""

    def __init__(self, executor: Executor, zone: ZoneInfo) -> None:
        self.executor = executor
        self.zone = zone
        self.at = "2026-11-23T10:00"
        self.department: str | None = None
        self.slots: dict[str, Any] = {
            name: slot.get("initial_value") for name, slot in DOMAIN["slots"].items()
        } | {"requested_slot": None}
        self.loop: str | None = None
        self.turns = 0
        self.language = "en"
        self.also: tuple[tuple[str, str], ...] = ()

    async def run(
        self,
        action: str,
        text: str,
        *,
        intent: str | None = None,
        ranking: tuple[str, ...] = (),
        only_details: bool = False,
        also: tuple[tuple[str, str], ...] = (),
        language: str = "en",
        **entities: str,
    ) -> Answer:
        """Run `action` for the message `text`; without `intent` it is the action's own."""
        self.turns += 1
        if intent is None:
            intent = action.removeprefix("action_")
        if text.startswith("/"):
            entities = json.loads(text.removeprefix(f"/{intent}") or "{}")
        for name, value in entities.items():
            if name in self.slots and name != "department":
                self.slots[name] = value
        self.language, self.also = language, also
        return await self.again(action, text, intent, ranking, entities, only_details)

    async def again(
        self,
        action: str,
        text: str,
        intent: str,
        ranking: tuple[str, ...] = (),
        entities: Mapping[str, str] | None = None,
        only_details: bool = False,
    ) -> Answer:
        """Run `action` within the same turn."""
        at = datetime.fromisoformat(self.at).replace(tzinfo=self.zone).isoformat()
        metadata = {"message_id": f"m-{self.turns}", "at": at, "language": self.language}
        if self.department:
            metadata["department"] = self.department
        tracker = Tracker(
            "c-1",
            dict(self.slots),
            {
                "text": text,
                "intent": {"name": intent, "confidence": 0.9},
                "intent_ranking": [{"name": name, "confidence": 0.3} for name in ranking],
                "entities": [
                    {"entity": name, "value": value} for name, value in (entities or {}).items()
                ],
                "metadata": metadata,
                "only_details": only_details,
                "also": [{"intent": name, "text": part} for name, part in self.also],
            },
            [],
            False,
            None,
            {"name": self.loop} if self.loop else {},
            "action_listen",
        )
        dispatcher = CollectingDispatcher()
        events = await self.executor.actions[action](dispatcher, tracker, {})
        for event in events:
            if event["event"] == "slot":
                assert event["name"] in self.slots, f"no slot {event['name']} in domain.yml"
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.loop = event["name"]
        return self._filled(dispatcher.messages)

    def _filled(self, messages: list[dict[str, Any]]) -> Answer:
        """Fill in responses as the engine does."""
        answer = Answer()
        for message in messages:
            assert message["text"] is None, "texts belong into domain.yml"
            response = _variation(message["response"], self.language)
            values = self.slots | message
            answer.responses.append(message["response"])
            answer.texts.append(_fill(response["text"], values))
            for button in [*response.get("buttons", []), *message["buttons"]]:
                payload = button["payload"]
                if button not in message["buttons"]:
                    payload = _fill(payload, values)
                assert json.loads(re.sub(r"^/\w+", "", payload) or "{}") is not None
                answer.buttons[_fill(button["title"], values)] = payload
        return answer


def _variation(name: str, language: str) -> dict[str, Any]:
    """As Rasa chooses: the variation whose condition holds, else the one without."""
    variations: list[dict[str, Any]] = DOMAIN["responses"][name]
    wanted = [each for each in variations if _language_of(each) == language]
    return (wanted or [each for each in variations if _language_of(each) is None])[0]


def _language_of(variation: Mapping[str, Any]) -> str | None:
    return next((each["value"] for each in variation.get("condition", [])), None)


def _fill(text: str, values: Mapping[str, Any]) -> str:
    """As rasa.core.nlg.interpolator does; but a value that is missing is an error."""
    filled = re.sub(r"{([^\n{}]+?)}", r"{0[\1]}", text).format(values)
    if "0[" in filled:
        filled = text.format({})
    assert "None" not in filled, filled
    return filled
