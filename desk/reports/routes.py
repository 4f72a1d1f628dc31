"""Reports over HTTP: for those who look after others' work, and for trainers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sanic_ext import openapi

from desk.api.http import answer, services_of
from desk.errors import ForbiddenError, InvalidError, NotFoundError
from desk.reports.catalogue import REPORTS
from desk.reports.report import Frame
from desk.reports.views import report_csv, report_json
from desk.services import Services
from desk.staff.access import Person, access_person, check_leads
from support.periods import PRESETS, Period, PeriodError, between, preset

reports = Blueprint("reports", url_prefix="/api/staff/reports")

_CSV = ".csv"
_DEFAULT = "last_7_days"


@reports.get("/<name:str>")
@openapi.definition(
    summary="A report about a period",
    description=(
        f"One of {', '.join(REPORTS)}; with `.csv` at the end of the name, or `format=csv`, for "
        "spreadsheets. Days are the policy's, both included. Conversations that were deleted "
        "are in none of them."
    ),
    parameter=[
        {"name": "from", "in": "query", "schema": {"type": "string", "format": "date"}},
        {"name": "to", "in": "query", "schema": {"type": "string", "format": "date"}},
        {
            "name": "period",
            "in": "query",
            "schema": {"enum": list(PRESETS), "default": _DEFAULT},
            "description": "Instead of `from` and `to`.",
        },
        {"name": "department", "in": "query", "schema": {"type": "string"}},
        {"name": "language", "in": "query", "schema": {"type": "string"}},
        {"name": "format", "in": "query", "schema": {"enum": ["json", "csv"]}},
    ],
    tag="Staff",
)
async def get_report(request: Request[Any, Any], name: str) -> HTTPResponse:
    """The figures of the departments that one serves; an administrator serves all."""
    services = services_of(request)
    form = request.args.get("format") or ("csv" if name.endswith(_CSV) else "json")
    if form not in ("json", "csv"):
        raise InvalidError("format: expected json or csv.", field="format")
    name = name.removesuffix(_CSV)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
    _check_reads(person)
    entry = REPORTS.get(name)
    if entry is None:
        raise NotFoundError(
            f"There is no such report. There are: {', '.join(REPORTS)}.", code="report_not_found"
        )
    if entry.of_people:
        check_leads(person)
    frame = _frame(request, services, person)
    # A few at a time, so that those who chat never wait for a connection behind reports.
    async with request.app.ctx.reporting, services.database.read() as transaction:
        report = await entry.make(transaction, frame)
    if form == "json":
        return answer(report_json(name, frame, report))
    file = f"{name}-{frame.period.first}-{frame.period.last}.csv"
    return raw(
        report_csv(report).encode(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{file}"',
        },
    )


def _check_reads(person: Person) -> None:
    if not (person.leads or person.role == "trainer"):
        raise ForbiddenError("Reports are for supervisors, managers, trainers and administrators.")


def _frame(request: Request[Any, Any], services: Services, person: Person) -> Frame:
    """What is asked about. Raises InvalidError, and NotFoundError for others' departments."""
    wanted = request.args.get("department")
    departments = None if person.sees_all else person.departments
    if wanted:
        if wanted not in services.policy.departments:
            known = ", ".join(services.policy.departments)
            raise InvalidError(f"department: expected one of {known}.", field="department")
        if departments is not None and wanted not in departments:
            raise NotFoundError("This department is not one of yours.", code="department_not_found")
        departments = (wanted,)
    return Frame(
        policy=services.policy,
        period=_period(request, services),
        now=services.now(),
        departments=departments,
        # What has no department yet is everybody's, unless one department is asked about.
        undecided=not wanted,
        language=services.texts.language(request.args.get("language")),
    )


def _period(request: Request[Any, Any], services: Services) -> Period:
    zone = services.policy.zone
    first, last = (_day(request, name) for name in ("from", "to"))
    name = request.args.get("period")
    try:
        if first is None and last is None:
            return preset(name or _DEFAULT, services.now().astimezone(zone).date(), zone)
        if first is None or last is None or name:
            raise InvalidError(
                "Give 'from' and 'to', or 'period' instead.",
                field="to" if last is None else "from",
            )
        return between(first, last, zone)
    except PeriodError as error:
        field = "period" if first is None else "to"
        raise InvalidError(f"{field}: {error}.", field=field) from None


def _day(request: Request[Any, Any], name: str) -> date | None:
    text = request.args.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidError(
            f"{name}: expected a day as YYYY-MM-DD, not '{text[:40]}'.", field=name
        ) from None
