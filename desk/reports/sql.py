"""What both databases say differently, said once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Float, Integer, Row, Select, String, case, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from desk.storage import Transaction

_AT_ONCE = 1_000
QUARTER_S = 900
"""Every zone's offset is a multiple of a quarter of an hour: a quarter lies in one local hour."""


class quarter_of(FunctionElement[int]):  # named as functions of SQL are
    """The number of a moment's quarter of an hour since 1970, in UTC.

    The databases count by quarters, and what local hour and day each one is in is worked out
    here: neither of them has to know a zone, and both are right when clocks change.
    """

    type = Integer()
    inherit_cache = True


@compiles(quarter_of, "sqlite")
def _quarter_sqlite(element: FunctionElement[int], compiler: SQLCompiler, **kw: Any) -> str:
    return f"(CAST(strftime('%s', {compiler.process(element.clauses, **kw)}) AS INTEGER) / 900)"


@compiles(quarter_of, "postgresql")
def _quarter_postgresql(element: FunctionElement[int], compiler: SQLCompiler, **kw: Any) -> str:
    moment = compiler.process(element.clauses, **kw)
    return f"CAST(floor(extract(epoch FROM {moment}) / 900) AS INTEGER)"


def quarter_start(number: int) -> datetime:
    """The instant at which a quarter begins, in UTC."""
    return datetime.fromtimestamp(number * QUARTER_S, UTC)


class seconds_between(FunctionElement[float]):
    """How many seconds lie between two moments, the earlier one first."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _between_sqlite(element: FunctionElement[float], compiler: SQLCompiler, **kw: Any) -> str:
    first, second = (compiler.process(one, **kw) for one in element.clauses)
    return f"((julianday({second}) - julianday({first})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _between_postgresql(element: FunctionElement[float], compiler: SQLCompiler, **kw: Any) -> str:
    first, second = (compiler.process(one, **kw) for one in element.clauses)
    return f"CAST(extract(epoch FROM {second} - {first}) AS DOUBLE PRECISION)"


async def each(transaction: Transaction, query: Select[Any]) -> AsyncIterator[Row[Any]]:
    """The rows of a query, a thousand at a time: whoever chats is answered in between."""
    result = await transaction.stream(query)
    async for some in result.partitions(_AT_ONCE):
        for row in some:
            yield row


def text_in(document: ColumnElement[Any], *path: str) -> ColumnElement[str | None]:
    """A text inside a JSON column; null where there is none."""
    found: Any = document
    for key in path:
        found = found[key]
    return type_coerce(found.as_string(), String())


def flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 where a condition holds, else 0: what `max` makes "at least once" of."""
    return case((condition, 1), else_=0)
