"""Yes and no to what was offered."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep, leave_form
from actions.context import Turn
from actions.human import hand_off
from actions.ticket import WITHOUT_EMAIL, begin_ticket


class ActionAffirm(DeskAction):
    """Does what was offered last."""

    def name(self) -> str:
        return "action_affirm"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        if turn.form_active:
            return []  # the form asks again
        match (turn.slots.get("offer") or "").split(":"):
            case ["handoff", department]:
                return await hand_off(turn, say, department)
            case ["ticket", department]:
                return begin_ticket(turn, department)
            case ["ticket", department, level]:
                return begin_ticket(turn, department or None, level=int(level))
        say("utter_affirm")
        return []


class ActionDeny(DeskAction):
    """Leaves what was offered, and the ticket that was being written."""

    def name(self) -> str:
        return "action_deny"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        if not turn.form_active:
            say("utter_deny")
            return keep(offer=None)
        # "No" to the question for an address may mean the address or the ticket: ask once.
        cancelled = "cancel" in turn.entities.get("choice", ())
        asked_for_email = turn.slots.get("requested_slot") == "ticket_email"
        if asked_for_email and not cancelled and turn.slots.get("offer") != WITHOUT_EMAIL:
            return keep(offer=WITHOUT_EMAIL)
        say("utter_ticket_left")
        return leave_form() + keep(offer=None)
