"""Links between tickets and conversations that are about the same matter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from desk.errors import NotFoundError
from desk.services import Services
from desk.staff.access import Person
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import ticket_links
from desk.tickets.thread import do_note


async def do_link(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    conversation_id: str,
    person: Person,
) -> bool:
    """Link a ticket, which is locked, with a conversation; False where they were linked before."""
    if row.conversation_id == conversation_id:
        return False
    at = services.now()
    if not await do_put(transaction, row.number, [conversation_id], at, person.id):
        return False
    await _do_tell(transaction, services, row, "linked", conversation_id, person)
    return True


async def do_put(
    transaction: Transaction,
    number: str,
    conversation_ids: list[str],
    at: datetime,
    staff_id: str | None,
) -> int:
    """Write the links that are not there yet; returns how many those are."""
    query = select(ticket_links.c.conversation_id).where(ticket_links.c.number == number)
    there = set((await transaction.execute(query)).scalars())
    new = [one for one in dict.fromkeys(conversation_ids) if one not in there]
    if new:
        values = [
            {"number": number, "conversation_id": one, "at": at, "staff_id": staff_id}
            for one in new
        ]
        await transaction.execute(insert(ticket_links), values)
    return len(new)


async def do_unlink(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    conversation_id: str,
    person: Person,
) -> None:
    """Take a link away. Raises NotFoundError where there is none."""
    result = await transaction.execute(
        delete(ticket_links).where(
            ticket_links.c.number == row.number, ticket_links.c.conversation_id == conversation_id
        )
    )
    if result.rowcount == 0:
        raise NotFoundError(
            "This ticket is not linked with that conversation.", code="link_not_found"
        )
    await _do_tell(transaction, services, row, "unlinked", conversation_id, person)


async def linked(transaction: Transaction, number: str) -> list[str]:
    """The conversations that a ticket is linked with."""
    query = select(ticket_links.c.conversation_id).where(ticket_links.c.number == number)
    return list((await transaction.execute(query)).scalars())


async def _do_tell(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    what: str,
    conversation_id: str,
    person: Person,
) -> None:
    # Enough to tell a ticket's conversations apart; the audit log has the whole id.
    text = services.texts.say(row.language, f"ticket_line_{what}", conversation=conversation_id[:8])
    await do_note(transaction, row.number, text, services.now(), by=person.name, staff_id=person.id)
    await do_record_action(
        transaction,
        services,
        person.id,
        f"ticket_{what}",
        row.number,
        {"conversation": conversation_id},
    )
