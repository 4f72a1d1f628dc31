"""What the same visitor had before: of one's own departments, and proven to be the same."""

from __future__ import annotations

from tests.clients import Json, Person, Visitor
from tests.desk.harness import RunningDesk, later, prove


async def history(person: Person, visitor: Visitor) -> Json:
    return await person.get(f"/conversations/{visitor.id}/history")


async def about(desk: RunningDesk, visitor: Visitor, intent: str, text: str) -> None:
    desk.engine.intent = intent
    await visitor.answer_to(await visitor.say(text))


async def again(desk: RunningDesk, visitor: Visitor) -> Visitor:
    """The same browser begins another conversation."""
    later(desk, hours=1)
    return await desk.visitor(visitor=visitor.token)


async def ticket(visitor: Visitor, department: str, subject: str) -> str:
    response = await visitor.asks(
        "POST",
        "/tickets",
        json={"client_id": subject, "department": department, "subject": subject},
    )
    assert response.status_code == 201, response.text
    return str(response.json()["number"])


async def test_a_new_visitor_has_no_history(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    stranger = await desk.visitor()
    await about(desk, stranger, "infrastructure", "down")
    found = await history(anna, await desk.visitor())
    assert found == {
        "conversations": [],
        "tickets": [],
        "more": {"conversations": 0, "tickets": 0},
        "hidden": {"conversations": 0, "tickets": 0},
    }


async def test_the_same_browsers_earlier_conversations_are_shown_newest_first(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    first = await desk.visitor()
    await about(desk, first, "infrastructure", "my vps is down")
    second = await again(desk, first)
    await about(desk, second, "first_ssl", "install ssl please")
    rated = await second.asks("POST", "/rating", json={"client_id": "r", "score": 2})
    assert rated.status_code < 300, rated.text
    third = await again(desk, second)
    found = await history(anna, third)
    assert [one["id"] for one in found["conversations"]] == [second.id, first.id]
    newest = found["conversations"][0]
    assert newest["question"] == "install ssl please"
    assert (newest["intent"], newest["rating"], newest["owner"]) == ("first_ssl", 2, "bot")
    assert newest["created_at"] == "2026-11-25T11:00" + newest["created_at"][16:]
    # One is opened as any other.
    log = await anna.get(f"/conversations/{first.id}/events")
    assert any(event.get("text") == "my vps is down" for event in log["events"])
    # From an earlier one the later ones are seen as well.
    assert [one["id"] for one in (await history(anna, first))["conversations"]] == [
        third.id,
        second.id,
    ]


async def test_what_is_another_departments_is_counted_and_not_shown(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    admin = await desk.person("Admin", role="administrator", level=3)
    first = await desk.visitor()
    await about(desk, first, "invoice", "my invoice is wrong")
    theirs = await ticket(first, "billing", "invoice")
    second = await again(desk, first)
    await about(desk, second, "infrastructure", "my vps is down")
    own = await ticket(second, "technical", "vps")
    third = await again(desk, second)
    found = await history(anna, third)
    assert [one["id"] for one in found["conversations"]] == [second.id]
    assert [one["number"] for one in found["tickets"]] == [own]
    assert found["hidden"] == {"conversations": 1, "tickets": 1}
    assert "invoice" not in str(found)
    everything = await history(admin, third)
    assert everything["hidden"] == {"conversations": 0, "tickets": 0}
    assert {one["number"] for one in everything["tickets"]} == {own, theirs}


async def test_a_proven_customer_is_the_same_on_every_device_and_a_typed_one_is_not(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    phone, laptop, stranger = [await desk.visitor() for _ in range(3)]
    for visitor in (phone, laptop, stranger):
        await about(desk, visitor, "infrastructure", "I am customer-7, my vps is down")
    number = await ticket(phone, "technical", "vps")
    assert (await history(anna, laptop))["conversations"] == []
    await prove(phone, "customer-7", "Nam")
    await prove(laptop, "customer-7")
    await prove(stranger, "customer-8", "Nam")
    found = await history(anna, laptop)
    assert [one["id"] for one in found["conversations"]] == [phone.id]
    assert [one["number"] for one in found["tickets"]] == [number]
    assert (await history(anna, stranger))["conversations"] == []


async def test_a_long_history_is_cut_and_the_rest_counted(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    for _ in range(31):
        visitor = await again(desk, visitor)
    found = await history(anna, visitor)
    assert len(found["conversations"]) == 30
    assert found["more"]["conversations"] == 1


async def test_who_may_not_see_the_conversation_sees_no_history(desk: RunningDesk) -> None:
    binh = await desk.person("Binh", "billing")
    visitor = await desk.visitor()
    await about(desk, visitor, "infrastructure", "down")
    response = await binh.client.get(f"/conversations/{visitor.id}/history")
    assert response.status_code == 404
