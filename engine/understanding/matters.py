"""Several matters in one message: where it can be cut, and which of them comes first.

"my vps is down and I also want a refund" is about two things. The parts are understood each for
itself; where two of them are certain and belong to different groups of intents (the policy's
departments), the message is about the more urgent one and the other is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_WORDS = 3
"""Words of a part: fewer ("thanks", "hello there") say nothing by themselves."""

MOST_PARTS = 6
"""A longer text is a story or a pasted log; it is understood as a whole."""

_JOINING = (
    "and also|and then also|and|but also|plus|besides|by the way|btw|another thing(?: is)?"
    "|one more thing|apart from that"
    "|ngoài ra|ngoai ra|với lại|voi lai|tiện thể|tien the|nhân tiện|nhan tien|đồng thời"
    "|dong thoi|à mà|a ma|còn nữa|con nua|và|va"
)
_BREAK = re.compile(
    rf"(?<=[.!?…])\s+|[\n;]+|,?\s+(?:{_JOINING})[,:]?\s+|,\s+also,?\s+", re.IGNORECASE
)
_OPENING = re.compile(rf"(?:(?:{_JOINING}|also),?\s+)+", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A part of a message as it was understood; `certainty` is the chance that this is right."""

    text: str
    intent: str
    certainty: float


def parts_of(text: str) -> list[str]:
    """Return the parts that a message can be cut into; none where it is one thing."""
    parts = [_without_opening(part.strip(" ,.")) for part in _BREAK.split(text) if part]
    long_enough = [part for part in parts if len(part.split()) >= FEWEST_WORDS]
    return long_enough if 2 <= len(long_enough) <= MOST_PARTS else []


def _without_opening(part: str) -> str:
    opening = _OPENING.match(part)
    return part[opening.end() :] if opening else part


def matters(parts: Sequence[Part], order: Sequence[Sequence[str]], certainty: float) -> list[Part]:
    """Return one part for each group of intents that is certainly meant, the most urgent first.

    Args:
        parts: The parts of a message.
        order: Groups of intents, the most urgent group first; other intents are no matters.
        certainty: The least certainty of a part that counts.
    """
    best: dict[int, Part] = {}
    for part in parts:
        group = next((at for at, names in enumerate(order) if part.intent in names), None)
        if group is None or part.certainty < certainty:
            continue
        if group not in best or part.certainty > best[group].certainty:
            best[group] = part
    return [best[group] for group in sorted(best)]
