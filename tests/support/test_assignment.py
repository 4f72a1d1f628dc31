"""Who gets a conversation: able first, then language, nearness of the level, load, turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from support.assignment import Candidate, Need, choose

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ANNA = Candidate("anna", ("technical",), 1, ("en",), load=0, capacity=4)
BINH = Candidate("binh", ("technical", "billing"), 1, ("vi", "en"), load=0, capacity=4)
LEAD = Candidate("lead", ("technical",), 2, ("en", "vi"), load=0, capacity=4)
TECHNICAL = Need("technical", 1, "en")


@pytest.mark.parametrize(
    ("candidates", "need", "chosen"),
    [
        pytest.param([], TECHNICAL, None, id="nobody is there"),
        pytest.param([ANNA], Need("billing", 1, "en"), None, id="not her department"),
        pytest.param([ANNA], Need("technical", 2, "en"), None, id="not her level"),
        pytest.param([replace(ANNA, load=4)], TECHNICAL, None, id="her hands are full"),
        pytest.param([replace(ANNA, capacity=0)], TECHNICAL, None, id="she takes none"),
        pytest.param([ANNA, BINH], Need("technical", 1, "vi"), "binh", id="speaks Vietnamese"),
        pytest.param(
            [ANNA, replace(BINH, load=3)], Need("technical", 1, "vi"), "binh", id="even if busier"
        ),
        pytest.param(
            [ANNA, replace(BINH, load=4)],
            Need("technical", 1, "vi"),
            "anna",
            id="better another language than nobody",
        ),
        pytest.param([LEAD, replace(ANNA, load=2)], TECHNICAL, "anna", id="no supervisor for it"),
        pytest.param([LEAD, ANNA], Need("technical", 2, "en"), "lead", id="level 2 is asked"),
        pytest.param([replace(ANNA, load=1), BINH], TECHNICAL, "binh", id="emptier hands"),
        pytest.param(
            [replace(ANNA, load=2, capacity=10), replace(BINH, load=1, capacity=2)],
            TECHNICAL,
            "anna",
            id="load is a share of the capacity",
        ),
        pytest.param(
            [
                replace(ANNA, last_assigned_at=NOW),
                replace(BINH, last_assigned_at=NOW - timedelta(minutes=1)),
            ],
            TECHNICAL,
            "binh",
            id="whose turn was longer ago",
        ),
        pytest.param(
            [replace(ANNA, last_assigned_at=NOW), BINH], TECHNICAL, "binh", id="never had a turn"
        ),
    ],
)
def test_the_choice(candidates: list[Candidate], need: Need, chosen: str | None) -> None:
    found = choose(candidates, need)
    assert (found.id if found else None) == chosen


def test_ten_conversations_are_spread_evenly() -> None:
    people = {one.id: one for one in (ANNA, BINH)}
    for number in range(8):
        found = choose(people.values(), TECHNICAL)
        assert found is not None
        people[found.id] = replace(
            found, load=found.load + 1, last_assigned_at=NOW + timedelta(seconds=number)
        )
    assert [one.load for one in people.values()] == [4, 4]
    assert choose(people.values(), TECHNICAL) is None
