"""What every action is: one turn in, texts and events out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import FORM, Turn
from actions.services import services


class Say:
    """Says responses of domain.yml; the engine fills them in and chooses the language."""

    def __init__(self, dispatcher: CollectingDispatcher) -> None:
        self._dispatcher = dispatcher

    def __call__(self, response: str, **values: object) -> None:
        """Say `response` with `values` for its placeholders."""
        self._dispatcher.utter_message(response=response, **values)

    def with_buttons(self, response: str, buttons: list[dict[str, str]], **values: object) -> None:
        """Say `response` with buttons (title, payload) after its own."""
        self._dispatcher.utter_message(response=response, buttons=buttons, **values)


class DeskAction(Action, ABC):
    """An action over the support policy and the desk."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> list[EventType]:
        return await self.answer(Turn.of(tracker, services()), Say(dispatcher))

    @abstractmethod
    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        """Answer `turn`; what is returned goes into Rasa's tracker."""


def keep(**slots: object) -> list[EventType]:
    """Events that set slots."""
    return [SlotSet(name, value) for name, value in slots.items()]


def start_form() -> list[EventType]:
    """Begin the ticket form: it asks for whichever of its slots are empty."""
    return [ActiveLoop(FORM)]


def leave_form() -> list[EventType]:
    """End the ticket form, so that it takes nothing of what comes next."""
    return [
        ActiveLoop(None),
        *keep(
            requested_slot=None,
            ticket_about=None,
            ticket_email=None,
            ticket_department=None,
            ticket_level=None,
        ),
    ]
