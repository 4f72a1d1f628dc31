"""Promises and the calendar: what a change would touch, and what an older calendar made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Row, select, update

from desk.errors import ConflictError
from desk.promises.ledger import UNSETTLED
from desk.services import Services
from desk.staff.access import Person
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import audit_log, promises, tickets
from support.calendar_change import Owed, Times, differ, times, touched
from support.hours import iso
from support.policy import Policy

Decision = Literal["keep", "recompute"]
_ACTION = "promise_calendar"


def owed_of(row: Row[Any], policy: Policy) -> Owed:
    """A row of `promises` joined with its ticket's language, as the comparison takes it."""
    return Owed(
        row.id,
        row.department,
        row.opened_at,
        row.language or policy.company.default_language,
        timedelta(seconds=row.paused_s),
    )


async def touched_by(
    transaction: Transaction, before: Policy, after: Policy
) -> list[dict[str, Any]]:
    """The promises still owed to which `after` would give other times, as JSON, oldest first."""
    query = (
        select(promises, tickets.c.language, tickets.c.subject)
        .outerjoin(tickets, tickets.c.number == promises.c.ticket)
        .where(promises.c.status.in_(UNSETTLED))
        .order_by(promises.c.opened_at, promises.c.id)
    )
    rows = {row.id: row for row in (await transaction.execute(query)).all()}
    found = touched(before, after, [owed_of(row, before) for row in rows.values()])
    return [
        {
            "id": one.owed.id,
            "ticket": rows[one.owed.id].ticket,
            "subject": rows[one.owed.id].subject,
            "department": one.owed.department,
            "status": rows[one.owed.id].status,
            "opened_at": iso(one.owed.opened_at.astimezone(before.zone)),
            "before": _times_json(one.before),
            "after": _times_json(one.after),
        }
        for one in found
    ]


def _times_json(found: Times) -> dict[str, Any]:
    document: dict[str, Any] = {
        "starts_at": iso(found.starts_at),
        "due_at": iso(found.due_at),
        "text": found.text,
    }
    if found.problem:
        document["problem"] = found.problem
    return document


async def outdated(
    transaction: Transaction, services: Services, rows: Iterable[Row[Any]]
) -> dict[str, dict[str, Any]]:
    """What the loaded calendar makes of promises that an older one made, by the promise's id.

    Only where it makes something else of it, and nobody has decided about it yet.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        now = _by_loaded_calendar(services, row)
        if now is not None:
            found[row.id] = {
                "made_by": row.calendar_version,
                "loaded": services.policy.calendar_version,
                "due_at": services.local(row.due_at) if row.due_at else None,
                "would_start_at": iso(now.starts_at),
                "would_be_due_at": iso(now.due_at),
                **({"problem": now.problem} if now.problem else {}),
            }
    decided = await _decided(transaction, services, list(found))
    return {id_: document for id_, document in found.items() if id_ not in decided}


def _by_loaded_calendar(services: Services, row: Row[Any]) -> Times | None:
    """The times that an older promise would get now; None where they are the same."""
    policy = services.policy
    if row.status not in UNSETTLED or row.calendar_version == policy.calendar_version:
        return None
    now = times(policy, owed_of(row, policy))
    return now if differ(now.due_at, row.due_at) else None


async def _decided(transaction: Transaction, services: Services, ids: Sequence[str]) -> set[str]:
    """About which promises somebody decided, seeing what this calendar makes of them."""
    if not ids:
        return set()
    query = select(audit_log.c.subject, audit_log.c.data).where(
        audit_log.c.action == _ACTION, audit_log.c.subject.in_(ids)
    )
    version = services.policy.calendar_version
    rows = (await transaction.execute(query)).all()
    return {row.subject for row in rows if (row.data or {}).get("calendar_version") == version}


async def do_decide(
    transaction: Transaction,
    services: Services,
    person: Person,
    row: Row[Any],
    decision: Decision,
) -> None:
    """Keep a promise due as it was shown, or have it due as the loaded calendar says.

    The text as shown never changes. Raises ConflictError where there is nothing to decide.
    """
    if row.id not in await outdated(transaction, services, [row]):
        raise ConflictError(
            "The calendar makes nothing else of this promise, or somebody has decided already.",
            code="nothing_to_decide",
        )
    now = times(services.policy, owed_of(row, services.policy))
    if decision == "recompute":
        if now.problem:
            raise ConflictError(
                f"The loaded calendar can't make a time of it: {now.problem}.",
                code="no_time",
            )
        await transaction.execute(
            update(promises)
            .where(promises.c.id == row.id, promises.c.status.in_(UNSETTLED))
            .values(due_at=now.due_at, warned_at=None)
        )
    data = {
        "decision": decision,
        "ticket": row.ticket,
        "calendar_version": services.policy.calendar_version,
        "from": services.local(row.due_at) if row.due_at else None,
        "to": iso(now.due_at),
    }
    await do_record_action(transaction, services, person.id, _ACTION, row.id, data)
