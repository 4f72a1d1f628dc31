"""Ports: the visitors' one must be free, the others are chosen."""

from __future__ import annotations

import errno
import random
import socket
from pathlib import Path

from desk.errors import FrontdeskError

LOOPBACK = "127.0.0.1"

_LOWEST = 10_240
_EPHEMERAL_DEFAULT = 32_768
_ATTEMPTS = 200


def check_free(port: int, host: str) -> None:
    """Raise FrontdeskError, with what to do, when nobody can listen on the port."""
    problem = _problem(port, host)
    if problem is None:
        return
    if problem == errno.EADDRINUSE:
        raise FrontdeskError(
            f"port {port} is in use; stop what uses it or run make run PORT={port + 1}"
        )
    if problem == errno.EACCES:
        raise FrontdeskError(f"port {port} needs more rights; run make run PORT=8000")
    raise FrontdeskError(f"can't listen on {host}:{port}: {errno.errorcode.get(problem, problem)}")


def choose_free(count: int) -> list[int]:
    """Free ports on loopback, each different.

    They lie below the range from which the system takes ports for outgoing connections: else a
    desk that keeps trying to reach a dead engine could be given the engine's own port, and the
    engine could not come back on it.
    """
    chosen: list[int] = []
    for _ in range(_ATTEMPTS * count):
        port = random.randrange(_LOWEST, _first_ephemeral())
        if port not in chosen and _problem(port, LOOPBACK) is None:
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    raise FrontdeskError("no free port was found on this machine's loopback address")


def _problem(port: int, host: str) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # Bound is not enough: another socket may listen where this one only bound.
            probe.listen(1)
        except OSError as error:
            return error.errno or errno.EINVAL
    return None


def _first_ephemeral() -> int:
    try:
        text = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii")
        first = int(text.split()[0])
    except (OSError, ValueError, IndexError):
        return _EPHEMERAL_DEFAULT
    return first if first > _LOWEST + _ATTEMPTS else _EPHEMERAL_DEFAULT
