"""Errors that end a command with one clear line, and what the HTTP edge turns into answers."""

from __future__ import annotations


class FrontdeskError(Exception):
    """Something went wrong that the person at the command line can act on.

    Its text is one line that says what is wrong and what to do. The command prints it to
    standard error and exits with `exit_code`.
    """

    exit_code = 1


class UsageError(FrontdeskError):
    """Bad usage or bad input: the command exits with 2."""

    exit_code = 2
