"""What can go wrong in the engine, as types that say what happened."""

from __future__ import annotations


class EngineError(Exception):
    """An error with one clear line for the person who started the command; exits 1."""

    exit_code = 1


class InputError(EngineError):
    """What was handed in cannot be used (data, file, argument); exits 2."""

    exit_code = 2


class NotBuiltError(EngineError):
    """A part that has to be built first is missing."""
