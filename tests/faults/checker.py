"""What must be true of a conversation in the end; each function returns what is wrong with it.

Everything here is pure: a log, what was typed and what is shown go in, findings come out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from tests.clients import Json

Entry = TypeVar("Entry", bound=Hashable)
Entries = tuple[str, str, str, str]

LOG = "the log"
BEGINNINGS = "the beginnings"

_OTHERS = frozenset({"queue", "staff", "closed"})
_MOST_SHOWN = 120


class Kind(StrEnum):
    """What can be wrong."""

    LOSS = "loss"
    DOUBLE = "double"
    SWAP = "swap"
    STRANGE = "strange"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    kind: Kind
    where: str
    what: str

    @property
    def final(self) -> bool:
        """Whether waiting can't mend it: what is written stays written, and where it is."""
        return self.where in (LOG, BEGINNINGS) and self.kind is not Kind.LOSS

    def __str__(self) -> str:
        return f"{self.kind} in {self.where}: {self.what}"


@dataclass(frozen=True)
class Pressed:
    """A quick reply that the visitor pressed."""

    title: str


def compare(where: str, wanted: Sequence[Entry], found: Sequence[Entry]) -> list[Finding]:
    """Whether everything that is wanted was found once, in the order wanted, and nothing else."""
    counts, wishes = Counter(found), Counter(wanted)
    findings = [_finding(Kind.LOSS, where, one) for one in (wishes - counts).elements()]
    for one in (counts - wishes).elements():
        kind = Kind.DOUBLE if one in wishes else Kind.STRANGE
        findings.append(_finding(kind, where, one))
    if findings or list(wanted) == list(found):
        return findings
    pairs = zip(wanted, found, strict=True)
    place, (wish, other) = next((i, pair) for i, pair in enumerate(pairs) if pair[0] != pair[1])
    what = f"place {place + 1} has {_short(other)} instead of {_short(wish)}"
    return [Finding(Kind.SWAP, where, what)]


def check_numbers(where: str, events: Sequence[Json]) -> list[Finding]:
    """Whether a log is numbered from one without gaps, and no message stands in it twice."""
    numbers = [event["seq"] for event in events]
    findings = compare(where, list(range(1, len(events) + 1)), numbers)
    ids = Counter(event["client_id"] for event in events if event.get("client_id"))
    findings += [_finding(Kind.DOUBLE, where, one) for one, count in ids.items() if count > 1]
    return findings


def check_written(
    where: str, written: Sequence[str], events: Sequence[Json], author: str
) -> list[Finding]:
    """Whether what somebody wrote is in the log: each message once, in the order written."""
    return compare(where, written, texts_by(events, author))


def check_said(typed: Sequence[str | Pressed], events: Sequence[Json]) -> list[Finding]:
    """The same for a visitor who also pressed buttons: the log shows each by its title."""

    def pressed(title: object) -> str:
        return f"button {title}"

    wanted = [pressed(one.title) if isinstance(one, Pressed) else one for one in typed]
    found = [
        pressed(event["text"]) if (event.get("data") or {}).get("button") else event["text"]
        for event in messages_by(events, "visitor")
    ]
    return compare(LOG, wanted, found)


def texts_by(events: Sequence[Json], author: str) -> list[str]:
    """The messages of `visitor`, `bot` or `staff`, in the log's order."""
    return [str(event["text"]) for event in messages_by(events, author)]


def messages_by(events: Sequence[Json], author: str) -> list[Json]:
    """The same as events."""
    return [
        event
        for event in events
        if event["kind"] == "message" and event["author"]["kind"] == author
    ]


def check_answers(events: Sequence[Json], turns: Mapping[int, str]) -> list[Finding]:
    """Whether each message that the assistant owed an answer has exactly one.

    `turns` says by a message's number what became of the turn that it began: `done`, or
    `dropped` because the conversation went to a person meanwhile.
    """
    findings: list[Finding] = []
    owner = "bot"
    for event in events:
        if event["kind"] == "state":
            owner = str((event.get("data") or {}).get("owner", owner))
        elif event["kind"] == "message" and event["author"]["kind"] == "visitor":
            findings += _check_answer(event, events, turns.get(event["seq"]), owner)
    return findings


def _check_answer(
    event: Json, events: Sequence[Json], status: str | None, owner: str
) -> list[Finding]:
    where = f"the answer to {_short(event.get('text'))}"
    answers = [one for one in messages_by(events, "bot") if one.get("in_reply_to") == event["seq"]]
    if status == "done":
        return _check_one_answer(where, answers)
    findings = [_finding(Kind.STRANGE, where, one.get("text")) for one in answers]
    if status == "dropped":
        if not _was_taken_after(events, event["seq"]):
            findings.append(Finding(Kind.LOSS, where, "dropped, but nobody took over"))
    elif status is None:
        # The buttons of the desk itself are answered by what they do.
        pressed = bool((event.get("data") or {}).get("button"))
        if owner == "bot" and not pressed:
            findings.append(Finding(Kind.LOSS, where, "the assistant was never asked"))
    else:
        findings.append(Finding(Kind.LOSS, where, f"none: the turn is {status}"))
    return findings


def _check_one_answer(where: str, answers: Sequence[Json]) -> list[Finding]:
    """An answer may have several messages, but those are written at once and differ."""
    if not answers:
        return [Finding(Kind.LOSS, where, "none, though the turn is done")]
    texts = Counter(str(one.get("text")) for one in answers)
    findings = [_finding(Kind.DOUBLE, where, one) for one, count in texts.items() if count > 1]
    first = answers[0]["seq"]
    if [one["seq"] - first for one in answers] != list(range(len(answers))):
        findings.append(Finding(Kind.DOUBLE, where, "it was written in two goes"))
    return findings


def _was_taken_after(events: Sequence[Json], seq: int) -> bool:
    return any(
        event["kind"] == "state"
        and event["seq"] > seq
        and (event.get("data") or {}).get("owner") in _OTHERS
        for event in events
    )


def entries_of(events: Sequence[Json]) -> list[Entries]:
    """What a widget that knows these events must show: kind, number, author, text."""
    entries: list[Entries] = []
    for event in events:
        data = event.get("data") or {}
        match event["kind"]:
            case "message":
                author = str(event["author"]["kind"])
                entries.append(("message", str(event["seq"]), author, plain(event.get("text"))))
            case "state" if event.get("text"):
                entries.append(("line", "", "", plain(event["text"])))
            case "promise":
                entries.append(("promise", "", "", plain(data.get("text"))))
            case "ticket":
                entries.append(("ticket", "", "", str(data.get("number"))))
    return entries


def plain(text: object) -> str:
    """A text without what a page may change of it: the white space."""
    return " ".join(str(text or "").split())


def check_shown(where: str, shown: Sequence[Entries], events: Sequence[Json]) -> list[Finding]:
    """Whether a widget shows every event of the log once, in the log's order, and nothing else."""
    return compare(where, entries_of(events), shown)


def count(findings: Sequence[Finding], *kinds: Kind) -> int:
    """How many findings are of these kinds."""
    return sum(finding.kind in kinds for finding in findings)


def _finding(kind: Kind, where: str, what: object) -> Finding:
    return Finding(kind, where, _short(what))


def _short(what: object) -> str:
    text = repr(what)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
