"""What a person does with a conversation: take it, write into it, ask the next tier for help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from desk.conversations.log import NewEvent, Reference, do_append, find_by_client_id
from desk.conversations.model import Conversation, access_conversation
from desk.conversations.ownership import OwnerChangedError, do_change_owner
from desk.conversations.packet import asked
from desk.conversations.shortcuts import ticket_events, ticket_from_chat
from desk.errors import ConflictError, ForbiddenError, NotFoundError
from desk.escalation.asking import do_ask_as_staff
from desk.queue.handoff import do_log_joined
from desk.services import Services
from desk.staff.access import Person, check_answers, may_see
from desk.staff.audit import do_record_action
from desk.staff.presence import do_touch
from desk.storage import Transaction
from desk.storage.tables import staff
from desk.tickets.book import Opened, access_ticket, do_open, open_ticket_of


@dataclass(frozen=True)
class Escalated:
    """A ticket (a row of `tickets`) that climbed, and what was opened for it, if something was."""

    ticket: Row[Any]
    opened: Opened | None


class AlreadyOwnedError(ConflictError):
    """Somebody else took the conversation first."""

    code = "already_owned"


class NotOwnerError(ConflictError):
    """Only the person who has the conversation may do this."""

    code = "not_owner"


async def access_for_staff(
    transaction: Transaction, person: Person, conversation_id: str, *, lock: bool = False
) -> Conversation:
    """A conversation of one's departments. Raises NotFoundError for any other."""
    conversation = await access_conversation(transaction, conversation_id, lock=lock)
    if not may_see(person, conversation.department) and conversation.staff_id != person.id:
        raise NotFoundError("There is no such conversation.", code="conversation_not_found")
    return conversation


async def do_claim(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation_id: str,
    *,
    join: bool = False,
) -> Conversation:
    """Take a waiting conversation: one conditional update, so two people can't take it.

    With `join` also one that the assistant still answers; what it was about to say is dropped.
    Raises AlreadyOwnedError with the owner when somebody was faster, or nobody waits;
    ForbiddenError when it waits for a higher level than the person's.
    """
    conversation = await access_for_staff(transaction, person, conversation_id)
    check_answers(person)
    if conversation.owner == "staff" and conversation.staff_id == person.id:
        return conversation
    if conversation.level > person.level:
        raise ForbiddenError(f"This conversation waits for level {conversation.level}.")
    try:
        if conversation.owner != "queue" and not (join and conversation.owner == "bot"):
            raise OwnerChangedError("Nobody waits here.")
        taken = await do_change_owner(
            transaction, conversation, "staff", at=services.now(), staff_id=person.id
        )
    except OwnerChangedError:
        raise await _already_owned(transaction, conversation_id) from None
    await do_touch(transaction, person.id, services.real_now())
    await do_log_joined(transaction, services, taken, person.name)
    await do_record_action(transaction, services, person.id, "claim", conversation_id)
    return taken


async def _already_owned(transaction: Transaction, conversation_id: str) -> AlreadyOwnedError:
    now = await access_conversation(transaction, conversation_id)
    name: str | None = None
    if now.staff_id:
        query = select(staff.c.name).where(staff.c.id == now.staff_id)
        name = (await transaction.execute(query)).scalar_one_or_none()
    who = {
        "bot": "The assistant answers this conversation; nobody waits here.",
        "closed": "This conversation is closed.",
    }.get(now.owner, f"{name or 'Somebody else'} has taken this conversation.")
    owner = {"kind": now.owner, **({"name": name} if name else {})}
    return AlreadyOwnedError(who, extra={"owner": owner})


async def do_write(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation_id: str,
    *,
    client_id: str,
    text: str,
) -> Reference:
    """Write to the visitor. The same `client_id` again writes nothing more."""
    conversation = await access_for_staff(transaction, person, conversation_id, lock=True)
    check_answers(person)
    before = await find_by_client_id(transaction, conversation_id, "staff", client_id)
    if before is not None:
        return Reference(before.seq, before.visible_seq)
    _check_owner(conversation, person)
    await do_touch(transaction, person.id, services.real_now())
    event = NewEvent(
        kind="message",
        author="staff",
        author_name=person.name,
        staff_id=person.id,
        text=text,
        client_id=client_id,
    )
    written = await do_append(transaction, conversation_id, [event], services.now())
    assert written is not None
    await do_record_action(transaction, services, person.id, "message", conversation_id)
    services.metrics.wrote("staff")
    return written[0]


async def do_note(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None = None,
) -> Reference:
    """Leave a note that only staff may see. The same `client_id` again leaves no second one."""
    await access_for_staff(transaction, person, conversation_id, lock=True)
    check_answers(person)
    if client_id is not None:
        before = await find_by_client_id(transaction, conversation_id, "staff", client_id)
        if before is not None:
            return Reference(before.seq, before.visible_seq)
    event = NewEvent(
        kind="note",
        author="staff",
        author_name=person.name,
        staff_id=person.id,
        text=text,
        client_id=client_id,
        visible=False,
    )
    written = await do_append(transaction, conversation_id, [event], services.now())
    assert written is not None
    await do_record_action(transaction, services, person.id, "note", conversation_id)
    return written[0]


async def do_escalate(
    transaction: Transaction,
    services: Services,
    person: Person,
    conversation_id: str,
    reason: str,
    client_id: str,
) -> Escalated:
    """Ask the next tier for help (policy section 4): through the conversation's ticket.

    Its open ticket climbs one tier; where there is none, one is opened first. No tier is
    skipped. The same `client_id` again asks for nothing more.
    Raises ConflictError at the highest tier.
    """
    conversation = await access_own(transaction, person, conversation_id)
    number = await open_ticket_of(transaction, conversation_id)
    opened: Opened | None = None
    if number is None:
        said = await asked(transaction, conversation_id)
        new = ticket_from_chat(services, conversation, said, level=conversation.level)
        opened = await do_open(transaction, services, new)
        number = opened.number
        await do_append(transaction, conversation_id, ticket_events(opened, None), services.now())
    row = await access_ticket(transaction, number, lock=True)
    await do_ask_as_staff(transaction, services, person, row, reason=reason, client_id=client_id)
    row = await access_ticket(transaction, number)
    data = {"level": row.level, "ticket": number}
    await do_record_action(transaction, services, person.id, "escalate", conversation_id, data)
    return Escalated(row, opened)


async def access_own(
    transaction: Transaction, person: Person, conversation_id: str, *, lock: bool = True
) -> Conversation:
    """The conversation that this person has. Raises NotOwnerError for any other."""
    conversation = await access_for_staff(transaction, person, conversation_id, lock=lock)
    check_answers(person)
    _check_owner(conversation, person)
    return conversation


def _check_owner(conversation: Conversation, person: Person) -> None:
    if conversation.owner != "staff" or conversation.staff_id != person.id:
        raise NotOwnerError(
            "This conversation is not yours. Claim it first.",
            extra={"owner": conversation.owner},
        )
