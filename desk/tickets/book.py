"""Opening tickets, answering them, finding them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from desk.errors import ConflictError, InvalidError, NotFoundError
from desk.escalation.taking import do_take
from desk.promises.ledger import Shown, do_record, do_settle, work_out
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import counters, ticket_links, tickets
from desk.tickets.files import do_attach
from desk.tickets.thread import do_append, written_before

Origin = Literal["chat", "staff", "page"]
Priority = Literal["low", "normal", "high", "urgent"]
PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high", "urgent")

SUBJECT_CHARACTERS = 200


@dataclass(frozen=True)
class NewTicket:
    """What a ticket is opened with."""

    department: str
    subject: str
    language: str
    details: str | None = None
    email: str | None = None
    topic: str | None = None
    level: int = 1
    conversation_id: str | None = None
    visitor_id: str | None = None
    origin: Origin = "chat"
    priority: Priority = "normal"
    name: str | None = None
    """How the customer is called, if it is known."""
    staff_id: str | None = None
    """Who of the staff wrote it down for the customer."""
    client_id: str | None = None
    """What the opening was named by, so that it happens once."""


@dataclass(frozen=True)
class Opened:
    """A ticket that was just opened, with the promise that its owner was given."""

    number: str
    key: str
    department: str
    subject: str
    url: str
    shown: Shown

    def as_dict(self) -> dict[str, Any]:
        """As the actions get it."""
        return {
            "number": self.number,
            "key": self.key,
            "status": "open",
            "department": self.department,
            "url": self.url,
            "promise": self.shown.as_dict(),
        }


async def do_open(transaction: Transaction, services: Services, new: NewTicket) -> Opened:
    """Open a ticket: its number, its key, its first message, and the promise on record."""
    if new.department not in services.policy.departments:
        raise InvalidError(f"There is no department '{new.department}'.", field="department")
    now = services.now()
    year = now.astimezone(services.policy.zone).year
    number = f"TK-{year}-{await next_number(transaction, services, f'ticket-{year}'):06d}"
    key = secrets.token_urlsafe(18)
    shown = work_out(services, new.department, new.language)
    subject = " ".join(new.subject.split())[:SUBJECT_CHARACTERS]
    await transaction.execute(
        insert(tickets).values(
            number=number,
            key=key,
            conversation_id=new.conversation_id,
            visitor_id=new.visitor_id,
            department=new.department,
            level=new.level,
            priority=new.priority,
            status="open",
            origin=new.origin,
            level_since=now,
            topic=new.topic,
            subject=subject,
            details=new.details,
            email=new.email,
            language=new.language,
            last_seq=0,
            opened_at=now,
            updated_at=now,
        )
    )
    await do_append(
        transaction,
        number,
        author="visitor",
        author_name=new.name,
        staff_id=new.staff_id,
        text=new.details or subject,
        at=now,
        client_id=new.client_id,
    )
    await do_record(
        transaction,
        shown,
        conversation_id=new.conversation_id,
        ticket=number,
        department=new.department,
        level=new.level,
    )
    return Opened(number, key, new.department, subject, ticket_url(services, number, key), shown)


async def do_answer(
    transaction: Transaction,
    row: Row[Any],
    *,
    at: datetime,
    staff_id: str,
    staff_name: str,
    text: str,
    internal: bool,
    client_id: str,
    file_ids: Sequence[str] = (),
) -> int:
    """Write into a ticket as staff and return the message's number in its thread.

    A public answer settles the ticket's promises and leaves it waiting for the customer; an
    internal note does neither. The same `client_id` again changes nothing.
    Raises ConflictError for an answer in a closed ticket: the customer could not write back.
    """
    before = await written_before(transaction, row.number, "staff", client_id)
    if before is not None:
        return before
    if row.status == "closed" and not internal:
        raise ConflictError(
            "This ticket is closed. Open a new one for the customer, or leave a note.",
            code="ticket_closed",
        )
    seq = await do_append(
        transaction,
        row.number,
        author="staff",
        text=text,
        at=at,
        author_name=staff_name,
        staff_id=staff_id,
        internal=internal,
        client_id=client_id,
    )
    await do_attach(transaction, row.number, seq, file_ids)
    if not internal:
        await do_settle(transaction, row.number, at)
        await do_take(transaction, row.number, staff_id, at)
        status = "waiting" if row.status in ("open", "on_hold") else row.status
        await transaction.execute(
            update(tickets)
            .where(tickets.c.number == row.number)
            .values(status=status, first_answer_at=func.coalesce(tickets.c.first_answer_at, at))
        )
    return seq


async def next_number(transaction: Transaction, services: Services, name: str) -> int:
    """Count a named counter up by one and return it; two transactions never get the same."""
    postgres = services.database.url.startswith("postgresql")
    dialect = postgresql if postgres else sqlite
    query = (
        dialect.insert(counters)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + 1})
        .returning(counters.c.value)
    )
    return int((await transaction.execute(query)).scalar_one())


async def access_ticket(transaction: Transaction, number: str, *, lock: bool = False) -> Row[Any]:
    """The ticket with that number; locked, nobody else changes it. Raises NotFoundError."""
    query = select(tickets).where(tickets.c.number == number.strip().upper())
    if lock:
        query = query.with_for_update()
    row = (await transaction.execute(query)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no ticket {number}.", code="ticket_not_found")
    return row


async def open_ticket_of(transaction: Transaction, conversation_id: str) -> str | None:
    """The number of a conversation's newest ticket that is not solved yet."""
    query = (
        select(tickets.c.number)
        .where(
            tickets.c.conversation_id == conversation_id,
            tickets.c.status.in_(("open", "waiting", "on_hold")),
        )
        .order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
    )
    return (await transaction.execute(query.limit(1))).scalar_one_or_none()


async def tickets_of_visitor(transaction: Transaction, visitor_id: str) -> list[Row[Any]]:
    """Every ticket that a visitor opened, newest first."""
    query = (
        select(tickets)
        .where(tickets.c.visitor_id == visitor_id)
        .order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
    )
    return list((await transaction.execute(query)).all())


async def tickets_about(
    transaction: Transaction, visitor_id: str, conversation_id: str
) -> list[Row[Any]]:
    """A visitor's tickets and those that are linked with a conversation, newest first."""
    linked = select(ticket_links.c.number).where(ticket_links.c.conversation_id == conversation_id)
    query = (
        select(tickets)
        .where((tickets.c.visitor_id == visitor_id) | tickets.c.number.in_(linked))
        .order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
    )
    return list((await transaction.execute(query)).all())


async def count_open(transaction: Transaction, departments: list[str] | None) -> int:
    """How many tickets of `departments` (None: of all) are open."""
    query = select(func.count()).select_from(tickets).where(tickets.c.status == "open")
    if departments is not None:
        query = query.where(tickets.c.department.in_(departments))
    return int((await transaction.execute(query)).scalar_one())


def ticket_url(services: Services, number: str, key: str) -> str:
    """Where the customer follows the ticket."""
    return f"{services.settings.public_url}/t/{number}?key={key}"
