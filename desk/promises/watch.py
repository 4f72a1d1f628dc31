"""Promises are watched: staff hear of one before it breaks, and when it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from desk.notify import notify_promise
from desk.promises.board import soon_at
from desk.promises.ledger import do_mark_broken
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import promises

# Nobody is warned longer ahead; it spares the look at promises that are far off.
_HORIZON = timedelta(days=30)


async def break_promises(services: Services) -> None:
    """Promises whose time has passed without an answer are broken, and staff are told."""
    async with services.database.write() as transaction:
        broken = await do_mark_broken(transaction, services.now())
    for promise_id in broken:
        await notify_promise(services.bus, promise_id, "broken")


async def warn_of_promises(services: Services) -> None:
    """Staff are told once of each promise that is about to break."""
    now = services.now()
    query = select(promises).where(
        promises.c.status == "open",
        promises.c.warned_at.is_(None),
        promises.c.due_at >= now,
        promises.c.due_at < now + _HORIZON,
    )
    async with services.database.read() as transaction:
        rows = (await transaction.execute(query)).all()
    soon = [row.id for row in rows if (at := soon_at(row, services)) is not None and at <= now]
    if not soon:
        return
    async with services.database.write() as transaction:
        warned = await do_mark_warned(transaction, soon, now)
    for promise_id in warned:
        await notify_promise(services.bus, promise_id, "warned")


async def do_mark_warned(transaction: Transaction, ids: Sequence[str], at: datetime) -> list[str]:
    """Note that staff were warned; returns those that nobody was warned of before."""
    result = await transaction.execute(
        update(promises)
        .where(
            promises.c.id.in_(ids),
            promises.c.status == "open",
            promises.c.warned_at.is_(None),
        )
        .values(warned_at=at)
        .returning(promises.c.id)
    )
    return list(result.scalars())
