"""Labelled messages into the training data, over HTTP."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from desk.api.http import Body, answer, read_body, services_of
from desk.staff.audit import do_record_action
from desk.trainer.accepted import write_labelled
from desk.trainer.access import access_trainer
from desk.trainer.search import counts

trainer_examples = Blueprint("trainer_examples", url_prefix="/api/trainer")


class Examples(Body):
    """Which labelled messages are to be learned from."""

    ids: list[str] | None = Field(
        None, max_length=500, description="Without them: every labelled message."
    )
    check_only: bool = Field(False, description="Say what would be written, and write nothing.")


@trainer_examples.post("/examples")
@openapi.definition(
    summary="Write labelled messages into the training data",
    description="Each goes to the end of its intent in data/nlu; what can't be an example is left "
    "and told why. Where the data can't be written, the answer has a patch for `git apply`.",
    body={"application/json": Examples.model_json_schema()},
    tag="Trainers",
)
async def write_examples(request: Request[Any, Any]) -> HTTPResponse:
    """200 with what was written, what stood there already, and what was left; 409 for neither."""
    services = services_of(request)
    person = await access_trainer(request)
    body = read_body(request, Examples)
    done = await write_labelled(
        services.database,
        services.settings.root,
        services.policy,
        body.ids,
        check_only=body.check_only,
    )
    document = done.as_dict()
    async with services.database.write() as transaction:
        if done.status == "written" and done.plan.added:
            files = ", ".join(one["file"] for one in document["files"])
            what = {"examples": len(done.plan.added), "files": len(document["files"])}
            await do_record_action(transaction, services, person.id, "write_examples", files, what)
        standing = await counts(transaction)
    return answer({**document, "counts": standing})
