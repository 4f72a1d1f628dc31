"""What visitors ask and the assistant does not know, over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import answer, services_of
from desk.errors import ConflictError, FrontdeskError
from desk.services import Services
from desk.settings import Settings
from desk.staff.access import access_person, check_trains
from desk.storage import Database
from desk.trainer.access import access_trainer
from desk.trainer.background import Background
from desk.trainer.clusters import clusters, find_clusters

trainer_clusters = Blueprint("trainer_clusters", url_prefix="/api/trainer/clusters")


@trainer_clusters.get("/")
@openapi.definition(
    summary="What visitors ask again and again, and the assistant does not know",
    description="As it was found last, without what has been labelled since.",
    tag="Trainers",
)
async def get_clusters(request: Request[Any, Any]) -> HTTPResponse:
    """200 with the clusters, the largest first, and the state of the search."""
    services = services_of(request)
    async with services.database.read() as transaction:
        check_trains(await access_person(request, transaction))
        found = await clusters(transaction)
    last = await asyncio.to_thread(_search(services).last)
    return answer(
        {
            "status": last["status"],
            "at": last.get("at"),
            "error": last.get("error"),
            "clusters": [one.as_dict() for one in found],
        }
    )


@trainer_clusters.post("/")
@openapi.definition(summary="Look for such clusters in the background", tag="Trainers")
async def start_search(request: Request[Any, Any]) -> HTTPResponse:
    """202; 409 while a search runs already."""
    services = services_of(request)
    await access_trainer(request)
    settings = services.settings
    try:
        await asyncio.to_thread(_search(services).start, lambda: _find(settings), services.real_now)
    except FrontdeskError as error:
        raise ConflictError(str(error), code="not_started") from None
    return answer({"status": "running"}, status=202)


def _search(services: Services) -> Background:
    return Background(services.settings.data_dir / "trainings", "clusters")


def _find(settings: Settings) -> dict[str, Any]:
    async def find() -> int:
        # A thread has an event loop and a connection of its own.
        database = Database(settings.database_url)
        try:
            return await find_clusters(database, settings.root)
        finally:
            await database.close()

    return {"found": asyncio.run(find())}
