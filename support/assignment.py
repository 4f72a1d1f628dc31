"""Who of the people present gets a conversation that waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """Somebody present. `load`: how many conversations this person has, of at most `capacity`."""

    id: str
    departments: tuple[str, ...]
    level: int
    languages: tuple[str, ...]
    load: int
    capacity: int
    last_assigned_at: datetime | None = None

    def serves(self, department: str, level: int) -> bool:
        """Whether this person takes what waits for a department at a level."""
        return department in self.departments and self.level >= level


@dataclass(frozen=True)
class Need:
    """What a conversation asks of whoever gets it."""

    department: str
    level: int
    language: str


def choose(candidates: Iterable[Candidate], need: Need) -> Candidate | None:
    """Who gets the conversation; None when everybody who could is full.

    Whoever serves the department at its level or above and has room. Among those, in order:
    who speaks the visitor's language, who is nearest to the level (a supervisor is not taken
    for what a technician can do), whose hands are emptiest, who was given none for longest.
    """
    able = [
        one
        for one in candidates
        if one.serves(need.department, need.level) and one.load < one.capacity
    ]

    def rank(one: Candidate) -> tuple[bool, int, float, datetime, str]:
        return (
            need.language not in one.languages,
            one.level - need.level,
            one.load / one.capacity,
            one.last_assigned_at or _NEVER,
            one.id,
        )

    return min(able, key=rank, default=None)
