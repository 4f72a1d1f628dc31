"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import update

from desk.api.http import Body, address, answer, read_body, services_of
from desk.errors import InvalidError
from desk.notify import notify_person
from desk.services import Services
from desk.staff.access import Person, access_person
from desk.staff.attempts import check_attempts, do_count_attempt, do_forget_attempts
from desk.staff.audit import do_record_action
from desk.staff.passwords import LONGEST, check_new_password, hashed, password_fits
from desk.staff.people import access_staff
from desk.staff.signed_in import do_end_sessions, sessions_of
from desk.storage.tables import staff

account = Blueprint("staff_account", url_prefix="/api/staff/me")


class NewPassword(Body):
    """The password as it is, and as it is to be."""

    current: str = Field(max_length=LONGEST)
    new: str = Field(max_length=LONGEST)


@account.put("/password")
@openapi.definition(
    summary="Change one's password",
    body={"application/json": NewPassword.model_json_schema()},
    tag="Staff",
)
async def change_password(request: Request[Any, Any]) -> HTTPResponse:
    """200 with how many other sessions ended; guessing the current one is limited as signing in."""
    services = services_of(request)
    body = read_body(request, NewPassword)
    where = address(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        await check_attempts(transaction, services, person.email, where)
    check_new_password(body.new, person.email)
    if body.new == body.current:
        raise InvalidError(
            "This is your password already. Choose another one.", field="new", code="password_same"
        )
    async with services.database.write() as transaction:
        await do_count_attempt(transaction, services, person.email, where)
        row = await access_staff(transaction, person.id)
    if not await asyncio.to_thread(password_fits, row, body.current):
        await _record_failure(services, person, where)
        raise _not_the_current()
    kept = await asyncio.to_thread(hashed, body.new)
    async with services.database.write() as transaction:
        now = await access_staff(transaction, person.id, lock=True)
        if now.password_hash != row.password_hash:
            # Somebody changed it meanwhile, so this is not the current one any more.
            raise _not_the_current()
        await transaction.execute(
            update(staff).where(staff.c.id == person.id).values(password_hash=kept)
        )
        await do_forget_attempts(transaction, person.email, where)
        ended = await do_end_sessions(transaction, person.id, but=person.session)
        await do_record_action(transaction, services, person.id, "password_change", person.email)
    await notify_person(services.bus, person.id)
    return answer({"sessions_ended": ended})


async def _record_failure(services: Services, person: Person, where: str) -> None:
    async with services.database.write() as transaction:
        await do_record_action(
            transaction, services, person.id, "password_failed", person.email, {"address": where}
        )


def _not_the_current() -> InvalidError:
    return InvalidError(
        "This is not your current password.", field="current", code="password_wrong"
    )


@account.get("/sessions")
@openapi.definition(summary="Where one is signed in", tag="Staff")
async def list_sessions(request: Request[Any, Any]) -> HTTPResponse:
    """One's sessions, the newest first; `current` is the one that asks."""
    services = services_of(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
        rows = await sessions_of(transaction, person.id, services.real_now())
    found = [
        {
            "since": services.local(row.created_at),
            "until": services.local(row.expires_at),
            "current": row.token_hash == person.session,
        }
        for row in rows
    ]
    return answer({"sessions": found})


@account.delete("/sessions")
@openapi.definition(summary="Sign out everywhere else", tag="Staff")
async def end_other_sessions(request: Request[Any, Any]) -> HTTPResponse:
    """200 with how many ended; with an API token, all of them."""
    services = services_of(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        ended = await do_end_sessions(transaction, person.id, but=person.session)
        await do_record_action(
            transaction, services, person.id, "sessions_end", person.email, {"sessions": ended}
        )
    await notify_person(services.bus, person.id)
    return answer({"sessions_ended": ended})
