"""What stays too long on a tier climbs by itself, where the policy sets a time for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, and_, func, or_, select

from desk.errors import ConflictError
from desk.escalation.steps import Asked, do_ask, tier_title
from desk.notify import notify_conversation, notify_ticket
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import ticket_messages, tickets
from support.errors import SupportError
from support.escalation import Span, Writer, climbs, next_tier, tier, waits
from support.wording import duration

log = structlog.get_logger()

# Waiting is the customer's turn; solved and closed are done.
_OURS = ("open", "on_hold")
_MOST_AT_ONCE = 100
_WRITERS: dict[str, Writer] = {"visitor": "customer", "staff": "staff", "system": "desk"}


async def climb_by_clock(services: Services) -> None:
    """Take every ticket one tier up that has been on its tier for longer than the policy says."""
    async with services.database.read() as transaction:
        numbers = [row.number for row in await _overstayed(transaction, services)]
    for number in numbers:
        try:
            async with services.database.write() as transaction:
                asked = await _do_climb(transaction, services, number)
        except ConflictError:
            # Somebody has just escalated, answered or ended it.
            continue
        if asked is None:
            continue
        await notify_ticket(services.bus, number)
        if asked.conversation_id:
            await notify_conversation(services.bus, asked.conversation_id)


async def _overstayed(transaction: Transaction, services: Services) -> Sequence[Row[Any]]:
    """Tickets that may have stayed too long: a department's clock is never ahead of plain time."""
    now = services.now()
    since = func.coalesce(tickets.c.level_since, tickets.c.opened_at)
    late = [
        and_(tickets.c.level == one.level, since <= now - one.escalate_after)
        for one in services.policy.escalation
        if one.escalate_after is not None and next_tier(services.policy, one.level) is not None
    ]
    if not late:
        return []
    query = select(tickets).where(tickets.c.status.in_(_OURS), or_(*late)).order_by(since)
    rows = (await transaction.execute(query)).all()
    found = [row for row in rows if await _climbs(transaction, services, row, now)]
    return found[:_MOST_AT_ONCE]


async def _climbs(
    transaction: Transaction, services: Services, row: Row[Any], now: datetime
) -> bool:
    since = row.level_since or row.opened_at
    waited = await _waits(transaction, row.number, now)
    try:
        return climbs(services.policy, row.department, row.level, since, now, waited)
    except SupportError as error:
        log.warning("a ticket can't climb by the clock", ticket=row.number, why=str(error))
        return False


async def _waits(transaction: Transaction, number: str, now: datetime) -> list[Span]:
    """When the customer was waited for, as the ticket's thread tells."""
    query = (
        select(ticket_messages.c.at, ticket_messages.c.author)
        .where(
            ticket_messages.c.number == number,
            ~ticket_messages.c.internal | (ticket_messages.c.author == "system"),
        )
        .order_by(ticket_messages.c.seq)
    )
    rows = (await transaction.execute(query)).all()
    return waits([(row.at, _WRITERS[row.author]) for row in rows if row.author in _WRITERS], now)


async def _do_climb(transaction: Transaction, services: Services, number: str) -> Asked | None:
    """Take one ticket up, if it still has to be."""
    query = select(tickets).where(tickets.c.number == number).with_for_update()
    row = (await transaction.execute(query)).one_or_none()
    if row is None or row.status not in _OURS:
        return None
    if not await _climbs(transaction, services, row, services.now()):
        return None
    language = services.policy.company.default_language
    after = tier(services.policy, row.level).escalate_after
    assert after is not None  # else it would not climb
    reason = services.texts.say(
        language,
        "escalation_clock",
        tier=tier_title(services, row.level),
        after=duration(after.total_seconds(), language),
    )
    return await do_ask(transaction, services, row, asked_by="clock", reason=reason)
