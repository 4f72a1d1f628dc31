"""The tiers of escalation: a ladder that nobody skips a rung of (section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from support.errors import UnknownNameError
from support.text import Text

if TYPE_CHECKING:
    from support.policy import Policy

Via = Literal["chat", "ticket", "email", "board"]
VIAS: tuple[Via, ...] = ("chat", "ticket", "email", "board")


@dataclass(frozen=True)
class Tier:
    """One level of escalation.

    `via` is the way by which a customer asks for it, `ask_through` says so in words, `email` is
    its address if it has one. `escalate_after` is how long a matter may stay here before it
    climbs by itself; None: it never does.
    """

    level: int
    title: Text
    via: Via
    ask_through: Text
    email: str | None = None
    escalate_after: timedelta | None = None


def tier(policy: Policy, level: int) -> Tier:
    """The tier of a level, counted from 1. Raises UnknownNameError if there is none."""
    if not 1 <= level <= len(policy.escalation):
        levels = [str(known.level) for known in policy.escalation]
        raise UnknownNameError("escalation level", level, levels)
    return policy.escalation[level - 1]


def next_tier(policy: Policy, level: int) -> Tier | None:
    """The tier right above `level`, or None at the top. Raises UnknownNameError as `tier`."""
    tier(policy, level)
    return policy.escalation[level] if level < len(policy.escalation) else None


def ladder(policy: Policy, from_level: int, to_level: int) -> list[Tier]:
    """The tiers to go through to get from `from_level` to `to_level`, the last included.

    None is ever skipped: from 1 to 3 means level 2 first. Empty if `to_level` is not higher.
    Raises UnknownNameError for a level that the policy does not have.
    """
    for level in (from_level, to_level):
        tier(policy, level)
    return policy.escalation[from_level:to_level]
