"""Numbers out of the settings of a pipeline step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import InputError


def read_number(config: Mapping[str, Any], key: str, default: float) -> float:
    """Return the number under a key; where there is none, or null, the default.

    Raises:
        InputError: It is something else.
    """
    value = config.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"config.yml: {key}: {value!r} is not a number")
    return value
