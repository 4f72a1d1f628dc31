"""How a ticket is doing."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep
from actions.context import Turn
from actions.offers import moment


class ActionTicketStatus(DeskAction):
    """Tells of the ticket whose number was given, else of this conversation's latest."""

    def name(self) -> str:
        return "action_ticket_status"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        desk = turn.services.desk
        portal = turn.policy.ticket_portal
        where = portal.path(turn.language) if portal else turn.policy.company.site
        if number := turn.known("ticket_number"):
            ticket = await desk.ticket(turn.conversation, number)
            if ticket is None:
                say("utter_ticket_not_found", number=number, portal=where)
                return keep(misses=0, ticket_number=None)
        else:
            tickets = await desk.tickets(turn.conversation)
            if not tickets:
                say("utter_ticket_none", portal=where)
                return keep(misses=0)
            ticket = tickets[0]
        say("utter_ticket_status", **_values(turn, ticket))
        return keep(misses=0)


def _values(turn: Turn, ticket: dict[str, Any]) -> dict[str, str]:
    promise, answer = ticket.get("promise"), ticket.get("last_answer")
    return {
        "number": ticket["number"],
        "subject": ticket["subject"],
        "status": turn.part(f"status_{ticket['status']}"),
        "updated": moment(turn, ticket["updated_at"]),
        "url": ticket["url"],
        "promise": ""
        if answer or not promise
        else turn.part("ticket_promise", promise=promise["text"]),
        "answer": turn.part("ticket_answer", text=answer) if answer else "",
    }
