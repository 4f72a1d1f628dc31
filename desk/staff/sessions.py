"""Signing in and out of the desk."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import delete, insert

from desk.api.http import Body, address, answer, read_body, services_of
from desk.errors import NotSignedInError
from desk.notify import notify_queue
from desk.services import Services
from desk.settings import seconds
from desk.staff.access import COOKIE, access_person
from desk.staff.audit import do_record_action
from desk.staff.people import by_email, digest, password_fits, person_json
from desk.staff.presence import Presence, do_set_presence
from desk.storage.tables import staff_sessions

sessions = Blueprint("staff_sessions", url_prefix="/api/staff")


class Login(Body):
    """An e-mail address and a password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=500)


class PresenceChange(Body):
    """Whether one is there."""

    presence: Presence


@sessions.post("/login")
@openapi.definition(
    summary="Sign in", body={"application/json": Login.model_json_schema()}, tag="Staff"
)
async def login(request: Request[Any, Any]) -> HTTPResponse:
    """200 with the person and the CSRF token; the session is in a cookie."""
    services = services_of(request)
    body = read_body(request, Login)
    limits = services.settings.limits
    tries = f"login:{address(request)}:{body.email.strip().lower()}"
    request.app.ctx.limiter.check(
        tries,
        limits.logins_per_address_and_email,
        limits.logins_seconds,
        "Too many attempts to sign in. Please wait a few minutes.",
    )
    async with services.database.read() as transaction:
        row = await by_email(transaction, body.email)
    # Hashing takes tens of milliseconds: not on the loop that everyone shares.
    if not await asyncio.to_thread(password_fits, row, body.password) or row is None:
        raise NotSignedInError("This e-mail address and password do not fit.", code="login_failed")
    request.app.ctx.limiter.forget(tries)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    now = services.real_now()
    async with services.database.write() as transaction:
        await transaction.execute(delete(staff_sessions).where(staff_sessions.c.expires_at < now))
        await transaction.execute(
            insert(staff_sessions).values(
                token_hash=digest(token),
                staff_id=row.id,
                csrf=csrf,
                created_at=now,
                expires_at=now + seconds(services.settings.timings.session_s),
            )
        )
        await do_record_action(transaction, services, row.id, "login", row.email)
    response = answer({"staff": person_json(row), "csrf": csrf})
    _set_cookie(services, response, token)
    return response


@sessions.post("/logout")
@openapi.definition(summary="Sign out", tag="Staff")
async def logout(request: Request[Any, Any]) -> HTTPResponse:
    """204; the session is gone, and the person is away."""
    services = services_of(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        cookie = request.cookies.get(COOKIE)
        if cookie:
            await transaction.execute(
                delete(staff_sessions).where(staff_sessions.c.token_hash == digest(cookie))
            )
        await do_set_presence(transaction, person.id, "away", holds=False, at=services.real_now())
        await do_record_action(transaction, services, person.id, "logout", person.email)
    await notify_queue(services.bus)
    response = HTTPResponse(status=204)
    response.delete_cookie(COOKIE, path="/")
    return response


@sessions.get("/me")
@openapi.definition(summary="Who is signed in", tag="Staff")
async def me(request: Request[Any, Any]) -> HTTPResponse:
    """The person and, for a session, its CSRF token."""
    async with services_of(request).database.read() as transaction:
        person = await access_person(request, transaction)
    return answer({"staff": person.as_dict(), "csrf": person.csrf})


@sessions.get("/session")
@openapi.definition(summary="Whether somebody is signed in", tag="Staff")
async def session(request: Request[Any, Any]) -> HTTPResponse:
    """As `me`, with nulls where nobody is signed in: for a page, that is no error."""
    try:
        async with services_of(request).database.read() as transaction:
            person = await access_person(request, transaction)
    except NotSignedInError:
        return answer({"staff": None, "csrf": None})
    return answer({"staff": person.as_dict(), "csrf": person.csrf})


@sessions.put("/me/presence")
@openapi.definition(
    summary="Say whether one is there",
    body={"application/json": PresenceChange.model_json_schema()},
    tag="Staff",
)
async def change_presence(request: Request[Any, Any]) -> HTTPResponse:
    """The person; presence set with an API token holds until it is changed."""
    services = services_of(request)
    presence = read_body(request, PresenceChange).presence
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        await do_set_presence(
            transaction,
            person.id,
            presence,
            holds=person.csrf is None,
            at=services.real_now(),
        )
        await do_record_action(
            transaction, services, person.id, "presence", person.email, {"presence": presence}
        )
    await notify_queue(services.bus)
    return answer({"staff": {**person.as_dict(), "presence": presence}, "csrf": person.csrf})


def _set_cookie(services: Services, response: HTTPResponse, token: str) -> None:
    response.add_cookie(
        COOKIE,
        token,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=services.settings.public_url.startswith("https:"),
        max_age=round(services.settings.timings.session_s),
    )
