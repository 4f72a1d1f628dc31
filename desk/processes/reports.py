"""What the supervisor tells: lines for people, or one JSON document a line for programs."""

from __future__ import annotations

import json
import re
import sys
from typing import Any, Protocol, TextIO

_WORTH_SHOWING = re.compile(
    r"\b(WARNING|ERROR|CRITICAL)\b|\"level\": ?\"(warning|error|critical)\"|^Traceback "
)


class Reporter(Protocol):
    """Where the supervisor's events go."""

    def event(self, event: str, text: str, **facts: Any) -> None:
        """Something happened: its name, a sentence for people, facts for programs."""

    def line(self, name: str, text: str) -> None:
        """A program wrote a line to its log."""


class TextReporter:
    """Sentences, for a person at a terminal."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def event(self, event: str, text: str, **facts: Any) -> None:
        """Print the sentence."""
        print(text, file=self._out, flush=True)

    def line(self, name: str, text: str) -> None:
        """Show a program's warnings and errors; the rest is in its log file."""
        show_warning(self._err, name, text)


class JsonReporter:
    """One JSON document a line on standard output, for programs."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def event(self, event: str, text: str, **facts: Any) -> None:
        """Print the facts."""
        document = {"event": event, **facts}
        print(json.dumps(document, ensure_ascii=False), file=self._out, flush=True)

    def line(self, name: str, text: str) -> None:
        """Show a program's warnings and errors on standard error."""
        show_warning(self._err, name, text)


def show_warning(err: TextIO, name: str, text: str) -> None:
    """Print a line of a program's log if it warns, with the program's name before it."""
    if _WORTH_SHOWING.search(text):
        print(f"{name} | {text}", file=err, flush=True)
