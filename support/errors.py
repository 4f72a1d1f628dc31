"""Errors of the support policy."""

from __future__ import annotations


class SupportError(Exception):
    """Something that the policy's rules can't answer; its text is one clear line."""


class PolicyError(SupportError):
    """A policy file that can't be used.

    Its text is one line: file, line, key path, what is wrong and what is expected, for example
    ``policy.yml:41: departments.billing.channels.chat.hours.sat: '25:00' is not a time,
    expected HH:MM``.
    """

    def __init__(self, file: str, line: int | None, key: str, problem: str) -> None:
        """Name the `file`, the `line` (counted from 1) and the dotted `key` of the `problem`."""
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        place = f"{file}:{line}" if line is not None else file
        super().__init__(": ".join(part for part in (place, key, problem) if part))


class UnknownNameError(SupportError):
    """A department, channel, topic or level that the policy does not have."""

    def __init__(self, kind: str, name: object, known: list[str]) -> None:
        """Say that there is no `kind` called `name`, and which ones there are."""
        self.kind = kind
        self.name = name
        self.known = known
        super().__init__(f"no {kind} '{name}' in the policy; it has {', '.join(known)}")


class NoOpeningError(SupportError):
    """A promise was asked for, but the department does not open again in the years to come."""


class TopReachedError(SupportError):
    """A higher tier was asked for, but the highest has the matter already."""
