"""Local clock time and instants, right across every change of a zone's offset.

A zone's offset is constant between two transitions. Within such a stretch a local time is one
instant, so intervals of local time become intervals of instants by plain subtraction; skipped
hours vanish and repeated hours come twice without any special case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# No zone has ever changed its offset and changed it back within half a day.
_STEP = timedelta(hours=12)
_SECOND = timedelta(seconds=1)


def offset_at(instant: datetime, zone: ZoneInfo) -> timedelta:
    """The zone's offset from UTC at `instant` (aware)."""
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None  # a ZoneInfo always knows its offset
    return offset


def constant_offset_stretches(
    start: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Cut [`start`, `end`) (aware, on whole seconds) where the zone's offset changes.

    Yields (from, to, offset) in order, `from` and `to` in UTC, without gaps. Stretches may be
    cut further than needed; neighbours with one offset join again where they are used.
    """
    at = start.astimezone(UTC)
    end = end.astimezone(UTC)
    offset = offset_at(at, zone)
    while at < end:
        until = min(at + _STEP, end)
        offset_until = offset_at(until, zone)
        if offset_until == offset:
            yield at, until, offset
        else:
            change = _first_with_other_offset(at, until, offset, zone)
            yield at, change, offset
            if change < until:
                yield change, until, offset_until
        at, offset = until, offset_until


def _first_with_other_offset(
    low: datetime, high: datetime, offset: timedelta, zone: ZoneInfo
) -> datetime:
    """The instant in (`low`, `high`] at which the zone's offset stops being `offset`."""
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        if offset_at(middle, zone) == offset:
            low = middle
        else:
            high = middle
    return high


def localise(at: datetime, zone: ZoneInfo) -> datetime:
    """`at` in the zone; a naive `at` is taken as the zone's own clock time."""
    return at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
