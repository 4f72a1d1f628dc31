"""On a weekday that is off because the holiday fell on a weekend."""

from __future__ import annotations

from tests.clients import Visitor
from tests.system.running import System
from tests.system.talk import buttons_of, text_of, turn

AT = "2027-02-10T10:00:00+07:00"


async def test_billing_is_closed_and_says_which_holiday(system: System) -> None:
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, "I was charged twice for invoice #88231")
    text = text_of(answer)
    assert "closed" in text
    assert "Tết" in text or "Lunar New Year" in text or "in lieu" in text
    assert "2027" in text
    assert "Open a ticket" in buttons_of(answer)
