"""Reads and checks a policy file, section by section."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from support import wording
from support.escalation import VIAS, Tier
from support.hours import Hours
from support.hours_reading import read_holidays, read_week, read_zone, value_days
from support.policy import (
    CHANNELS,
    Channel,
    ChannelKind,
    Company,
    Department,
    Policy,
    TicketPortal,
)
from support.promises import PLACEHOLDERS, PromiseRule, Situation, WorkingTime
from support.public_holidays import Holidays, calendar_release
from support.scope import CATEGORIES, ScopeItem, Topic
from support.text_reading import read_text
from support.yaml_source import Source, read

_IDENTIFIER = r"[a-z][a-z0-9_]*"


def read_policy(path: str | Path) -> Policy:
    """The policy in the file at `path`. Raises PolicyError at the first thing that is wrong."""
    fields = read(path).fields(
        required=(
            "company",
            "zone",
            "zone_title",
            "channels",
            "departments",
            "scope",
            "topics",
            "escalation",
        ),
        optional=("holidays", "ticket_portal"),
    )
    company = _company(fields["company"])
    languages = company.languages
    zone = read_zone(fields["zone"])
    holidays = read_holidays(fields.get("holidays"), languages)
    kinds = _channel_kinds(fields["channels"], languages)
    departments = _departments(fields["departments"], languages, zone, holidays, kinds)
    scope_items = _scope(fields["scope"], languages)
    return Policy(
        company=company,
        zone=zone,
        zone_title=read_text(fields["zone_title"], languages),
        calendar_version=calendar_version(zone, holidays, departments),
        channel_kinds=kinds,
        departments=departments,
        holidays=holidays,
        ticket_portal=_portal(fields.get("ticket_portal"), languages),
        scope_items=scope_items,
        topics=_topics(fields["topics"], departments, scope_items),
        escalation=_escalation(fields["escalation"], languages),
    )


def _company(source: Source) -> Company:
    fields = source.fields(
        required=("name", "site", "policy_url", "languages"), optional=("phone",)
    )
    languages = []
    for item in fields["languages"].items():
        language = item.choice(wording.languages(), "a language that the desk can write dates in")
        if language in languages:
            item.fail(f"'{language}' stands here a second time")
        languages.append(language)
    if not languages:
        fields["languages"].fail("is empty, expected at least one language")
    return Company(
        name=fields["name"].word(),
        site=fields["site"].word(),
        policy_url=fields["policy_url"].word(),
        phone=_optional(fields, "phone"),
        languages=tuple(languages),
    )


def _portal(source: Source | None, languages: tuple[str, ...]) -> TicketPortal | None:
    if source is None:
        return None
    fields = source.fields(required=("name", "url", "path"))
    return TicketPortal(
        fields["name"].word(), fields["url"].word(), read_text(fields["path"], languages)
    )


def _channel_kinds(source: Source, languages: tuple[str, ...]) -> dict[str, ChannelKind]:
    kinds = {}
    for name, value in source.fields(optional=CHANNELS).items():
        fields = value.fields(required=("title",), optional=("suits",))
        suits = read_text(fields["suits"], languages) if "suits" in fields else None
        kinds[name] = ChannelKind(name, read_text(fields["title"], languages), suits)
    if not kinds:
        source.fail("is empty, expected at least one channel")
    return kinds


def _departments(
    source: Source,
    languages: tuple[str, ...],
    zone: ZoneInfo,
    holidays: Holidays,
    kinds: dict[str, ChannelKind],
) -> dict[str, Department]:
    departments = {}
    for name, value in source.entries().items():
        _check_identifier(name, value)
        fields = value.fields(
            required=("title", "channels", "promise"), optional=("email", "phone")
        )
        channels = {}
        for channel, description in fields["channels"].fields(optional=tuple(kinds)).items():
            parts = description.fields(required=("hours", "holidays"))
            closed = parts["holidays"].choice(("open", "closed")) == "closed"
            hours = Hours(zone, read_week(parts["hours"]), holidays, closed)
            channels[channel] = Channel(channel, hours)
        if not channels:
            fields["channels"].fail("is empty, expected at least one channel")
        for channel in ("email", "phone"):
            if channel in channels and channel not in fields:
                value.fail(f"'{channel}' is missing, but the department has this channel")
        departments[name] = Department(
            name=name,
            title=read_text(fields["title"], languages),
            email=_email(fields),
            phone=_optional(fields, "phone"),
            channels=channels,
            promise=_promise(fields["promise"], languages, channels),
        )
    if not departments:
        source.fail("is empty, expected at least one department")
    return departments


def _promise(
    source: Source, languages: tuple[str, ...], channels: dict[str, Channel]
) -> PromiseRule:
    fields = source.fields(required=("texts",), optional=("respond", "working_time"))
    after = within = None
    if "respond" in fields:
        respond = fields["respond"].fields(required=("after", "within"))
        after, within = respond["after"].length(), respond["within"].length()
        if after > within:
            respond["within"].fail("must not be shorter than 'after'")
    working_time = None
    situations: tuple[Situation, ...] = ("any_time",)
    if "working_time" in fields:
        working_time = _working_time(fields["working_time"], channels)
        situations = ("working_hours", "same_day", "next_business_day")
    known = (
        PLACEHOLDERS
        if after is not None
        else tuple(name for name in PLACEHOLDERS if name not in ("after", "within", "window"))
    )
    texts = fields["texts"].fields(required=situations)
    return PromiseRule(
        texts={name: read_text(texts[name], languages, known) for name in situations},
        after=after,
        within=within,
        working_time=working_time,
    )


def _working_time(source: Source, channels: dict[str, Channel]) -> WorkingTime:
    fields = source.fields(required=("hours_of", "business_days", "same_day"))
    channel = fields["hours_of"].choice(tuple(channels), "a channel of this department")
    hours = channels[channel].hours
    days: set[int] = set()
    for item in fields["business_days"].items():
        days.update(value_days(item.word(), item))
    if not any(hours.week.days[day] for day in days):
        fields["business_days"].fail(f"the department's {channel} opens on none of these days")
    return WorkingTime(hours, frozenset(days), fields["same_day"].flag())


def _scope(source: Source, languages: tuple[str, ...]) -> dict[str, ScopeItem]:
    items: dict[str, ScopeItem] = {}
    lists = source.fields(required=("supported", "not_supported"))
    for verdict, listed in lists.items():
        for name, value in listed.entries().items():
            _check_identifier(name, value)
            if name in items:
                value.fail("is supported and not supported at the same time")
            fields = value.fields(
                required=("title", "section"), optional=("needs_identity", "condition")
            )
            condition = fields.get("condition")
            items[name] = ScopeItem(
                name=name,
                supported=verdict == "supported",
                title=read_text(fields["title"], languages),
                section=fields["section"].word(),
                needs_identity="needs_identity" in fields and fields["needs_identity"].flag(),
                condition=read_text(condition, languages) if condition else None,
            )
    return items


def _topics(
    source: Source, departments: dict[str, Department], items: dict[str, ScopeItem]
) -> dict[str, Topic]:
    topics = {}
    for name, value in source.entries().items():
        _check_identifier(name, value)
        fields = value.fields(required=("category",), optional=("department", "scope_item"))
        category = fields["category"].choice(CATEGORIES, "a category")
        department = item = None
        if "department" in fields:
            department = fields["department"].choice(tuple(departments), "a department")
        if "scope_item" in fields:
            item = items[fields["scope_item"].choice(tuple(items), "an item of the scope")]
            if item.supported == (category == "not_supported"):
                verdict = "supported" if item.supported else "not supported"
                fields["category"].fail(f"'{category}', but {item.name} is {verdict}")
        topics[name] = Topic(
            name, category, department, item.scope if item else None, item.name if item else None
        )
    missing = [name for name in items if name not in {t.scope_item for t in topics.values()}]
    if missing:
        source.fail(f"no topic has the scope item '{missing[0]}'")
    return topics


def _escalation(source: Source, languages: tuple[str, ...]) -> list[Tier]:
    tiers: list[Tier] = []
    last_after: Source | None = None
    for place, item in enumerate(source.items(), start=1):
        fields = item.fields(
            required=("level", "title", "via", "ask_through"),
            optional=("email", "escalate_after"),
        )
        level = fields["level"].number()
        if level != place:
            fields["level"].fail(f"{level} stands here, expected {place}: no tier is skipped")
        via = next(name for name in VIAS if name == fields["via"].choice(VIAS))
        if via == "email" and "email" not in fields:
            item.fail("'email' is missing: this tier is asked for by e-mail")
        if via == "board" and not any(tier.email for tier in tiers):
            item.fail("no tier below has an 'email': nobody could take a matter to this one")
        after = fields.get("escalate_after")
        if after and not after.length():
            after.fail("must not be 0: leave it out, or null, and nothing climbs by itself")
        tiers.append(
            Tier(
                level=level,
                title=read_text(fields["title"], languages),
                via=via,
                ask_through=read_text(fields["ask_through"], languages),
                email=_email(fields),
                escalate_after=after.length() if after else None,
            )
        )
        last_after = after
    if not tiers:
        source.fail("is empty, expected at least one tier")
    if last_after:
        last_after.fail("there is no tier above this one to climb to")
    return tiers


def calendar_version(zone: ZoneInfo, holidays: Holidays, departments: dict[str, Department]) -> str:
    """A short hash of all that decides when something is open, texts left aside."""
    own = [
        (str(own.first), str(own.last), own.closure.start, own.closure.end) for own in holidays.own
    ]
    hours = {
        f"{department.name}.{channel.name}": (
            channel.hours.week.days,
            channel.hours.closed_on_holidays,
        )
        for department in departments.values()
        for channel in department.channels.values()
    }
    working = {
        department.name: (sorted(working.business_days), working.same_day)
        for department in departments.values()
        if (working := department.promise.working_time)
    }
    calendar = (holidays.country, holidays.subdivision, calendar_release())
    removed = [str(day) for day in holidays.removed]
    parts = json.dumps([zone.key, calendar, removed, own, hours, working], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


def _check_identifier(name: str, value: Source) -> None:
    if not re.fullmatch(_IDENTIFIER, name):
        value.fail(f"'{name}' is no name, expected lower case letters, digits and _")


def _optional(fields: dict[str, Source], name: str) -> str | None:
    return fields[name].word() if name in fields else None


def _email(fields: dict[str, Source]) -> str | None:
    address = _optional(fields, "email")
    if address is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        fields["email"].fail(f"'{address}' is not an e-mail address")
    return address
