"""The support policy of one company, read from its `policy.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from support.escalation import Tier
from support.hours import Hours
from support.promises import PromiseRule
from support.public_holidays import Holidays
from support.scope import ScopeItem, Topic
from support.text import Text

CHANNELS = ("ticket", "email", "chat", "phone")
"""The ways in which a department can be reached; each needs code, so the set is fixed."""


@dataclass(frozen=True)
class Company:
    """Who the desk speaks for. `languages`: the ones its texts are in, default first."""

    name: str
    site: str
    policy_url: str
    phone: str | None
    languages: tuple[str, ...]

    @property
    def default_language(self) -> str:
        """The language for a visitor whose own the company does not speak."""
        return self.languages[0]


@dataclass(frozen=True)
class TicketPortal:
    """The company's own way to a ticket: `path` are the steps as its menu names them."""

    name: str
    url: str
    path: Text


@dataclass(frozen=True)
class ChannelKind:
    """What a channel is for, whatever the department (section 1)."""

    name: str
    title: Text
    suits: Text | None


@dataclass(frozen=True)
class Channel:
    """A channel of one department."""

    name: str
    hours: Hours


@dataclass(frozen=True)
class Department:
    """A department: how and when it is reached, and what it promises (section 2)."""

    name: str
    title: Text
    email: str | None
    phone: str | None
    channels: dict[str, Channel]
    promise: PromiseRule


@dataclass(frozen=True)
class Policy:
    """Everything that the policy file says.

    `calendar_version` changes whenever zone, hours or holidays change. `channel_kinds` are in
    order of priority, `departments` too: what comes first is served first.
    """

    company: Company
    zone: ZoneInfo
    zone_title: Text
    calendar_version: str
    channel_kinds: dict[str, ChannelKind]
    departments: dict[str, Department]
    holidays: Holidays
    ticket_portal: TicketPortal | None
    scope_items: dict[str, ScopeItem]
    topics: dict[str, Topic]
    escalation: list[Tier]

    @property
    def priority(self) -> list[Department]:
        """The departments in the order in which they are served (section 2)."""
        return list(self.departments.values())


def load(path: str | Path) -> Policy:
    """The policy in the file at `path`, checked.

    Raises PolicyError, whose text names file, line and key, at the first thing that is wrong.
    """
    # Here, because reading needs the classes of this module.
    from support.policy_reading import read_policy

    return read_policy(path)
