"""What the same visitor had with the desk before: conversations and tickets."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import ColumnElement, Row, or_, select

from desk.api.http import answer, services_of
from desk.conversations.model import Conversation, from_row
from desk.queue.taking import access_for_staff
from desk.services import Services
from desk.staff.access import Person, access_person, may_see
from desk.storage import Transaction
from desk.storage.tables import conversations, staff, tickets
from desk.tickets.views import staff_row_json

conversation_history = Blueprint("conversation_history", url_prefix="/api/staff")

_MOST_SHOWN = 30


@conversation_history.get("/conversations/<conversation_id:str>/history")
@openapi.definition(summary="Earlier conversations and tickets of the same visitor", tag="Staff")
async def history(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """Newest first, of one's own departments; what is of others is counted and not shown."""
    services = services_of(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        found = await access_for_staff(transaction, person, conversation_id)
        document = await history_json(transaction, services, person, found)
    return answer(document)


async def history_json(
    transaction: Transaction, services: Services, person: Person, conversation: Conversation
) -> dict[str, Any]:
    """What `person` may see of it, and how much more there is (`hidden`, `more`)."""
    others = await _conversations(transaction, conversation)
    mine = [row for row in others if may_see(person, row.department) or row.staff_id == person.id]
    booked = await _tickets(transaction, conversation)
    shown = [row for row in booked if may_see(person, row.department)]
    return {
        "conversations": [
            await _conversation_json(transaction, services, row) for row in mine[:_MOST_SHOWN]
        ],
        "tickets": [
            await staff_row_json(transaction, services, row) for row in shown[:_MOST_SHOWN]
        ],
        "more": {
            "conversations": max(0, len(mine) - _MOST_SHOWN),
            "tickets": max(0, len(shown) - _MOST_SHOWN),
        },
        "hidden": {
            "conversations": len(others) - len(mine),
            "tickets": len(booked) - len(shown),
        },
    }


def _same_visitor(conversation: Conversation) -> ColumnElement[bool]:
    """The same browser, or the same customer as the website has proven: never a typed name."""
    same = conversations.c.visitor_id == conversation.visitor_id
    if conversation.user_id:
        same = or_(same, conversations.c.user_id == conversation.user_id)
    return same


async def _conversations(transaction: Transaction, conversation: Conversation) -> list[Row[Any]]:
    query = (
        select(conversations)
        .where(_same_visitor(conversation), conversations.c.id != conversation.id)
        .order_by(conversations.c.created_at.desc(), conversations.c.id)
    )
    return list((await transaction.execute(query)).all())


async def _tickets(transaction: Transaction, conversation: Conversation) -> list[Row[Any]]:
    """Tickets that this visitor opened, in whichever of those conversations."""
    visitors = select(conversations.c.visitor_id).where(_same_visitor(conversation))
    query = (
        select(tickets)
        .where(tickets.c.visitor_id.in_(visitors))
        .order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
    )
    return list((await transaction.execute(query)).all())


async def _conversation_json(
    transaction: Transaction, services: Services, row: Row[Any]
) -> dict[str, Any]:
    found = from_row(row)
    routed = found.routed or {}
    name = None
    if found.staff_id:
        query = select(staff.c.name).where(staff.c.id == found.staff_id)
        name = (await transaction.execute(query)).scalar_one_or_none()
    return {
        "id": found.id,
        "owner": found.owner,
        "department": found.department,
        "language": found.language,
        "question": routed.get("question"),
        "intent": routed.get("intent"),
        "last_text": found.last_text,
        "staff": {"name": name} if name else None,
        "rating": found.rating,
        "created_at": services.local(found.created_at),
        "last_at": services.local(found.updated_at),
    }
