"""Who may read and write a ticket: the customer who has its key, and staff of its department."""

from __future__ import annotations

import hmac
from typing import Any

from sanic import Request
from sanic_ext.extensions.openapi.definitions import Parameter
from sqlalchemy import Row

from desk.api.http import address, services_of
from desk.errors import NotFoundError
from desk.staff.access import access_person, may_see
from desk.storage import Transaction
from desk.tickets.book import access_ticket

KEY: dict[str, Any] | Parameter | str = {
    "name": "key",
    "in": "query",
    "required": True,
    "schema": {"type": "string"},
}
"""The key in the address, for the interface's documentation."""

_HOUR_S = 3_600


async def access_by_key(
    request: Request[Any, Any], transaction: Transaction, number: str, *, lock: bool = False
) -> Row[Any]:
    """The ticket, for whoever has its key.

    Raises the same NotFoundError without the right key, whether or not there is such a ticket.
    """
    row = await access_ticket(transaction, number, lock=lock)
    given = request.args.get("key") or ""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), row.key.encode()):
        raise not_found(number)
    return row


async def access_by_staff(
    request: Request[Any, Any], transaction: Transaction, number: str, *, lock: bool = False
) -> Row[Any]:
    """The ticket, if whoever asks serves its department; else it is not there for them."""
    person = await access_person(request, transaction)
    row = await access_ticket(transaction, number, lock=lock)
    if not may_see(person, row.department):
        raise not_found(number)
    return row


def not_found(number: str) -> NotFoundError:
    """There is no such ticket, or not for whoever asks."""
    return NotFoundError(f"There is no ticket {number}.", code="ticket_not_found")


def check_reads(request: Request[Any, Any]) -> None:
    """Hold an address to the limit of reads. Raises TooManyError."""
    request.app.ctx.limiter.check(
        f"reads:{address(request)}",
        services_of(request).settings.limits.reads_per_address_per_second,
        1,
        "Too many requests from this address at once. Please wait a moment.",
    )


async def access_to_write(
    request: Request[Any, Any], transaction: Transaction, number: str
) -> Row[Any]:
    """The ticket, locked, for the customer who is about to change it.

    Raises as `access_by_key`, and TooManyError. The address is held to ten times as often as the
    ticket: many customers may share one, and who guesses keys uses up nobody else's limit.
    """
    most = services_of(request).settings.limits.ticket_messages_per_hour
    limiter = request.app.ctx.limiter
    message = "That was done too often. Please wait a while."
    limiter.check(f"ticket_address:{address(request)}", most * 10, _HOUR_S, message)
    row = await access_by_key(request, transaction, number, lock=True)
    limiter.check(f"ticket:{row.number}", most, _HOUR_S, message)
    return row
