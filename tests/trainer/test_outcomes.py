"""What came of a message, read from the log of its conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.trainer.outcomes import Course, Found, Moved, Understood, outcomes
from desk.trainer.worth import worth

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DEPARTMENTS = {"invoice": "billing", "payment": "billing", "infrastructure": "technical"}


def said(seq: int, intent: str, text: str = "my site is down", *, after_s: float = 0) -> Understood:
    return Understood(
        seq=seq,
        at=NOON + timedelta(seconds=10 * seq + after_s),
        text=text,
        intent=intent,
        department=DEPARTMENTS.get(intent),
        matter=intent in DEPARTMENTS,
    )


def course(
    *understood: Understood,
    moves: tuple[Moved, ...] = (),
    owner: str = "bot",
    rating: int | None = None,
) -> Course:
    return Course(understood, moves, owner, rating)


QUEUED = Moved(4, "queue", "technical", None)
TAKEN = Moved(5, "staff", "technical", "joined")
TO_BILLING = Moved(7, "queue", "billing", "transferred")


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (course(said(1, "invoice")), {1: Found("open")}),
        (course(said(1, "invoice"), owner="closed"), {1: Found("solved")}),
        (
            course(said(1, "invoice", "a b c"), said(3, "talk_to_person", "d"), moves=(QUEUED,)),
            {1: Found("handed_off"), 3: Found("open")},
        ),
        # Staff brought it to whom it belongs: the assistant had taken it for something else.
        (
            course(said(1, "infrastructure"), moves=(QUEUED, TAKEN, TO_BILLING), owner="staff"),
            {1: Found("corrected", "billing")},
        ),
        # Passed on within the department that was understood.
        (
            course(said(1, "invoice"), moves=(QUEUED, TAKEN, TO_BILLING), owner="staff"),
            {1: Found("handed_off")},
        ),
        (
            course(said(1, "unsure", "it broke"), said(3, "infrastructure", "server is offline")),
            {1: Found("rephrased"), 3: Found("open")},
        ),
        (
            course(
                said(1, "invoice", "my invoice server is down"),
                said(3, "infrastructure", "my server is down"),
            ),
            {1: Found("rephrased"), 3: Found("open")},
        ),
        # Something else, and something much later, is no second try.
        (
            course(said(1, "invoice", "refund me"), said(3, "infrastructure", "server down")),
            {1: Found("open"), 3: Found("open")},
        ),
        (
            course(
                said(1, "invoice", "my server is down"),
                said(3, "infrastructure", "my server is down", after_s=600),
            ),
            {1: Found("open"), 3: Found("open")},
        ),
        (course(said(1, "invoice"), owner="closed", rating=2), {1: Found("rated_badly")}),
        (course(said(1, "invoice"), owner="closed", rating=3), {1: Found("solved")}),
        # The rating is the person's, not the assistant's, for what was said to a person.
        (
            course(said(6, "invoice"), moves=(QUEUED, TAKEN), owner="closed", rating=1),
            {6: Found("solved")},
        ),
        (course(owner="closed", moves=(QUEUED,)), {}),
    ],
)
def test_what_came_of_each_message(happened: Course, expected: dict[int, Found]) -> None:
    assert outcomes(happened) == expected


def test_what_people_said_against_it_is_worth_more_than_doubt() -> None:
    sure = worth(outcome="solved", intent="invoice", certainty=0.99)
    doubtful = worth(outcome="solved", intent="invoice", certainty=0.5)
    asked_back = worth(outcome="open", intent="unsure", certainty=0.3)
    disagreed = worth(outcome="open", intent="invoice", certainty=0.9, other_intent="payment")
    rephrased = worth(outcome="rephrased", intent="invoice", certainty=0.9)
    corrected = worth(outcome="corrected", intent="invoice", certainty=0.9)
    order = [sure, doubtful, disagreed, asked_back, rephrased, corrected]
    assert order == sorted(order)
    assert len(set(order)) == len(order)
