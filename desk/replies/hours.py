"""When a department's chat is there today and next, in words for a reply."""

from __future__ import annotations

from datetime import datetime

from desk.services import Services
from support import wording
from support.hours import Hours, status

_CHANNEL = "chat"


def today(services: Services, department: str, language: str) -> str:
    """Today's hours of the chat (policy section 2): "today, Monday 25 January 2027, 08:00–17:00".

    Local date and times with their zone; a holiday that closes the day, or a part of it, is
    named.
    """
    policy = services.policy
    hours = policy.departments[department].channels[_CHANNEL].hours
    if hours.always:
        return services.texts.say(language, "reply_hours_always")
    date = services.now().astimezone(policy.zone).date()
    windows = hours.windows(date)
    closure = hours.closure(date)
    key = ("short" if closure else "open") if windows else ("holiday" if closure else "closed")
    return services.texts.say(
        language,
        f"reply_hours_{key}",
        day=wording.day(date, language),
        windows=", ".join(_window(services, start, end, language) for start, end in windows),
        zone=policy.zone_title(language),
        holiday=closure.name(language) if closure else "",
    )


def next_opening(services: Services, department: str, language: str) -> str:
    """When the chat opens next, as a moment; "at any time" where it never closes."""
    hours = _hours(services, department)
    opens = hours.next_opening(services.now())
    if opens is not None:
        return services.moment(opens, language)
    key = "reply_any_time" if hours.is_open(services.now()) else "reply_no_opening"
    return services.texts.say(language, key)


def now_and_next(services: Services, department: str, language: str) -> str:
    """Whether the chat is open now, why not, and when it opens or closes, as a sentence."""
    found = status(services.policy, department, _CHANNEL, services.now(), language)
    title = services.department_title(department, language)

    def moment(at: datetime | None) -> str:
        return services.moment(at, language) if at else ""

    if found.open:
        key = "until" if found.next_closing else "always"
    elif found.next_opening is None:
        key = "never"
    else:
        key = found.reason
    return services.texts.say(
        language,
        f"reply_next_{key}",
        department=title,
        opens=moment(found.next_opening),
        closes=moment(found.next_closing),
        zone=services.policy.zone_title(language),
        holiday=found.holiday or "",
    )


def _hours(services: Services, department: str) -> Hours:
    return services.policy.departments[department].channels[_CHANNEL].hours


def _window(services: Services, start: datetime, end: datetime, language: str) -> str:
    zone = services.policy.zone
    until = wording.time(end, zone, language)
    # A day that goes to midnight ends at 24:00.
    return f"{wording.time(start, zone, language)}–{'24:00' if until == '00:00' else until}"
