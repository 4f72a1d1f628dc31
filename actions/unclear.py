"""What is not for this desk, and what the assistant is not sure about.

Each miss is answered with another sentence, and the second in a row with a way to a person.
"""

from __future__ import annotations

from abc import abstractmethod

from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep
from actions.context import Turn
from actions.matter import said_now
from actions.offers import offer_next_step

VARIATIONS = ("", "_again", "_more")
STILL_LOST = ("_again", "_more", "_still")
CHOICES_AT_MOST = 3
NO_CHOICE = ("smalltalk", "unrelated", "unsure")
"""Categories that are never offered as what somebody may have meant."""


class _Miss(DeskAction):
    """A message that no answer fits."""

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        if (turn.has_details or turn.only_details) and turn.slots.get("topic"):
            return await self._note(turn, say)
        misses, before = turn.count("misses") + 1, turn.count("misses_before")
        events = keep(misses=misses, misses_before=before + 1)
        variation = VARIATIONS[before % len(VARIATIONS)]
        if turn.form_active:
            say("utter_ticket_first" if misses == 1 else "utter_ticket_first_again")
            return events
        events += keep(unclear=turn.text)
        if turn.only_details:
            # Nothing was asked, so there is nothing to answer yet; what follows will say.
            say("utter_detail_alone", detail=" ".join((turn.text or "").split()))
            return events + keep(offer=None)
        if misses == 1:
            self.say_miss(turn, say, variation)
            return events + keep(offer=None)
        if misses == 2:
            say("utter_lost")
            return events + await offer_next_step(turn, say, turn.some_department)
        still_lost = STILL_LOST[misses % len(STILL_LOST)]
        say(f"utter_lost{still_lost}", name=turn.some_department)
        return events

    @abstractmethod
    def say_miss(self, turn: Turn, say: Say, variation: str) -> None:
        """Say that this one is not understood, or not for us."""

    async def _note(self, turn: Turn, say: Say) -> list[EventType]:
        """A bare address or number answers what we asked for: keep it and go on."""
        topic, department = turn.slots["topic"], turn.some_department
        events = keep(said=list(said_now(turn, topic, department)), misses=0)
        if turn.form_active:
            say("utter_ticket_noted")
            return events
        say("utter_noted")
        return events + await offer_next_step(turn, say, department)


class ActionUnrelated(_Miss):
    """Not a matter of this desk: says what it can do."""

    def name(self) -> str:
        return "action_unrelated"

    def say_miss(self, turn: Turn, say: Say, variation: str) -> None:
        say(f"utter_unrelated{variation}")


class ActionUnsure(_Miss):
    """Asks back with the likeliest meanings as buttons."""

    def name(self) -> str:
        return "action_unsure"

    def say_miss(self, turn: Turn, say: Say, variation: str) -> None:
        topics = turn.policy.topics
        likely = [
            name
            for name in turn.ranking
            if name in topics and topics[name].category not in NO_CHOICE
        ][:CHOICES_AT_MOST]
        if not likely:
            say(f"utter_unrelated{variation}")
            return
        buttons = [{"title": turn.part(f"choice_{name}"), "payload": f"/{name}"} for name in likely]
        say.with_buttons(f"utter_unsure{variation}", buttons)
