"""Promises over HTTP: the board, and what a change of the calendar would do to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import answer, services_of
from desk.errors import InvalidError
from desk.promises.board import STATUSES, Status, board_json, counts, find, on_board
from desk.services import Services
from desk.staff.access import Person, access_person, may_see
from support.local_time import localise

staff_promises = Blueprint("staff_promises", url_prefix="/api/staff/promises")


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
    return answer(
        {
            "now": services.local(now),
            "counts": counts(everything, services, now),
            "promises": [board_json(row, services, now) for row in rows],
        }
    )


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
