"""The customer's side: opening without a chat, following, answering, calling it solved."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from desk.mail.carriers import SmtpCarrier
from desk.mail.outbox import send_waiting
from desk.privacy.masking import MARKS
from desk.storage.tables import ticket_messages, tickets
from tests.desk.harness import RunningDesk, later
from tests.desk.inbox import Inbox
from tests.desk.test_mail import SENDER
from tests.desk.ticket_helpers import (
    Customer,
    answers,
    changes,
    code,
    lines,
    mailed,
    opened,
    opens,
    promised,
)


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_a_ticket_is_opened_without_a_chat_with_its_promise(desk: RunningDesk) -> None:
    binh = await desk.person("Binh", "billing")
    form = {"department": "billing", "email": "linh@example.com", "subject": "Charged\ntwice"}
    response = await opens(desk, **form)
    assert response.status_code == 201
    ticket = response.json()
    assert ticket["number"] == "TK-2026-000001"
    assert ticket["promise"]["starts_at"] == "2026-11-30T08:00:00+07:00"
    assert ticket["url"] == f"http://desk.example/t/{ticket['number']}?key={ticket['key']}"
    page = await Customer(desk, ticket).page()
    assert page["subject"] == "Charged twice"
    assert page["messages"][0]["text"] == "It has been down for an hour."
    assert page["promise"]["text"] == ticket["promise"]["text"]
    [mail] = await mailed(desk)
    assert mail.recipient == "linh@example.com"
    assert ticket["promise"]["text"] in " ".join(mail.text.split())
    assert ticket["url"] in mail.text
    [row] = (await binh.get("/tickets"))["tickets"]
    assert (row["origin"], row["number"]) == ("page", ticket["number"])


async def test_the_same_form_again_opens_no_second_ticket(desk: RunningDesk) -> None:
    form = {"client_id": uuid4().hex, "email": "linh@example.com"}
    answered = await asyncio.gather(*(opens(desk, **form) for _ in range(5)))
    assert {one.status_code for one in answered} == {201}
    documents = [one.json() for one in answered]
    assert all(one == documents[0] for one in documents)
    async with desk.services.database.read() as transaction:
        count = select(func.count()).select_from(tickets)
        assert (await transaction.execute(count)).scalar_one() == 1
    assert len(await mailed(desk)) == 1
    other = await opens(desk, **{**form, "email": "other@example.com"})
    assert (code(other), other.json()["error"]["field"]) == ((400, "invalid"), "client_id")
    # What was opened meanwhile did not move: the same answer, hours later.
    later(desk, hours=5)
    assert (await opens(desk, **form)).json() == documents[0]


async def test_what_is_no_form_is_said_and_opens_nothing(desk: RunningDesk) -> None:
    for changed, status, field in (
        ({"department": "kitchen"}, 400, "department"),
        ({"subject": ""}, 400, "subject"),
        ({"subject": "s" * 201}, 400, "subject"),
        ({"text": ""}, 400, "text"),
        ({"text": " \n "}, 400, "text"),
        ({"text": "t" * 4_001}, 413, "text"),
        ({"email": "linh"}, 400, "email"),
        ({"client_id": "guessable"}, 400, "client_id"),
    ):
        refused = await opens(desk, **changed)
        found = (changed, refused.status_code, refused.json()["error"]["field"])
        assert found == (changed, status, field)
    assert await mailed(desk) == []


async def test_an_address_and_a_mailbox_are_held_to_a_limit(desk: RunningDesk) -> None:
    limits = desk.services.settings.limits
    for _ in range(limits.tickets_per_email_per_hour):
        assert (await opens(desk, email="linh@example.com")).status_code == 201
    assert code(await opens(desk, email="LINH@example.com")) == (429, "too_many_requests")
    left = limits.tickets_per_address_per_hour - limits.tickets_per_email_per_hour - 1
    for _ in range(left):
        assert (await opens(desk)).status_code == 201
    refused = await opens(desk)
    assert code(refused) == (429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) > 0


async def test_secrets_are_kept_nowhere(desk: RunningDesk) -> None:
    ticket = await opened(desk, subject="my password is hunter2", text="password: hunter3")
    await ticket.writes("the root password: hunter4")
    page = await ticket.page()
    assert page["subject"] == f"my password is {MARKS['password']}"
    assert len(lines(page)) == 2
    assert "a password" in lines(page)[0]
    async with desk.services.database.read() as transaction:
        kept = [
            *(await transaction.execute(select(tickets))).all(),
            *(await transaction.execute(select(ticket_messages))).all(),
        ]
    assert "hunter" not in str(kept)


async def test_the_customer_answers_once_however_often_it_is_sent(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await answers(anna, ticket, "Which server?")
    assert (await ticket.page())["status"] == "waiting"
    sent = await asyncio.gather(
        *(ticket.writes("The one in Hanoi.", client_id="once") for _ in range(4))
    )
    assert {one.status_code for one in sent} == {202}
    assert len({one.json()["seq"] for one in sent}) == 1
    page = await ticket.page()
    said = [(one["author"]["kind"], one["text"]) for one in page["messages"]]
    assert said[1:] == [("staff", "Which server?"), ("visitor", "The one in Hanoi.")]
    assert page["status"] == "open"


async def test_nobody_writes_into_a_ticket_without_its_key(desk: RunningDesk) -> None:
    ticket = await opened(desk)
    for key in ("", "guess", ticket.key[:-1]):
        for method, path, body in (
            ("POST", "/messages", {"client_id": "a", "text": "x"}),
            ("POST", "/solve", {}),
            ("GET", "", None),
        ):
            refused = await ticket.asks(method, path, params={"key": key}, json=body)
            assert code(refused) == (404, "ticket_not_found")
    assert len((await ticket.page())["messages"]) == 1


async def test_messages_are_held_to_a_limit_and_strangers_use_none_of_it(
    desk: RunningDesk,
) -> None:
    ticket = await opened(desk)
    most = desk.services.settings.limits.ticket_messages_per_hour
    for _ in range(most):
        body = {"client_id": uuid4().hex, "text": "x"}
        await ticket.asks("POST", "/messages", params={"key": "guess"}, json=body)
    for _ in range(most):
        assert (await ticket.writes("x")).status_code == 202
    assert code(await ticket.writes("x")) == (429, "too_many_requests")


async def test_the_customer_calls_it_solved_and_nothing_is_owed(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk, email="linh@example.com")
    for _ in range(2):
        done = await ticket.asks("POST", "/solve")
        assert done.json()["ticket"]["status"] == "solved"
    page = await ticket.page()
    assert lines(page) == ["You marked this ticket as solved. If it is not, just write here."]
    assert page["may"] == {"write": True, "solve": False, "escalate": False}
    assert await promised(desk, ticket) == [("opened", "void")]
    # Who said it needs no mail about it.
    assert len(await mailed(desk)) == 1
    await changes(anna, ticket, status="closed")
    assert code(await ticket.asks("POST", "/solve")) == (409, "ticket_closed")


async def test_the_page_asks_again_and_again_and_is_told_only_of_news(desk: RunningDesk) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    first = await ticket.asks("GET")
    tag = {"If-None-Match": first.headers["ETag"]}
    same = await ticket.asks("GET", headers=tag)
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    # What the customer may not see is no news.
    await answers(anna, ticket, "between us", internal=True)
    changed = await ticket.asks("GET", headers=tag)
    assert [one["text"] for one in changed.json()["messages"]] == ["It has been down for an hour."]
    await answers(anna, ticket, "It is up.")
    assert (await ticket.asks("GET", headers=tag)).json()["status"] == "waiting"


async def test_the_page_says_who_has_the_ticket_and_who_can_be_asked_next(
    desk: RunningDesk,
) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    await changes(anna, ticket, assignee="me")
    page = (await ticket.asks("GET", params={"language": "vi"})).json()
    assert page["assignee"] == "Anna"
    assert page["may"]["escalate"] is False
    page["escalation"]["from"] = page["escalation"]["from"][:16]
    assert page["escalation"] == {
        "level": 1,
        "title": "Kỹ thuật viên hỗ trợ",
        "next": {
            "level": 2,
            "title": "Giám sát hoặc trưởng nhóm",
            "ask_through": "qua ticket",
            "via": "ticket",
        },
        # Until then the technician has time to answer.
        "from": "2026-11-25T13:00",
    }
    assert (await ticket.page())["escalation"]["title"] == "Support technician"
    later(desk, hours=3)
    assert (await ticket.page())["may"]["escalate"] is True


# Opened by staff


async def opens_for(person: Any, **form: Any) -> Any:
    body = {
        "client_id": uuid4().hex,
        "department": "technical",
        "subject": "Called about the server",
        "text": "The server in Hanoi is down.",
        **form,
    }
    return await person.client.post("/tickets/", json=body)


async def test_staff_open_a_ticket_for_who_called_and_a_mail_confirms_it(
    desk: RunningDesk,
) -> None:
    anna = await desk.person("Anna")
    form = {
        "client_id": "call-1",
        "email": "linh@example.com",
        "name": "Linh",
        "language": "en",
        "priority": "high",
    }
    first, again = await opens_for(anna, **form), await opens_for(anna, **form)
    assert (first.status_code, first.json()) == (201, again.json())
    [row] = (await anna.get("/tickets"))["tickets"]
    assert (row["origin"], row["priority"], row["status"]) == ("staff", "high", "open")
    ticket = Customer(desk, first.json())
    page = await ticket.page()
    assert page["messages"][0]["author"] == {"kind": "visitor", "name": "Linh"}
    assert lines(page) == ["Anna opened this ticket for you."]
    assert await promised(desk, ticket) == [("opened", "open")]
    [mail] = await mailed(desk)
    for part in ("Anna", "The server in Hanoi is down.", first.json()["url"]):
        assert part in mail.text
    assert first.json()["promise"]["text"] in " ".join(mail.text.split())
    # Later words of the customer carry the name, too.
    await ticket.writes("Any news?")
    assert (await ticket.page())["messages"][-1]["author"]["name"] == "Linh"


async def test_a_ticket_of_a_conversation_is_told_to_its_visitor(desk: RunningDesk) -> None:
    anna, binh = await desk.person("Anna"), await desk.person("Binh", "billing")
    visitor = await desk.visitor(language="vi", department="technical")
    done = await opens_for(anna, conversation_id=visitor.id)
    assert done.status_code == 201
    kinds = [event["kind"] for event in await visitor.events()]
    assert kinds[-2:] == ["ticket", "promise"]
    listed = await desk.internal("GET", f"/conversations/{visitor.id}/tickets")
    [own] = listed.json()["tickets"]
    # The promise is in the conversation's language.
    assert own["promise"]["text"].startswith("Bên em")
    for body, status in (
        ({"conversation_id": "nowhere"}, 404),
        ({"department": "kitchen"}, 400),
        ({"text": ""}, 400),
        ({"priority": "top"}, 400),
        ({"email": "x"}, 400),
    ):
        assert (await opens_for(anna, **body)).status_code == status
    assert (await opens_for(binh)).status_code == 201


# Mail


async def test_mails_about_a_ticket_are_one_thread(
    desk: RunningDesk,
    mail_server: tuple[Inbox, str],
) -> None:
    inbox, url = mail_server
    admin = await desk.person("Admin", role="administrator")
    ticket = await opened(desk, email="linh@example.com")
    other = await opened(desk, email="linh@example.com")
    await answers(admin, ticket, "Restarted.")
    await changes(admin, ticket, status="solved")
    await ticket.writes("No, it is not.")
    await changes(admin, ticket, department="billing")
    await answers(admin, ticket, "It is now.", status="solved")
    assert await send_waiting(desk.services, SmtpCarrier(url), SENDER) == 7
    root = f"<{ticket.number}@example.com>"
    mine = [one for one in inbox.received if ticket.number in one["Subject"]]
    first, *rest = mine
    assert (first["Message-ID"], first["References"]) == (root, None)
    assert [one["References"] for one in rest] == [one["In-Reply-To"] for one in rest]
    assert {one["References"] for one in rest} == {root}
    assert len({one["Message-ID"] for one in mine}) == 6
    for one in rest:
        # Each says where to answer.
        assert f"/t/{ticket.number}?key=" in one.get_content()
    texts = [one.get_content() for one in rest]
    for text, wanted in zip(
        texts,
        ("Restarted.", "as solved", "is open again", "with Billing now", "counts as solved"),
        strict=True,
    ):
        assert wanted in " ".join(text.split())
    [strange] = [one for one in inbox.received if other.number in one["Subject"]]
    assert strange["References"] is None


# The list


async def test_the_list_is_filtered_searched_ordered_and_turned_page_by_page(
    desk: RunningDesk,
) -> None:
    anna, ha = await desk.person("Anna", "technical", "billing"), await desk.person("Ha")
    first = await opened(desk, subject="The mail SERVER", email="linh@example.com")
    later(desk, hours=1)
    second = await opened(desk, subject="100% of the disk")
    later(desk, hours=1)
    third = await opened(desk, department="billing", subject="An invoice")
    await changes(anna, second, priority="urgent", assignee="me")
    reason = {"reason": "It is the mail of 200 customers."}
    assert (await anna.post(f"/tickets/{first.number}/escalate", **reason)).is_success
    await changes(anna, first, status="on_hold")
    number = {first.number: 1, second.number: 2, third.number: 3}

    async def found(person: Any = anna, **params: Any) -> list[int]:
        document = await person.get("/tickets", **params)
        assert document["total"] == len(document["tickets"])
        return [number[one["number"]] for one in document["tickets"]]

    anna_id = (await anna.get("/me"))["staff"]["id"]
    for params, wanted in (
        ({"order": "newest"}, [3, 2, 1]),
        # Billing names no window, so its ticket comes last.
        ({"order": "due"}, [1, 2, 3]),
        ({}, [1, 2, 3]),
        ({"status": "on_hold"}, [1]),
        ({"status": "open,on_hold", "order": "newest"}, [3, 2, 1]),
        ({"department": "billing"}, [3]),
        # Nobody serves level 2 here, so the manager has it.
        ({"level": 3}, [1]),
        ({"priority": "urgent,high"}, [2]),
        ({"assignee": "me"}, [2]),
        ({"assignee": anna_id}, [2]),
        ({"assignee": "nobody", "order": "newest"}, [3, 1]),
        ({"q": "server"}, [1]),
        ({"q": "LINH@"}, [1]),
        ({"q": second.number[-6:].lower()}, [2]),
        ({"q": "100%"}, [2]),
        ({"q": "%"}, [2]),
        ({"q": "nothing like it"}, []),
    ):
        assert (params, await found(**params)) == (params, wanted)
    assert await found(ha, order="newest") == [2, 1]
    assert await found(ha, department="billing") == []

    for order, wanted in (("due", [1, 2, 3]), ("newest", [3, 2, 1]), ("changed", [1, 2, 3])):
        seen, after = [], None
        for left in (2, 1, 0):
            params = {"order": order, "limit": 1, **({"after": after} if after else {})}
            document = await anna.get("/tickets", **params)
            seen += [number[one["number"]] for one in document["tickets"]]
            after = document["next"]
            assert (document["total"], after is not None) == (3, left > 0)
        assert seen == wanted
    cursor = (await anna.get("/tickets", order="due", limit=1))["next"]
    for wrong in (
        {"status": "gone"},
        {"priority": "top"},
        {"order": "best"},
        {"after": "x"},
        {"after": cursor},
        {"limit": "many"},
        {"level": "x"},
    ):
        assert (await anna.client.get("/tickets/", params=wrong)).status_code == 400


async def test_the_list_asks_for_all_promises_at_once(desk: RunningDesk) -> None:
    from sqlalchemy import event

    anna = await desk.person("Anna")
    asked: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = desk.services.database.engine.sync_engine
    counts = []
    for _ in range(2):
        for _ in range(3):
            await opened(desk)
        event.listen(engine, "before_cursor_execute", note)
        assert len((await anna.get("/tickets", order="due"))["tickets"]) in (3, 6)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
        asked.clear()
    assert counts[0] == counts[1]


async def test_a_policy_with_fewer_tiers_shows_tickets_of_the_highest_one(
    desk: RunningDesk,
) -> None:
    anna, ticket = await desk.person("Anna"), await opened(desk)
    assert (await anna.post(f"/tickets/{ticket.number}/escalate", reason="x")).is_success
    services = desk.app.ctx.services
    policy = replace(services.policy, escalation=services.policy.escalation[:1])
    desk.app.ctx.services = replace(services, policy=policy)
    page = await ticket.page()
    assert page["escalation"]["next"] is None
    assert page["may"]["escalate"] is False
