"""The policy's clock. Opening hours and promises ask it; sessions, tokens and limits don't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Clock:
    """A clock that ticks `offset` ahead of the real one.

    The offset lets a demonstration start on a Saturday afternoon or on a holiday. Everything
    that must not be fooled by that (sessions, tokens, limits, heartbeats) uses real time.
    """

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The policy's present moment, in UTC."""
        return datetime.now(UTC) + self.offset

    @classmethod
    def starting_at(cls, at: datetime) -> Clock:
        """A clock that reads `at` (an aware datetime) at this very moment and ticks on."""
        return cls(at - datetime.now(UTC))
