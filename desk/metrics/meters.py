"""What a desk's process counts and measures, in a registry of its own.

No label holds an id or anybody's words: each has a few values that are known beforehand.
"""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
)

Audience = Literal["visitor", "staff"]
Author = Literal["visitor", "assistant", "staff"]
TurnOutcome = Literal["done", "dropped", "failed"]

_REQUEST_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_TURN_S = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 6, 15, 60, 300, 1800)


class Metrics:
    """The figures of one application; several may run in one process."""

    def __init__(self) -> None:
        """Every combination of labels is there from the start, at zero."""
        registry = CollectorRegistry()
        self.registry = registry
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        self.requests = Counter(
            "frontdesk_requests",
            "Requests answered, by the route's template.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.request_seconds = Histogram(
            "frontdesk_request_seconds",
            "How long requests took, without the sending of the answer.",
            ("method", "route"),
            buckets=_REQUEST_S,
            registry=registry,
        )
        self.sockets = Gauge(
            "frontdesk_websockets_open", "WebSockets open now.", ("audience",), registry=registry
        )
        self.turns = Counter(
            "frontdesk_turns",
            "Messages that the assistant was to answer: done, dropped (somebody else had the "
            "conversation by then) or failed (the visitor was told so).",
            ("outcome",),
            registry=registry,
        )
        self.turn_seconds = Histogram(
            "frontdesk_turn_seconds",
            "From a message's arrival to its answer, or to giving up.",
            ("outcome",),
            buckets=_TURN_S,
            registry=registry,
        )
        self.messages = Counter(
            "frontdesk_messages", "Messages stored, by who wrote.", ("author",), registry=registry
        )
        self.login_failures = Counter(
            "frontdesk_login_failures",
            "Attempts to sign in that were refused: wrong, or limited (too many).",
            ("reason",),
            registry=registry,
        )
        Info("frontdesk_build", "What is running.", registry=registry).info(
            {"version": version("frontdesk"), "python": platform.python_version()}
        )
        for audience in ("visitor", "staff"):
            self.sockets.labels(audience)
        for outcome in ("done", "dropped", "failed"):
            self.turns.labels(outcome)
            self.turn_seconds.labels(outcome)
        for author in ("visitor", "assistant", "staff"):
            self.messages.labels(author)
        for reason in ("wrong", "limited"):
            self.login_failures.labels(reason)

    def turn(self, outcome: TurnOutcome, seconds: float) -> None:
        """A message that waited for the assistant waits no longer."""
        self.turns.labels(outcome).inc()
        self.turn_seconds.labels(outcome).observe(seconds)

    def wrote(self, author: Author, messages: int = 1) -> None:
        """Messages were stored."""
        self.messages.labels(author).inc(messages)

    def opened(self, audience: Audience, change: int) -> None:
        """A WebSocket opened (1) or closed (-1)."""
        self.sockets.labels(audience).inc(change)
