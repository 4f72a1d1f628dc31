"""Staff over HTTP: the queue, the conversations, and what is done with one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from pydantic import Field, model_validator
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import Body, answer, read_body, services_of, whole_number
from desk.conversations.log import event_json, events_after
from desk.conversations.model import Conversation
from desk.conversations.packet import packet
from desk.conversations.receipts import do_note_staff
from desk.conversations.receive import clean
from desk.conversations.state import state_json
from desk.errors import InvalidError
from desk.escalation.steps import escalation_json
from desk.notify import notify_conversation, notify_queue, notify_ticket
from desk.promises.ledger import promise_json, promises_of
from desk.queue.lists import VIEWS, View, listed, waiting
from desk.queue.passing import Next, do_hand_back, do_resolve, do_transfer
from desk.queue.taking import access_for_staff, do_claim, do_escalate, do_note, do_write
from desk.services import Services
from desk.staff.access import Person, access_person
from desk.storage import Transaction
from desk.tickets.book import ticket_url, tickets_about
from desk.tickets.views import staff_row_json

staff_conversations = Blueprint("staff_conversations", url_prefix="/api/staff")
_ONE = "/conversations/<conversation_id:str>"


class StaffMessage(Body):
    """What a person writes to the visitor."""

    client_id: str = Field(min_length=1, max_length=64)
    text: str


class Note(Body):
    """What only staff may see."""

    client_id: str | None = Field(None, min_length=1, max_length=64)
    text: str


class Claim(Body):
    """Which conversations one means to take."""

    join: bool = Field(False, description="Also one that the assistant still answers.")


class Ending(Body):
    """A note that goes with resolving."""

    note: str | None = Field(None, max_length=4_000)


class HandBack(Ending):
    """A note, and what the assistant is to do next."""

    next: Next = "answer"


class Transfer(Body):
    """Where a conversation is to go, and why."""

    department: str | None = Field(None, max_length=40)
    level: int | None = Field(None, ge=1, le=4)
    staff: str | None = Field(None, max_length=40)
    reason: str = Field(min_length=1, max_length=4_000)

    @model_validator(mode="after")
    def _somewhere(self) -> Transfer:
        if not (self.department or self.staff or self.level):
            raise ValueError("expected 'department', 'level' or 'staff'")
        return self


class Escalation(Body):
    """Why the next tier is asked for; the same `client_id` again asks for nothing more."""

    reason: str = Field(min_length=1, max_length=4_000)
    client_id: str | None = Field(None, min_length=1, max_length=50)


@staff_conversations.get("/queue")
@openapi.definition(
    summary="Who waits for one's departments",
    parameter=[{"name": "department", "in": "query", "schema": {"type": "string"}}],
    tag="Staff",
)
async def get_queue(request: Request[Any, Any]) -> HTTPResponse:
    """Waiting conversations with their packets, in the order in which they are served."""
    services = services_of(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        found = await waiting(transaction, services, person, request.args.get("department"))
    return answer({"conversations": found})


@staff_conversations.get("/conversations")
@openapi.definition(
    summary="Conversations of one's departments",
    parameter=[{"name": "view", "in": "query", "schema": {"enum": list(VIEWS)}}],
    tag="Staff",
)
async def list_conversations(request: Request[Any, Any]) -> HTTPResponse:
    """A view's conversations, the one changed last first."""
    services = services_of(request)
    wanted = request.args.get("view") or "all"
    view: View | None = next((one for one in VIEWS if one == wanted), None)
    if view is None:
        raise InvalidError(f"view: expected one of {', '.join(VIEWS)}.", field="view")
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        found = await listed(transaction, services, person, view)
    return answer({"conversations": found})


