"""Who asks for the trainer's workbench."""

from __future__ import annotations

from typing import Any

from sanic import Request

from desk.api.http import services_of
from desk.staff.access import Person, access_person, check_trains


async def access_trainer(request: Request[Any, Any]) -> Person:
    """Who asks; raises what `access_person` and `check_trains` raise for anybody else."""
    async with services_of(request).database.read() as transaction:
        person = await access_person(request, transaction)
    check_trains(person)
    return person
