"""Who a visitor is, as the website says it: signed for one user, one conversation, for a time.

The website's own server signs, with a secret that it shares with the desk. Since the signature
covers the conversation, one that was seen elsewhere (in another conversation, in a log, on a
shared computer) opens nothing here; since it covers the time, it ends.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from desk.errors import ForbiddenError

_VERSION = "frontdesk-identity-1"
LONGEST_S = 86_400
"""No signature is good for longer than a day, whatever it says."""


@dataclass(frozen=True)
class Claim:
    """What a website says of the visitor of one conversation."""

    conversation_id: str
    user: str
    expires: int
    """Seconds since 1970."""
    name: str = ""
    email: str = ""


def signature(secret: str, claim: Claim) -> str:
    """HMAC-SHA256 in hexadecimal over the claim, a field a line, in this order."""
    fields = (
        _VERSION,
        claim.conversation_id,
        claim.user,
        str(claim.expires),
        claim.name,
        claim.email,
    )
    return hmac.new(secret.encode(), "\n".join(fields).encode(), sha256).hexdigest()


def check(secret: str, claim: Claim, given: str, now: float) -> None:
    """Raises ForbiddenError: `identity_forged` for a wrong signature, `identity_expired`.

    `now` is real time in seconds since 1970.
    """
    expected = signature(secret, claim)
    if not hmac.compare_digest(expected.encode(), given.lower().encode("utf-8", "replace")):
        raise ForbiddenError(
            "The signature does not belong to this user, time and conversation.",
            code="identity_forged",
        )
    if not now < claim.expires <= now + LONGEST_S:
        raise ForbiddenError(
            "The signature's time is over, or further away than a day. Sign again.",
            code="identity_expired",
        )
