"""The people over HTTP: an administrator looks after them, everybody sees colleagues."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import Row, func, select

from desk.api.http import Body, answer, read_body, services_of
from desk.notify import notify_person, notify_queue
from desk.queue.tidying import take_from_vanished
from desk.services import Services
from desk.staff.access import access_person, check_administrator
from desk.staff.audit import do_record_action
from desk.staff.changes import do_change, do_reset
from desk.staff.people import (
    NewPerson,
    Role,
    access_by_email,
    access_staff,
    checked,
    do_add,
    everyone,
    person_json,
)
from desk.staff.presence import real_presence
from desk.storage import Transaction
from desk.storage.tables import conversations

staff_people = Blueprint("staff_people", url_prefix="/api/staff")
_ONE = "/people/<staff_id:str>"


class PersonBody(Body):
    """A person who is to be added."""

    email: str
    name: str
    departments: list[str]
    level: int = 1
    role: Role = "agent"
    languages: list[str] = Field(["en"])
    capacity: int = 4


class PersonChange(Body):
    """What is to be different; what is left out stays. `active` false: the person has left."""

    name: str | None = None
    departments: list[str] | None = None
    level: int | None = None
    role: Role | None = None
    languages: list[str] | None = None
    capacity: int | None = None
    active: bool | None = None


@staff_people.get("/people")
@openapi.definition(
    summary="Everyone who works or worked here",
    parameter=[{"name": "language", "in": "query", "schema": {"type": "string"}}],
    tag="Staff",
)
async def list_people(request: Request[Any, Any]) -> HTTPResponse:
    """The people with how many conversations each has, and what the levels are called."""
    services = services_of(request)
    async with services.database.read() as transaction:
        check_administrator(await access_person(request, transaction))
        rows, loads = await everyone(transaction), await _loads(transaction)
    people = [{**_json(services, row), "load": loads.get(row.id, 0)} for row in rows]
    return answer({"people": people, "levels": _levels(request)})


@staff_people.post("/people")
@openapi.definition(
    summary="Add a person",
    body={"application/json": PersonBody.model_json_schema()},
    tag="Staff",
)
async def add_person(request: Request[Any, Any]) -> HTTPResponse:
    """201 with the person, and with the password and the API token, which are shown this once."""
    services = services_of(request)
    body = read_body(request, PersonBody)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_administrator(person)
        values = checked(services.policy, body.model_dump(exclude={"email"}))
        new = NewPerson(email=body.email, **values)
        credentials = await do_add(transaction, new, services.real_now())
        await do_record_action(
            transaction, services, person.id, "person_add", credentials.email, values
        )
        row = await access_by_email(transaction, credentials.email)
    return answer(
        {"person": _json(services, row), "credentials": credentials.as_dict()}, status=201
    )


@staff_people.patch(_ONE)
@openapi.definition(
    summary="Change a person, or note that they have left",
    body={"application/json": PersonChange.model_json_schema()},
    tag="Staff",
)
async def change_person(request: Request[Any, Any], staff_id: str) -> HTTPResponse:
    """The person as they are then; 409 for the last administrator."""
    services = services_of(request)
    body = read_body(request, PersonChange)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_administrator(person)
        values = checked(services.policy, body.model_dump(exclude_none=True))
        changed = await do_change(transaction, staff_id, values)
        if changed.differences:
            await do_record_action(
                transaction,
                services,
                person.id,
                changed.action,
                changed.row.email,
                changed.differences,
            )
    if changed.differences:
        await notify_person(services.bus, staff_id)
        # Whoever talks with somebody who has left, or only reads now, is not kept waiting.
        await take_from_vanished(services)
        await notify_queue(services.bus)
    return answer({"person": _json(services, changed.row)})


@staff_people.post(f"{_ONE}/reset")
@openapi.definition(summary="Give a person a new password and API token", tag="Staff")
async def reset_person(request: Request[Any, Any], staff_id: str) -> HTTPResponse:
    """Both are shown this once; the person's sessions end."""
    services = services_of(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_administrator(person)
        credentials = await do_reset(transaction, staff_id)
        await do_record_action(transaction, services, person.id, "person_reset", credentials.email)
        row = await access_staff(transaction, staff_id)
    await notify_person(services.bus, staff_id)
    return answer({"person": _json(services, row), "credentials": credentials.as_dict()})


@staff_people.get("/colleagues")
@openapi.definition(
    summary="Who a conversation or a ticket can be passed on to",
    parameter=[{"name": "language", "in": "query", "schema": {"type": "string"}}],
    tag="Staff",
)
async def list_colleagues(request: Request[Any, Any]) -> HTTPResponse:
    """Everybody who answers, whether they are there, and how much they have to do."""
    services = services_of(request)
    async with services.database.read() as transaction:
        await access_person(request, transaction)
        rows, loads = await everyone(transaction), await _loads(transaction)
    found = [
        {
            "id": row.id,
            "name": row.name,
            "departments": row.departments,
            "level": row.level,
            "languages": row.languages,
            "presence": real_presence(row, services),
            "load": loads.get(row.id, 0),
            "capacity": row.capacity,
        }
        for row in rows
        if row.active and row.role != "trainer"
    ]
    return answer({"colleagues": found, "levels": _levels(request)})


async def _loads(transaction: Transaction) -> dict[str, int]:
    """How many conversations each person has now."""
    query = (
        select(conversations.c.staff_id, func.count().label("load"))
        .where(conversations.c.owner == "staff")
        .group_by(conversations.c.staff_id)
    )
    return {row.staff_id: row.load for row in (await transaction.execute(query)).all()}


def _levels(request: Request[Any, Any]) -> list[dict[str, Any]]:
    """What the policy calls its levels (section 4), in the language that is asked for."""
    services = services_of(request)
    language = services.texts.language(request.args.get("language"))
    return [
        {"level": tier.level, "title": tier.title(language)} for tier in services.policy.escalation
    ]


def _json(services: Services, row: Row[Any]) -> dict[str, Any]:
    return person_json(row, real_presence(row, services))
