"""The bus within one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desk.bus.interface import Hint

_MOST_WAITING = 200


class LocalSubscription:
    """Hints waiting for one listener.

    A listener that is slow gets its hints folded into one "changed": memory stays bounded, and
    since hints only say that there is something to read, nothing is lost.
    """

    def __init__(self) -> None:
        self._hints: list[Hint] = []
        self._ready = asyncio.Event()

    def put(self, hint: Hint) -> None:
        """Add a hint without ever waiting."""
        if len(self._hints) >= _MOST_WAITING:
            self._hints = [{"changed": True}]
        self._hints.append(hint)
        self._ready.set()

    async def next(self) -> list[Hint]:
        """Wait for hints and return all that came since the last call, oldest first."""
        await self._ready.wait()
        self._ready.clear()
        hints, self._hints = self._hints, []
        return hints


class LocalBus:
    """Fan-out to the listeners in this process."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[LocalSubscription]] = defaultdict(set)

    async def publish(self, channel: str, hint: Hint) -> None:
        """Hand a hint to everyone who listens on `channel` now."""
        for subscription in tuple(self._listeners.get(channel, ())):
            subscription.put(hint)

    @asynccontextmanager
    async def subscribe(self, *channels: str) -> AsyncIterator[LocalSubscription]:
        """Listen on `channels` while the context is open."""
        subscription = LocalSubscription()
        for channel in channels:
            self._listeners[channel].add(subscription)
        try:
            yield subscription
        finally:
            for channel in channels:
                self._listeners[channel].discard(subscription)
                if not self._listeners[channel]:
                    del self._listeners[channel]

    async def close(self) -> None:
        """Nothing is held beyond the listeners themselves."""
        self._listeners.clear()
