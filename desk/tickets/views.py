"""Tickets as JSON, for the customer and for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from desk.escalation.asking import customer_escalation_json
from desk.escalation.steps import escalation_json
from desk.promises.ledger import promise_json
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import conversations, staff, ticket_links, tickets
from desk.tickets.book import ticket_url
from desk.tickets.files import file_json, files_by_message
from desk.tickets.search import promises_by_ticket
from desk.tickets.status import TRANSITIONS, UNDER_WORK, closes_at
from desk.tickets.thread import customer_name, thread


async def customer_json(
    transaction: Transaction, services: Services, row: Row[Any], language: str | None = None
) -> dict[str, Any]:
    """What the customer may see of a ticket: everything but notes between staff.

    Titles are in `language`, the ticket's own if left out.
    """
    found = await promises_by_ticket(transaction, [row.number])
    ends = closes_at(services, row)
    ladder = await customer_escalation_json(transaction, services, row, language)
    over = row.status == "closed" or (ends is not None and ends <= services.now())
    return {
        **_common(services, row, found[row.number]),
        "messages": await _messages_json(transaction, services, row, internal=False),
        "promises": [promise_json(one, services) for one in found[row.number]],
        "assignee": await _name_of(transaction, row.assignee_id),
        "closes_at": services.local(ends) if ends else None,
        "merged_into": await _goes_on(transaction, services, row),
        "escalation": ladder,
        "may": {
            "write": not over,
            "solve": row.status in UNDER_WORK,
            "escalate": ladder["next"] is not None and ladder["from"] is None,
        },
    }


async def _goes_on(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, str] | None:
    """Where a merged ticket goes on. Only tickets of one customer are merged."""
    if not row.merged_into:
        return None
    query = select(tickets.c.key).where(tickets.c.number == row.merged_into)
    key = (await transaction.execute(query)).scalar_one()
    return {"number": row.merged_into, "url": ticket_url(services, row.merged_into, key)}


async def action_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, Any]:
    """What the assistant tells of a ticket in the chat of the visitor who opened it."""
    messages = await thread(transaction, row.number, internal=False)
    answers = [message.text for message in messages if message.author == "staff"]
    found = await promises_by_ticket(transaction, [row.number])
    return {
        **_common(services, row, found[row.number]),
        "key": row.key,
        "url": ticket_url(services, row.number, row.key),
        "last_answer": answers[-1] if answers else None,
    }


async def staff_rows_json(
    transaction: Transaction, services: Services, rows: Sequence[Row[Any]]
) -> list[dict[str, Any]]:
    """Tickets as lines of the desk's list: one query for all promises, one for all names."""
    found = await promises_by_ticket(transaction, [row.number for row in rows])
    names = await _names(transaction, [row.assignee_id for row in rows if row.assignee_id])
    return [_row_json(services, row, found[row.number], names) for row in rows]


async def staff_row_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, Any]:
    """A ticket as one line of the desk's list."""
    [document] = await staff_rows_json(transaction, services, [row])
    return document


def _row_json(
    services: Services, row: Row[Any], found: Sequence[Row[Any]], names: Mapping[str, str]
) -> dict[str, Any]:
    assignee = row.assignee_id and {
        "id": row.assignee_id,
        "name": names.get(row.assignee_id, row.assignee_id),
    }
    return {
        **_common(services, row, found),
        "level": row.level,
        "priority": row.priority,
        "email": row.email,
        "topic": row.topic,
        "language": row.language,
        "conversation_id": row.conversation_id,
        "origin": row.origin,
        "assignee": assignee or None,
        "merged_into": row.merged_into,
    }


