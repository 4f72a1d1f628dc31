"""Waiting for something to become true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Value = TypeVar("Value")

_FIRST_S = 0.03
_LONGEST_S = 0.8


async def until(ask: Callable[[], Awaitable[Value]], within_s: float) -> Value:
    """Ask again and again, with growing pauses, until the answer is true or the time is over.

    Returns the last answer, whatever it was.
    """
    deadline = time.monotonic() + within_s
    pause_s = _FIRST_S
    while True:
        value = await ask()
        left_s = deadline - time.monotonic()
        if value or left_s <= 0:
            return value
        await asyncio.sleep(min(pause_s, left_s))
        pause_s = min(pause_s * 1.6, _LONGEST_S)
