"""What staff change of a ticket, field by field; each change is a line in its thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, select, update

from desk.conversations.receive import clean
from desk.errors import ConflictError, InvalidError
from desk.escalation.taking import do_take
from desk.mail.ticket_mails import do_mail_moved
from desk.promises.ledger import Shown, do_record, work_out
from desk.services import Services
from desk.staff.access import Person
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import promises
from desk.tickets.book import SUBJECT_CHARACTERS, Priority, access_ticket
from desk.tickets.status import (
    Doer,
    Status,
    changed_meanwhile,
    check_transition,
    do_change_status,
    do_set,
)
from desk.tickets.thread import do_note
from desk.tickets.views import assignable
from support.escalation import tier

Field = Literal["subject", "department", "level", "priority", "assignee", "status"]


@dataclass(frozen=True)
class Change:
    """What is to be changed; only the fields in `given` are."""

    given: frozenset[str]
    subject: str | None = None
    department: str | None = None
    level: int | None = None
    priority: Priority | None = None
    assignee: str | None = None
    """Somebody's id or `me`; None: nobody."""
    status: Status | None = None
    expect: Mapping[str, Any] | None = None
    """What whoever asks saw before: a field that says something else by now is not overwritten."""


async def do_change(
    transaction: Transaction, services: Services, row: Row[Any], change: Change, person: Person
) -> Row[Any]:
    """Change fields of a ticket, which is locked, and return it as it is then.

    All of them or none. Raises InvalidError and ConflictError that name the field.
    """
    _check_expected(row, change)
    if row.status == "closed" and (change.given, change.status) != (
        frozenset({"status"}),
        "closed",
    ):
        # It stays as it ended: whatever is asked for, the answer says where to go on.
        check_transition(row, "open")
    if "subject" in change.given:
        row = await _do_subject(transaction, services, row, change.subject or "", person)
    if "department" in change.given:
        row = await _do_move(transaction, services, row, change.department or "", person)
    if "level" in change.given:
        row = await _do_level(transaction, services, row, change.level or 0, person)
    if "priority" in change.given:
        row = await _do_priority(transaction, services, row, change.priority, person)
    if "assignee" in change.given:
        row = await _do_assign(transaction, services, row, change.assignee, person)
    if "status" in change.given and change.status:
        doer = Doer("staff", person.id, person.name)
        row = await do_change_status(transaction, services, row, change.status, doer)
    return row


def _check_expected(row: Row[Any], change: Change) -> None:
    for field, seen in (change.expect or {}).items():
        now = row.assignee_id if field == "assignee" else getattr(row, field)
        if seen != now:
            raise changed_meanwhile(field, now)


async def _do_subject(
    transaction: Transaction, services: Services, row: Row[Any], subject: str, person: Person
) -> Row[Any]:
    subject = " ".join(clean(subject, SUBJECT_CHARACTERS).split())
    return await _do_field(
        transaction,
        services,
        row,
        person,
        "subject",
        {"subject": subject},
        services.texts.say(row.language, "ticket_line_subject", subject=subject),
    )


async def _do_priority(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    priority: Priority | None,
    person: Person,
) -> Row[Any]:
    if priority is None:
        raise InvalidError("priority: expected low, normal, high or urgent.", field="priority")
    said = services.texts.say(row.language, f"ticket_priority_{priority}")
    text = services.texts.say(row.language, "ticket_line_priority", priority=said)
    values = {"priority": priority}
    return await _do_field(transaction, services, row, person, "priority", values, text)


async def _do_level(
    transaction: Transaction, services: Services, row: Row[Any], level: int, person: Person
) -> Row[Any]:
    """A ticket goes down by hand and up by escalation alone, with a reason and the tier asked.

    So no tier is skipped (policy section 4) and none has a ticket that it does not know of.
    """
    highest = len(services.policy.escalation)
    if not 1 <= level <= highest:
        raise InvalidError(f"level: expected a number from 1 to {highest}.", field="level")
    if level > row.level:
        raise ConflictError(
            f"A ticket reaches level {level} by escalation: say why with "
            f"POST /api/staff/tickets/{row.number}/escalate.",
            code="escalate_instead",
            field="level",
        )
    title = f"{level} ({tier(services.policy, level).title(row.language)})"
    text = services.texts.say(row.language, "ticket_line_level", level=title)
    values = {"level": level, "level_since": services.now()}
    return await _do_field(transaction, services, row, person, "level", values, text)


