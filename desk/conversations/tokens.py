"""Visitor tokens: signed, bound to one conversation and one visitor, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from desk.errors import NotSignedInError


@dataclass(frozen=True)
class Visitor:
    """Who holds a token: this visitor, for this conversation."""

    visitor_id: str
    conversation_id: str


class Tokens:
    """Makes and reads visitor tokens."""

    def __init__(self, signing_key: str) -> None:
        """`signing_key` is the run's own secret: a token of another run is worth nothing."""
        self._serializer = URLSafeSerializer(signing_key, salt="frontdesk-visitor-1")

    def make(self, visitor: Visitor) -> str:
        """The token that gives `visitor` the conversation."""
        return str(self._serializer.dumps([visitor.visitor_id, visitor.conversation_id]))

    def read(self, token: str) -> Visitor:
        """Who holds `token`. Raises NotSignedInError when it was not made here."""
        try:
            visitor_id, conversation_id = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise NotSignedInError(
                "This conversation's token is not valid. Start a new conversation.",
                code="token_invalid",
            ) from None
        return Visitor(str(visitor_id), str(conversation_id))
