"""A visitor's page says who the visitor is, with the website's signature."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator
from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi
from sqlalchemy import update

from desk.api.http import Body, answer, read_body, services_of
from desk.conversations.access import check_deed
from desk.conversations.identity import Claim, check
from desk.conversations.model import access_conversation
from desk.conversations.state import state_json
from desk.errors import ConflictError
from desk.notify import notify_conversation
from desk.storage.tables import conversations

identity = Blueprint("identity", url_prefix="/api")


class Identity(Body):
    """A signed claim; the conversation is the one in the address."""

    user: str = Field(min_length=1, max_length=200, description="The website's id of the user.")
    name: str = Field("", max_length=120)
    email: str = Field("", max_length=254)
    expires: int = Field(ge=0, le=2**53, description="Seconds since 1970; a day ahead at most.")
    signature: str = Field(min_length=64, max_length=64)

    @field_validator("user", "name", "email")
    @classmethod
    def _one_line(cls, value: str) -> str:
        # A line end would let one field run over into the next under the same signature.
        if any(letter in value for letter in "\r\n"):
            raise ValueError("expected one line")
        return value


@identity.post("/conversations/<conversation_id:str>/identity")
@openapi.definition(
    summary="Say who the visitor is",
    description="Signed by the website's server; see the integrator's guide.",
    body={"application/json": Identity.model_json_schema()},
    tag="Visitor",
)
@openapi.secured("token")
async def identify(request: Request[Any, Any], conversation_id: str) -> HTTPResponse:
    """200 with the state, which names the user; 403 for a signature that does not hold."""
    services = services_of(request)
    check_deed(request, conversation_id, "identity")
    body = read_body(request, Identity)
    claim = Claim(conversation_id, body.user, body.expires, body.name, body.email)
    now = services.real_now()
    check(services.settings.identity_secret, claim, body.signature, now.timestamp())
    async with services.database.write() as transaction:
        conversation = await access_conversation(transaction, conversation_id, lock=True)
        if conversation.user_id not in (None, body.user):
            raise ConflictError(
                "This conversation belongs to another user. Begin a new one.",
                code="identity_differs",
            )
        known = {"user": body.user, "name": body.name, "email": body.email}
        await transaction.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(
                user_id=body.user,
                identity={key: value for key, value in known.items() if value},
            )
        )
        changed = await access_conversation(transaction, conversation_id)
        state = await state_json(transaction, services, changed)
    await notify_conversation(services.bus, conversation_id)
    return answer({"state": state})
