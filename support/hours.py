"""Opening hours: whether a channel is open, since and until when, and why not.

Something is open at an instant when the local clock then reads a time within the weekly hours
and no holiday closes that local date (or that part of it). Holidays go by date: hours that
cross midnight into a holiday end at midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from support.errors import UnknownNameError
from support.local_time import constant_offset_stretches, localise
from support.public_holidays import Closure, Holidays
from support.weekly import Interval, Week, without

if TYPE_CHECKING:
    from support.policy import Policy

Reason = Literal["open", "outside_hours", "holiday"]
Window = tuple[datetime, datetime]

SEARCH_DAYS = 400
"""How far ahead the next opening or closing is looked for."""


@dataclass(frozen=True)
class Why:
    """Why something is open or closed; `holiday` is its name when that is the reason."""

    reason: Reason
    holiday: str | None = None


@dataclass(frozen=True)
class Hours:
    """The opening hours of one channel.

    `week` is the ordinary week in clock time of `zone`; `holidays` close the channel only if
    `closed_on_holidays`. Every method takes an aware instant in any zone and answers in `zone`.
    """

    zone: ZoneInfo
    week: Week
    holidays: Holidays
    closed_on_holidays: bool

    @property
    def always(self) -> bool:
        """Whether this never closes: 24 hours, seven days, holidays too."""
        return self.week.always and not self.closed_on_holidays

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at the instant `at`."""
        local = _aware(at).astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self._intervals(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """When it next goes from closed to open, after `at`.

        None if that does not come within 400 days (never, or it is open 24/7 without holidays).
        """
        at = _whole_second(at)
        found = next((start for start, _ in self._ahead(at) if start > at), None)
        return found.astimezone(self.zone) if found else None

    def next_closing(self, at: datetime) -> datetime | None:
        """When it next goes from open to closed, after `at`; None as with `next_opening`."""
        at = _whole_second(at)
        horizon = at + timedelta(days=SEARCH_DAYS)
        found = next((end for _, end in self._ahead(at) if end < horizon), None)
        return found.astimezone(self.zone) if found else None

    def why(self, at: datetime, language: str = "en") -> Why:
        """Whether it is open at `at`, and if not, whether a holiday of that date closes it.

        On a holiday's date the holiday is the reason at any hour that it covers, by night and
        on a weekday that has no hours too: it says more than "outside hours".
        """
        if self.is_open(at):
            return Why("open")
        local = _aware(at).astimezone(self.zone)
        closure = self.closure(local.date())
        minute = local.hour * 60 + local.minute
        if closure and closure.start <= minute < closure.end:
            return Why("holiday", closure.name(language))
        return Why("outside_hours")

    def closure(self, day: date) -> Closure | None:
        """The holiday that closes this channel on the local date `day`, wholly or in part."""
        return self.holidays.closure(day) if self.closed_on_holidays else None

    def windows(self, day: date) -> list[Window]:
        """When it is open on the local date `day`, in order, cut at that date's midnights."""
        noon = datetime.combine(day, time(12), tzinfo=UTC)
        around = self._pieces(noon - timedelta(days=2), noon + timedelta(days=2))
        joined = _join((start, end) for piece_day, start, end in around if piece_day == day)
        return [self._in_zone(window) for window in joined]

    def pieces_ahead(self, at: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        """Open pieces from `at` on for 400 days: local date, from, to (in UTC), in order.

        What crosses midnight comes in pieces that touch; the first starts at `at` if open then.
        """
        start = _whole_second(at)
        return self._pieces(start, start + timedelta(days=SEARCH_DAYS))

    def _ahead(self, at: datetime) -> Iterator[Window]:
        """Open windows from `at` on, the first from `at` if open then.

        In UTC, because datetimes of one zone compare by clock time and not by instant.
        """
        end = at + timedelta(days=SEARCH_DAYS)
        if self.always:
            yield at, end
        elif not self.week.never:
            yield from _join((opens, closes) for _, opens, closes in self._pieces(at, end))

    def _pieces(self, start: datetime, end: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        """Open pieces in [start, end) in order, each with its local date; they may touch."""
        for low, high, offset in constant_offset_stretches(start, end, self.zone):
            # Within a stretch the local clock is UTC shifted: count in clock time, shift back.
            clock_low, clock_high = low + offset, high + offset
            day = clock_low.date()
            while (midnight := datetime.combine(day, time(), tzinfo=UTC)) < clock_high:
                for first, last in self._intervals(day):
                    opens = max(clock_low, midnight + timedelta(minutes=first))
                    closes = min(clock_high, midnight + timedelta(minutes=last))
                    if opens < closes:
                        yield day, opens - offset, closes - offset
                day += timedelta(days=1)

    def _intervals(self, day: date) -> tuple[Interval, ...]:
        """The open minutes of a local date, its holiday taken off."""
        intervals = self.week.days[day.weekday()]
        closure = self.closure(day) if intervals else None
        return without(intervals, closure.start, closure.end) if closure else intervals

    def _in_zone(self, window: Window) -> Window:
        return window[0].astimezone(self.zone), window[1].astimezone(self.zone)


def _join(pieces: Iterator[Window]) -> Iterator[Window]:
    """Windows in order, with those that touch made one."""
    current: Window | None = None
    for start, end in pieces:
        if current and start == current[1]:
            current = (current[0], end)
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"an aware datetime is needed, not {at.isoformat()}")
    return at


def _whole_second(at: datetime) -> datetime:
    """`at` without its fraction: nothing opens, closes or changes its offset within a second."""
    return _aware(at).astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class HoursStatus:
    """What a channel answers at a moment; times are in the policy's zone."""

    department: str
    channel: str
    at: datetime
    open: bool
    next_opening: datetime | None
    next_closing: datetime | None
    reason: Reason
    holiday: str | None

    def as_dict(self) -> dict[str, Any]:
        """As `frontdesk hours --json` prints it; `holiday` only where that is the reason."""
        row: dict[str, Any] = {
            "department": self.department,
            "channel": self.channel,
            "at": iso(self.at),
            "open": self.open,
            "next_opening": iso(self.next_opening),
            "next_closing": iso(self.next_closing),
            "reason": self.reason,
        }
        if self.holiday is not None:
            row["holiday"] = self.holiday
        return row


def status(
    policy: Policy, department: str, channel: str, at: datetime, language: str = "en"
) -> HoursStatus:
    """The state of a department's channel at `at` (aware).

    Raises UnknownNameError for a department or channel that the policy does not have.
    """
    hours = find_hours(policy, department, channel)
    why = hours.why(at, language)
    return HoursStatus(
        department=department,
        channel=channel,
        at=localise(at, policy.zone),
        open=why.reason == "open",
        next_opening=hours.next_opening(at),
        next_closing=hours.next_closing(at),
        reason=why.reason,
        holiday=why.holiday,
    )


def find_hours(policy: Policy, department: str, channel: str) -> Hours:
    """The hours of a department's channel.

    Raises UnknownNameError for a department or channel that the policy does not have.
    """
    if department not in policy.departments:
        raise UnknownNameError("department", department, list(policy.departments))
    channels = policy.departments[department].channels
    if channel not in channels:
        raise UnknownNameError("channel", channel, list(channels))
    return channels[channel].hours


def iso(at: datetime | None) -> str | None:
    """ISO 8601 with offset, to the second."""
    return None if at is None else at.isoformat(timespec="seconds")
