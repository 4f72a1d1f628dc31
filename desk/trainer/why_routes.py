"""Why a message was understood as it was, over HTTP."""

from __future__ import annotations

from typing import Any

import structlog
from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import select

from desk.api.http import Body, answer, read_body, services_of
from desk.conversations.engine import EngineUnavailableError
from desk.conversations.receive import clean
from desk.errors import AwayError, NotFoundError
from desk.services import Services
from desk.staff.access import access_person, check_trains
from desk.storage.tables import inbox
from desk.trainer.access import access_trainer
from desk.trainer.inbox import own_domains
from desk.trainer.why import why, without_owner

log = structlog.get_logger()

trainer_why = Blueprint("trainer_why", url_prefix="/api/trainer")

_DESCRIPTION = (
    "`words` are left out one after the other: `effect` is the share of the best guess with the "
    "word minus that without it, `without` is what would be answered then; `start` and `end` "
    "count code points of `text`. `scores` stand beside what they have to reach: `confidence`, "
    "how likely the best guess is right, and `scope`, how near the examples are; a message that "
    "fails the first is `unsure`, one that fails both `unrelated`. `refused` says what would have "
    "been answered else. `shortened`: only the first words of a long message were left out."
)


class AnyText(Body):
    """What somebody might write."""

    text: str = Field(description="A message; as long as one of a visitor may be.")


@trainer_why.get("/inbox/<inbox_id:str>/why")
@openapi.definition(
    summary="Why a message of the inbox is understood as it is",
    description=f"By the model that is served now. {_DESCRIPTION}",
    tag="Trainers",
)
async def why_message(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    """200 with the reasons; 404 for no such message, 503 while the engine does not answer."""
    services = services_of(request)
    async with services.database.read() as transaction:
        check_trains(await access_person(request, transaction))
        query = select(inbox.c.text).where(inbox.c.id == inbox_id)
        text = (await transaction.execute(query)).scalar_one_or_none()
    if text is None:
        raise NotFoundError("There is no such message.", code="message_gone")
    return answer(await _reasons(services, text))


@trainer_why.post("/why")
@openapi.definition(
    summary="Why any text would be understood as it would be",
    description="Secrets are taken out and what says who wrote it is replaced first; the answer's "
    f"`text` is what was explained. Nothing is kept. {_DESCRIPTION}",
    body={"application/json": AnyText.model_json_schema()},
    tag="Trainers",
)
async def why_text(request: Request[Any, Any]) -> HTTPResponse:
    """200 with the reasons; 400 for nothing, 413 for too much, 503 while the engine is away."""
    services = services_of(request)
    await access_trainer(request)
    text = clean(read_body(request, AnyText).text, services.settings.limits.message_characters)
    try:
        text = await without_owner(
            services.engine,
            text,
            own_domains(services.policy),
            services.settings.timings.engine_parse_s,
        )
    except EngineUnavailableError as error:
        raise _away(error) from error
    return answer(await _reasons(services, text))


async def _reasons(services: Services, text: str) -> dict[str, Any]:
    settings = services.settings
    try:
        return await why(services.engine, settings.root, text, settings.timings.engine_why_s)
    except EngineUnavailableError as error:
        raise _away(error) from error


def _away(error: EngineUnavailableError) -> AwayError:
    log.warning("nobody says why: the engine is away", why=str(error))
    return AwayError(
        "The assistant's engine does not answer just now. Try again in a moment; if it stays so, "
        "see whether it runs.",
        code="engine_away",
    )
