"""What a bus does; the in-process one and those between machines are the same to a caller."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Hint = dict[str, Any]
"""A small JSON document. `{"changed": true}` means: read again from your cursor."""


class Subscription(Protocol):
    """Hints for one listener."""

    async def next(self) -> list[Hint]:
        """Wait for hints and return all that came since the last call, oldest first."""
        ...


class Bus(Protocol):
    """Channels by name; `conversation.ID`, `staff` and `ticket.NUMBER` are in use."""

    async def publish(self, channel: str, hint: Hint) -> None:
        """Hand a hint to everyone who listens on `channel` now. Never waits for a listener."""
        ...

    def subscribe(self, *channels: str) -> AbstractAsyncContextManager[Subscription]:
        """Listen on `channels` while the context is open."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...
