"""Who may read and write a conversation: the holder of its token, within the limits."""

from __future__ import annotations

from typing import Any

from sanic import Request

from desk.api.http import address, bearer, services_of
from desk.conversations.tokens import Visitor
from desk.errors import ForbiddenError, NotSignedInError

_HOUR_S = 3_600


def check_visitor(request: Request[Any, Any], conversation_id: str, token: str | None) -> Visitor:
    """Who asks about this conversation, by its token.

    Raises NotSignedInError without a valid token, ForbiddenError with that of another
    conversation: its id alone opens nothing.
    """
    if not token:
        raise NotSignedInError("This needs the conversation's token.", code="token_missing")
    holder = services_of(request).tokens.read(token)
    if holder.conversation_id != conversation_id:
        raise ForbiddenError("This token belongs to another conversation.")
    return holder


def check_read(request: Request[Any, Any], conversation_id: str) -> Visitor:
    """The visitor who reads by HTTP, within the limit of reads. Raises as `check_visitor`."""
    holder = check_visitor(request, conversation_id, bearer(request))
    request.app.ctx.limiter.check(
        f"reads:{address(request)}",
        services_of(request).settings.limits.reads_per_address_per_second,
        1,
        "Too many requests from this address at once. Please wait a moment.",
    )
    return holder


def check_deed(
    request: Request[Any, Any], conversation_id: str, deed: str, most: int | None = None
) -> Visitor:
    """The visitor who does something rare (`deed`), at most `most` times an hour.

    Without `most`, as often as the settings allow of anything rare.

    The address is held to ten times as often: many visitors may share one. Raises as
    `check_visitor`, and TooManyError.
    """
    holder = check_visitor(request, conversation_id, bearer(request))
    most = most or services_of(request).settings.limits.deeds_per_conversation_per_hour
    message = "That was done too often. Please wait a while."
    limiter = request.app.ctx.limiter
    limiter.check(f"{deed}:{conversation_id}", most, _HOUR_S, message)
    limiter.check(f"{deed}:{address(request)}", most * 10, _HOUR_S, message)
    return holder
