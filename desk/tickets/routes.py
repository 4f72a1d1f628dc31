"""Tickets over HTTP for staff: the list, opening, the thread, answering, changing."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import select

from desk.api.http import (
    CLIENT_ID,
    LARGEST_NUMBER,
    Body,
    OptionalText,
    answer,
    read_body,
    services_of,
    whole_number,
)
from desk.conversations.model import Conversation
from desk.conversations.receive import clean
from desk.errors import InvalidError
from desk.mail.addresses import checked_email
from desk.mail.ticket_mails import do_mail_answer
from desk.notify import notify_conversation, notify_ticket
from desk.queue.taking import access_for_staff
from desk.services import Services
from desk.staff.access import Person, access_person, check_answers, may_see
from desk.staff.audit import do_record_action
from desk.storage import Transaction
from desk.storage.tables import ticket_files
from desk.tickets.access import access_by_staff
from desk.tickets.book import (
    PRIORITIES,
    SUBJECT_CHARACTERS,
    NewTicket,
    Priority,
    access_ticket,
    do_answer,
)
from desk.tickets.changing import Change, do_change
from desk.tickets.files import MOST_FILES
from desk.tickets.opening import do_open_as_staff
from desk.tickets.search import ORDERS, Filters, Order, search
from desk.tickets.status import STATUSES, Doer, Status, do_change_status
from desk.tickets.views import staff_json, staff_rows_json

staff_tickets = Blueprint("staff_tickets", url_prefix="/api/staff/tickets")

_MOST_LISTED = 200
_LISTED = 50


class TicketMessage(Body):
    """An answer to a ticket, or a note between staff; `files` were uploaded before.

    A public answer leaves the ticket waiting for the customer unless `status` says otherwise.
    """

    client_id: str = Field(min_length=1, max_length=64)
    text: str = ""
    internal: bool = False
    files: list[str] = Field(default_factory=list, max_length=MOST_FILES)
    status: Literal["open", "on_hold", "solved"] | None = None


class NewStaffTicket(Body):
    """A ticket that staff open for a customer."""

    client_id: str = Field(pattern=CLIENT_ID)
    department: str = Field(max_length=40)
    subject: str = Field(min_length=1, max_length=SUBJECT_CHARACTERS)
    text: str = Field(min_length=1)
    email: OptionalText = Field(None, max_length=254)
    name: OptionalText = Field(None, max_length=120)
    language: OptionalText = Field(None, max_length=35)
    priority: Priority = "normal"
    conversation_id: OptionalText = Field(None, max_length=32)


class Expected(Body):
    """What whoever changes a ticket saw before."""

    subject: str | None = None
    department: str | None = None
    level: int | None = None
    priority: str | None = None
    assignee: str | None = None
    status: str | None = None


class TicketChange(Body):
    """What is to be changed of a ticket; what is left out stays."""

    subject: str | None = Field(None, min_length=1, max_length=SUBJECT_CHARACTERS)
    department: str | None = None
    level: int | None = Field(None, ge=1, le=LARGEST_NUMBER)
    priority: Priority | None = None
    assignee: str | None = Field(None, max_length=32)
    status: Status | None = None
    expect: Expected | None = None


def check_department(services: Services, department: str) -> None:
    """Raises InvalidError for a department that the policy does not have."""
    if department not in services.policy.departments:
        known = ", ".join(services.policy.departments)
        raise InvalidError(f"department: expected one of {known}.", field="department")


@staff_tickets.get("/")
@openapi.definition(
    summary="Tickets of one's departments",
    description=(
        "`status` and `priority` take several, with commas between. `assignee` is `me`, `nobody` "
        "or somebody's id; `q` is looked for in subject, number and e-mail; `order` is `due`, "
        "`newest` or `changed`; `after` is the `next` of the page before."
    ),
    parameter=[
        {"name": name, "in": "query", "schema": {"type": "string"}}
        for name in (
            "status",
            "department",
            "level",
            "priority",
            "assignee",
            "q",
            "order",
            "after",
            "limit",
        )
    ],
    tag="Staff",
)
async def list_staff_tickets(request: Request[Any, Any]) -> HTTPResponse:
    """One page, how many there are on all pages, and where the next begins."""
    services = services_of(request)
    order: Order = _one_of(request, "order", ORDERS) or "changed"
    most = min(whole_number(request, "limit", _LISTED) or _LISTED, _MOST_LISTED)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        found = await search(
            transaction,
            _filters(request, person),
            order=order,
            after=request.args.get("after"),
            most=most,
        )
        listed = await staff_rows_json(transaction, services, found.rows)
    return answer({"tickets": listed, "total": found.total, "next": found.next})


def _filters(request: Request[Any, Any], person: Person) -> Filters:
    departments = None if person.sees_all else list(person.departments)
    if department := request.args.get("department"):
        departments = [department] if may_see(person, department) else []
    assignee = request.args.get("assignee")
    if assignee is not None:
        assignee = {"me": person.id, "nobody": ""}.get(assignee, assignee)
    return Filters(
        departments=departments,
        statuses=_several_of(request, "status", STATUSES),
        level=whole_number(request, "level") or None,
        priorities=_several_of(request, "priority", PRIORITIES),
        assignee=assignee,
        text=(request.args.get("q") or "").strip()[:SUBJECT_CHARACTERS],
    )


def _one_of(request: Request[Any, Any], name: str, known: tuple[Any, ...]) -> Any:
    wanted = request.args.get(name)
    if wanted is not None and wanted not in known:
        raise InvalidError(f"{name}: expected one of {', '.join(known)}.", field=name)
    return wanted


def _several_of(request: Request[Any, Any], name: str, known: tuple[str, ...]) -> list[str]:
    wanted = [one for one in (request.args.get(name) or "").split(",") if one]
    if not set(wanted) <= set(known):
        raise InvalidError(f"{name}: expected {', '.join(known)}.", field=name)
    return wanted


@staff_tickets.post("/")
@openapi.definition(
    summary="Open a ticket for a customer",
    description="The same client_id again opens no second one. A confirmation goes by mail.",
    body={"application/json": NewStaffTicket.model_json_schema()},
    tag="Staff",
)
async def open_ticket(request: Request[Any, Any]) -> HTTPResponse:
    """201 with number, key, address and promise."""
    services = services_of(request)
    form = read_body(request, NewStaffTicket)
    check_department(services, form.department)
    email = checked_email(form.email) if form.email else None
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_answers(person)
        conversation: Conversation | None = None
        if form.conversation_id:
            conversation = await access_for_staff(
                transaction, person, form.conversation_id, lock=True
            )
        language = form.language or (conversation.language if conversation else None)
        new = NewTicket(
            department=form.department,
            subject=clean(form.subject, SUBJECT_CHARACTERS),
            details=clean(form.text, services.settings.limits.message_characters),
            email=email,
            language=services.texts.language(language),
            priority=form.priority,
            name=" ".join(clean(form.name, 120).split()) if form.name else None,
            conversation_id=conversation.id if conversation else None,
            visitor_id=conversation.visitor_id if conversation else None,
            client_id=form.client_id,
        )
        opening = await do_open_as_staff(transaction, services, new, person, conversation)
    if opening.new:
        await notify_ticket(services.bus, opening.number)
        if conversation is not None:
            await notify_conversation(services.bus, conversation.id)
    return answer(opening.document, status=201)


@staff_tickets.get("/<number:str>")
@openapi.definition(summary="A ticket with its thread", tag="Staff")
async def get_staff_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """The ticket, its messages and the notes between staff."""
    services = services_of(request)
    async with services.database.read() as transaction:
        row = await access_by_staff(request, transaction, number)
        return answer(await staff_json(transaction, services, row))


@staff_tickets.post("/<number:str>/messages")
@openapi.definition(
    summary="Answer a ticket, or leave a note in it",
    body={"application/json": TicketMessage.model_json_schema()},
    tag="Staff",
)
async def answer_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """202 with the message's number in the thread; a public answer settles the promise."""
    services = services_of(request)
    body = read_body(request, TicketMessage)
    if body.text.strip() or not body.files:
        text = clean(body.text, services.settings.limits.message_characters)
    else:
        text = ""
    if body.internal and body.status:
        raise InvalidError("status: a note between staff changes no status.", field="status")
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_answers(person)
        row = await access_by_staff(request, transaction, number, lock=True)
        seq = await do_answer(
            transaction,
            row,
            at=services.now(),
            staff_id=person.id,
            staff_name=person.name,
            text=text,
            internal=body.internal,
            client_id=body.client_id,
            file_ids=body.files,
        )
        if seq > row.last_seq:
            if not body.internal:
                await _do_follow_answer(transaction, services, person, row.number, seq, text, body)
            done = "ticket_note" if body.internal else "answer_ticket"
            await do_record_action(transaction, services, person.id, done, row.number)
    await notify_ticket(services.bus, row.number)
    return answer({"seq": seq}, status=202)


