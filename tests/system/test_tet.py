"""On the first day of Tết 2027."""

from __future__ import annotations

from tests.clients import Visitor
from tests.system.running import System
from tests.system.talk import buttons_of, text_of, turn

AT = "2027-02-06T10:00:00+07:00"


async def test_billing_is_closed_for_tet_and_the_holiday_is_named(system: System) -> None:
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, "I was charged twice for invoice #88231")
    text = text_of(answer)
    assert "closed" in text
    assert "Tết" in text or "Lunar New Year" in text
    assert "Open a ticket" in buttons_of(answer)


async def test_technical_chat_stays_open_on_a_holiday(system: System) -> None:
    anna = await system.person("Anna")
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, "my vps is down, cannot ping 203.0.113.7")
    assert "Talk to a technician" in buttons_of(answer)
    await turn(visitor, press="Talk to a technician")
    assert (await anna.does("claim", visitor)).status_code == 200
