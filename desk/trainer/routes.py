"""The trainer's inbox over HTTP: the list, one message, and labels."""

from __future__ import annotations

from typing import Any, Literal, cast

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import select

from desk.api.http import Body, answer, read_body, services_of, whole_number
from desk.errors import InvalidError, NotFoundError
from desk.staff.access import access_person, check_trains
from desk.storage.tables import inbox
from desk.trainer.documents import message_json
from desk.trainer.labels import do_label, history
from desk.trainer.outcomes import OUTCOMES
from desk.trainer.search import ORDERS, STATUSES, Filters, counts, search

trainer_inbox = Blueprint("trainer_inbox", url_prefix="/api/trainer")

_MOST = 200
_ALL = "all"
_ARGUMENTS: dict[str, Any] = {
    "status": {"enum": [*STATUSES, _ALL], "default": "new"},
    "language": {"type": "string"},
    "intent": {"type": "string", "description": "As understood, or as labelled."},
    "outcome": {"enum": list(OUTCOMES)},
    "disagreeing": {"enum": ["yes"]},
    "group": {"type": "string", "description": "Every message of this group."},
    "cluster": {"type": "string", "description": "Every line about this matter."},
    "text": {"type": "string"},
    "order": {"enum": list(ORDERS), "default": "worth"},
    "after": {"type": "string", "description": "The `next` of the page before."},
    "limit": {"type": "integer", "maximum": _MOST, "default": 50},
}


class Labels(Body):
    """Messages and what they are."""

    ids: list[str] = Field(min_length=1, max_length=500)
    label: str | None = Field(
        max_length=80,
        description="An intent, or `dismissed`; empty takes what was understood, null takes back.",
    )
    whole_groups: bool = Field(False, description="Also what says nearly the same.")


@trainer_inbox.get("/inbox")
@openapi.definition(
    summary="Visitors' messages as the assistant understood them",
    description="One line for those that say nearly the same; secrets are out, and what says "
    "who wrote a message is replaced.",
    parameter=[
        {"name": name, "in": "query", "schema": schema} for name, schema in _ARGUMENTS.items()
    ],
    tag="Trainers",
)
async def get_inbox(request: Request[Any, Any]) -> HTTPResponse:
    """A page of messages, how many there are in all, and how many stand where."""
    services = services_of(request)
    status = _one_of(request, "status", (*STATUSES, _ALL)) or "new"
    filters = Filters(
        status=None if status == _ALL else cast(Any, status),
        language=request.args.get("language"),
        intent=request.args.get("intent"),
        outcome=_one_of(request, "outcome", OUTCOMES),
        disagreeing=_one_of(request, "disagreeing", ("yes",)) is not None,
        group=request.args.get("group"),
        cluster=request.args.get("cluster"),
        text=request.args.get("text", "").strip(),
    )
    order = cast(Literal["worth", "newest"], _one_of(request, "order", ORDERS) or "worth")
    most = min(whole_number(request, "limit", 50) or 1, _MOST)
    async with services.database.read() as transaction:
        check_trains(await access_person(request, transaction))
        found = await search(
            transaction, filters, order=order, after=request.args.get("after"), most=most
        )
        standing = await counts(transaction)
    return answer(
        {
            "messages": [message_json(row, services.policy) for row in found.rows],
            "total": found.total,
            "next": found.next,
            "counts": standing,
        }
    )


@trainer_inbox.get("/inbox/<inbox_id:str>")
@openapi.definition(summary="One message with every label that it was given", tag="Trainers")
async def get_message(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    """200 with the message and its history."""
    services = services_of(request)
    async with services.database.read() as transaction:
        check_trains(await access_person(request, transaction))
        query = select(inbox).where(inbox.c.id == inbox_id)
        row = (await transaction.execute(query)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such message.", code="message_gone")
        given = await history(transaction, inbox_id)
    return answer(
        {
            "message": message_json(row, services.policy),
            "history": [
                {"label": one.label, "by": one.name, "at": services.local(one.at)} for one in given
            ],
        }
    )


@trainer_inbox.post("/labels")
@openapi.definition(
    summary="Say what messages are",
    body={"application/json": Labels.model_json_schema()},
    tag="Trainers",
)
async def label(request: Request[Any, Any]) -> HTTPResponse:
    """200 with the ids that were labelled, and those that somebody else had labelled otherwise."""
    services = services_of(request)
    body = read_body(request, Labels)
    async with services.database.write() as transaction:
        person = await access_person(request, transaction)
        check_trains(person)
        done = await do_label(
            transaction,
            services.policy,
            services.real_now(),
            person.id,
            body.ids,
            body.label,
            whole_groups=body.whole_groups,
        )
        standing = await counts(transaction)
    return answer({"labelled": done.ids, "overruled": done.overruled, "counts": standing})


@trainer_inbox.get("/intents")
@openapi.definition(summary="What a message can be", tag="Trainers")
async def get_intents(request: Request[Any, Any]) -> HTTPResponse:
    """Every intent with its category, department and scope, in the policy's order."""
    services = services_of(request)
    async with services.database.read() as transaction:
        check_trains(await access_person(request, transaction))
    return answer(
        {
            "intents": [
                {
                    "name": topic.name,
                    "category": topic.category,
                    "department": topic.department,
                    "scope": topic.scope,
                    "scope_item": topic.scope_item,
                }
                for topic in services.policy.topics.values()
            ]
        }
    )


def _one_of(request: Request[Any, Any], name: str, known: tuple[str, ...]) -> str | None:
    given = request.args.get(name)
    if given is not None and given not in known:
        raise InvalidError(f"{name}: expected one of {', '.join(known)}.", field=name)
    return cast("str | None", given)
