"""On a Saturday at 14:00 billing is closed until Monday morning."""

from __future__ import annotations

from tests.clients import Visitor
from tests.system.running import System
from tests.system.talk import buttons_of, data_of, text_of, turn

AT = "2026-11-28T14:00:00+07:00"


async def test_a_double_charge_becomes_a_ticket_for_the_next_business_day(
    system: System,
) -> None:
    await system.person("Binh", "billing")
    visitor: Visitor = await system.visitor()
    answer = await turn(visitor, "I was charged twice for invoice #88231")
    text = text_of(answer)
    assert "Billing" in text
    assert "closed" in text
    assert "Monday 30 November 2026 at 08:00" in text
    assert "Open a ticket" in buttons_of(answer)
    assert await visitor.owner() == "bot"

    asked = await turn(visitor, "yes please")
    assert "e-mail" in text_of(asked)
    wrong = await turn(visitor, "linh at example")
    assert "e-mail" in text_of(wrong)
    opened = await turn(visitor, "linh@example.com")
    ticket, promise = data_of(opened, "ticket"), data_of(opened, "promise")
    assert ticket["number"] == "TK-2026-000001"
    assert ticket["number"] in text_of(opened)
    assert ticket["department"] == "billing"
    assert "next business day" in promise["text"]
    assert promise["starts_at"] == "2026-11-30T08:00:00+07:00"
    assert promise["respond_by"] is None

    page = await system.http.get(f"/api/tickets/{ticket['number']}", params={"key": ticket["key"]})
    stored = page.json()
    assert "88231" in stored["subject"]
    assert stored["promise"]["text"] == promise["text"]
    assert stored["promise"]["status"] == "open"

    status = await turn(visitor, f"what is the status of {ticket['number']}")
    assert ticket["number"] in text_of(status)
    assert "open" in text_of(status)
    other: Visitor = await system.visitor()
    hidden = text_of(await turn(other, f"status of {ticket['number']}"))
    assert "88231" not in hidden


async def test_a_ticket_can_be_left_without_an_email_and_cancelled(system: System) -> None:
    visitor: Visitor = await system.visitor()
    await turn(visitor, "my invoice is wrong, please correct it")
    await turn(visitor, press="Open a ticket")
    cancelled = await turn(visitor, press="Cancel")
    assert all(event["kind"] == "message" for event in cancelled)
    await turn(visitor, "open a ticket about my wrong invoice")
    await turn(visitor, press="Open a ticket")
    opened = await turn(visitor, press="Go on without e-mail")
    assert data_of(opened, "ticket")["status"] == "open"
