"""The training data over HTTP: how much there is of what, and its checks."""

from __future__ import annotations

import asyncio
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import Body, answer, read_body, services_of
from desk.errors import ConflictError, FrontdeskError
from desk.trainer.access import access_trainer
from desk.trainer.checks import Checks
from desk.trainer.data_overview import overview

trainer_data = Blueprint("trainer_data", url_prefix="/api/trainer/data")


class NewCheck(Body):
    """When to check."""

    only_if_stale: bool = Field(
        False, description="Not where the data was not changed since the last one."
    )


@trainer_data.get("/")
@openapi.definition(
    summary="The training data at a glance",
    description="Files, examples of each intent by language, what is not committed yet, and what "
    "the checks found last.",
    tag="Trainers",
)
async def get_data(request: Request[Any, Any]) -> HTTPResponse:
    """200; a file that can't be read is named with what is wrong."""
    services = services_of(request)
    await access_trainer(request)
    seen = await asyncio.to_thread(overview, services.settings.root, services.policy)
    found = await asyncio.to_thread(_checks(request).found)
    return answer({**seen.as_dict(), "check": found})


@trainer_data.post("/check")
@openapi.definition(
    summary="Check the training data in the background",
    body={"application/json": NewCheck.model_json_schema()},
    tag="Trainers",
)
async def start_check(request: Request[Any, Any]) -> HTTPResponse:
    """202, or 200 where nothing had to be checked; 409 while the checks run already."""
    services = services_of(request)
    await access_trainer(request)
    body = read_body(request, NewCheck)
    checks = _checks(request)
    if body.only_if_stale:
        found = await asyncio.to_thread(checks.found)
        if found["status"] in ("done", "running") and not found["stale"]:
            return answer({"check": found})
    try:
        await asyncio.to_thread(checks.start, services.real_now)
    except FrontdeskError as error:
        raise ConflictError(str(error), code="not_checked") from None
    return answer({"check": await asyncio.to_thread(checks.found)}, status=202)


def _checks(request: Request[Any, Any]) -> Checks:
    settings = services_of(request).settings
    return Checks(settings.root, settings.data_dir)
