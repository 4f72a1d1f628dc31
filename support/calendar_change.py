"""What a changed calendar does to promises that were made: a comparison, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from support.errors import NoOpeningError, UnknownNameError
from support.hours import Hours
from support.hours_reading import read_holidays
from support.policy import Channel, Department, Policy
from support.policy_reading import calendar_version
from support.promises import due_after, promise
from support.public_holidays import Holidays
from support.yaml_source import of_data

_TOLERANCE = timedelta(minutes=1)


@dataclass(frozen=True)
class Owed:
    """A promise that is still owed: to whom it was made when, in which language.

    `stood`: for how long, by the department's clock, the customer was waited for since.
    """

    id: str
    department: str
    opened_at: datetime
    language: str
    stood: timedelta = timedelta(0)


@dataclass(frozen=True)
class Times:
    """What a policy makes of a promise; `problem` says why it can't make one of it."""

    starts_at: datetime | None
    due_at: datetime | None
    text: str | None
    problem: str | None = None


@dataclass(frozen=True)
class Touched:
    """A promise to which another policy would give other times."""

    owed: Owed
    before: Times
    after: Times


def times(policy: Policy, owed: Owed) -> Times:
    """From when a promise's ticket is processed and until when it is answered, by this policy."""
    try:
        made = promise(policy, owed.department, owed.opened_at, owed.language)
        due_at = due_after(policy, owed.department, made, owed.stood)
    except (NoOpeningError, UnknownNameError) as error:
        return Times(None, None, None, str(error))
    return Times(made.starts_at, due_at, made.text)


def touched(before: Policy, after: Policy, owed: Iterable[Owed]) -> list[Touched]:
    """The promises that `after` would start or have due at another time than `before`."""
    pairs = (Touched(one, times(before, one), times(after, one)) for one in owed)
    return [
        pair
        for pair in pairs
        if differ(pair.before.starts_at, pair.after.starts_at)
        or differ(pair.before.due_at, pair.after.due_at)
    ]


def differ(one: datetime | None, other: datetime | None) -> bool:
    """Whether two times are not the same minute; seconds are lost when a pause is counted."""
    if one is None or other is None:
        return one is not other
    return abs(one - other) >= _TOLERANCE


def with_holidays(policy: Policy, changes: Mapping[str, Any]) -> Policy:
    """The policy with holidays added and removed, in the shape of the policy file's `holidays`.

    `changes` may have `add`, `remove` and `half_days`; a name may be one text for every
    language. Removing a date also takes back what the file adds on exactly that date.
    Raises PolicyError that names the key of what is wrong.
    """
    languages = policy.company.languages
    wanted = {
        key: [_named(item, languages) for item in changes.get(key) or []]
        for key in ("add", "remove", "half_days")
    }
    new = read_holidays(of_data("holidays", wanted), languages)
    gone = set(new.removed)
    kept = tuple(
        own for own in policy.holidays.own if not (own.first == own.last and own.first in gone)
    )
    holidays = replace(
        policy.holidays, own=new.own + kept, removed=policy.holidays.removed + new.removed
    )
    departments = {
        name: _department(department, holidays) for name, department in policy.departments.items()
    }
    return replace(
        policy,
        holidays=holidays,
        departments=departments,
        calendar_version=calendar_version(policy.zone, holidays, departments),
    )


def _named(item: Any, languages: tuple[str, ...]) -> Any:
    if isinstance(item, dict) and isinstance(item.get("name"), str):
        return {**item, "name": dict.fromkeys(languages, item["name"])}
    return item


def _department(department: Department, holidays: Holidays) -> Department:
    def moved(hours: Hours) -> Hours:
        return replace(hours, holidays=holidays)

    working = department.promise.working_time
    return replace(
        department,
        channels={
            name: Channel(name, moved(channel.hours))
            for name, channel in department.channels.items()
        },
        promise=replace(
            department.promise,
            working_time=replace(working, hours=moved(working.hours)) if working else None,
        ),
    )
