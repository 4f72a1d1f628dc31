"""When each department is there: now, on a day, over a holiday, at a moment (section 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from rasa_sdk.events import EventType

from actions.base import DeskAction, Say, keep
from actions.context import Turn
from actions.offers import moment
from support import wording
from support.hours import Hours, status
from support.when import When, parse

LIVE = ("chat", "phone", "email")
"""The channels whose hours are told when none is named. A ticket can be opened at any time."""
PLAIN_WEEKS_AHEAD = 60
"""How many weeks are looked through for one without a holiday."""

Wording = Callable[[Turn, str, str], str]
"""Says the hours of a department's channel in the way that a question needs."""


class ActionHours(DeskAction):
    """Tells the hours of the departments and channels that were asked for, else of all."""

    def name(self) -> str:
        return "action_hours"

    async def answer(self, turn: Turn, say: Say) -> list[EventType]:
        text = turn.text or " ".join(turn.entities.get("date", ()))
        when = parse(text, turn.at, turn.policy, turn.language)
        departments = [
            name for name in turn.entities.get("department", ()) if name in turn.policy.departments
        ] or list(turn.policy.departments)
        channels = [
            name for name in turn.entities.get("channel", ()) if name in turn.policy.channel_kinds
        ] or list(LIVE)
        zone = turn.policy.zone_title(turn.language)
        holidays = holiday_note(turn, departments, channels)
        if when is None:
            lines = hours_lines(turn, departments, channels, week_and_now)
            say("utter_hours_now", zone=zone, lines=lines, holidays=holidays)
        elif len(when.days) > 1 and when.whole_day:
            lines = hours_lines(turn, departments, channels, over(when))
            named = turn.part("holiday_name", name=when.holiday) if when.holiday else ""
            first, last = (wording.day(day, turn.language) for day in _ends(when))
            say(
                "utter_hours_span",
                first=first,
                last=last,
                name=named,
                lines=lines,
                holidays="" if when.holiday else holidays,
            )
        elif when.is_moment:
            lines = hours_lines(turn, departments, channels, at(when.start))
            say(
                "utter_hours_moment",
                moment=moment(turn, when.start),
                zone=zone,
                lines=lines,
                holidays=holidays,
            )
        else:
            lines = hours_lines(turn, departments, channels, during(when))
            day = wording.day(when.days[0], turn.language)
            say("utter_hours_day", day=day, lines=lines, holidays=holidays)
        return keep(misses=0)


def hours_lines(turn: Turn, departments: list[str], channels: list[str], words: Wording) -> str:
    """A line a department; channels with the same hours stand together."""
    lines = []
    for department in departments:
        has = turn.policy.departments[department].channels
        by_hours: dict[str, list[str]] = {}
        for channel in channels:
            if channel in has:
                by_hours.setdefault(words(turn, department, channel), []).append(channel)
        groups = [
            turn.part("hours_channel", channel=_titles(turn, names), hours=hours)
            for hours, names in by_hours.items()
        ]
        lines.append(
            turn.part("hours_line", department=turn.title(department), hours="; ".join(groups))
        )
    return "\n".join(lines)


def week_and_now(turn: Turn, department: str, channel: str) -> str:
    """The ordinary week, and whether it is open now."""
    hours = _hours(turn, department, channel)
    if hours.always:
        return turn.part("hours_always")
    return turn.part(
        "hours_now", week=week(turn, hours), now=at(turn.at)(turn, department, channel)
    )


def at(instant: datetime) -> Wording:
    """Whether it is open at `instant`; if not, why and until when."""

    def words(turn: Turn, department: str, channel: str) -> str:
        state = status(turn.policy, department, channel, instant, turn.language)
        if state.open:
            closes = state.next_closing
            soon = closes and closes - instant < timedelta(days=1)
            if closes and soon:
                return turn.part("hours_open_until", closes=moment(turn, closes))
            return turn.part("hours_open_then")
        if state.next_opening is None:
            return turn.part("hours_closed")
        opens = moment(turn, state.next_opening)
        if state.holiday:
            return turn.part("hours_closed_holiday_until", holiday=state.holiday, opens=opens)
        return turn.part("hours_closed_until", opens=opens)

    return words


