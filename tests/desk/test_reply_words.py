"""Ready replies in words: filled in by the policy, inserted and never sent."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from desk.storage.tables import conversations
from tests.clients import Visitor
from tests.desk.conftest import POLICY
from tests.desk.harness import RunningDesk, prove, queue_up
from tests.desk.reply_book import error, lead, saved, text_of, written


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Hello {visitor}, I am {me} from {department}, {company}.", None),
        ("{{visitor}} { } {1 {}", "{visitor} { } {1 {}"),
        ("{ticket_portal}", "my.azdigi.com > Support > Create ticket"),
        ("{ticket_portal_url}", "https://my.azdigi.com"),
        ("{phone}", "028 730 24768"),
        ("{next_tier}", "level 2: Supervisor or team lead, through a ticket"),
        ("{hours}", "around the clock, seven days a week, on holidays too"),
        ("{next_opening}", "at any time"),
        ("{policy_url}", POLICY.company.policy_url),
    ],
)
async def test_placeholders_are_filled_in(
    desk: RunningDesk, template: str, expected: str | None
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    text = await text_of(lan, visitor, template)
    assert text == (expected or "Hello, I am Lan from Technical, AZDIGI.")


@pytest.mark.parametrize(
    ("template", "nameless", "named"),
    [
        ("Thank you, {visitor}.", "Thank you.", "Thank you, Nam."),
        ("{visitor}, please wait.", "Please wait.", "Nam, please wait."),
        ("I am sorry, {visitor}: no.", "I am sorry: no.", "I am sorry, Nam: no."),
    ],
)
async def test_a_visitor_is_called_by_the_name_that_the_website_has_proven(
    desk: RunningDesk, template: str, nameless: str, named: str
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    await visitor.say("my name is Mallory")
    assert await text_of(lan, visitor, template) == nameless
    await prove(visitor, "customer-7", "Nam")
    assert await text_of(lan, visitor, template) == named


async def test_vietnamese_calls_the_visitor_as_vietnamese_does(desk: RunningDesk) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor(language="vi")
    one = await saved(lan, texts={"en": "Hello {visitor}", "vi": "Chào {visitor}, {department}"})
    response = await written(lan, visitor, one["id"])
    assert response.json() == {"text": "Chào anh/chị, Kỹ thuật", "language": "vi"}
    await prove(visitor, "customer-7", "Nam")
    assert (await written(lan, visitor, one["id"])).json()["text"] == "Chào anh/chị Nam, Kỹ thuật"


async def test_a_reply_without_the_visitors_language_is_in_the_companys_own(
    desk: RunningDesk,
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor(language="vi")
    one = await saved(lan, texts={"en": "{visitor}, we are {hours}"})
    response = await written(lan, visitor, one["id"])
    assert response.json() == {
        "text": "We are around the clock, seven days a week, on holidays too",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("moment", "hours", "following"),
    [
        pytest.param(
            "Wednesday 10:00",
            "today, Wednesday 25 November 2026, 08:00–17:00 (Vietnam time)",
            "Billing is open now, until today, Wednesday 25 November 2026, at 17:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-25T10:00:00+07:00"),
        ),
        pytest.param(
            "Saturday afternoon",
            "today, Saturday 28 November 2026, 08:00–11:30 (Vietnam time)",
            "Billing is closed now and opens again Monday 30 November 2026 at 08:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-28T14:00:00+07:00"),
        ),
        pytest.param(
            "Sunday",
            "closed today, Sunday 29 November 2026",
            "Billing is closed now and opens again tomorrow, Monday 30 November 2026, at 08:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-29T14:00:00+07:00"),
        ),
        pytest.param(
            "Tet",
            "closed today, Saturday 6 February 2027 (Lunar New Year (Tết))",
            "Billing is closed now because of Lunar New Year (Tết) and opens again Thursday 11 "
            "February 2027 at 08:00 (Vietnam time).",
            marks=pytest.mark.at("2027-02-06T10:00:00+07:00"),
        ),
        pytest.param(
            # Still the evening before in UTC: the date is Vietnam's.
            "just after midnight",
            "today, Thursday 26 November 2026, 08:00–17:00 (Vietnam time)",
            "Billing is closed now and opens again today, Thursday 26 November 2026, at 08:00 "
            "(Vietnam time).",
            marks=pytest.mark.at("2026-11-26T00:30:00+07:00"),
        ),
    ],
)
async def test_hours_of_billings_chat_are_todays(
    desk: RunningDesk, moment: str, hours: str, following: str
) -> None:
    lan = await lead(desk, "billing")
    visitor = await in_department(desk, "billing")
    assert await text_of(lan, visitor, "{hours}") == hours
    assert (await written(lan, visitor, "next")).json()["text"] == following
    both = (await written(lan, visitor, "hours")).json()["text"]
    assert both == f"Our live chat for Billing: {hours}. {following}"


async def in_department(desk: RunningDesk, department: str, language: str = "en") -> Visitor:
    """A visitor whose matter the assistant has understood as this department's."""
    visitor = await desk.visitor(language=language)
    desk.engine.intent = {"billing": "invoice", "sales": "plans"}[department]
    await visitor.answer_to(await visitor.say("about my invoice"))
    return visitor


