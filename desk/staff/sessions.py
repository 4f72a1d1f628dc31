"""Signing in and out of the desk."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse
from sanic_ext import openapi
from sqlalchemy import update

from desk.api.http import Body, address, answer, read_body, services_of
from desk.api.sockets import check_same_origin
from desk.errors import NotSignedInError
from desk.notify import notify_person, notify_queue
from desk.services import Services
from desk.staff.access import COOKIE, access_person
from desk.staff.attempts import check_attempts, do_count_attempt, do_forget_attempts, named
from desk.staff.audit import do_record_action
from desk.staff.passwords import hashed_anew, password_fits
from desk.staff.people import by_email, is_email, person_json
from desk.staff.presence import Presence, do_set_presence
from desk.staff.signed_in import do_end_session, do_keep_session, do_open_session
from desk.storage.tables import staff

sessions = Blueprint("staff_sessions", url_prefix="/api/staff")

_DOES_NOT_FIT = "This e-mail address and password do not fit."


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
    """200 with the person and the CSRF token; the session is in a cookie.

    401 alike for a wrong password, an unknown address and somebody who has left; 429 with
    `Retry-After` after too many failures, whether or not there is such an address.
    """
    services = services_of(request)
    # Else another site's form could sign a person in as somebody else.
    check_same_origin(request)
    body = read_body(request, Login)
    where = address(request)
    async with services.database.read() as transaction:
        await check_attempts(transaction, services, body.email, where)
    async with services.database.write() as transaction:
        await do_count_attempt(transaction, services, body.email, where)
    async with services.database.read() as transaction:
        row = await by_email(transaction, body.email)
    # Hashing takes tens of milliseconds: not on the loop that everyone shares.
    if not await asyncio.to_thread(password_fits, row, body.password) or row is None:
        raise await _refused(services, body.email, where)
    better = await asyncio.to_thread(hashed_anew, row, body.password)
    async with services.database.write() as transaction:
        now = await by_email(transaction, body.email)
        if now is None or not now.active or now.password_hash != row.password_hash:
            # It was changed, or the person left, while the password was looked at.
            raise NotSignedInError(_DOES_NOT_FIT, code="login_failed")
        if better is not None:
            await transaction.execute(
                update(staff).where(staff.c.id == row.id).values(password_hash=better)
            )
        await do_forget_attempts(transaction, body.email, where)
        opened = await do_open_session(transaction, services, row.id, request.cookies.get(COOKIE))
        await do_record_action(
            transaction, services, row.id, "login", row.email, {"address": where}
        )
    response = answer({"staff": person_json(now), "csrf": opened.csrf})
    _set_cookie(services, response, opened.token)
    return response


async def _refused(services: Services, email: str, where: str) -> NotSignedInError:
    """The same for everyone; the failure is on record without the password."""
    # Somebody may have written the password where the address belongs.
    tried = named(email) if is_email(named(email)) else ""
    async with services.database.write() as transaction:
        await do_record_action(
            transaction, services, None, "login_failed", tried, {"address": where}
        )
    return NotSignedInError(_DOES_NOT_FIT, code="login_failed")


@sessions.post("/logout")
@openapi.definition(summary="Sign out", tag="Staff")
async def logout(request: Request[Any, Any]) -> HTTPResponse:
    """204; the session is gone, and the person is away."""
    services = services_of(request)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        cookie = request.cookies.get(COOKIE)
        if cookie:
            await do_end_session(transaction, cookie)
        await do_set_presence(transaction, person.id, "away", holds=False, at=services.real_now())
        await do_record_action(transaction, services, person.id, "logout", person.email)
    await notify_queue(services.bus)
    await notify_person(services.bus, person.id)
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
    await notify_person(services.bus, person.id)
    return answer({"staff": {**person.as_dict(), "presence": presence}, "csrf": person.csrf})


def install_keeping(app: Sanic[Any, Any]) -> None:
    """A session that a request used lives on, up to its fixed end."""

    async def keep(request: Request[Any, Any], _response: BaseHTTPResponse) -> None:
        session = getattr(request.ctx, "session_in_use", None)
        if session is not None:
            services = services_of(request)
            async with services.database.write() as transaction:
                await do_keep_session(transaction, services, session)

    app.register_middleware(keep, "response")


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
