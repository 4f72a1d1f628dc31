"""What the desk is put together from: made once at start and passed to everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from desk.bus import Bus
from desk.conversations.engine import Engine
from desk.conversations.tokens import Tokens
from desk.metrics.meters import Metrics
from desk.settings import Settings
from desk.storage import Database
from desk.texts import Texts
from support.policy import Policy
from support.wording import moment


@dataclass(frozen=True)
class Services:
    """The parts that requests and background work need."""

    settings: Settings
    policy: Policy
    texts: Texts
    database: Database
    bus: Bus
    engine: Engine
    tokens: Tokens
    metrics: Metrics = field(default_factory=Metrics)

    def now(self) -> datetime:
        """The policy's present moment: what opening hours and promises go by. UTC."""
        return self.settings.clock.now()

    def real_now(self) -> datetime:
        """The real present moment: what sessions, deadlines and presence go by. UTC."""
        return datetime.now(UTC)

    def department_title(self, department: str, language: str) -> str:
        """How a department is called to people."""
        return self.policy.departments[department].title(language)

    def department_of(self, department: str | None) -> str:
        """A department, or the one that the policy puts first where none is known yet."""
        return department or self.policy.priority[0].name

    def moment(self, at: datetime, language: str) -> str:
        """A moment in words, in the policy's zone: never a weekday without a date and time."""
        return moment(at, self.policy.zone, language, relative_to=self.now())

    def local(self, at: datetime) -> str:
        """A moment as JSON carries it: ISO 8601 with the policy's offset."""
        return at.astimezone(self.policy.zone).isoformat(timespec="milliseconds")
