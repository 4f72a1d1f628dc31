"""Opening a ticket: a form that asks only for what was not said yet."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep, leave_form, start_form
from actions.context import Turn
from actions.matter import details, of_department, said, said_now, subject

WITHOUT_EMAIL = "ticket_without_email"
"""The offer that stands while we ask whether to go on without an address."""
NO_EMAIL = "none"
"""What the form keeps as address when the visitor gives none."""
TELLING_CATEGORIES = ("technical", "not_supported", "billing", "sales", "ticket", "unsure")
"""A message of these categories can say what a ticket is about."""


class ActionOpenTicket(DeskAction):
    """Begins a ticket, for the department that the message or the conversation is about."""

    def name(self) -> str:
        return "action_open_ticket"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        if turn.form_active:
            asked = turn.asked_department
            return keep(ticket_department=asked) if asked else []
        if "without_email" in turn.entities.get("choice", ()):
            # A button of a form that is over: pressed again, it asks for no second ticket.
            opened = await turn.services.desk.tickets(turn.conversation)
            if opened:
                say("utter_ticket_already_open", number=opened[0]["number"])
                return keep(misses=0)
        portal = turn.policy.ticket_portal
        if turn.text and portal:
            say("utter_open_ticket", portal=portal.path(turn.language))
        level = turn.entities.get("level", ("1",))[-1]
        in_policy = level.isdigit() and 1 <= int(level) <= len(turn.policy.escalation)
        return begin_ticket(turn, turn.department, level=int(level) if in_policy else 1)


def begin_ticket(turn: Turn, department: str | None, level: int = 1) -> list[EventType]:
    """Start the form with what is known; it asks for the rest, or is complete at once."""
    messages = said(turn)
    if turn.text and turn.has_details:
        messages = said_now(turn, turn.intent, department)
    about = of_department(messages, department)
    return [
        *keep(
            said=list(messages),
            ticket_department=department,
            ticket_level=level,
            ticket_about=subject(turn, about),
            ticket_email=turn.known("email"),
            offer=None,
            misses=0,
        ),
        *start_form(),
    ]


class ValidateTicketForm(DeskAction):
    """Takes the answer to the form's question; what is no answer goes to its own rule."""

    def name(self) -> str:
        return "validate_ticket_form"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        match turn.slots.get("requested_slot"):
            case "ticket_about":
                return take_subject(turn)
            case "ticket_email":
                return take_email(turn, say)
        return []


def take_subject(turn: Turn) -> list[EventType]:
    """What the ticket is about, in the visitor's words, and whose matter it is."""
    topic = turn.topic
    telling = topic is None or topic.category in TELLING_CATEGORIES
    # Whoever insists has been misunderstood: the second time, take it as it is.
    insists = topic is not None and topic.category == "unrelated" and turn.count("misses")
    if turn.text is None or not (telling or insists):
        return []
    # The matter decides whose ticket it is; the department named before only if it doesn't say.
    of_matter = topic.department if topic else None
    department = of_matter or turn.slots.get("ticket_department")
    messages = said_now(turn, turn.intent, department)
    return keep(
        said=list(messages),
        ticket_department=department,
        ticket_about=subject(turn, messages[-1:]),
        misses=0,
    )


def take_email(turn: Turn, say: Say) -> list[EventType]:
    """The address to answer to, checked; or none, if the visitor says so."""
    agreed = turn.intent == "affirm" and turn.slots.get("offer") == WITHOUT_EMAIL
    if agreed or "without_email" in turn.entities.get("choice", ()):
        return keep(ticket_email=NO_EMAIL)
    given = turn.entities.get("email", ())
    if not given and "@" not in (turn.text or ""):
        return []
    try:
        checked = validate_email(
            given[-1] if given else turn.text or "", check_deliverability=False
        )
    except EmailNotValidError:
        say("utter_email_invalid")
        return keep(ticket_email=None)
    return keep(ticket_email=checked.normalized)


class ActionAskTicketEmail(DeskAction):
    """Asks for the address, or after a "no" whether to go on without one."""

    def name(self) -> str:
        return "action_ask_ticket_email"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        without = turn.slots.get("offer") == WITHOUT_EMAIL
        say("utter_ticket_without_email" if without else "utter_ask_ticket_email")
        return []


class ActionCreateTicket(DeskAction):
    """Opens the ticket once the form is complete, and names its number."""

    def name(self) -> str:
        return "action_create_ticket"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        department = turn.slots.get("ticket_department") or turn.some_department
        level = turn.count("ticket_level") or 1
        messages = of_department(said(turn), department) or said(turn)
        email = turn.slots.get("ticket_email")
        email = None if email == NO_EMAIL else email
        ticket = await turn.services.desk.open_ticket(
            turn.conversation,
            language=turn.language,
            message_id=turn.message_id,
            department=department,
            level=level,
            subject=turn.slots["ticket_about"],
            details=details(turn, messages),
            email=email,
            topic=messages[-1]["topic"] if messages else None,
        )
        # The desk adds the ticket with its link and the promise right after this answer.
        if email:
            say("utter_ticket_opened_email", number=ticket["number"], email=email)
        else:
            say("utter_ticket_opened", number=ticket["number"])
        return [
            *leave_form(),
            *keep(
                said=[each for each in said(turn) if each not in messages],
                ticket_number=ticket["number"],
                email=email or turn.slots.get("email"),
                escalation_level=max(level, turn.count("escalation_level")),
                offer=None,
            ),
        ]
