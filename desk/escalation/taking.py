"""A tier that was asked takes the matter on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from desk.storage import Transaction
from desk.storage.tables import escalations, staff, tickets


async def do_take(transaction: Transaction, number: str, staff_id: str, at: datetime) -> bool:
    """Somebody answers a ticket, or takes it on: the tier that was asked has taken it.

    True if that settled a step: the person's level is the ticket's, or higher, and nobody had
    taken it before.
    """
    level = select(staff.c.level).where(staff.c.id == staff_id).scalar_subquery()
    current = select(tickets.c.level).where(tickets.c.number == number).scalar_subquery()
    result = await transaction.execute(
        update(escalations)
        .where(
            escalations.c.number == number,
            escalations.c.status == "asked",
            escalations.c.to_level == current,
            escalations.c.to_level <= level,
        )
        .values(status="taken", settled_at=at)
    )
    return result.rowcount > 0
