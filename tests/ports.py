"""Ports for the servers of tests."""

from desk.processes.ports import choose_free


def free_port() -> int:
    """A port of the loopback address that nobody uses.

    Chosen at random: parallel tests look for theirs now and bind them a moment later, and the
    system would give the same one to both.
    """
    return choose_free(1)[0]