async def staff_json(transaction: Transaction, services: Services, row: Row[Any]) -> dict[str, Any]:
    """A ticket with its whole thread, as staff see it."""
    found = await promises_by_ticket(transaction, [row.number])
    names = await _names(transaction, [row.assignee_id] if row.assignee_id else [])
    merged = select(tickets.c.number, tickets.c.subject).where(tickets.c.merged_into == row.number)
    return {
        "ticket": {
            **_row_json(services, row, found[row.number], names),
            "details": row.details,
            "url": ticket_url(services, row.number, row.key),
            "escalation": await escalation_json(transaction, services, row),
            "customer": await customer_name(transaction, row.number),
            "first_answer_at": _local(services, row.first_answer_at),
            "solved_at": _local(services, row.solved_at),
            "closes_at": _local(services, closes_at(services, row)),
            "possible": list(TRANSITIONS[row.status]),
            "promises": [promise_json(one, services) for one in found[row.number]],
            "merged": [
                {"number": one.number, "subject": one.subject}
                for one in (await transaction.execute(merged.order_by(tickets.c.number))).all()
            ],
            "links": await _links_json(transaction, services, row),
            "assignable": await assignable(transaction, row.department),
        },
        "messages": await _messages_json(transaction, services, row, internal=True),
    }


async def assignable(transaction: Transaction, department: str) -> list[dict[str, Any]]:
    """Who can be given a ticket of a department: its people who answer, and administrators."""
    query = (
        select(staff.c.id, staff.c.name, staff.c.level, staff.c.role, staff.c.departments)
        .where(staff.c.active, staff.c.role != "trainer")
        .order_by(staff.c.name)
    )
    return [
        {"id": row.id, "name": row.name, "level": row.level}
        for row in (await transaction.execute(query)).all()
        if row.role == "administrator" or department in row.departments
    ]


async def _links_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> list[dict[str, Any]]:
    """The conversations that are linked with a ticket, the one linked first first."""
    query = (
        select(ticket_links.c.at, conversations)
        .join(conversations, conversations.c.id == ticket_links.c.conversation_id)
        .where(ticket_links.c.number == row.number)
        .order_by(ticket_links.c.at, conversations.c.id)
    )
    return [
        {
            "conversation_id": one.id,
            "department": one.department,
            "owner": one.owner,
            "last_text": one.last_text,
            "last_at": services.local(one.updated_at),
        }
        for one in (await transaction.execute(query)).all()
    ]


async def _names(transaction: Transaction, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    query = select(staff.c.id, staff.c.name).where(staff.c.id.in_(ids))
    return {row.id: row.name for row in (await transaction.execute(query)).all()}


async def _name_of(transaction: Transaction, staff_id: str | None) -> str | None:
    return (await _names(transaction, [staff_id])).get(staff_id) if staff_id else None


def _common(services: Services, row: Row[Any], found: Sequence[Row[Any]]) -> dict[str, Any]:
    return {
        "number": row.number,
        "status": row.status,
        "department": row.department,
        "subject": row.subject,
        "opened_at": services.local(row.opened_at),
        "updated_at": services.local(row.updated_at),
        "promise": promise_json(found[0], services) if found else None,
    }


def _local(services: Services, at: Any) -> str | None:
    return services.local(at) if at else None


async def _messages_json(
    transaction: Transaction, services: Services, row: Row[Any], *, internal: bool
) -> list[dict[str, Any]]:
    files = await files_by_message(transaction, row.number)
    return [
        {
            **message_json(message, services),
            "files": [file_json(file) for file in files.get((message.number, message.seq), [])],
            # Written in a ticket that was merged into this one.
            **({"ticket": message.number} if message.number != row.number else {}),
        }
        for message in await thread(transaction, row.number, internal=internal)
    ]


def message_json(row: Row[Any], services: Services) -> dict[str, Any]:
    """One message of a ticket's thread."""
    author: dict[str, str] = {"kind": row.author}
    if row.author_name:
        author["name"] = row.author_name
    return {
        "seq": row.seq,
        "at": services.local(row.at),
        "author": author,
        "text": row.text,
        "internal": row.internal,
    }
