"""Trainings over HTTP: start one, follow it, cancel it, read its verdict."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, text
from sanic_ext import openapi

from desk.api.http import Body, answer, read_body, services_of
from desk.errors import ConflictError, FrontdeskError
from desk.staff.audit import do_record_action
from desk.trainer.access import access_trainer
from desk.trainer.runs import Runs

trainings = Blueprint("trainings", url_prefix="/api/trainer/trainings")

_ONE = "/<training_id:str>"


class NewTraining(Body):
    """How to train."""

    thorough: bool = False


def runs_of(request: Request[Any, Any]) -> Runs:
    """The trainings of this project."""
    settings = services_of(request).settings
    return Runs(settings.root, settings.data_dir)


@trainings.post("/")
@openapi.definition(
    summary="Train a candidate in the background",
    description="From the data as it is now. Nothing that is served changes.",
    body={"application/json": NewTraining.model_json_schema()},
    tag="Trainers",
)
async def start(request: Request[Any, Any]) -> HTTPResponse:
    """202 with the training; 409 while another one runs."""
    services = services_of(request)
    person = await access_trainer(request)
    body = read_body(request, NewTraining)
    by = {"id": person.id, "name": person.name}
    try:
        run = await asyncio.to_thread(
            runs_of(request).start, by, services.real_now(), quick=not body.thorough
        )
    except FrontdeskError as error:
        raise ConflictError(str(error), code="not_started") from None
    async with services.database.write() as transaction:
        await do_record_action(transaction, services, person.id, "train", run.id)
    return answer({"training": run.as_dict()}, status=202)


@trainings.get("/")
@openapi.definition(summary="The newest trainings", tag="Trainers")
async def get_all(request: Request[Any, Any]) -> HTTPResponse:
    """Newest first, without their verdicts."""
    await access_trainer(request)
    rows = await asyncio.to_thread(runs_of(request).rows)
    return answer({"trainings": [row.as_dict(whole=False) for row in rows]})


@trainings.get(_ONE)
@openapi.definition(summary="A training with its verdict", tag="Trainers")
async def get_one(request: Request[Any, Any], training_id: str) -> HTTPResponse:
    """200, also while it runs; its steps say how far it is."""
    await access_trainer(request)
    run = await asyncio.to_thread(runs_of(request).get, training_id)
    return answer({"training": run.as_dict()})


@trainings.get(f"{_ONE}/log")
@openapi.definition(summary="What a training said", tag="Trainers")
async def get_log(request: Request[Any, Any], training_id: str) -> HTTPResponse:
    """The last lines, as text."""
    await access_trainer(request)
    lines = await asyncio.to_thread(runs_of(request).log, training_id)
    return text(lines, headers={"Cache-Control": "no-store"})


@trainings.post(f"{_ONE}/cancel")
@openapi.definition(summary="End a training", tag="Trainers")
async def cancel(request: Request[Any, Any], training_id: str) -> HTTPResponse:
    """202; it ends within a moment, and what it made is removed."""
    services = services_of(request)
    person = await access_trainer(request)
    by = {"id": person.id, "name": person.name}
    await asyncio.to_thread(runs_of(request).cancel, training_id, by)
    async with services.database.write() as transaction:
        await do_record_action(transaction, services, person.id, "cancel_training", training_id)
    return answer({}, status=202)
