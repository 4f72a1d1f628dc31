"""How much there was: conversations begun, and messages that visitors wrote.

A conversation counts when it began, a message when it was written; each where its conversation
is now: its department, its language. Pressed buttons are messages, files are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from desk.reports.report import Frame, Kind, Report, Row, ordered
from desk.reports.sql import quarter_of, quarter_start, text_in
from desk.storage import Transaction
from desk.storage.tables import conversations, events, turns

_COUNTS: dict[str, Kind] = {"conversations": "count", "messages": "count"}
_HOURS = range(24)
_WEEKDAYS = range(1, 8)


async def by_hour(transaction: Transaction, frame: Frame) -> Report:
    """By hour of the day in the policy's zone, all days of the period together."""
    counted = await _by_local(transaction, frame, lambda at: at.hour)
    rows = [{"hour": hour, **counted(hour)} for hour in _HOURS]
    return Report({"hour": "count", **_COUNTS}, rows)


async def by_day(transaction: Transaction, frame: Frame) -> Report:
    """By day in the policy's zone; days on which nothing happened, too."""
    counted = await _by_local(transaction, frame, lambda at: at.date())
    rows = [{"day": day.isoformat(), **counted(day)} for day in frame.period.days]
    return Report({"day": "day", **_COUNTS}, rows)


async def by_week(transaction: Transaction, frame: Frame) -> Report:
    """By weekday (1 is Monday) and hour in the policy's zone, all weeks together."""
    counted = await _by_local(transaction, frame, lambda at: (at.isoweekday(), at.hour))
    rows = [
        {"weekday": weekday, "hour": hour, **counted((weekday, hour))}
        for weekday in _WEEKDAYS
        for hour in _HOURS
    ]
    return Report({"weekday": "count", "hour": "count", **_COUNTS}, rows)


async def by_department(transaction: Transaction, frame: Frame) -> Report:
    """By the department that the conversation is with now; empty while none is known."""
    counted = await _by_column(transaction, frame, conversations.c.department)
    rows = [{"department": one, **counted(one)} for one in ordered(counted.keys, frame)]
    return Report({"department": "text", **_COUNTS}, rows)


async def by_language(transaction: Transaction, frame: Frame) -> Report:
    """By the language in which the visitor is answered; the most frequent first."""
    counted = await _by_column(transaction, frame, conversations.c.language)
    rows = [{"language": one, **counted(one)} for one in counted.keys]
    return Report({"language": "text", **_COUNTS}, _most_first(rows))


async def by_intent(transaction: Transaction, frame: Frame) -> Report:
    """By what the assistant understood: messages that it answered, and conversations with one.

    A conversation counts once for each intent in it. What was said to a person, or stayed
    unanswered, was not understood and is not in it.
    """
    intent = text_in(turns.c.parse, "intent", "name")
    query = (
        _said(frame)
        .join(
            turns,
            (turns.c.conversation_id == events.c.conversation_id) & (turns.c.seq == events.c.seq),
        )
        .where(turns.c.status == "done")
        .add_columns(
            intent.label("intent"),
            func.count(func.distinct(events.c.conversation_id)).label("conversations"),
            func.count().label("messages"),
        )
        .group_by(intent)
    )
    topics = frame.policy.topics
    rows = [
        {
            "intent": row.intent,
            "category": topics[row.intent].category if row.intent in topics else None,
            "conversations": row.conversations,
            "messages": row.messages,
        }
        for row in (await transaction.execute(query)).all()
    ]
    return Report({"intent": "text", "category": "text", **_COUNTS}, _most_first(rows))


def _said(frame: Frame) -> Select[Any]:
    """Visitors' messages of the period, without columns yet."""
    query = select().where(
        frame.during(events.c.at), events.c.kind == "message", events.c.author == "visitor"
    )
    if frame.departments is None:
        return query.select_from(events)
    return query.select_from(
        events.join(conversations, conversations.c.id == events.c.conversation_id)
    ).where(frame.covers(conversations.c.department))


def _begun(frame: Frame) -> Select[Any]:
    """Conversations that began in the period, without columns yet."""
    return (
        select()
        .select_from(conversations)
        .where(frame.during(conversations.c.created_at), frame.covers(conversations.c.department))
    )


async def _by_local(
    transaction: Transaction, frame: Frame, key: Callable[[datetime], Hashable]
) -> Callable[[Hashable], Row]:
    """Count by a part of the local time; returns the counts of one."""
    begun: Counter[Hashable] = Counter()
    said: Counter[Hashable] = Counter()
    sources = (
        (begun, _begun(frame), conversations.c.created_at),
        (said, _said(frame), events.c.at),
    )
    for counter, query, at in sources:
        quarter = quarter_of(at)
        rows = await transaction.execute(
            query.add_columns(quarter.label("quarter"), func.count().label("times")).group_by(
                quarter
            )
        )
        for row in rows:
            local = quarter_start(row.quarter).astimezone(frame.policy.zone)
            counter[key(local)] += row.times
    return lambda one: {"conversations": begun[one], "messages": said[one]}


class _Counts:
    """How much there was by the values of a column."""

    def __init__(self, begun: dict[str | None, int], said: dict[str | None, int]) -> None:
        self._begun, self._said = begun, said
        self.keys = dict.fromkeys([*begun, *said])

    def __call__(self, one: str | None) -> Row:
        return {"conversations": self._begun.get(one, 0), "messages": self._said.get(one, 0)}


async def _by_column(transaction: Transaction, frame: Frame, column: ColumnElement[Any]) -> _Counts:
    said = _said(frame)
    if frame.departments is None:
        said = said.join(conversations, conversations.c.id == events.c.conversation_id)
    found = []
    for query in (_begun(frame), said):
        rows = await transaction.execute(
            query.add_columns(column.label("value"), func.count().label("times")).group_by(column)
        )
        found.append({row.value: int(row.times) for row in rows})
    return _Counts(found[0], found[1])


def _most_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["messages"], -row["conversations"], str(row)))


async def totals(transaction: Transaction, frame: Frame) -> tuple[int, int]:
    """Conversations begun and messages of visitors, in all."""
    begun, said = [
        int((await transaction.execute(query.add_columns(func.count()))).scalar_one())
        for query in (_begun(frame), _said(frame))
    ]
    return begun, said


async def talking(transaction: Transaction, frame: Frame) -> int:
    """In how many conversations visitors wrote in the period."""
    query = _said(frame).add_columns(func.count(func.distinct(events.c.conversation_id)))
    return int((await transaction.execute(query)).scalar_one())
