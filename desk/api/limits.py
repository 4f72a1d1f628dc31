"""How often something may be done: a moving window in this process."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from desk.errors import TooManyError

_MOST_KEYS = 50_000


class Limiter:
    """Counts what happened in the last seconds, by key.

    Memory is bounded: beyond 50,000 keys the one unused for longest is forgotten.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic` reads a clock in seconds; real time, whatever the policy's clock says."""
        self._monotonic = monotonic
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, key: str, most: int, seconds: float, message: str) -> None:
        """Count one more for `key`; raise TooManyError if `most` in `seconds` are exceeded.

        What is refused does not count, so a client that backs off is let in again.
        """
        now = self._monotonic()
        seen = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while seen and seen[0] <= now - seconds:
            seen.popleft()
        if len(seen) >= most:
            raise TooManyError(message, retry_after=max(1, math.ceil(seen[0] + seconds - now)))
        seen.append(now)
        if len(self._seen) > _MOST_KEYS:
            self._seen.popitem(last=False)