async def _do_follow_answer(
    transaction: Transaction,
    services: Services,
    person: Person,
    number: str,
    seq: int,
    text: str,
    body: TicketMessage,
) -> None:
    """The status that goes with an answer, and one mail for both."""
    row = await access_ticket(transaction, number)
    if body.status is not None:
        doer = Doer("staff", person.id, person.name)
        await do_change_status(transaction, services, row, body.status, doer, mail=False)
    query = (
        select(ticket_files.c.name)
        .where(ticket_files.c.number == number, ticket_files.c.seq == seq)
        .order_by(ticket_files.c.at, ticket_files.c.id)
    )
    files = list((await transaction.execute(query)).scalars())
    solved = body.status == "solved"
    await do_mail_answer(transaction, services, row, person.name, text, files=files, solved=solved)


@staff_tickets.patch("/<number:str>")
@openapi.definition(
    summary="Change fields of a ticket",
    description=(
        "All that are given, or none. `assignee` is `me`, somebody's id, or null for nobody. "
        "With `expect`, 409 when a field says something else by now."
    ),
    body={"application/json": TicketChange.model_json_schema()},
    tag="Staff",
)
async def change_ticket(request: Request[Any, Any], number: str) -> HTTPResponse:
    """The ticket as it is then."""
    services = services_of(request)
    body = read_body(request, TicketChange)
    given = body.model_fields_set - {"expect"}
    empty = [name for name in given - {"assignee"} if getattr(body, name) is None]
    if empty:
        raise InvalidError(f"{min(empty)}: expected a value.", field=min(empty))
    change = Change(
        given=frozenset(given),
        expect=body.expect.model_dump(exclude_unset=True) if body.expect else None,
        **{name: getattr(body, name) for name in given},
    )
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_answers(person)
        row = await access_by_staff(request, transaction, number, lock=True)
        changed = await do_change(transaction, services, row, change, person)
        document = await staff_json(transaction, services, changed)
    await notify_ticket(services.bus, row.number)
    return answer(document)
