"""How it stands in the database at this moment: who waits, who is there, what is owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import exists, func, select

from desk.services import Services
from desk.staff.presence import count_present
from desk.storage import Transaction
from desk.storage.tables import conversations, mails, promises, ticket_messages, tickets

_OWED = ("open", "broken")
_UNANSWERED = ("open", "on_hold")
_MAILS = ("waiting", "failed")


@dataclass(frozen=True)
class Standing:
    """The figures, each by department where not said otherwise."""

    waiting: dict[str, int] = field(default_factory=dict)
    longest_wait_s: dict[str, float] = field(default_factory=dict)
    present: dict[str, int] = field(default_factory=dict)
    promises_open: dict[str, int] = field(default_factory=dict)
    promises_overdue: dict[str, int] = field(default_factory=dict)
    mails: dict[str, int] = field(default_factory=dict)
    """By status."""


async def read_standing(transaction: Transaction, services: Services) -> Standing:
    """How it stands now. A promise is overdue while its time has passed without an answer."""
    departments = list(services.policy.departments)
    zero = dict.fromkeys(departments, 0)
    waiting, longest = await _queue(transaction, services)
    return Standing(
        waiting={**zero, **waiting},
        longest_wait_s={**zero, **longest},
        present={one: await count_present(transaction, services, one) for one in departments},
        promises_open={**zero, **await _owed(transaction, services, overdue=False)},
        promises_overdue={**zero, **await _owed(transaction, services, overdue=True)},
        mails={**dict.fromkeys(_MAILS, 0), **await _mails(transaction)},
    )


async def _queue(
    transaction: Transaction, services: Services
) -> tuple[dict[str, int], dict[str, float]]:
    query = (
        select(
            conversations.c.department,
            func.count().label("times"),
            func.min(conversations.c.queued_at).label("since"),
        )
        .where(conversations.c.owner == "queue")
        .group_by(conversations.c.department)
    )
    now = services.now()
    count: dict[str, int] = {}
    longest: dict[str, float] = {}
    for row in await transaction.execute(query):
        department = services.department_of(row.department)
        count[department] = count.get(department, 0) + row.times
        waits = max(0.0, (now - row.since).total_seconds()) if row.since else 0.0
        longest[department] = max(longest.get(department, 0.0), waits)
    return count, longest


async def _owed(transaction: Transaction, services: Services, *, overdue: bool) -> dict[str, int]:
    """Promises that wait for an answer, in time or no longer, of tickets that wait for one."""
    answered = exists().where(
        ticket_messages.c.number == promises.c.ticket,
        ticket_messages.c.author == "staff",
        ~ticket_messages.c.internal,
        ticket_messages.c.seq > 1,
        ticket_messages.c.at >= promises.c.opened_at,
    )
    late = promises.c.due_at < services.now()
    query = (
        select(promises.c.department, func.count().label("times"))
        .join(tickets, tickets.c.number == promises.c.ticket)
        .where(
            tickets.c.status.in_(_UNANSWERED),
            promises.c.status.in_(_OWED),
            late if overdue else promises.c.due_at.is_(None) | ~late,
            ~answered,
        )
        .group_by(promises.c.department)
    )
    return {row.department: row.times for row in await transaction.execute(query)}


async def _mails(transaction: Transaction) -> dict[str, int]:
    query = (
        select(mails.c.status, func.count().label("times"))
        .where(mails.c.status.in_(_MAILS))
        .group_by(mails.c.status)
    )
    return {row.status: row.times for row in await transaction.execute(query)}


class StandingCollector(Collector):
    """Tells Prometheus how it stood when it was read; None where it could not be."""

    def __init__(self, standing: Standing | None) -> None:
        self._standing = standing

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure; without the database only that it does not answer."""
        now = self._standing
        up = GaugeMetricFamily("frontdesk_database_up", "Whether the database answers.")
        up.add_metric([], 0 if now is None else 1)
        yield up
        if now is None:
            return
        for name, about, label, values in (
            ("queue_length", "Conversations that wait for a person.", "department", now.waiting),
            (
                "queue_longest_wait_seconds",
                "How long the first of them has waited, by the policy's clock.",
                "department",
                now.longest_wait_s,
            ),
            ("people_present", "People online or busy.", "department", now.present),
            (
                "promises_open",
                "Promises that wait for an answer and are not due yet, or name no time.",
                "department",
                now.promises_open,
            ),
            (
                "promises_overdue",
                "Promises whose time has passed, and still nobody has answered.",
                "department",
                now.promises_overdue,
            ),
            ("mails", "Mails waiting to be sent, or given up.", "status", now.mails),
        ):
            family = GaugeMetricFamily(f"frontdesk_{name}", about, labels=[label])
            for key, value in values.items():
                family.add_metric([key], value)
            yield family
