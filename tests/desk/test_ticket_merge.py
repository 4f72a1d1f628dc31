"""Merging tickets of one customer, and linking tickets with conversations."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy import select

from desk.promises.ledger import do_mark_broken
from desk.storage.tables import audit_log
from tests.clients import Person
from tests.desk.harness import RunningDesk, later
from tests.desk.test_tickets import open_ticket
from tests.desk.ticket_helpers import (
    Customer,
    answers,
    changes,
    code,
    lines,
    opened,
    promised,
)

LINH = {"email": "linh@example.com"}


async def merges(person: Person, source: Customer, into: Customer | str) -> httpx.Response:
    number = into if isinstance(into, str) else into.number
    return await person.post(f"/tickets/{source.number}/merge", into=number)


async def test_two_tickets_of_one_customer_become_one(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    first = await opened(desk, subject="Mail", text="Mail is slow.", **LINH)
    later(desk, minutes=5)
    second = await opened(
        desk, subject="Mail again", text="Now it is down.", email="LINH@example.com"
    )
    later(desk, minutes=5)
    await first.writes("Are you there?")
    await answers(anna, second, "between us", internal=True)
    merged = await merges(anna, second, first)
    assert merged.status_code == 200
    # Everything is there in order, each under the ticket that it was written in.
    said = [
        (one["text"], one.get("ticket"))
        for one in merged.json()["messages"]
        if one["author"]["kind"] != "system"
    ]
    assert said == [
        ("Mail is slow.", None),
        ("Now it is down.", second.number),
        ("Are you there?", None),
        ("between us", second.number),
    ]
    assert merged.json()["ticket"]["merged"] == [{"number": second.number, "subject": "Mail again"}]
    page = await first.page()
    assert lines(page) == [f"{second.number} was merged into this ticket: Mail again"]
    assert lines(await second.page()) == [f"This ticket goes on as {first.number}."]
    # What was between staff stays so.
    assert "between us" not in str(page)

    gone = await second.page()
    assert (gone["status"], gone["may"]["write"]) == ("closed", False)
    assert gone["merged_into"] == {
        "number": first.number,
        "url": f"http://desk.example/t/{first.number}?key={first.key}",
    }
    refused = await second.writes("Hello?")
    assert code(refused) == (409, "ticket_merged")
    assert refused.json()["error"]["merged_into"] == first.number
    async with desk.services.database.read() as transaction:
        query = select(audit_log.c.subject).where(audit_log.c.action == "ticket_merge")
        found = sorted((await transaction.execute(query)).scalars())
    assert found == [first.number, second.number]


async def test_what_was_owed_in_both_is_settled_by_the_next_answer(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    first, second = await opened(desk, **LINH), await opened(desk, **LINH)
    await merges(anna, second, first)
    assert await promised(desk, second) == []
    assert await promised(desk, first) == [("opened", "open"), ("opened", "open")]
    await answers(anna, first, "Both are mended.")
    assert await promised(desk, first) == [("opened", "kept"), ("opened", "kept")]


async def test_merging_makes_no_late_answer_timely(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    first = await opened(desk, **LINH)
    later(desk, hours=2)
    second = await opened(desk, **LINH)
    await merges(anna, first, second)
    later(desk, hours=2)
    services = desk.app.ctx.services
    async with services.database.write() as transaction:
        assert len(await do_mark_broken(transaction, services.now())) == 1
    await answers(anna, second)
    assert await promised(desk, second) == [("opened", "broken"), ("opened", "kept")]


async def test_an_open_question_makes_a_waiting_ticket_the_desks_turn(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    first, second = await opened(desk, **LINH), await opened(desk, **LINH)
    await changes(anna, first, status="waiting")
    await merges(anna, second, first)
    assert (await first.page())["status"] == "open"
    assert await promised(desk, first) == [("opened", "open"), ("opened", "open")]


async def test_a_paused_promise_goes_on_in_a_ticket_that_is_under_work(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    first, second = await opened(desk, **LINH), await opened(desk, **LINH)
    await changes(anna, second, status="waiting")
    await merges(anna, second, first)
    assert await promised(desk, first) == [("opened", "open"), ("opened", "open")]


async def test_different_customers_are_not_merged(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    linh, other = await opened(desk, **LINH), await opened(desk, email="other@example.com")
    nobody, nobody_else = await opened(desk), await opened(desk)
    for source, target in ((linh, other), (other, linh), (nobody, nobody_else), (linh, nobody)):
        refused = await merges(anna, source, target)
        assert code(refused) == (409, "other_customer")
        assert (await source.page())["status"] == "open"


async def test_tickets_of_one_visitor_are_merged_and_the_address_goes_along(
    desk: RunningDesk,
) -> None:
    anna, visitor = await desk.person("Anna"), await desk.visitor()
    first = Customer(desk, await open_ticket(desk, visitor, "technical"))
    again = await desk.visitor(visitor=visitor.token)
    second = Customer(desk, await open_ticket(desk, again, "technical", **LINH))
    document = (await merges(anna, second, first)).json()
    assert document["ticket"]["email"] == "linh@example.com"
    # The conversation that the second one came from is linked with the first.
    assert [one["conversation_id"] for one in document["ticket"]["links"]] == [again.id]


async def test_no_chains_and_no_loops(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    one, two, three = [await opened(desk, **LINH) for _ in range(3)]
    assert (await merges(anna, one, one)).status_code == 400
    await merges(anna, one, two)
    for source, target in ((two, one), (three, one), (one, three)):
        refused = await merges(anna, source, target)
        assert code(refused) == (409, "ticket_merged")
    # What was merged into the second goes on with it, in one step.
    document = (await merges(anna, two, three)).json()
    assert [each["number"] for each in document["ticket"]["merged"]] == [one.number, two.number]
    for gone in (one, two):
        assert (await gone.page())["merged_into"]["number"] == three.number


async def test_nobody_merges_into_what_nobody_answers(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    first, second = await opened(desk, **LINH), await opened(desk, **LINH)
    for status in ("solved", "closed"):
        await changes(anna, first, status=status)
        assert code(await merges(anna, second, first)) == (409, "target_not_open")
    assert code(await merges(anna, first, second)) == (409, "ticket_closed")


async def test_only_who_may_see_both_may_merge(desk: RunningDesk) -> None:
    anna, both = await desk.person("Anna"), await desk.person("Ha", "technical", "billing")
    first, second = await opened(desk, **LINH), await opened(desk, department="billing", **LINH)
    for source, target in ((first, second), (second, first), (first, "TK-2026-999999")):
        assert code(await merges(anna, source, target)) == (404, "ticket_not_found")
    assert (await merges(both, second, first)).status_code == 200


async def test_of_two_merges_at_once_one_is_done(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh")
    first, second = await opened(desk, **LINH), await opened(desk, **LINH)
    done = await asyncio.gather(merges(anna, first, second), merges(binh, second, first))
    assert sorted(one.status_code for one in done) == [200, 409]


# Links


async def test_a_link_is_shown_on_both_sides_and_can_be_taken_away(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    ticket, visitor = await opened(desk), await desk.visitor(department="technical")
    path = f"/tickets/{ticket.number}/links"
    for _ in range(2):
        done = await anna.post(path, conversation_id=visitor.id)
        assert [one["conversation_id"] for one in done.json()["ticket"]["links"]] == [visitor.id]
    assert len(lines(done.json())) == 1
    assert lines(await ticket.page()) == []
    shown = await anna.get(f"/conversations/{visitor.id}")
    assert [one["number"] for one in shown["tickets"]] == [ticket.number]
    # Its visitor is told nothing: it may be somebody else's matter.
    listed = await desk.internal("GET", f"/conversations/{visitor.id}/tickets")
    assert listed.json()["tickets"] == []

    body = {"conversation_id": visitor.id}
    gone = await anna.client.request("DELETE", path, json=body)
    assert gone.json()["ticket"]["links"] == []
    assert (await anna.get(f"/conversations/{visitor.id}"))["tickets"] == []
    again = await anna.client.request("DELETE", path, json=body)
    assert code(again) == (404, "link_not_found")


async def test_only_what_one_may_see_can_be_linked(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh", "billing")
    visitor = await desk.visitor()
    await open_ticket(desk, visitor, "technical")
    ticket = await opened(desk)
    path = f"/tickets/{ticket.number}/links"
    assert code(await binh.post(path, conversation_id=visitor.id)) == (404, "ticket_not_found")
    refused = await anna.post(path, conversation_id="nowhere")
    assert code(refused) == (404, "conversation_not_found")


@pytest.mark.parametrize("merge", [False, True])
async def test_links_of_an_erased_conversation_are_gone(desk: RunningDesk, merge: bool) -> None:
    anna, visitor = await desk.person("Anna"), await desk.visitor(department="technical")
    ticket, other = await opened(desk, **LINH), await opened(desk, **LINH)
    await anna.post(f"/tickets/{ticket.number}/links", conversation_id=visitor.id)
    if merge:
        await merges(anna, ticket, other)
        ticket = other
    await visitor.asks("DELETE")
    assert (await anna.get(f"/tickets/{ticket.number}"))["ticket"]["links"] == []
