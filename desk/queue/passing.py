"""How a person lets go of a conversation: pass it on, give it back, end it."""

from __future__ import annotations

import json
from typing import Literal

from desk.conversations.log import NewEvent, do_append
from desk.conversations.model import Conversation, Owner
from desk.conversations.ownership import do_change_owner
from desk.conversations.shortcuts import STILL_OPEN, WAS_SOLVED
from desk.errors import ConflictError, InvalidError
from desk.queue.availability import availability, explain
from desk.queue.handoff import do_log_joined, do_log_state
from desk.queue.taking import access_own, do_note
from desk.services import Services
from desk.staff.access import Person
from desk.staff.audit import do_record_action
from desk.staff.presence import present_people
from desk.storage import Transaction
from desk.texts import DEFAULT_LANGUAGE

Next = Literal["answer", "ticket", "ask_solved"]
"""What the assistant does when it gets a conversation back: answer what comes, ask for what a
ticket needs, or ask whether the matter is solved."""


async def do_hand_back(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation_id: str,
    note: str | None,
    todo: Next = "answer",
) -> Conversation:
    """Give the conversation back to the assistant, with what it is to do next."""
    own = await access_own(transaction, person, conversation_id)
    said = services.texts.say(own.language, "handed_back", name=person.name)
    left = await _do_leave(transaction, services, person, own, "bot", "hand_back", said, note)
    if todo != "answer":
        event = _next_step(services, left, todo)
        await do_append(transaction, left.id, [event], services.now())
    return left


def _next_step(services: Services, conversation: Conversation, todo: Next) -> NewEvent:
    language = conversation.language
    texts = services.texts
    if todo == "ticket":
        form = texts.button(language, "form_button")
        department = services.department_of(conversation.department)
        form["payload"] += json.dumps({"department": department})
        text, buttons = texts.say(language, "next_ticket"), [form]
    else:
        text = texts.say(language, "next_ask_solved")
        buttons = [
            {"title": texts.say(language, "was_solved"), "payload": WAS_SOLVED},
            {"title": texts.say(language, "still_open"), "payload": STILL_OPEN},
        ]
    return NewEvent(kind="message", author="system", text=text, buttons=buttons)


async def do_resolve(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation_id: str,
    note: str | None,
) -> Conversation:
    """End the conversation; the visitor may write again and finds the assistant."""
    own = await access_own(transaction, person, conversation_id)
    said = services.texts.say(own.language, "resolved", name=person.name)
    return await _do_leave(transaction, services, person, own, "closed", "resolve", said, note)


async def _do_leave(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation: Conversation,
    owner: Owner,
    action: str,
    said: str,
    note: str | None,
) -> Conversation:
    if note:
        await do_note(transaction, services, person, conversation.id, note)
    left = await do_change_owner(transaction, conversation, owner, at=services.now())
    await do_log_state(transaction, services, left, text=said)
    await do_record_action(transaction, services, person.id, action, conversation.id)
    return left


async def do_transfer(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation_id: str,
    *,
    reason: str,
    department: str | None = None,
    level: int | None = None,
    staff_id: str | None = None,
) -> Conversation:
    """Pass a conversation on to another department's or level's queue, or to one person.

    Levels go up one at a time, as everywhere (policy section 4). The visitor keeps the place in
    the order of the queue. Raises ConflictError for more than one level, and when nobody would
    be there to take it.
    """
    conversation = await access_own(transaction, person, conversation_id)
    if department is not None and department not in services.policy.departments:
        known = ", ".join(services.policy.departments)
        raise InvalidError(f"department: expected one of {known}.", field="department")
    if level is not None and level > conversation.level + 1:
        raise ConflictError(
            f"Level {conversation.level + 1} comes before level {level}.", code="tier_skipped"
        )
    wanted = services.department_of(department or conversation.department)
    if staff_id is None:
        await _check_somebody(transaction, services, wanted, level or conversation.level)
    await do_note(transaction, services, person, conversation_id, reason)
    if staff_id is not None:
        moved = await _do_give(
            transaction, services, person, conversation, staff_id, department, level
        )
    else:
        moved = await do_change_owner(
            transaction,
            conversation,
            "queue",
            at=services.now(),
            department=department,
            level=level,
            reason=reason,
        )
        title = services.department_title(wanted, moved.language)
        await do_log_state(
            transaction,
            services,
            moved,
            text=services.texts.say(moved.language, "transferred", department=title),
            buttons=services.texts.buttons(moved.language, "queued_buttons"),
            cause="transferred",
        )
    data = {"department": department, "level": level, "staff": staff_id}
    await do_record_action(transaction, services, person.id, "transfer", conversation_id, data)
    return moved


async def _check_somebody(
    transaction: Transaction, services: Services, department: str, level: int
) -> None:
    """Nobody is passed on into the void. Raises ConflictError that says what is in the way."""
    found = await availability(transaction, services, department, level=level)
    if not found.possible:
        raise ConflictError(
            explain(services, found, DEFAULT_LANGUAGE, "transfer"),
            code="nobody_to_take_over",
            extra={"why": found.why},
        )


async def _do_give(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation: Conversation,
    staff_id: str,
    department: str | None,
    level: int | None,
) -> Conversation:
    """Give a conversation to one person who is there, whether or not their hands are full.

    Raises ConflictError for somebody who is away or does not serve this conversation.
    """
    if staff_id == person.id:
        raise InvalidError("staff: this conversation is yours already.", field="staff")
    present = {one.id: one for one in await present_people(transaction, services)}
    other = present.get(staff_id)
    if other is None:
        raise ConflictError(
            "This person is not at the desk. Pass the conversation on to the department, or to "
            "somebody who is there.",
            code="nobody_to_take_over",
            extra={"why": "nobody_present"},
        )
    wanted = services.department_of(department or conversation.department)
    if not other.serves(wanted, level or conversation.level):
        title = services.department_title(wanted, DEFAULT_LANGUAGE)
        raise ConflictError(
            f"{other.name} does not serve {title} at level {level or conversation.level}. "
            "Choose the department along with the person, or somebody else.",
            code="does_not_serve",
        )
    moved = await do_change_owner(
        transaction,
        conversation,
        "staff",
        at=services.now(),
        staff_id=staff_id,
        department=department,
        level=level,
    )
    await do_log_joined(transaction, services, moved, other.name, cause="transferred")
    return moved
