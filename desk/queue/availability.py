"""Whether a person can take over now: asked before anyone is promised one.

A hand-off is never into the void: the department's chat is open, somebody of it is there, and
the wait ends before closing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select

from desk.services import Services
from desk.staff.presence import count_present
from desk.storage import Transaction
from desk.storage.tables import conversations
from desk.texts import DEFAULT_LANGUAGE
from support.hours import HoursStatus, status

Obstacle = Literal["closed", "nobody_present", "closes_before_turn"]


@dataclass(frozen=True)
class Availability:
    """Whether a person of `department` can take over, and if not, why."""

    department: str
    why: Obstacle | None
    chat: HoursStatus
    present: int
    position: int | None
    expected_wait_s: int | None

    @property
    def possible(self) -> bool:
        """Whether a person can be promised."""
        return self.why is None

    def as_dict(self) -> dict[str, Any]:
        """As the actions get it."""
        return {
            "possible": self.possible,
            "why": self.why,
            "department": self.department,
            "chat": self.chat.as_dict(),
            "present": self.present,
            "position": self.position,
            "expected_wait_s": self.expected_wait_s,
        }


async def availability(
    transaction: Transaction,
    services: Services,
    department: str,
    *,
    level: int = 1,
    waits_since: datetime | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Availability:
    """Whether somebody of `department` could take a conversation now.

    `waits_since` is the place of a conversation that waits already, or would wait: its position
    counts only those before it. A holiday is named in `language`.
    """
    now = services.now()
    chat = status(services.policy, department, "chat", now, language)
    present = await count_present(transaction, services, department, level)
    position = 1 + await count_before(transaction, department, level, waits_since)
    wait = expected_wait_s(services, position, present)
    why: Obstacle | None = None
    if not chat.open:
        why = "closed"
    elif not present:
        why = "nobody_present"
    elif chat.next_closing is not None and now + timedelta(seconds=wait) > chat.next_closing:
        why = "closes_before_turn"
    return Availability(
        department=department,
        why=why,
        chat=chat,
        present=present,
        position=position if why is None else None,
        expected_wait_s=wait if why is None else None,
    )


def expected_wait_s(services: Services, position: int, present: int) -> int:
    """How long until position `position` is served by `present` people, in seconds.

    The first in a queue waits for the first of those present to be free: half a handling on
    average. Everyone before adds a handling, shared by those present.
    """
    handling = services.settings.timings.handling_s
    return round(handling * (0.5 + (position - 1) / max(present, 1)))


async def count_before(
    transaction: Transaction, department: str, level: int, since: datetime | None
) -> int:
    """How many wait for the same department and level, in places before `since` if given."""
    query = select(func.count()).where(
        conversations.c.owner == "queue",
        conversations.c.department == department,
        conversations.c.level == level,
    )
    if since is not None:
        query = query.where(conversations.c.waits_since < since)
    return int((await transaction.execute(query)).scalar_one())


def explain(services: Services, found: Availability, language: str, prefix: str = "person") -> str:
    """Why nobody can take over now, in words for the visitor, with the way on.

    `prefix` chooses the texts: `transfer` speaks to staff.
    """
    texts, title = services.texts, services.department_title(found.department, language)
    if found.why == "closed":
        opens = found.chat.next_opening
        reason = texts.say(
            language, f"reason_{found.chat.reason}", holiday=found.chat.holiday or ""
        )
        if opens is None:
            return texts.say(language, f"{prefix}_never", department=title, reason=reason)
        return texts.say(
            language,
            f"{prefix}_closed",
            department=title,
            reason=reason,
            opens=services.moment(opens, language),
        )
    key = "nobody" if found.why == "nobody_present" else "too_late"
    return texts.say(language, f"{prefix}_{key}", department=title)
