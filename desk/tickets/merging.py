"""Merging: two tickets of one customer about one matter become one.

Nothing is copied and nothing is lost. The merged ticket keeps its messages and files, and the
thread of the one that it goes on as shows them in their place (`thread` reads both). Merged into
is one step at most: what was merged into a ticket before moves on with it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from desk.errors import ConflictError, InvalidError
from desk.promises.ledger import UNSETTLED, do_resume
from desk.services import Services
from desk.staff.access import Person
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import promises, tickets
from desk.tickets.book import access_ticket
from desk.tickets.links import do_put, linked
from desk.tickets.status import UNDER_WORK, Doer, do_change_status, do_set
from desk.tickets.thread import do_note


def check_mergeable(source: Row[Any], target: Row[Any]) -> None:
    """Raises InvalidError or ConflictError that says why `source` can't go on as `target`."""
    if source.number == target.number:
        raise InvalidError("into: a ticket can't be merged into itself.", field="into")
    for row, field in ((source, None), (target, "into")):
        if row.merged_into:
            raise ConflictError(
                f"{row.number} was merged into {row.merged_into} already. Use that one.",
                code="ticket_merged",
                field=field,
                extra={"merged_into": row.merged_into},
            )
    if source.status == "closed":
        raise ConflictError(f"{source.number} is closed and stays so.", code="ticket_closed")
    if target.status not in UNDER_WORK:
        raise ConflictError(
            f"{target.number} is {target.status}: nobody would answer there. "
            "Merge it the other way round, or open it again first.",
            code="target_not_open",
            field="into",
        )
    if not _same_customer(source, target):
        raise ConflictError(
            "These tickets are not of the same customer: neither their e-mail addresses nor their "
            "visitors are the same. Merged, each would read the other's messages.",
            code="other_customer",
            field="into",
        )


def _same_customer(one: Row[Any], other: Row[Any]) -> bool:
    if one.email and other.email and one.email.casefold() == other.email.casefold():
        return True
    return bool(one.visitor_id) and one.visitor_id == other.visitor_id


async def do_merge(
    transaction: Transaction,
    services: Services,
    source: Row[Any],
    target: Row[Any],
    person: Person,
) -> None:
    """Let `source` go on as `target`; both are locked. Raises as `check_mergeable`.

    What is owed to the source's customer is owed in the target from here on, so that the next
    answer there settles it and what comes too late is broken as before.
    """
    check_mergeable(source, target)
    at, say = services.now(), services.texts.say
    owed = await _do_move_promises(transaction, source.number, target.number)
    await transaction.execute(
        update(tickets)
        .where(tickets.c.merged_into == source.number)
        .values(merged_into=target.number)
    )
    conversations = [
        one
        for one in (source.conversation_id, *await linked(transaction, source.number))
        if one is not None and one != target.conversation_id
    ]
    await do_put(transaction, target.number, conversations, at, person.id)
    await do_set(
        transaction,
        source,
        {"status": "closed", "merged_into": target.number, "updated_at": at},
    )
    await do_note(
        transaction,
        source.number,
        say(source.language, "ticket_line_merged_into", number=target.number),
        at,
        by=person.name,
        staff_id=person.id,
        public=True,
    )
    await do_note(
        transaction,
        target.number,
        say(
            target.language,
            "ticket_line_merged_from",
            number=source.number,
            subject=source.subject,
        ),
        at,
        by=person.name,
        staff_id=person.id,
        public=True,
    )
    if target.email is None and source.email is not None:
        await do_set(transaction, target, {"email": source.email, "updated_at": at})
    if source.status in ("open", "on_hold") and target.status == "waiting":
        # The customer's other question has no answer yet, so it is the desk's turn.
        current = await access_ticket(transaction, target.number)
        doer = Doer("staff", person.id, person.name)
        await do_change_status(transaction, services, current, "open", doer)
    elif owed and target.status != "waiting":
        await do_resume(transaction, services, target.number, at)
    for number in (source.number, target.number):
        data = {"from": source.number, "into": target.number}
        await do_record_action(transaction, services, person.id, "ticket_merge", number, data)


async def _do_move_promises(transaction: Transaction, source: str, target: str) -> bool:
    """Have what is owed in one ticket be owed in the other; False where nothing was."""
    result = await transaction.execute(
        update(promises)
        .where(promises.c.ticket == source, promises.c.status.in_(UNSETTLED))
        .values(ticket=target)
    )
    return result.rowcount > 0
