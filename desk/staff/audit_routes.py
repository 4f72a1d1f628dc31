"""What people did, over HTTP: for administrators, and for those who lead."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sanic_ext.extensions.openapi.definitions import Parameter

from desk.api.http import answer, services_of, whole_number
from desk.errors import InvalidError
from desk.services import Services
from desk.staff.access import access_person, check_leads
from desk.staff.audit import Filters, do_record_action, entries, entry_json
from support.spreadsheets import csv_lines

staff_audit = Blueprint("staff_audit", url_prefix="/api/staff")

_PAGE = 50
_LARGEST_PAGE = 200
_DOWNLOADED_AT_ONCE = 500
_DAY_CHARACTERS = len("2026-11-25")
_FILTERS: list[dict[str, Any] | Parameter | str] = [
    {"name": name, "in": "query", "schema": {"type": "string"}}
    for name in ("staff", "action", "subject", "from", "to")
]
_PAGING: list[dict[str, Any] | Parameter | str] = [
    {"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("before", "limit")
]


@staff_audit.get("/audit")
@openapi.definition(
    summary="What people did, the newest first", parameter=_FILTERS + _PAGING, tag="Staff"
)
async def get_audit(request: Request[Any, Any]) -> HTTPResponse:
    """A page of entries; `next` is the `before` of the following one, null on the last."""
    services, filters = services_of(request), _filters(request)
    before = whole_number(request, "before") or None
    most = min(whole_number(request, "limit", _PAGE) or _PAGE, _LARGEST_PAGE)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        check_leads(person)
        rows = await entries(transaction, person, filters, before=before, most=most + 1)
    found = [entry_json(row, services) for row in rows[:most]]
    return answer({"entries": found, "next": rows[most - 1].id if len(rows) > most else None})


@staff_audit.get("/audit.csv")
@openapi.definition(summary="What people did, as a table", parameter=_FILTERS, tag="Staff")
async def download_audit(request: Request[Any, Any]) -> None:
    """Every entry that fits, as CSV that is safe to open in a spreadsheet program."""
    services, filters = services_of(request), _filters(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_leads(person)
        await do_record_action(transaction, services, person.id, "audit_download", person.email)
    response = await request.respond(
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="frontdesk-audit.csv"',
            "Cache-Control": "no-store",
        },
    )
    assert response is not None
    # Spreadsheet programs take a file without this mark for one in their own old encoding.
    await response.send(
        "\ufeff" + csv_lines([("at", "name", "email", "action", "subject", "data")])
    )
    before: int | None = None
    while True:
        async with services.database.read() as transaction:
            rows = await entries(
                transaction, person, filters, before=before, most=_DOWNLOADED_AT_ONCE
            )
        if not rows:
            break
        await response.send(csv_lines(_cells(entry_json(row, services)) for row in rows))
        before = rows[-1].id
    await response.eof()


def _cells(entry: dict[str, Any]) -> list[object]:
    who, data = entry["staff"] or {}, entry["data"]
    written = json.dumps(data, ensure_ascii=False, sort_keys=True) if data else None
    return [
        entry["at"],
        who.get("name"),
        who.get("email"),
        entry["action"],
        entry["subject"],
        written,
    ]


def _filters(request: Request[Any, Any]) -> Filters:
    def text(name: str) -> str | None:
        return str(request.args.get(name) or "").replace("\0", "") or None

    services = services_of(request)
    return Filters(
        staff_id=text("staff"),
        action=text("action"),
        subject=text("subject"),
        since=_moment(services, "from", text("from")),
        until=_moment(services, "to", text("to"), ends=True),
    )


def _moment(
    services: Services, name: str, given: str | None, *, ends: bool = False
) -> datetime | None:
    """A day or a moment, in the policy's zone if it names none; a day's end belongs to it."""
    if given is None:
        return None
    try:
        # A plus sign in an address that was not escaped arrives as a space.
        at = datetime.fromisoformat(given.replace(" ", "+") if "T" in given else given)
        if ends and len(given) == _DAY_CHARACTERS:
            at += timedelta(days=1)
        at = at if at.tzinfo else at.replace(tzinfo=services.policy.zone)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidError(
            f"{name}: expected a day or a moment such as 2026-11-25 or 2026-11-25T08:00+07:00.",
            field=name,
        ) from None
