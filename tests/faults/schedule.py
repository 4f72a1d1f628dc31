"""Which fault befalls what: drawn from a seed, the same in every run with the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """Everything that can go wrong between a widget and its desk."""

    REFUSED = "connections refused"
    BAD_GATEWAY = "bad gateway answered"
    REQUEST_CUT = "requests cut in the middle"
    REQUEST_SWALLOWED = "requests swallowed"
    REQUEST_DELAYED = "requests delayed"
    REQUEST_DOUBLED = "requests sent twice"
    RESPONSE_CUT = "responses cut in the middle"
    RESPONSE_SWALLOWED = "responses swallowed"
    RESPONSE_DELAYED = "responses delayed"
    UPGRADE_REFUSED = "WebSockets refused"
    UP_CUT = "WebSockets cut in a frame to the desk"
    UP_SWALLOWED = "frames to the desk swallowed"
    UP_DELAYED = "frames to the desk delayed"
    UP_DOUBLED = "frames to the desk doubled"
    DOWN_CUT = "WebSockets cut in a frame to the widget"
    DOWN_SWALLOWED = "frames to the widget swallowed"
    DOWN_DELAYED = "frames to the widget delayed"
    DOWN_DOUBLED = "frames to the widget doubled"


Chances = Mapping[Fault, float]
"""The probability of each fault; what is left is the chance that all goes well."""

GET: Chances = {
    Fault.REFUSED: 0.04,
    Fault.BAD_GATEWAY: 0.03,
    Fault.REQUEST_CUT: 0.03,
    Fault.REQUEST_SWALLOWED: 0.03,
    Fault.REQUEST_DELAYED: 0.08,
    Fault.RESPONSE_CUT: 0.04,
    Fault.RESPONSE_SWALLOWED: 0.03,
    Fault.RESPONSE_DELAYED: 0.08,
}
POST: Chances = {
    Fault.REFUSED: 0.05,
    Fault.BAD_GATEWAY: 0.04,
    Fault.REQUEST_CUT: 0.05,
    Fault.REQUEST_SWALLOWED: 0.04,
    Fault.REQUEST_DELAYED: 0.08,
    Fault.REQUEST_DOUBLED: 0.16,
    Fault.RESPONSE_CUT: 0.06,
    Fault.RESPONSE_SWALLOWED: 0.06,
    Fault.RESPONSE_DELAYED: 0.06,
}
UPGRADE: Chances = {Fault.UPGRADE_REFUSED: 0.20, Fault.REFUSED: 0.04}
UP: Chances = {
    Fault.UP_CUT: 0.04,
    Fault.UP_SWALLOWED: 0.05,
    Fault.UP_DELAYED: 0.08,
    Fault.UP_DOUBLED: 0.12,
}
DOWN: Chances = {
    Fault.DOWN_CUT: 0.03,
    Fault.DOWN_SWALLOWED: 0.03,
    Fault.DOWN_DELAYED: 0.06,
    Fault.DOWN_DOUBLED: 0.10,
}

# A delay is mostly a hiccup, and now and then so long that the other side has given up by then.
_USUAL_DELAY_S = (0.05, 1.2)
_LONG_DELAY_S = (6.0, 8.0)
_LONG_SHARE = 0.1
# How long a call that was swallowed hangs before its connection is reset.
_HANG_S = (1.0, 6.0)
_MOST_REFUSED_IN_SUCCESSION = 5


@dataclass(frozen=True)
class Fate:
    """What is to happen to one request, WebSocket or frame."""

    fault: Fault | None
    delay_s: float
    """How long bytes are held back, if they are delayed."""
    hang_s: float
    """How long a swallowed call hangs."""
    share: float
    """How much of the bytes passes before a cut, from 0 to 1."""
    reset: bool
    """Whether a cut is a reset; else an ordinary close."""
    together: bool
    """Whether the second of two requests is sent beside the first; else after it."""
    succession: int
    """How many more WebSockets are refused after this one."""


class Schedule:
    """The fate of everything, by its sort and its number within the sort.

    Each sort has a line of its own: the third message that is posted meets the same fate
    whatever else happened before it, and however fast.
    """

    def __init__(self, seed: str) -> None:
        """`seed` names the schedule."""
        self._seed = seed
        self._numbers: Counter[str] = Counter()

    def next(self, sort: str, chances: Chances) -> Fate:
        """The fate of the next one of this sort."""
        self._numbers[sort] += 1
        random = Random(f"{self._seed}/{sort}/{self._numbers[sort]}")
        fault = _drawn(random, chances)
        long = random.random() < _LONG_SHARE
        return Fate(
            fault=fault,
            delay_s=random.uniform(*(_LONG_DELAY_S if long else _USUAL_DELAY_S)),
            hang_s=random.uniform(*_HANG_S),
            share=random.random(),
            reset=random.random() < 0.5,
            together=random.random() < 0.5,
            succession=random.randrange(_MOST_REFUSED_IN_SUCCESSION),
        )


def _drawn(random: Random, chances: Chances) -> Fault | None:
    number = random.random()
    for fault, chance in chances.items():
        if number < chance:
            return fault
        number -= chance
    return None
