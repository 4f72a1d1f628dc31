"""Who may ask for the next tier, and on what terms: staff at any time, the customer in turn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select

from desk.errors import ConflictError
from desk.escalation.steps import UNDER_WORK, Asked, do_ask, tier_title
from desk.services import Services
from desk.staff.access import Person, check_answers
from desk.storage import Transaction
from desk.storage.tables import promises, ticket_messages
from desk.tickets.book import do_answer
from desk.tickets.status import do_hear_customer
from desk.tickets.thread import do_append, written_before
from support.errors import SupportError
from support.escalation import asks_from, next_tier


async def do_ask_as_staff(
    transaction: Transaction,
    services: Services,
    person: Person,
    row: Row[Any],
    *,
    reason: str,
    client_id: str,
) -> Asked | None:
    """Take a ticket one tier up for somebody of the staff; why stays between staff.

    None if it was asked under this `client_id` before. Raises ForbiddenError for trainers, else
    as `do_ask`.
    """
    check_answers(person)
    name = f"escalate-{client_id}"
    if await written_before(transaction, row.number, "staff", name) is not None:
        return None
    await do_answer(
        transaction,
        row,
        at=services.now(),
        staff_id=person.id,
        staff_name=person.name,
        text=reason,
        internal=True,
        client_id=name,
    )
    return await do_ask(
        transaction, services, row, asked_by="staff", reason=reason, staff_id=person.id
    )


async def do_ask_as_customer(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    *,
    reason: str,
    client_id: str,
) -> Asked | None:
    """Take a ticket one tier up because the customer asks; their reason joins the thread.

    None if it was asked under this `client_id` before. Raises ConflictError that says from when
    on, where the tier that has the ticket still has time to answer.
    """
    name = f"escalate-{client_id}"
    if await written_before(transaction, row.number, "visitor", name) is not None:
        return None
    since = await may_ask_from(transaction, services, row)
    if since is not None and since > services.now():
        title = tier_title(services, row.level)
        raise ConflictError(
            f"{title} has this ticket and has time to answer until {services.local(since)}. "
            "After an answer, or from then on, the next tier can be asked.",
            code="too_soon",
            extra={"from": services.local(since)},
        )
    heard = await do_hear_customer(transaction, services, row)
    await do_append(
        transaction,
        row.number,
        author="visitor",
        text=reason,
        at=services.now(),
        client_id=name,
    )
    return await do_ask(transaction, services, heard, asked_by="customer", reason=reason)


async def may_ask_from(
    transaction: Transaction, services: Services, row: Row[Any]
) -> datetime | None:
    """From when on the customer may ask for the next tier; None: at once.

    Each tier has its turn: it has answered since it got the ticket, or its time to answer is
    over, or a promise about the ticket was broken meanwhile.
    """
    since = row.level_since or row.opened_at
    answered = exists().where(
        ticket_messages.c.number == row.number,
        ticket_messages.c.author == "staff",
        ~ticket_messages.c.internal,
        ticket_messages.c.at >= since,
    )
    broken = exists().where(
        promises.c.ticket == row.number,
        promises.c.status == "broken",
        promises.c.settled_at >= since,
    )
    if (await transaction.execute(select(answered | broken))).scalar_one():
        return None
    try:
        return asks_from(services.policy, row.department, since)
    except SupportError:
        # The policy was changed meanwhile and knows no hours to go by: nobody is kept waiting.
        return None


async def customer_escalation_json(
    transaction: Transaction, services: Services, row: Row[Any], language: str | None = None
) -> dict[str, Any]:
    """Who has the ticket and whom the customer may ask next; titles in `language`, or its own.

    `next` is null at the highest tier and for a ticket that has ended; `from` is the moment from
    which on it may be asked for, null for at once.
    """
    language = services.texts.language(language or row.language)
    known = 1 <= row.level <= len(services.policy.escalation)
    above = next_tier(services.policy, row.level) if known else None
    document: dict[str, Any] = {
        "level": row.level,
        "title": tier_title(services, row.level, language),
        "next": None,
        "from": None,
    }
    if above is not None and row.status in UNDER_WORK:
        since = await may_ask_from(transaction, services, row)
        later = since is not None and since > services.now()
        document["next"] = {
            "level": above.level,
            "title": above.title(language),
            "ask_through": above.ask_through(language),
            "via": above.via,
        }
        document["from"] = services.local(since) if since is not None and later else None
    return document
