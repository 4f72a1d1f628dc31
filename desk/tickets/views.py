"""Tickets as JSON, for the customer and for staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from desk.escalation.asking import customer_escalation_json
from desk.escalation.steps import escalation_json
from desk.promises.ledger import promise_json, promises_of
from desk.services import Services
from desk.storage import Transaction
from desk.tickets.book import thread, ticket_url


async def customer_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, Any]:
    """What the customer may see of a ticket: everything but notes between staff."""
    messages = await thread(transaction, row.number, internal=False)
    return {
        **await _common(transaction, services, row),
        "escalation": await customer_escalation_json(transaction, services, row),
        "messages": [message_json(message, services) for message in messages],
    }


async def action_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, Any]:
    """What the assistant tells of a ticket in the chat of the visitor who opened it."""
    messages = await thread(transaction, row.number, internal=False)
    answers = [message.text for message in messages if message.author == "staff"]
    return {
        **await _common(transaction, services, row),
        "key": row.key,
        "url": ticket_url(services, row.number, row.key),
        "last_answer": answers[-1] if answers else None,
    }


async def staff_row_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, Any]:
    """A ticket as one line of the desk's list."""
    return {
        **await _common(transaction, services, row),
        "level": row.level,
        "priority": row.priority,
        "email": row.email,
        "topic": row.topic,
        "language": row.language,
        "conversation_id": row.conversation_id,
    }


async def staff_json(transaction: Transaction, services: Services, row: Row[Any]) -> dict[str, Any]:
    """A ticket with its whole thread, as staff see it."""
    messages = await thread(transaction, row.number, internal=True)
    return {
        "ticket": {
            **await staff_row_json(transaction, services, row),
            "details": row.details,
            "url": ticket_url(services, row.number, row.key),
            "escalation": await escalation_json(transaction, services, row),
        },
        "messages": [message_json(message, services) for message in messages],
    }


async def _common(transaction: Transaction, services: Services, row: Row[Any]) -> dict[str, Any]:
    promises = await promises_of(transaction, ticket=row.number)
    return {
        "number": row.number,
        "status": row.status,
        "department": row.department,
        "subject": row.subject,
        "opened_at": services.local(row.opened_at),
        "updated_at": services.local(row.updated_at),
        "promise": promise_json(promises[0], services) if promises else None,
    }


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