async def _do_assign(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    assignee: str | None,
    person: Person,
) -> Row[Any]:
    staff_id = person.id if assignee == "me" else assignee or None
    people = {one["id"]: one["name"] for one in await assignable(transaction, row.department)}
    if staff_id is not None and staff_id not in people:
        title = services.department_title(row.department, "en")
        raise InvalidError(
            f"assignee: expected 'me', nobody, or somebody of {title} who answers tickets.",
            field="assignee",
        )
    say = services.texts.say
    text = (
        say(row.language, "ticket_line_assignee", name=people[staff_id])
        if staff_id
        else say(row.language, "ticket_line_nobody")
    )
    values = {"assignee_id": staff_id}
    assigned = await _do_field(transaction, services, row, person, "assignee", values, text)
    if staff_id is not None:
        await do_take(transaction, row.number, staff_id, services.now())
    return assigned


async def _do_field(
    transaction: Transaction,
    services: Services,
    row: Row[Any],
    person: Person,
    field: Field,
    values: dict[str, Any],
    text: str,
) -> Row[Any]:
    """Write one field with its line and its record; the first of `values` says whether it is new.

    The same value again changes nothing and says nothing.
    """
    column, new = next(iter(values.items()))
    old = getattr(row, column)
    if old == new:
        return row
    at = services.now()
    await do_set(transaction, row, {**values, "updated_at": at})
    await do_note(transaction, row.number, text, at, by=person.name, staff_id=person.id)
    await do_record_action(
        transaction, services, person.id, f"ticket_{field}", row.number, {"from": old, "to": new}
    )
    return await access_ticket(transaction, row.number)


async def _do_move(
    transaction: Transaction, services: Services, row: Row[Any], department: str, person: Person
) -> Row[Any]:
    """Give a ticket to another department; the customer is told, with what is promised then.

    A move never makes the customer wait longer than was promised: the new department's clock is
    reckoned from the opening, and counts only where it is the sooner one and not over yet. Else
    what the customer was shown stands.
    """
    if department not in services.policy.departments:
        known = ", ".join(services.policy.departments)
        raise InvalidError(f"department: expected one of {known}.", field="department")
    if department == row.department:
        return row
    at, say = services.now(), services.texts.say
    # Whoever worked on it may not be of the new department.
    people = {one["id"] for one in await assignable(transaction, department)}
    assignee = row.assignee_id if row.assignee_id in people else None
    values = {"department": department, "assignee_id": assignee, "updated_at": at}
    await do_set(transaction, row, values)
    moved = await access_ticket(transaction, row.number)
    owed = await _owed(transaction, row.number)
    promised = await _do_promise_sooner(transaction, services, moved, owed)
    title = services.department_title(department, row.language)
    if promised:
        told = say(
            row.language, "ticket_line_moved", department=title, promise=promised.promise.text
        )
    elif owed:
        told = say(row.language, "ticket_line_moved_kept", department=title, promise=owed[0].text)
    else:
        told = say(row.language, "ticket_line_moved_only", department=title)
    await do_note(
        transaction, row.number, told, at, by=person.name, staff_id=person.id, public=True
    )
    await do_mail_moved(transaction, services, moved, told)
    data = {"from": row.department, "to": department}
    await do_record_action(transaction, services, person.id, "ticket_department", row.number, data)
    return await access_ticket(transaction, row.number)


async def _owed(transaction: Transaction, number: str) -> list[Row[Any]]:
    """The promises whose time runs, newest first."""
    query = (
        select(promises)
        .where(promises.c.ticket == number, promises.c.status == "open")
        .order_by(promises.c.opened_at.desc())
        .with_for_update()
    )
    return list((await transaction.execute(query)).all())


async def _do_promise_sooner(
    transaction: Transaction, services: Services, row: Row[Any], owed: list[Row[Any]]
) -> Shown | None:
    """Replace what is owed by the new department's promise, where that is better for the customer.

    It is reckoned from when the matter was opened or reopened: nobody's clock starts anew by a
    move. What it replaces is void.
    """
    if not owed:
        return None
    since = max(one.opened_at for one in owed)
    shown = work_out(services, row.department, row.language, since)
    dues = [one.due_at for one in owed if one.due_at is not None]
    if shown.due_at is None or shown.due_at <= services.now():
        return None
    if dues and shown.due_at >= min(dues):
        return None
    await transaction.execute(
        update(promises)
        .where(promises.c.id.in_([one.id for one in owed]))
        .values(status="void", settled_at=services.now())
    )
    await do_record(
        transaction,
        shown,
        conversation_id=row.conversation_id,
        ticket=row.number,
        department=row.department,
        level=row.level,
        reason="moved",
    )
    return shown