@staff_conversations.get(_ONE)
@openapi.definition(summary="One conversation with its packet", tag="Staff")
async def get_conversation(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """State, packet, tickets of the visitor, and promises."""
    services = services_of(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        found = await access_for_staff(transaction, person, conversation_id)
        tickets = await tickets_about(transaction, found.visitor_id, found.id)
        promises = await promises_of(transaction, conversation_id=found.id)
        document = {
            "id": found.id,
            "state": await state_json(transaction, services, found),
            "staff_id": found.staff_id,
            "version": found.version,
            "language": found.language,
            "page": found.page,
            "department": found.department,
            "level": found.level,
            "created_at": services.local(found.created_at),
            "packet": await packet(transaction, services, found),
            "tickets": [await staff_row_json(transaction, services, row) for row in tickets],
            "promises": [promise_json(row, services) for row in promises],
        }
    return answer(document)


@staff_conversations.get(f"{_ONE}/events")
@openapi.definition(summary="A conversation's whole log, notes included", tag="Staff")
async def get_log(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """The events after `after` in staff's own numbering, and the state now."""
    services = services_of(request)
    after = whole_number(request, "after")
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        found = await access_for_staff(transaction, person, conversation_id)
        rows = await events_after(transaction, conversation_id, after, "staff")
        state = await state_json(transaction, services, found)
    if rows and found.staff_id == person.id:
        await _note_read(services, conversation_id, rows[-1].seq)
    zone = services.policy.zone
    return answer({"events": [event_json(row, "staff", zone) for row in rows], "state": state})


async def _note_read(services: Services, conversation_id: str, seq: int) -> None:
    """Remember how far the person who has the conversation has read, and tell the visitor."""
    async with services.database.write() as transaction:
        news = await do_note_staff(transaction, conversation_id, seq, read=True)
    if news:
        await notify_conversation(services.bus, conversation_id)


Do = Callable[[Transaction, Services, Person, str], Awaitable[Conversation]]


async def _change(request: Request[Any, Any], conversation_id: str, do: Do) -> HTTPResponse:
    """Do something that changes who has the conversation, tell everyone, answer the state."""
    services = services_of(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        changed = await do(transaction, services, person, conversation_id)
        state = await state_json(transaction, services, changed)
    await notify_conversation(services.bus, conversation_id)
    await notify_queue(services.bus)
    return answer({"state": state})


@staff_conversations.post(f"{_ONE}/claim")
@openapi.definition(
    summary="Take a waiting conversation",
    body={"application/json": Claim.model_json_schema()},
    tag="Staff",
)
async def claim(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200, or 409 with the owner when somebody was faster."""
    join = read_body(request, Claim).join

    async def do(t: Transaction, s: Services, p: Person, c: str) -> Conversation:
        return await do_claim(t, s, p, c, join=join)

    return await _change(request, conversation_id, do)


@staff_conversations.post(f"{_ONE}/messages")
@openapi.definition(
    summary="Write to the visitor",
    body={"application/json": StaffMessage.model_json_schema()},
    tag="Staff",
)
async def write(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """202 with the message's number."""
    services = services_of(request)
    body = read_body(request, StaffMessage)
    text = clean(body.text, services.settings.limits.message_characters)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        written = await do_write(
            transaction,
            services,
            person,
            conversation_id,
            client_id=body.client_id,
            text=text,
        )
    await notify_conversation(services.bus, conversation_id)
    return answer({"seq": written.seq}, status=202)


@staff_conversations.post(f"{_ONE}/notes")
@openapi.definition(
    summary="Leave a note for staff",
    description="The same client_id again leaves no second note.",
    body={"application/json": Note.model_json_schema()},
    tag="Staff",
)
async def note(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """202 with the note's number; the visitor never sees it."""
    services = services_of(request)
    body = read_body(request, Note)
    text = clean(body.text, services.settings.limits.message_characters)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        written = await do_note(
            transaction, services, person, conversation_id, text, client_id=body.client_id
        )
    await notify_conversation(services.bus, conversation_id)
    return answer({"seq": written.seq}, status=202)


@staff_conversations.post(f"{_ONE}/hand_back")
@openapi.definition(
    summary="Give the conversation back to the assistant",
    body={"application/json": HandBack.model_json_schema()},
    tag="Staff",
)
async def hand_back(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200 with the state."""
    body = read_body(request, HandBack)

    async def do(t: Transaction, s: Services, p: Person, c: str) -> Conversation:
        return await do_hand_back(t, s, p, c, body.note, body.next)

    return await _change(request, conversation_id, do)


@staff_conversations.post(f"{_ONE}/resolve")
@openapi.definition(
    summary="End the conversation",
    body={"application/json": Ending.model_json_schema()},
    tag="Staff",
)
async def resolve(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200 with the state."""
    text = read_body(request, Ending).note

    async def do(t: Transaction, s: Services, p: Person, c: str) -> Conversation:
        return await do_resolve(t, s, p, c, text)

    return await _change(request, conversation_id, do)


@staff_conversations.post(f"{_ONE}/transfer")
@openapi.definition(
    summary="Pass the conversation on",
    body={"application/json": Transfer.model_json_schema()},
    tag="Staff",
)
async def transfer(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200 with the state."""
    body = read_body(request, Transfer)

    async def do(t: Transaction, s: Services, p: Person, c: str) -> Conversation:
        return await do_transfer(
            t,
            s,
            p,
            c,
            reason=body.reason,
            department=body.department,
            level=body.level,
            staff_id=body.staff,
        )

    return await _change(request, conversation_id, do)


@staff_conversations.post(f"{_ONE}/escalate")
@openapi.definition(
    summary="Ask the next tier for help",
    body={"application/json": Escalation.model_json_schema()},
    tag="Staff",
)
async def escalate(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """201 with the ticket at the next tier, opened for it if there was none."""
    services = services_of(request)
    body = read_body(request, Escalation)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        done = await do_escalate(
            transaction,
            services,
            person,
            conversation_id,
            body.reason,
            body.client_id or uuid4().hex,
        )
        row = done.ticket
        ladder = await escalation_json(transaction, services, row)
    await notify_conversation(services.bus, conversation_id)
    await notify_ticket(services.bus, row.number)
    ticket = {
        "number": row.number,
        "key": row.key,
        "status": row.status,
        "department": row.department,
        "url": ticket_url(services, row.number, row.key),
        **(done.opened.as_dict() if done.opened else {}),
    }
    return answer(
        {
            "level": row.level,
            "tier": ladder["title"],
            "ticket": ticket,
            "escalation": ladder,
        },
        status=201,
    )
