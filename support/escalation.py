"""The tiers of escalation: a ladder that nobody skips a rung of (section 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from support.errors import TopReachedError, UnknownNameError
from support.promises import due, elapsed, end_of_next_business_day, promise
from support.text import Text

if TYPE_CHECKING:
    from support.policy import Policy

Via = Literal["chat", "ticket", "email", "board"]
VIAS: tuple[Via, ...] = ("chat", "ticket", "email", "board")
OUTSIDE: tuple[Via, ...] = ("email", "board")
"""The ways that lead out of the desk: such a tier is reached whoever has an account here."""

Writer = Literal["customer", "staff", "desk"]
Span = tuple[datetime, datetime]


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


@dataclass(frozen=True)
class Rung:
    """One step up: the tier that is asked, and whether nobody serves it."""

    tier: Tier
    vacant: bool


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


def climb(policy: Policy, level: int, served: Collection[int]) -> list[Rung]:
    """The steps from `level` to the tier that is asked next: one up, none skipped.

    `served` are the levels that somebody of the department serves in the desk. A vacant tier is
    no end: it is reported upward, so the next one is asked as well. A tier that is asked
    outside the desk (by e-mail, or the board) is never vacant. Where nobody is above at all,
    the highest tier is the last step, vacant as it is.
    Raises TopReachedError at the highest tier, UnknownNameError as `tier`.
    """
    tier(policy, level)
    rungs: list[Rung] = []
    for step in policy.escalation[level:]:
        rungs.append(Rung(step, step.via not in OUTSIDE and step.level not in served))
        if not rungs[-1].vacant:
            break
    if not rungs:
        raise TopReachedError(
            f"level {level} ({tier(policy, level).title('en')}) is the highest tier already"
        )
    return rungs


def address_of(policy: Policy, asked: Tier) -> str | None:
    """Where a mail goes that asks this tier; None where it is not asked by mail.

    The board is asked through whoever is nearest below it and has an address (section 4).
    """
    if asked.via == "email":
        return asked.email
    if asked.via == "board":
        below = (one.email for one in reversed(policy.escalation[: asked.level - 1]) if one.email)
        return next(below, None)
    return None


def asks_from(policy: Policy, department: str, since: datetime) -> datetime:
    """From when on a customer whom nobody has answered may ask for the next tier.

    `since` is when the tier got the matter. Its answer is owed by the time that the department
    promises from then on; where none is promised, by the end of the next business day.
    Raises UnknownNameError and NoOpeningError as `promise`.
    """
    named = due(policy, promise(policy, department, since))
    return named or end_of_next_business_day(policy, department, since)


def waits(thread: Iterable[tuple[datetime, Writer]], now: datetime) -> list[Span]:
    """When the customer was waited for: from staff's answer to the customer's next word.

    `thread` is who wrote into the ticket when, oldest first, notes between staff left out but
    for the desk's own lines. Where the customer has not written since, the wait ended with the
    desk's next line: somebody took the ticket up again. Without one it goes on until `now`.
    """
    spans: list[Span] = []
    began: datetime | None = None
    line: datetime | None = None
    for at, writer in thread:
        if writer == "staff":
            began, line = began or at, None
        elif writer == "desk":
            line = line or at
        elif began is not None:
            spans.append((began, at))
            began = None
    if began is not None:
        spans.append((began, line or now))
    return spans


def time_on_tier(
    policy: Policy, department: str, since: datetime, now: datetime, waited: Sequence[Span]
) -> timedelta:
    """How long a tier has had a matter since `since`, by the department's clock.

    Time in which the customer was waited for does not count.
    """
    stayed = elapsed(policy, department, since, now)
    for began, ended in waited:
        start, end = max(_instant(began), _instant(since)), min(_instant(ended), _instant(now))
        if start < end:
            stayed -= elapsed(policy, department, start, end)
    return max(stayed, timedelta(0))


def climbs(
    policy: Policy,
    department: str,
    level: int,
    since: datetime,
    now: datetime,
    waited: Sequence[Span] = (),
) -> bool:
    """Whether a matter has stayed so long on its tier that it climbs by itself (section 4)."""
    after = tier(policy, level).escalate_after
    if after is None or next_tier(policy, level) is None:
        return False
    return time_on_tier(policy, department, since, now, waited) >= after


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)
