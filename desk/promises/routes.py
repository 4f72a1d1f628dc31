"""Promises over HTTP: the board, and what a change of the calendar would do to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import Body, answer, read_body, services_of
from desk.errors import InvalidError, NotFoundError
from desk.notify import notify_promise
from desk.promises.board import (
    STATUSES,
    Status,
    board_json,
    board_row,
    counts,
    find,
    on_board,
)
from desk.promises.calendar import Decision, do_decide, touched_by
from desk.services import Services
from desk.staff.access import (
    Person,
    access_person,
    check_administrator,
    check_leads,
    may_see,
)
from support.calendar_change import with_holidays
from support.errors import PolicyError
from support.local_time import localise

staff_promises = Blueprint("staff_promises", url_prefix="/api/staff/promises")

_MOST_CHANGES = 100


class HolidayChanges(Body):
    """Holidays to add and remove, each as in the policy file."""

    add: list[Any] = Field(default_factory=list, max_length=_MOST_CHANGES)
    remove: list[Any] = Field(default_factory=list, max_length=_MOST_CHANGES)
    half_days: list[Any] = Field(default_factory=list, max_length=_MOST_CHANGES)


class CalendarDecision(Body):
    """What becomes of a promise that an older calendar made."""

    decision: Literal["keep", "recompute"]


@staff_promises.get("/")
@openapi.definition(
    summary="What was promised to customers, soonest due first",
    description="Without `status` and `due_before`: everything that is owed, and what was kept "
    "or broken in the last day.",
    parameter=[
        {"name": "department", "in": "query", "schema": {"type": "string"}},
        {"name": "status", "in": "query", "schema": {"enum": list(STATUSES)}},
        {"name": "due_before", "in": "query", "schema": {"type": "string", "format": "date-time"}},
    ],
    tag="Staff",
)
async def get_board(request: Request[Any, Any]) -> HTTPResponse:
    """The promises of one's departments with their tickets, and how many stand where."""
    services = services_of(request)
    status = _status(request)
    due_before = _moment(request, services, "due_before")
    now = services.now()
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        departments = _departments(request, person)
        everything = await on_board(transaction, departments, now)
        rows = everything
        if status is not None or due_before is not None:
            rows = await find(transaction, departments, status=status, due_before=due_before)
        lines = await board_json(transaction, services, rows, now)
    return answer(
        {
            "now": services.local(now),
            "counts": counts(everything, services, now),
            "promises": lines,
        }
    )


@staff_promises.post("/touched")
@openapi.definition(
    summary="What a change of the holidays would do to open promises",
    description="In the shape of the policy file's `holidays`; nothing is changed.",
    body={"application/json": HolidayChanges.model_json_schema()},
    tag="Staff",
)
async def get_touched(request: Request[Any, Any]) -> HTTPResponse:
    """The promises that would get other times, with both; for administrators."""
    services = services_of(request)
    body = read_body(request, HolidayChanges)
    async with services.database.read() as transaction:
        check_administrator(await access_person(request, transaction))
        try:
            changed = with_holidays(services.policy, body.model_dump())
        except PolicyError as error:
            raise InvalidError(f"{error.key}: {error.problem}", field=error.key) from None
        found = await touched_by(transaction, services.policy, changed)
    return answer({"calendar_version": changed.calendar_version, "promises": found})


@staff_promises.post("/<promise_id:str>/calendar")
@openapi.definition(
    summary="Decide about a promise that an older calendar made",
    description="`keep` leaves it due as shown, `recompute` has it due as the loaded calendar "
    "says. The text as shown never changes.",
    body={"application/json": CalendarDecision.model_json_schema()},
    tag="Staff",
)
async def decide(request: Request[Any, Any], promise_id: str) -> HTTPResponse:
    """The promise as it is then; 409 where there is nothing to decide."""
    services = services_of(request)
    decision: Decision = read_body(request, CalendarDecision).decision
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        row = await board_row(transaction, promise_id, lock=True)
        if row is None or not may_see(person, row.department):
            raise NotFoundError("There is no such promise.", code="promise_not_found")
        check_leads(person)
        await do_decide(transaction, services, person, row, decision)
        decided = await board_row(transaction, promise_id)
        assert decided is not None  # it was locked
        [document] = await board_json(transaction, services, [decided], services.now())
    await notify_promise(services.bus, promise_id, "decided")
    return answer({"promise": document})


def _departments(request: Request[Any, Any], person: Person) -> list[str] | None:
    """Whose promises are asked for: None for all departments."""
    wanted = request.args.get("department")
    if wanted:
        return [wanted] if may_see(person, wanted) else []
    return None if person.sees_all else list(person.departments)


def _status(request: Request[Any, Any]) -> Status | None:
    wanted = request.args.get("status")
    if not wanted:
        return None
    status: Status | None = next((one for one in STATUSES if one == wanted), None)
    if status is None:
        raise InvalidError(f"status: expected one of {', '.join(STATUSES)}.", field="status")
    return status


def _moment(request: Request[Any, Any], services: Services, name: str) -> datetime | None:
    """A query argument that is a moment; without an offset, in the policy's zone."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        # A plus sign that was not escaped arrives as a blank.
        return localise(
            datetime.fromisoformat(text.strip().replace(" ", "+")), services.policy.zone
        )
    except ValueError:
        raise InvalidError(
            f"{name}: expected a moment such as 2027-01-23T14:00, not '{text[:40]}'.", field=name
        ) from None