@pytest.mark.at("2026-11-28T14:00:00+07:00")
async def test_the_promise_is_what_a_ticket_opened_now_gets(desk: RunningDesk) -> None:
    lan = await lead(desk, "technical", "billing")
    visitor = await desk.visitor()
    text = (await written(lan, visitor, "promise")).json()["text"]
    assert text == (
        "We will respond to your ticket within 30 minutes to 3 hours: between 14:30 and 17:00 on "
        "Saturday 28 November 2026 (Vietnam time)."
    )
    billing = await in_department(desk, "billing")
    text = (await written(lan, billing, "promise")).json()["text"]
    assert "next business day, Monday 30 November 2026, from 08:00 (Vietnam time)" in text


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        (
            "code_fix",
            "Programming, website code fixes: this is not part of our support (section 3 of our "
            f"support policy, {POLICY.company.policy_url}).",
        ),
        (
            "backup_restore",
            "Backup restoration: this is part of our free support, when available. We have to "
            "know that you are the customer, so please ask for it in a ticket: my.azdigi.com > "
            "Support > Create ticket",
        ),
        ("first_ssl", "First-time SSL installation: this is part of our free support."),
    ],
)
async def test_scope_says_the_policys_verdict(
    desk: RunningDesk, intent: str, expected: str
) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    nothing = await written(lan, visitor, "scope")
    assert error(nothing)[:2] == (409, "no_value")
    desk.engine.intent = intent
    await visitor.answer_to(await visitor.say("please do it"))
    assert (await written(lan, visitor, "scope")).json()["text"] == expected
    # What the page knows of a newer message goes before the packet.
    newer = await written(lan, visitor, "scope", scope_item="usage_guidance")
    assert newer.json()["text"].startswith("Service usage guidance:")
    wrong = await written(lan, visitor, "scope", scope_item="gardening")
    assert error(wrong) == (400, "invalid", "scope_item")


async def test_a_reply_that_names_the_ticket_needs_one(desk: RunningDesk) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    one = await saved(lan, texts={"en": "Follow {ticket_number} here: {ticket_url}"})
    assert error(await written(lan, visitor, one["id"]))[:2] == (409, "no_value")
    opened = await visitor.asks(
        "POST",
        "/tickets",
        json={"client_id": "f", "department": "technical", "subject": "down"},
    )
    number, key = opened.json()["number"], opened.json()["key"]
    text = (await written(lan, visitor, one["id"])).json()["text"]
    assert text == f"Follow {number} here: http://desk.example/t/{number}?key={key}"


async def test_nobody_stands_above_the_board(desk: RunningDesk) -> None:
    board = await desk.person("Quan", level=4)
    visitor = await desk.visitor()
    assert "level 2" in await text_of(board, visitor, "{next_tier}")
    async with desk.services.database.write() as transaction:
        highest = conversations.c.id == visitor.id
        await transaction.execute(update(conversations).where(highest).values(level=4))
    one = await saved(board, texts={"en": "{next_tier}"})
    assert error(await written(board, visitor, one["id"]))[:2] == (409, "no_value")


async def test_inserting_sends_nothing_and_counts_a_use(desk: RunningDesk) -> None:
    anna = await desk.person("Anna")
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.does("claim", visitor)
    before = await visitor.events()
    [bye] = [e for e in (await anna.get("/replies"))["replies"] if e["shortcut"] == "bye"]
    await asyncio.gather(*(written(anna, visitor, bye["id"]) for _ in range(3)))
    [now] = [e for e in (await anna.get("/replies"))["replies"] if e["shortcut"] == "bye"]
    assert (bye["uses"], now["uses"]) == (0, 3)
    assert now["updated_at"] == bye["updated_at"]
    assert await visitor.events() == before


async def test_who_may_not_see_or_answer_gets_no_words(desk: RunningDesk) -> None:
    lan = await lead(desk)
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    own = await saved(lan, department="technical")
    trainer = await desk.person("Tam", role="trainer", presence=None)
    assert (await written(trainer, visitor, own["id"])).status_code == 403
    billing = await desk.person("Binh", "billing")
    assert error(await written(billing, visitor, "hours"))[:2] == (404, "conversation_not_found")
    both = await desk.person("Both", "billing")
    other = await in_department(desk, "billing")
    assert error(await written(both, other, own["id"]))[:2] == (404, "reply_not_found")
    assert error(await written(lan, visitor, "nonsense"))[:2] == (404, "reply_not_found")
