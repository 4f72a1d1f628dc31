"""What came of each message that the assistant understood: the signals that a trainer goes by.

Pure: the log of one conversation in, an outcome for each message out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from support.likeness import likeness, words

Outcome = Literal["open", "solved", "handed_off", "rated_badly", "rephrased", "corrected"]
OUTCOMES: tuple[Outcome, ...] = (
    "open",
    "solved",
    "handed_off",
    "rated_badly",
    "rephrased",
    "corrected",
)
"""From what says least about the label to what says most."""

SAID_AGAIN = 0.4
"""Share of words in common from which a visitor's next message says the same again."""
SOON = timedelta(minutes=5)
"""For how long after an answer the next message can be meant as the same one."""

_LOW = 3
_NOT_KNOWN = frozenset({"unsure", "unrelated"})


@dataclass(frozen=True)
class Understood:
    """A message and what was understood; `department` is where the intent belongs (or None)."""

    seq: int
    at: datetime
    text: str
    intent: str
    department: str | None
    matter: bool
    """Whether it is a request of its own: no greeting, thanks, or wish for a person."""


@dataclass(frozen=True)
class Moved:
    """A change of owner in the log; `cause` as it stands there."""

    seq: int
    owner: str
    department: str | None
    cause: str | None


@dataclass(frozen=True)
class Course:
    """How a conversation went, and how it was rated (1 to 5, or None)."""

    understood: Sequence[Understood]
    moves: Sequence[Moved]
    owner: str
    rating: int | None


@dataclass(frozen=True)
class Found:
    """What came of a message; `department` is the one that staff brought it to, if another."""

    outcome: Outcome
    department: str | None = None


def outcomes(course: Course) -> dict[int, Found]:
    """What came of each message, by its number in the log.

    - `corrected`: staff passed the conversation on to another department than the intent's
    - `rephrased`: the visitor said it again in other words at once, or the assistant had asked
      back and understood the next message
    - `rated_badly`: the conversation was rated below 3, and no person had it before
    - `handed_off`: it was the last matter before a person was waited for
    - `solved`: the conversation has ended and none of these happened
    - `open`: it goes on
    """
    found = {one.seq: _end(course) for one in course.understood}
    first_person = min((one.seq for one in course.moves if one.owner == "staff"), default=None)
    for one in course.understood:
        before_people = first_person is None or one.seq < first_person
        if course.rating is not None and course.rating < _LOW and before_people:
            found[one.seq] = Found("rated_badly")
    matters = [one for one in course.understood if one.matter or one.intent in _NOT_KNOWN]
    for move in course.moves:
        before = [one for one in matters if one.seq < move.seq]
        if not before:
            continue
        if move.cause == "transferred":
            about = before[-1]
            if move.department and about.department and move.department != about.department:
                found[about.seq] = Found("corrected", move.department)
        elif move.owner == "queue" and move.cause is None:
            about = before[-1]
            if found[about.seq].outcome in ("open", "solved"):
                found[about.seq] = Found("handed_off")
    for one, following in pairwise(course.understood):
        if found[one.seq].outcome != "corrected" and _said_again(one, following):
            found[one.seq] = Found("rephrased")
    return found


def _end(course: Course) -> Found:
    return Found("solved" if course.owner == "closed" else "open")


def _said_again(one: Understood, following: Understood) -> bool:
    if following.at - one.at > SOON or one.intent == following.intent:
        return False
    if one.intent == "unsure":
        return following.matter
    return likeness(words(one.text), words(following.text)) >= SAID_AGAIN


def moved(seq: int, data: Mapping[str, Any] | None) -> Moved:
    """A `state` event of the log as a move."""
    said = data or {}
    return Moved(seq, str(said.get("owner")), said.get("department"), said.get("cause"))
