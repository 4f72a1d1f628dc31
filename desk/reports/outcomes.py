"""What came of the conversations that began in the period, and how they were rated.

**Solved by the assistant** is a conversation that has ended, by the visitor or because nothing
happened any more, in which the assistant answered something that was a matter (more than a
greeting, thanks or talk about anything else), and in which there was

- no person, no ticket, and nobody asked for a person, whether or not one could come,
- no message that stayed unanswered ("I could not answer your message"),
- no rating below 3, if it was rated.

The share is of all conversations in which a visitor brought a matter and that are not still
going on with the assistant. Unanswered ones are in that whole, so that a failing assistant can't
look good. A visitor who leaves without a word counts as solved: the share is an upper bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select

from desk.reports.report import Frame, Report, share
from desk.reports.sql import flag, text_in
from desk.storage import Transaction
from desk.storage.tables import conversations, events, tickets, turns

OUTCOMES = (
    "solved",
    "person",
    "ticket",
    "asked_person",
    "unanswered",
    "rated_low",
    "running",
    "no_matter",
    "silent",
)
"""The first one that fits, from `silent` over `person` to `solved`; see `_outcome`."""
APART = frozenset({"running", "no_matter", "silent"})
"""Not in the whole that shares are of."""
SCORES = range(1, 6)

Judged = tuple[str, int | None, int]
"""An outcome, a rating (or none), and how many conversations have both."""

_LOWEST_CONTENT = 3
_NO_MATTER = frozenset({"smalltalk", "unrelated", "unsure"})


async def outcomes(transaction: Transaction, frame: Frame) -> Report:
    """How many conversations came to which end, and the share of each.

    - `silent`: the visitor opened the chat and wrote nothing
    - `person`: a person had it
    - `ticket`: a ticket was opened in it
    - `asked_person`: a person was asked for, and none had it
    - `unanswered`: a message stayed without an answer, and the visitor was told so; or it ended
      before the answer came
    - `running`: still going on with the assistant
    - `rated_low`: rated below 3
    - `no_matter`: nothing but greetings, thanks and unrelated talk
    - `solved`: everything else, see above

    `silent`, `running` and `no_matter` are apart: they have no share.
    """
    counted = count_outcomes(await judged(transaction, frame))
    rows = [
        {
            "outcome": outcome,
            "conversations": counted[outcome],
            "share": None if outcome in APART else share(counted[outcome], whole(counted)),
        }
        for outcome in OUTCOMES
    ]
    return Report({"outcome": "text", "conversations": "count", "share": "share"}, rows)


async def ratings(transaction: Transaction, frame: Frame) -> Report:
    """The ratings (1 to 5) of the conversations that began in the period.

    The newest rating of a conversation counts. `with_person` are those that a person had at some
    time, `assistant` all others.
    """
    counted: Counter[tuple[int, bool]] = Counter()
    for outcome, rating, times in await judged(transaction, frame):
        if rating is not None:
            counted[rating, outcome == "person"] += times
    rows = [
        {
            "score": score,
            "conversations": counted[score, True] + counted[score, False],
            "share": share(counted[score, True] + counted[score, False], counted.total()),
            "with_person": counted[score, True],
            "assistant": counted[score, False],
        }
        for score in SCORES
    ]
    return Report(
        {
            "score": "count",
            "conversations": "count",
            "share": "share",
            "with_person": "count",
            "assistant": "count",
        },
        rows,
    )


def count_outcomes(found: Iterable[Judged]) -> Counter[str]:
    """How many conversations came to which end."""
    counted: Counter[str] = Counter()
    for outcome, _, times in found:
        counted[outcome] += times
    return counted


def whole(counted: Counter[str]) -> int:
    """How many conversations the shares are of."""
    return sum(times for outcome, times in counted.items() if outcome not in APART)


async def judged(transaction: Transaction, frame: Frame) -> list[Judged]:
    """Every outcome with every rating that the conversations of the period have."""
    one = _each(frame).subquery()
    query = select(one.c.outcome, one.c.rating, func.count().label("times")).group_by(
        one.c.outcome, one.c.rating
    )
    rows = (await transaction.execute(query)).all()
    return [(row.outcome, row.rating, row.times) for row in rows]


def _each(frame: Frame) -> Select[Any]:
    """Every conversation of the period with its outcome and its rating."""
    ours = (
        select(conversations.c.id)
        .where(frame.during(conversations.c.created_at), frame.covers(conversations.c.department))
        .cte("ours")
    )
    log = _log(ours).cte("log")
    answered = _answered(ours, frame).cte("answered")
    has_ticket = exists().where(tickets.c.conversation_id == conversations.c.id)
    outcome = case(
        (log.c.wrote == 0, "silent"),
        (log.c.person == 1, "person"),
        (has_ticket, "ticket"),
        (log.c.asked == 1, "asked_person"),
        (func.coalesce(answered.c.failed, 0) == 1, "unanswered"),
        (conversations.c.owner != "closed", "running"),
        (func.coalesce(answered.c.pending, 0) == 1, "unanswered"),
        (conversations.c.rating < _LOWEST_CONTENT, "rated_low"),
        (func.coalesce(answered.c.matter, 0) == 0, "no_matter"),
        else_="solved",
    )
    return select(outcome.label("outcome"), conversations.c.rating).select_from(
        conversations.join(log, log.c.conversation_id == conversations.c.id).outerjoin(
            answered, answered.c.conversation_id == conversations.c.id
        )
    )


def _log(ours: Any) -> Select[Any]:
    """What the logs say of who wrote, and whether people were asked for and came."""
    owner = text_in(events.c.data, "owner")
    state = events.c.kind == "state"
    wrote = (events.c.author == "visitor") & events.c.kind.in_(("message", "file"))
    # Read only of the few events that have one: JSON is slow to look into.
    asked = case(
        (events.c.kind == "handoff", 1), (state, flag(owner.in_(("queue", "staff")))), else_=0
    )
    person = case((state, flag(owner == literal("staff"))), else_=0)
    return (
        select(
            events.c.conversation_id,
            func.max(flag(wrote)).label("wrote"),
            func.max(asked).label("asked"),
            func.max(person).label("person"),
        )
        .select_from(ours.join(events, events.c.conversation_id == ours.c.id))
        .group_by(events.c.conversation_id)
    )


def _answered(ours: Any, frame: Frame) -> Select[Any]:
    """What became of the messages that the assistant owed an answer."""
    matters = [
        topic.name for topic in frame.policy.topics.values() if topic.category not in _NO_MATTER
    ]
    intent = text_in(turns.c.parse, "intent", "name")
    matter = case((turns.c.status == "done", flag(intent.in_(matters))), else_=0)
    return (
        select(
            turns.c.conversation_id,
            func.max(flag(turns.c.status == "failed")).label("failed"),
            func.max(flag(turns.c.status == "pending")).label("pending"),
            func.max(matter).label("matter"),
        )
        .select_from(ours.join(turns, turns.c.conversation_id == ours.c.id))
        .group_by(turns.c.conversation_id)
    )
