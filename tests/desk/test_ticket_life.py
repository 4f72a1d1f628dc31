"""A ticket's life: its steps, what each does to the promise, and what the customer is told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from desk.storage.tables import audit_log, tickets
from desk.tickets.status import STATUSES, TRANSITIONS, close_solved
from tests.desk.harness import RunningDesk, keeper, later
from tests.desk.ticket_helpers import (
    Customer,
    answers,
    changes,
    code,
    lines,
    mailed,
    opened,
    promised,
)

WORK = "2026-11-25T10:00:00+07:00"


async def put(desk: RunningDesk, ticket: Customer, status: str) -> None:
    """Have a ticket be in a status, however it came there."""
    async with desk.services.database.write() as transaction:
        await transaction.execute(
            update(tickets)
            .where(tickets.c.number == ticket.number)
            .values(status=status, solved_at=desk.services.now() if status == "solved" else None)
        )


async def test_every_step_is_allowed_or_refused_as_the_table_says(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    for before in STATUSES:
        for after in STATUSES:
            await put(desk, ticket, before)
            done = await changes(anna, ticket, status=after)
            wanted = 200 if after in TRANSITIONS[before] or after == before else 409
            assert (before, after, done.status_code) == (before, after, wanted)
            [row] = (await anna.get("/tickets"))["tickets"]
            assert row["status"] == (after if wanted == 200 else before)


async def test_the_same_status_again_changes_and_says_nothing(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, status="on_hold")
    before = await anna.get(f"/tickets/{ticket.number}")
    assert (await changes(anna, ticket, status="on_hold")).json() == before


async def test_time_stands_still_while_the_customer_is_waited_for(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, status="waiting")
    assert await promised(desk, ticket) == [("opened", "paused")]
    later(desk, hours=5)
    await keeper(desk).look()
    heard = await ticket.writes("Here is the log.")
    assert heard.json()["ticket"]["status"] == "open"
    assert await promised(desk, ticket) == [("opened", "open")]
    # Three hours of promise, five of waiting.
    promise = heard.json()["ticket"]["promise"]
    assert promise["due_at"].startswith("2026-11-25T18:00")


async def test_what_is_on_hold_waits_for_us_and_the_promise_runs(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, status="on_hold")
    assert await promised(desk, ticket) == [("opened", "open")]
    heard = await ticket.writes("And?")
    assert heard.json()["ticket"]["status"] == "open"


async def test_a_word_of_the_customer_opens_a_solved_ticket_with_a_new_promise(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    ticket = await opened(desk, email="linh@example.com")
    await answers(anna, ticket, "It is up again.", status="solved")
    assert await promised(desk, ticket) == [("opened", "kept")]
    later(desk, days=13)
    heard = await ticket.writes("It is down again.")
    assert heard.status_code == 202
    page = await ticket.page()
    assert page["status"] == "open"
    assert await promised(desk, ticket) == [("opened", "kept"), ("reopened", "open")]
    # The promise is in the thread, on the page, and in the mail, word for word.
    shown = page["promise"]["text"]
    assert shown in lines(page)[-1]
    assert shown in " ".join((await mailed(desk))[-1].text.split())
    thread = await anna.get(f"/tickets/{ticket.number}")
    assert thread["ticket"]["solved_at"] is None
    assert thread["ticket"]["first_answer_at"].startswith("2026-11-25T10:00")


@pytest.mark.parametrize("by_itself", [True, False])
async def test_after_a_fortnight_only_a_new_ticket_helps(
    desk: RunningDesk, by_itself: bool
) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await answers(anna, ticket, status="solved")
    later(desk, days=14)
    if by_itself:
        services = desk.app.ctx.services
        assert [await close_solved(services) for _ in range(2)] == [1, 0]
    refused = await ticket.writes("It is down again.")
    assert code(refused) == (409, "ticket_closed")
    assert refused.json()["error"]["url"] == "http://desk.example/t/new"
    page = await ticket.page()
    assert page["may"] == {"write": False, "solve": False, "escalate": False}
    if by_itself:
        assert page["status"] == "closed"
        assert "is closed now" in lines(page)[-1]


async def test_the_keeper_closes_what_was_solved_and_nothing_sooner(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await answers(anna, ticket, status="solved")
    closes = (await ticket.page())["closes_at"]
    assert closes.startswith("2026-12-09T10:00")
    later(desk, days=13, hours=23)
    await keeper(desk).look()
    assert (await ticket.page())["status"] == "solved"
    later(desk, hours=1)
    await keeper(desk).look()
    assert (await ticket.page())["status"] == "closed"


@pytest.mark.parametrize("status", ["solved", "closed"])
async def test_what_ends_without_an_answer_is_owed_no_more_and_not_called_kept(
    desk: RunningDesk, status: str
) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, status=status)
    assert await promised(desk, ticket) == [("opened", "void")]


async def test_an_answer_may_leave_the_ticket_as_it_should_be(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    for wanted, then in ((None, "waiting"), ("open", "open"), ("on_hold", "on_hold")):
        ticket = await opened(desk)
        await answers(anna, ticket, **({"status": wanted} if wanted else {}))
        assert (await ticket.page())["status"] == then
        assert await promised(desk, ticket) == [("opened", "kept")]
    note = await anna.post(
        f"/tickets/{ticket.number}/messages",
        client_id="n", text="x", internal=True, status="solved",
    )  # fmt: skip
    assert note.json()["error"]["field"] == "status"


async def test_a_closed_ticket_takes_a_note_and_no_answer(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, status="closed")
    path = f"/tickets/{ticket.number}/messages"
    refused = await anna.post(path, client_id="a", text="One more thing")
    assert code(refused) == (409, "ticket_closed")
    noted = await anna.post(path, client_id="n", text="called us", internal=True)
    assert noted.status_code == 202
    assert code(await changes(anna, ticket, priority="high")) == (409, "ticket_closed")


async def test_who_did_what_is_in_the_thread_and_on_record(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, status="on_hold")
    await changes(anna, ticket, status="solved")
    thread = await anna.get(f"/tickets/{ticket.number}")
    said = [one for one in thread["messages"] if one["author"]["kind"] == "system"]
    assert [(one["author"]["name"], one["internal"]) for one in said] == [
        ("Anna", True),
        ("Anna", False),
    ]
    assert lines(await ticket.page()) == [
        "Anna marked this ticket as solved. If it is not, just write here."
    ]
    async with desk.services.database.read() as transaction:
        query = select(audit_log.c.data).where(audit_log.c.action == "ticket_status")
        found = (await transaction.execute(query.order_by(audit_log.c.id))).scalars().all()
    assert found == [
        {"from": "open", "to": "on_hold", "by": "staff"},
        {"from": "on_hold", "to": "solved", "by": "staff"},
    ]


async def test_of_two_who_answer_and_solve_at_once_each_is_done_once(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh")
    ticket = await opened(desk)
    done = await asyncio.gather(
        *(changes(person, ticket, status="solved") for person in (anna, binh, anna, binh))
    )
    assert {one.status_code for one in done} == {200}
    assert len(lines(await ticket.page())) == 1


# Fields


async def test_every_field_can_be_changed_and_says_so(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    [me] = (await anna.get(f"/tickets/{ticket.number}"))["ticket"]["assignable"]
    async with desk.services.database.write() as transaction:
        await transaction.execute(update(tickets).values(level=2))
    for field, value, shown, line in (
        ("priority", "urgent", "urgent", "Priority: urgent"),
        ("subject", " Mail\nserver down ", "Mail server down", "Subject: Mail server down"),
        ("level", 1, 1, "Level: 1 (Support technician)"),
        ("assignee", "me", {"id": me["id"], "name": "Anna"}, "Assigned to Anna"),
        ("assignee", None, None, "Assigned to nobody"),
        ("assignee", me["id"], {"id": me["id"], "name": "Anna"}, "Assigned to Anna"),
    ):
        document = (await changes(anna, ticket, **{field: value})).json()
        assert document["ticket"][field] == shown
        assert lines(document)[-1] == line
    assert lines(await ticket.page()) == []


async def test_what_is_no_value_is_refused_and_nothing_is_changed(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    binh = await desk.person("Binh", "billing")
    binh_id = (await binh.get("/me"))["staff"]["id"]
    before = await anna.get(f"/tickets/{ticket.number}")
    wrong: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({"status": "gone"}, 400, "status"),
        ({"status": None}, 400, "status"),
        ({"department": "kitchen"}, 400, "department"),
        ({"level": 0}, 400, "level"),
        ({"level": 5}, 400, "level"),
        # A ticket climbs by escalation, with a reason.
        ({"level": 2}, 409, "level"),
        ({"priority": "high!"}, 400, "priority"),
        ({"assignee": "nobody-we-know"}, 400, "assignee"),
        ({"assignee": binh_id}, 400, "assignee"),
        ({"subject": ""}, 400, "subject"),
        ({"subject": "s" * 201}, 400, "subject"),
        # All or none.
        ({"priority": "high", "assignee": binh_id}, 400, "assignee"),
    )
    for body, status, field in wrong:
        refused = await changes(anna, ticket, **body)
        found = (body, refused.status_code, refused.json()["error"]["field"])
        assert found == (body, status, field)
    assert await anna.get(f"/tickets/{ticket.number}") == before


async def test_an_edit_made_with_an_older_state_in_view_is_refused(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh")
    ticket = await opened(desk)
    assert (await changes(anna, ticket, assignee="me", expect={"assignee": None})).is_success
    refused = await changes(binh, ticket, assignee="me", expect={"assignee": None})
    assert code(refused) == (409, "ticket_changed")
    assert refused.json()["error"]["field"] == "assignee"
    both = await asyncio.gather(
        *(
            changes(person, ticket, priority=priority, expect={"priority": "normal"})
            for person, priority in ((anna, "high"), (binh, "urgent"))
        )
    )
    assert sorted(one.status_code for one in both) == [200, 409]


async def test_trainers_read_and_leave_tickets_as_they_are(desk: RunningDesk) -> None:
    minh, ticket = await desk.person("Minh", role="trainer"), await opened(desk)
    assert (await minh.get(f"/tickets/{ticket.number}"))["ticket"]["assignable"] == []
    path = f"/tickets/{ticket.number}"
    for refused in (
        await changes(minh, ticket, status="solved"),
        await minh.post(f"{path}/messages", client_id="a", text="x"),
        await minh.post("/tickets", client_id="a", department="technical", subject="a", text="b"),
        await minh.post(f"{path}/merge", into="TK-2026-000002"),
        await minh.post(f"{path}/links", conversation_id="x"),
        await minh.client.post(f"{path}/files", params={"name": "a.log"}, content=b"x"),
    ):
        assert code(refused) == (403, "forbidden")


# Moving to another department


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_a_move_to_a_quicker_department_promises_by_its_clock_from_the_opening(
    desk: RunningDesk,
) -> None:
    """Billing owes an answer by Monday; technical owes it within three hours of Saturday 14:00."""
    admin = await desk.person("Admin", role="administrator")
    ticket = await opened(desk, department="billing", email="linh@example.com")
    later(desk, minutes=20)
    document = (await changes(admin, ticket, department="technical")).json()
    promise = document["ticket"]["promise"]
    assert promise["department"] == "technical"
    assert promise["opened_at"].startswith("2026-11-28T14:00")
    assert promise["due_at"].startswith("2026-11-28T17:00")
    assert await promised(desk, ticket) == [("opened", "void"), ("moved", "open")]
    page = await ticket.page()
    assert promise["text"] in lines(page)[-1]
    assert promise["text"] in " ".join((await mailed(desk))[-1].text.split())


@pytest.mark.at(WORK)
async def test_a_move_takes_nothing_back_that_was_promised(desk: RunningDesk) -> None:
    """Billing names no window, so the three hours that the customer read stand."""
    admin = await desk.person("Admin", role="administrator")
    ticket = await opened(desk)
    before = (await ticket.page())["promise"]
    later(desk, hours=1)
    await changes(admin, ticket, department="billing")
    page = await ticket.page()
    assert (page["department"], page["promise"]) == ("billing", before)
    assert await promised(desk, ticket) == [("opened", "open")]
    assert "What was promised stays" in lines(page)[-1]


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_no_promise_is_made_whose_time_is_over_already(desk: RunningDesk) -> None:
    admin = await desk.person("Admin", role="administrator")
    ticket = await opened(desk, department="billing")
    later(desk, hours=4)
    await changes(admin, ticket, department="technical")
    assert await promised(desk, ticket) == [("opened", "open")]
    assert (await ticket.page())["promise"]["due_at"].startswith("2026-12-01T00:00")


async def test_a_moved_ticket_is_the_other_departments(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh", "billing")
    ticket = await opened(desk)
    await answers(anna, ticket)
    await changes(anna, ticket, assignee="me")
    assert (await changes(anna, ticket, department="billing")).status_code == 200
    assert code(await changes(anna, ticket, priority="high")) == (404, "ticket_not_found")
    [row] = (await binh.get("/tickets"))["tickets"]
    # Anna is not of the new department.
    assert row["assignee"] is None
    # It was answered already: nothing is promised by moving it.
    assert await promised(desk, ticket) == [("opened", "kept")]
