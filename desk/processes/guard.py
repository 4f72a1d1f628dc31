"""Ends the children of a supervisor that died without a word.

A tiny process of its own, started by the supervisor, which writes to it the process groups that
it starts ("+123") and those that ended ("-123"). When the pipe ends without a farewell, the
supervisor is gone: every group still on the list is asked to end, then killed. It covers what a
death signal does not: other systems than Linux, and the children's own children.

Run as a file, with the standard library alone.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable

FAREWELL = "bye"
GRACE_S = 5.0
_PERIOD_S = 0.05


def watch(lines: Iterable[str]) -> set[int]:
    """Follow the supervisor's lines to their end; returns the groups that it left behind."""
    groups: set[int] = set()
    for line in lines:
        word = line.strip()
        if word == FAREWELL:
            return set()
        if word.startswith("+"):
            groups.add(int(word[1:]))
        elif word.startswith("-"):
            groups.discard(int(word[1:]))
    return groups


def end(groups: set[int], grace_s: float) -> None:
    """Ask the groups to end; kill those that still live after `grace_s` seconds."""
    left = {group for group in groups if _signal(group, signal.SIGTERM)}
    deadline = time.monotonic() + grace_s
    while left and time.monotonic() < deadline:
        time.sleep(_PERIOD_S)
        left = {group for group in left if _signal(group, 0)}
    for group in left:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """Whether the group is still there to be signalled."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    for _ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(_ignored, signal.SIG_IGN)
    end(watch(sys.stdin), float(sys.argv[1]) if len(sys.argv) > 1 else GRACE_S)
