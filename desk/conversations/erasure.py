"""Forgetting a visitor: every conversation, file and waiting transcript, here and in the engine.

Tickets stay: they are requests that somebody works on, with a promise on record, and the visitor
is told which. They lose their tie to the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import delete, insert, select, update

from desk.conversations.engine import EngineUnavailableError
from desk.files.book import files_of
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import conversations, erasures, mails, tickets

log = structlog.get_logger()

_MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Erased:
    """What was forgotten, and what was kept."""

    conversation_ids: list[str]
    file_ids: list[str]
    tickets_kept: list[str]


async def do_erase(transaction: Transaction, services: Services, visitor_id: str) -> Erased:
    """Delete all conversations of a visitor; events, turns and files go with them.

    The caller removes the files themselves once the transaction is kept. What the engine
    remembers is noted as owed and forgotten by `forget_in_engine`, also after a crash.
    """
    # Locked in one order, so that two erasures of the same visitor wait for each other.
    query = (
        select(conversations.c.id)
        .where(conversations.c.visitor_id == visitor_id)
        .order_by(conversations.c.id)
        .with_for_update()
    )
    ids = list((await transaction.execute(query)).scalars())
    file_ids = await files_of(transaction, ids)
    kept = select(tickets.c.number).where(tickets.c.visitor_id == visitor_id)
    numbers = list((await transaction.execute(kept.order_by(tickets.c.number))).scalars())
    await transaction.execute(
        update(tickets).where(tickets.c.visitor_id == visitor_id).values(visitor_id=None)
    )
    if ids:
        await transaction.execute(delete(mails).where(mails.c.conversation_id.in_(ids)))
        await transaction.execute(delete(conversations).where(conversations.c.id.in_(ids)))
        now = services.real_now()
        await transaction.execute(
            insert(erasures), [{"conversation_id": one, "at": now} for one in ids]
        )
    return Erased(ids, file_ids, numbers)


async def forget_in_engine(services: Services) -> int:
    """Have the engine forget what was erased here; returns how many conversations it forgot.

    A turn that was under way when its conversation was erased may bring it back in the engine
    for a moment, so what was erased is forgotten again a while later, for the last time.
    """
    query = select(erasures).order_by(erasures.c.at).limit(_MOST_AT_ONCE)
    async with services.database.read() as transaction:
        rows = (await transaction.execute(query)).all()
    if not rows:
        return 0
    try:
        await services.engine.forget([row.conversation_id for row in rows])
    except EngineUnavailableError as error:
        log.info("the engine could not forget yet", conversations=len(rows), why=str(error))
        return 0
    settled = services.real_now() - timedelta(seconds=services.settings.timings.turn_failing_s)
    done = [row.conversation_id for row in rows if row.at < settled]
    if done:
        async with services.database.write() as transaction:
            await transaction.execute(delete(erasures).where(erasures.c.conversation_id.in_(done)))
    return len(rows)
