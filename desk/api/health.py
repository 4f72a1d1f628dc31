"""Whether the desk lives, and whether it can work."""

from __future__ import annotations

from typing import Any

import httpx
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from desk.api.http import answer, services_of
from desk.services import Services

health = Blueprint("health")


@health.get("/health")
@openapi.definition(summary="Whether the desk lives", tag="Health")
async def live(_request: Request[Any, Any]) -> HTTPResponse:
    """200 as long as the process answers."""
    return answer({"status": "ok"})


@health.get("/ready")
@openapi.definition(summary="Whether database, engine and actions answer", tag="Health")
async def ready(request: Request[Any, Any]) -> HTTPResponse:
    """200 when all parts answer, else 503; the body says which."""
    services = services_of(request)
    parts = {
        "database": await _database_answers(services),
        "engine": await services.engine.ready(),
        "actions": await _actions_answer(services),
    }
    return answer(
        {"ready": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503
    )


async def _database_answers(services: Services) -> bool:
    try:
        async with services.database.read() as transaction:
            await transaction.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True


async def _actions_answer(services: Services) -> bool:
    url = services.settings.actions_url
    try:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            response = await client.get(httpx.URL(url).join("/health"))
    except httpx.HTTPError:
        return False
    return response.status_code == httpx.codes.OK
