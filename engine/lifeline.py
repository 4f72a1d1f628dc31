"""A child that ends with whoever started it (the desk has the same in `desk.processes`)."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def death_signal() -> Callable[[], None] | None:
    """Return what a child does between fork and exec so that Linux ends it with its parent.

    None where the system has no such thing.
    """
    if not sys.platform.startswith("linux"):
        return None
    # Looked up before the fork: after it only the call itself is safe.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return arm
