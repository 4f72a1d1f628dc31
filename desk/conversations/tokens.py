"""Visitor tokens: signed, bound to one conversation and one visitor, for a time, kept nowhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from desk.errors import NotSignedInError


@dataclass(frozen=True)
class Visitor:
    """Who holds a token: this visitor, for this conversation."""

    visitor_id: str
    conversation_id: str
    issued_at: int = 0
    """When the token was made, in seconds since 1970; real time."""


class Tokens:
    """Makes, reads and renews visitor tokens.

    A token that was copied off a device is worth nothing a lifetime later; a visitor who comes
    by now and then keeps the conversation, because the token is renewed on the way.
    """

    def __init__(
        self,
        signing_key: str,
        *,
        lifetime_s: float,
        renewed_s: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`signing_key` is the run's own secret: a token of another run is worth nothing.

        `now` reads real time in seconds since 1970.
        """
        self._serializer = URLSafeSerializer(signing_key, salt="frontdesk-visitor-2")
        self._lifetime_s = lifetime_s
        self._renewed_s = renewed_s
        self._now = now

    def make(self, visitor: Visitor) -> str:
        """The token that gives `visitor` the conversation from now on."""
        return str(
            self._serializer.dumps([visitor.visitor_id, visitor.conversation_id, int(self._now())])
        )

    def read(self, token: str) -> Visitor:
        """Who holds `token`.

        Raises NotSignedInError: `token_invalid` when it was not made here, `token_expired` when
        its time is over.
        """
        try:
            visitor_id, conversation_id, issued_at = self._serializer.loads(token)
            visitor = Visitor(str(visitor_id), str(conversation_id), int(issued_at))
        except (BadSignature, ValueError, TypeError):
            raise NotSignedInError(
                "This conversation's token is not valid. Start a new conversation.",
                code="token_invalid",
            ) from None
        if self._age_s(visitor) > self._lifetime_s:
            raise NotSignedInError(
                "This conversation's token has expired. Start a new conversation.",
                code="token_expired",
            )
        return visitor

    def visitor_of(self, token: str | None) -> str | None:
        """The visitor who holds `token`, if it is still good for anything."""
        try:
            return self.read(token).visitor_id if token else None
        except NotSignedInError:
            return None

    def renewed(self, holder: Visitor) -> str | None:
        """A fresh token for the holder of one that has grown old; None while it is young."""
        return self.make(holder) if self._age_s(holder) > self._renewed_s else None

    def _age_s(self, visitor: Visitor) -> float:
        return self._now() - visitor.issued_at
