"""Models over HTTP: what there is, promoting one, going back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import Body, answer, read_body, services_of
from desk.errors import ConflictError, FrontdeskError, InvalidError
from desk.models.store import Listed, ModelStore
from desk.staff.audit import do_record_action
from desk.trainer.access import access_trainer
from desk.trainer.promotion import go_back, judged_models, promote, served_now
from desk.trainer.runs import Run, Runs
from desk.trainer.training_routes import runs_of

trainer_models = Blueprint("trainer_models", url_prefix="/api/trainer/models")


class Promotion(Body):
    """Which model is to be served."""

    model: str = Field(min_length=1, max_length=80)
    reason: str | None = Field(
        None, max_length=2_000, description="Why, though the gate refuses it: administrators only."
    )


class GoingBack(Body):
    """Which model one means to leave: somebody else may have changed it meanwhile."""

    instead_of: str = Field(min_length=1, max_length=80)


@trainer_models.get("/")
@openapi.definition(summary="The trained models, newest first", tag="Trainers")
async def get_models(request: Request[Any, Any]) -> HTTPResponse:
    """Each with its card and its verdict in short; which is to be served and was; what is served.

    `current` may name a model whose archive is gone: then it is not among the models.
    """
    services = services_of(request)
    await access_trainer(request)
    store, runs = ModelStore(services.settings.root), runs_of(request)
    return answer(await asyncio.to_thread(_listed, store, runs, services.settings.data_dir))


@trainer_models.post("/promote")
@openapi.definition(
    summary="Have a model served",
    description="What the gate refuses, an administrator may promote with a reason, which is kept.",
    body={"application/json": Promotion.model_json_schema()},
    tag="Trainers",
)
async def do_promote(request: Request[Any, Any]) -> HTTPResponse:
    """202; a running system changes over within a moment. 409 where the gate refuses it."""
    services = services_of(request)
    person = await access_trainer(request)
    body = read_body(request, Promotion)
    store, runs = ModelStore(services.settings.root), runs_of(request)
    before = store.current()
    try:
        await asyncio.to_thread(
            promote,
            store,
            runs,
            body.model,
            by={"id": person.id, "name": person.name},
            now=services.real_now(),
            reason=body.reason,
            may_override=person.role == "administrator",
        )
    except FrontdeskError as error:
        raise InvalidError(str(error), field="model") from None
    except OSError as error:
        raise _not_written(store, error) from None
    async with services.database.write() as transaction:
        await do_record_action(
            transaction,
            services,
            person.id,
            "promote_model",
            body.model,
            {"instead_of": before, "overruled": body.reason is not None},
        )
    return answer({"model": body.model}, status=202)


@trainer_models.post("/rollback")
@openapi.definition(
    summary="Have the model served that was served before",
    body={"application/json": GoingBack.model_json_schema()},
    tag="Trainers",
)
async def do_go_back(request: Request[Any, Any]) -> HTTPResponse:
    """202 with the model; 409 where another one is served than was meant, or none is left."""
    services = services_of(request)
    person = await access_trainer(request)
    body = read_body(request, GoingBack)
    store = ModelStore(services.settings.root)
    if store.current() != body.instead_of:
        raise ConflictError(
            f"Another model is served now: {store.current()}.", code="another_is_served"
        )
    try:
        name = await asyncio.to_thread(
            go_back,
            store,
            by={"id": person.id, "name": person.name},
            now=services.real_now(),
        )
    except FrontdeskError as error:
        raise ConflictError(str(error), code="none_before") from None
    except OSError as error:
        raise _not_written(store, error) from None
    async with services.database.write() as transaction:
        await do_record_action(
            transaction,
            services,
            person.id,
            "roll_back_model",
            name,
            {"instead_of": body.instead_of},
        )
    return answer({"model": name}, status=202)


def _listed(store: ModelStore, runs: Runs, data_dir: Path) -> dict[str, Any]:
    judged = judged_models(runs)
    return {
        "models": [_row(store, row, judged.get(row.name)) for row in store.rows()],
        "current": store.current(),
        "former": store.former(),
        "system": served_now(data_dir),
    }


def _not_written(store: ModelStore, error: OSError) -> ConflictError:
    return ConflictError(
        f"{store.folder} can't be written ({error.strerror}): the same model is served as before.",
        code="not_written",
    )


def _row(store: ModelStore, row: Listed, run: Run | None) -> dict[str, Any]:
    verdict = None
    if run is not None and run.result is not None:
        gate = run.result["gate"]
        verdict = {
            "training": run.id,
            "passed": gate["passed"],
            "baseline": run.result["baseline"],
            "failed": [rule["rule"] for rule in gate["rules"] if not rule["passed"]],
        }
    return {**row.as_dict(), "problem": store.problem(row.name), "verdict": verdict}
