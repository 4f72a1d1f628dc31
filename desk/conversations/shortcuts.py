"""Buttons that the desk answers itself, without the engine.

They work while the assistant is away, which is when a visitor needs them most.
"""

from __future__ import annotations

from typing import Any

from desk.conversations.log import NewEvent, Reference, do_append
from desk.conversations.model import Conversation
from desk.conversations.ownership import do_change_owner
from desk.conversations.packet import asked
from desk.errors import InvalidError
from desk.queue.availability import explain
from desk.queue.handoff import do_hand_off, do_log_state, do_release
from desk.services import Services
from desk.storage import Transaction
from desk.tickets.book import NewTicket, Opened, do_open

SHORTCUT = "/desk:"
LEAVE_QUEUE = "/desk:leave_queue"
OPEN_TICKET = "/desk:open_ticket"
TALK_TO_PERSON = "/desk:talk_to_person"
WAS_SOLVED = "/desk:was_solved"
STILL_OPEN = "/desk:still_open"


async def do_shortcut(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    payload: str,
    reference: Reference,
) -> None:
    """Do what one of the desk's own buttons says; a button out of its time does nothing."""
    if payload == LEAVE_QUEUE:
        if conversation.owner == "queue":
            await do_release(transaction, services, conversation, "queue_left")
    elif payload == OPEN_TICKET:
        await _do_open_ticket(transaction, services, conversation, reference)
    elif payload == WAS_SOLVED:
        if conversation.owner == "bot":
            await _do_end(transaction, services, conversation)
    elif payload in (TALK_TO_PERSON, STILL_OPEN):
        if conversation.owner == "bot":
            await _do_ask_for_person(transaction, services, conversation, reference)
    else:
        raise InvalidError(f"There is no such button: {payload}", code="unknown_button")


async def _do_end(transaction: Transaction, services: Services, conversation: Conversation) -> None:
    closed = await do_change_owner(transaction, conversation, "closed", at=services.now())
    text = services.texts.say(closed.language, "solved_by_visitor")
    await do_log_state(transaction, services, closed, text=text)


async def _do_ask_for_person(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    reference: Reference,
) -> None:
    department = services.department_of(conversation.department)
    language = conversation.language
    found, _ = await do_hand_off(
        transaction, services, conversation, department, in_reply_to=reference
    )
    if found.possible:
        return
    await do_append(
        transaction,
        conversation.id,
        [
            NewEvent(
                kind="message",
                author="system",
                text=explain(services, found, language),
                buttons=[services.texts.button(language, "ticket_button")],
                in_reply_to=reference,
            )
        ],
        services.now(),
    )


async def _do_open_ticket(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    reference: Reference,
) -> None:
    said = await asked(transaction, conversation.id)
    opened = await do_open(transaction, services, ticket_from_chat(services, conversation, said))
    await do_tell_opened(transaction, services, conversation, opened, reference)


async def do_tell_opened(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    opened: Opened,
    reference: Reference,
) -> None:
    """Tell the visitor of a ticket that was opened in a conversation, with its promise."""
    language = conversation.language
    text = services.texts.say(
        language,
        "ticket_opened",
        number=opened.number,
        department=services.department_title(opened.department, language),
        promise=opened.shown.promise.text,
    )
    await do_append(
        transaction,
        conversation.id,
        [
            NewEvent(kind="message", author="system", text=text, in_reply_to=reference),
            *ticket_events(opened, reference),
        ],
        services.now(),
    )


def ticket_from_chat(
    services: Services, conversation: Conversation, said: list[str], level: int = 1
) -> NewTicket:
    """A ticket about what a conversation is about, in the visitor's own words.

    The subject is the question that was understood last: the words said last are often just
    "any news" or "yes".
    """
    routed = conversation.routed or {}
    fallback = services.texts.say(conversation.language, "ticket_subject")
    return NewTicket(
        department=services.department_of(conversation.department),
        subject=routed.get("question") or (said[-1] if said else fallback),
        details="\n".join(said) or None,
        language=conversation.language,
        topic=routed.get("intent"),
        level=level,
        conversation_id=conversation.id,
        visitor_id=conversation.visitor_id,
    )


def ticket_events(opened: Opened, reference: Reference | None) -> list[NewEvent]:
    """What a conversation's log says about a ticket that was opened in it."""
    return [
        NewEvent(
            kind=effect["kind"],
            author="system",
            text=effect.get("text"),
            data=effect["data"],
            in_reply_to=reference,
        )
        for effect in ticket_effects(opened)
    ]


def ticket_effects(opened: Opened) -> list[dict[str, Any]]:
    """The same as JSON, to be kept with the turn that opened the ticket."""
    ticket = {
        "number": opened.number,
        "key": opened.key,
        "status": "open",
        "department": opened.department,
    }
    shown = {**opened.shown.as_dict(), "ticket": opened.number}
    return [
        {"kind": "ticket", "data": ticket},
        {"kind": "promise", "text": opened.shown.promise.text, "data": shown},
    ]