def during(when: When) -> Wording:
    """When it is open within a day or a part of it."""

    def words(turn: Turn, department: str, channel: str) -> str:
        hours = _hours(turn, department, channel)
        if when.whole_day:
            return on_day(turn, hours, when.days[0])
        cut = [
            (max(start, when.start), min(end, when.end))
            for day in when.days
            for start, end in hours.windows(day)
        ]
        left = [(start, end) for start, end in cut if start < end]
        if not left:
            return at(when.start)(turn, department, channel)
        if left == [(when.start, when.end)]:
            return turn.part("hours_open_then")
        return turn.part("hours_partly", hours=_spans(turn, left))

    return words


def over(when: When) -> Wording:
    """Day by day over several days; days that are alike stand together."""

    def words(turn: Turn, department: str, channel: str) -> str:
        return _grouped(turn, _hours(turn, department, channel), when.days, _days)

    return words


def on_day(turn: Turn, hours: Hours, day: date) -> str:
    """The hours of one date; the holiday's name if it closes all of it."""
    closure = hours.closure(day)
    if closure and not hours.windows(day):
        return turn.part("hours_closed_holiday", holiday=closure.name(turn.language))
    return _windows(turn, hours, day)


def week(turn: Turn, hours: Hours) -> str:
    """The ordinary week, days with the same hours together: "Monday–Friday 08:00–17:00"."""
    monday = turn.at.date() - timedelta(days=turn.at.weekday())
    for _ in range(PLAIN_WEEKS_AHEAD):
        days = [monday + timedelta(days=away) for away in range(7)]
        if not any(hours.closure(day) for day in days):
            break
        monday += timedelta(days=7)
    return _grouped(turn, hours, days, _weekdays)


def holiday_note(turn: Turn, departments: list[str], channels: list[str]) -> str:
    """Which of these are closed on public holidays, the technical hotline among them."""
    closed = []
    for department in departments:
        has = turn.policy.departments[department].channels
        asked = [name for name in channels if name in has]
        names = [name for name in asked if has[name].hours.closed_on_holidays]
        if names:
            titles = _titles(turn, names)
            closed.append(
                turn.part(
                    "hours_holiday_closed", department=turn.title(department), channels=titles
                )
            )
    return turn.part("hours_holidays", list="; ".join(closed)) if closed else ""


def _grouped(
    turn: Turn, hours: Hours, days: list[date], name: Callable[[Turn, list[date]], str]
) -> str:
    """The hours of several days, those with the same hours together."""
    groups: list[tuple[str, list[date]]] = []
    for day in days:
        text = _windows(turn, hours, day)
        if groups and groups[-1][0] == text:
            groups[-1][1].append(day)
        else:
            groups.append((text, [day]))
    if len(groups) == 1:
        return groups[0][0]
    return ", ".join(
        turn.part("hours_weekdays", days=name(turn, alike), hours=text) for text, alike in groups
    )


def _windows(turn: Turn, hours: Hours, day: date) -> str:
    windows = hours.windows(day)
    if not windows:
        return turn.part("hours_closed")
    if len(windows) == 1 and windows[0][1] - windows[0][0] >= timedelta(hours=23):
        start, end = windows[0]
        if start.time() == end.time():
            return turn.part("hours_all_day")
    return _spans(turn, windows)


def _spans(turn: Turn, windows: list[tuple[datetime, datetime]]) -> str:
    zone, language = turn.policy.zone, turn.language
    return turn.listed(
        [f"{wording.time(start, zone, language)}–{_end(turn, end)}" for start, end in windows]
    )


def _end(turn: Turn, end: datetime) -> str:
    """A closing time; a day that goes to midnight ends at 24:00."""
    text = wording.time(end, turn.policy.zone, turn.language)
    return "24:00" if text == "00:00" else text


def _hours(turn: Turn, department: str, channel: str) -> Hours:
    return turn.policy.departments[department].channels[channel].hours


def _titles(turn: Turn, channels: list[str]) -> str:
    return turn.listed([turn.policy.channel_kinds[name].title(turn.language) for name in channels])


def _weekdays(turn: Turn, days: list[date]) -> str:
    names = [wording.weekday(day, turn.language) for day in (days[0], days[-1])]
    return names[0] if len(days) == 1 else "–".join(names)


def _days(turn: Turn, days: list[date]) -> str:
    names = [wording.day(day, turn.language) for day in (days[0], days[-1])]
    return names[0] if len(days) == 1 else " – ".join(names)


def _ends(when: When) -> tuple[date, date]:
    return when.days[0], when.days[-1]
