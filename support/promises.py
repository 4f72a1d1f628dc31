"""What a department promises for a ticket: from when it is processed, and by when answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from support import wording
from support.errors import NoOpeningError, UnknownNameError
from support.hours import SEARCH_DAYS, Hours, iso
from support.local_time import localise
from support.text import Text

if TYPE_CHECKING:
    from support.policy import Policy

Situation = Literal["any_time", "working_hours", "same_day", "next_business_day"]
PLACEHOLDERS = ("after", "within", "window", "day", "time", "moment", "zone", "department")


@dataclass(frozen=True)
class WorkingTime:
    """When a department processes tickets, where it does not do so around the clock.

    `hours` are its working hours, `business_days` the weekdays (Monday is 0) that count. A
    ticket that comes outside the hours of a business day which opens again is processed that
    same day if `same_day`, else on the next business day.
    """

    hours: Hours
    business_days: frozenset[int]
    same_day: bool

    def start(self, at: datetime) -> datetime | None:
        """When processing of what comes at `at` starts: `at` itself in working hours."""
        today = at.astimezone(self.hours.zone).date()
        if self.hours.is_open(at) and today.weekday() in self.business_days:
            return at
        for day, opens, _ in self._pieces(at):
            if day != today or self.same_day:
                return opens.astimezone(self.hours.zone)
        return None

    def after(self, at: datetime, length: timedelta) -> datetime | None:
        """The moment at which `length` of working time has passed since `at`."""
        for _, opens, closes in self._pieces(at):
            length -= closes - opens
            if length <= timedelta(0):
                return (closes + length).astimezone(self.hours.zone)
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; none if `end` comes first."""
        passed = timedelta(0)
        for _, opens, closes in self._pieces(start):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def days(self, at: datetime) -> Iterator[tuple[date, datetime]]:
        """The business days from `at` on, each with a moment in its working hours."""
        return ((day, opens) for day, opens, _ in self._pieces(at))

    def _pieces(self, at: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        return (
            piece
            for piece in self.hours.pieces_ahead(at)
            if piece[0].weekday() in self.business_days
        )


@dataclass(frozen=True)
class PromiseRule:
    """What a department promises (section 2).

    `after` and `within`: the answer comes no sooner and no later than that, both None where no
    window is promised. `working_time`: None where tickets are processed around the clock.
    `texts`: what the visitor reads, by situation.
    """

    texts: dict[Situation, Text]
    after: timedelta | None = None
    within: timedelta | None = None
    working_time: WorkingTime | None = None


@dataclass(frozen=True)
class Promise:
    """A promise as made at `opened_at`; `text` is what the visitor reads.

    Times are in the policy's zone. `respond_*` are None where no window is promised.
    `calendar_version` says by which hours and holidays it was computed.
    """

    opened_at: datetime
    starts_at: datetime
    respond_from: datetime | None
    respond_by: datetime | None
    text: str
    zone: str
    calendar_version: str

    def as_dict(self) -> dict[str, Any]:
        """As `frontdesk promise --json` prints it."""
        return {
            "opened_at": iso(self.opened_at),
            "starts_at": iso(self.starts_at),
            "respond_from": iso(self.respond_from),
            "respond_by": iso(self.respond_by),
            "text": self.text,
        }


def promise(policy: Policy, department: str, at: datetime, language: str = "en") -> Promise:
    """The promise for a ticket that `department` gets at `at` (aware), in `language`.

    Raises UnknownNameError for an unknown department, NoOpeningError if the department does
    not open again within 400 days.
    """
    if department not in policy.departments:
        raise UnknownNameError("department", department, list(policy.departments))
    rule = policy.departments[department].promise
    opened_at = localise(at, policy.zone)
    starts_at, respond_from, respond_by = opened_at, None, None
    if rule.working_time:
        starts_at = _found(rule.working_time.start(opened_at), department)
    if rule.after is not None and rule.within is not None:
        respond_from = _later(rule, starts_at, rule.after, department)
        respond_by = _later(rule, starts_at, rule.within, department)
    situation = _situation(rule, opened_at, starts_at)
    values = {
        "after": _duration(rule.after, language),
        "within": _duration(rule.within, language),
        "window": _window(respond_from, respond_by, policy.zone, language),
        "day": wording.day(starts_at.date(), language),
        "time": wording.time(starts_at, policy.zone, language),
        "moment": wording.moment(starts_at, policy.zone, language),
        "zone": policy.zone_title(language),
        "department": policy.departments[department].title(language),
    }
    return Promise(
        opened_at=opened_at,
        starts_at=starts_at,
        respond_from=respond_from,
        respond_by=respond_by,
        text=rule.texts[situation](language).format(**values),
        zone=policy.zone.key,
        calendar_version=policy.calendar_version,
    )


def due(policy: Policy, made: Promise) -> datetime | None:
    """Until when an answer keeps a promise; None where it names no time.

    Where the policy names a window, its end. Where it says "the next business day" (section 2),
    the end of that day, midnight: an answer at 17:20 on the promised day keeps what was
    promised, although the working hours have ended.
    """
    if made.respond_by is not None:
        return made.respond_by
    if _instant(made.starts_at) > _instant(made.opened_at):
        return _end_of_day(made.starts_at, policy.zone)
    return None


def due_after(policy: Policy, department: str, made: Promise, stood: timedelta) -> datetime | None:
    """Until when an answer keeps a promise for which the clock stood still for `stood`.

    `stood` is time by the department's clock. Raises as `promise`.
    """
    due_at = due(policy, made)
    if due_at is None or not stood:
        return due_at
    working = _working_time(policy, department)
    if working is None:
        return (_instant(due_at) + stood).astimezone(policy.zone)
    whole = working.between(made.starts_at, due_at) + stood
    ends = _found(working.after(made.starts_at, whole), department)
    return ends if made.respond_by is not None else _end_of_day(ends, policy.zone)


def elapsed(policy: Policy, department: str, start: datetime, end: datetime) -> timedelta:
    """How much time passes for a promise between two moments, by the department's clock.

    Working time where tickets are processed in working hours, else plain time; never negative.
    """
    working = _working_time(policy, department)
    if working:
        return working.between(start, end)
    return max(_instant(end) - _instant(start), timedelta(0))


def resumed(
    policy: Policy, department: str, due_at: datetime, paused_at: datetime, at: datetime
) -> datetime:
    """Until when a promise holds that was due at `due_at`, paused, and goes on at `at`.

    As much of the department's time is left as was left at `paused_at`. A promise of a day
    stays one of a whole day: it is due at the end of the day on which that time runs out.
    Raises UnknownNameError and NoOpeningError as `promise`.
    """
    working = _working_time(policy, department)
    if working is None:
        stood = max(_instant(at) - _instant(paused_at), timedelta(0))
        return (_instant(due_at) + stood).astimezone(policy.zone)
    if not working.between(paused_at, at):
        return due_at
    left = working.between(paused_at, due_at)
    ends = _found(working.after(at, left), department)
    if policy.departments[department].promise.within is None:
        ends = _end_of_day(ends, policy.zone)
    return ends


def end_of_next_business_day(policy: Policy, department: str, at: datetime) -> datetime:
    """Midnight after the first day on which a department works after that of `at`.

    Raises UnknownNameError and NoOpeningError as `promise`.
    """
    working = _working_time(policy, department)
    if working is None:
        return _end_of_day(_instant(at) + timedelta(days=1), policy.zone)
    today = at.astimezone(policy.zone).date()
    opens = next((opens for day, opens in working.days(at) if day > today), None)
    return _end_of_day(_found(opens, department), policy.zone)


def warning(
    policy: Policy,
    department: str,
    starts_at: datetime,
    due_at: datetime,
    *,
    share: float,
    least: timedelta,
    stood: timedelta = timedelta(0),
) -> datetime:
    """When staff are warned that a promise is about to break.

    That is when only `share` of the time that there was to keep it is left, but no less than
    `least`, both by the department's clock: a promise of Monday is warned of while somebody is
    there on Monday. `stood`: how long, by that clock, the customer was waited for meanwhile.
    """
    whole = elapsed(policy, department, starts_at, due_at)
    lead = max((whole - stood) * share, least)
    working = _working_time(policy, department)
    if working is None or not whole:
        return (_instant(due_at) - lead).astimezone(policy.zone)
    return _found(working.after(starts_at, max(whole - lead, timedelta(0))), department)


def _working_time(policy: Policy, department: str) -> WorkingTime | None:
    if department not in policy.departments:
        raise UnknownNameError("department", department, list(policy.departments))
    return policy.departments[department].promise.working_time


def _end_of_day(at: datetime, zone: ZoneInfo) -> datetime:
    """Midnight after the local day of `at`."""
    following = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(following, time(), tzinfo=zone)


def _situation(rule: PromiseRule, opened_at: datetime, starts_at: datetime) -> Situation:
    if rule.working_time is None:
        return "any_time"
    if _instant(starts_at) == _instant(opened_at):
        return "working_hours"
    return "same_day" if starts_at.date() == opened_at.date() else "next_business_day"


def _later(rule: PromiseRule, start: datetime, length: timedelta, department: str) -> datetime:
    if rule.working_time:
        return _found(rule.working_time.after(start, length), department)
    return (_instant(start) + length).astimezone(start.tzinfo)


def _found(at: datetime | None, department: str) -> datetime:
    if at is None:
        raise NoOpeningError(f"{department} does not open again within {SEARCH_DAYS} days")
    return at


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _duration(length: timedelta | None, language: str) -> str:
    return "" if length is None else wording.duration(length.total_seconds(), language)


def _window(start: datetime | None, end: datetime | None, zone: ZoneInfo, language: str) -> str:
    return wording.span(start, end, zone, language) if start and end else ""
