"""The ticket form: at most the questions it needs; and how a ticket is doing."""

from typing import Any

import pytest

from tests.actions.conftest import Talk
from tests.actions.conversation import DOMAIN

FORM = "ticket_form"
CHARGED = "I was charged twice for invoice #88231"


async def validate(talk: Talk, slot: str, text: str, intent: str, **entities: str) -> Any:
    """The form asked for `slot`; the visitor writes `text`."""
    talk.slots["requested_slot"] = slot
    return await talk.run("validate_ticket_form", text, intent=intent, **entities)


async def test_after_an_offer_only_the_address_is_missing(talk: Talk) -> None:
    talk.set_clock("2026-11-28T14:00")
    await talk.run("action_topic", CHARGED, intent="invoice", invoice_number="88231")
    await talk.run("action_affirm", "yes please")
    assert talk.loop == FORM
    assert talk.slots["ticket_about"] == CHARGED
    assert talk.slots["ticket_email"] is None

    await validate(talk, "ticket_email", "anna@example.com", "unsure", email="anna@example.com")
    answer = await talk.again("action_create_ticket", "anna@example.com", "unsure")
    assert answer.texts == [
        "Your ticket TK-2026-000001 is open, and the answer goes to anna@example.com."
    ]
    ticket = talk.desk.tickets["TK-2026-000001"]
    assert "88231" in ticket["subject"]
    assert (ticket["department"], ticket["level"], ticket["topic"]) == ("billing", 1, "invoice")
    assert ticket["details"] == CHARGED
    assert ticket["email"] == "anna@example.com"
    assert talk.loop is None
    assert talk.slots["ticket_about"] is None

    status = await talk.run("action_ticket_status", "any news")
    assert "Ticket TK-2026-000001" in status.text
    assert "is open" in status.text
    assert "next business day" in status.text


async def test_a_known_address_is_not_asked_for(talk: Talk) -> None:
    await talk.run(
        "action_topic",
        "vps 203.0.113.7 down, i am anna@example.com",
        intent="infrastructure",
        email="anna@example.com",
        ip_address="203.0.113.7",
    )
    await talk.run("action_open_ticket", '/open_ticket{"department":"technical"}')
    assert (talk.loop, talk.slots["ticket_email"]) == (FORM, "anna@example.com")
    assert talk.slots["ticket_about"]


async def test_an_invoice_said_elsewhere_is_in_the_subject(talk: Talk) -> None:
    await talk.run("action_topic", "you charged me twice", intent="invoice")
    await talk.run("action_unsure", "88231", invoice_number="88231")
    await talk.run("action_open_ticket", "open a ticket")
    assert talk.slots["ticket_about"] == "you charged me twice (invoice 88231)"


async def test_an_unknown_matter_is_asked_for(talk: Talk) -> None:
    await talk.run("action_open_ticket", "open a ticket")
    assert talk.loop == FORM
    assert talk.slots["ticket_about"] is None
    await validate(talk, "ticket_about", "my card is refused when i pay", "payment")
    assert talk.slots["ticket_about"] == "my card is refused when i pay"
    assert talk.slots["ticket_department"] == "billing"


@pytest.mark.parametrize("intent", ["hours", "talk_to_person", "greet", "deny", "unrelated"])
async def test_what_is_no_answer_goes_to_its_own_rule(talk: Talk, intent: str) -> None:
    talk.loop = FORM
    for slot in ("ticket_about", "ticket_email"):
        await validate(talk, slot, "something else", intent)
        assert talk.slots[slot] is None


async def test_who_insists_is_taken_at_their_word(talk: Talk) -> None:
    talk.loop = FORM
    talk.slots["misses"] = 1
    await validate(talk, "ticket_about", "the fish is in the pond", "unrelated")
    assert talk.slots["ticket_about"] == "the fish is in the pond"


async def test_an_address_is_checked(talk: Talk) -> None:
    talk.loop = FORM
    answer = await validate(talk, "ticket_email", "anna@example", "unsure")
    assert answer.responses == ["utter_email_invalid"]
    assert talk.slots["ticket_email"] is None
    await validate(talk, "ticket_email", " Anna@Example.COM ", "unsure")
    assert talk.slots["ticket_email"] == "Anna@example.com"


async def test_going_on_without_an_address(talk: Talk) -> None:
    await talk.run("action_topic", "my vps is down", intent="infrastructure")
    await talk.run("action_open_ticket", "/open_ticket")
    asked = await talk.run("action_ask_ticket_email", "/open_ticket", intent="open_ticket")
    await validate(talk, "ticket_email", asked.buttons["Go on without e-mail"], "open_ticket")
    answer = await talk.again("action_create_ticket", "", "open_ticket")
    assert "TK-2026-000001" in answer.text
    assert "email" not in talk.desk.tickets["TK-2026-000001"]


async def test_no_to_the_address_asks_once_and_a_second_no_leaves(talk: Talk) -> None:
    await talk.run("action_open_ticket", "open a ticket")
    talk.slots["requested_slot"] = "ticket_email"
    assert (await talk.run("action_deny", "no")).texts == []
    asked = await talk.run("action_ask_ticket_email", "no", intent="deny")
    assert asked.responses == ["utter_ticket_without_email"]
    assert talk.loop == FORM
    answer = await talk.run("action_deny", "no")
    assert answer.responses == ["utter_ticket_left"]
    assert (talk.loop, talk.slots["offer"], talk.desk.tickets) == (None, None, {})


async def test_yes_to_going_without_an_address(talk: Talk) -> None:
    await talk.run("action_open_ticket", "open a ticket")
    talk.slots["requested_slot"] = "ticket_email"
    await talk.run("action_deny", "i don't have one", intent="deny")
    await validate(talk, "ticket_email", "ok", "affirm")
    assert talk.slots["ticket_email"] == "none"


async def test_cancel_leaves_at_once(talk: Talk) -> None:
    await talk.run("action_open_ticket", "open a ticket")
    talk.slots["requested_slot"] = "ticket_email"
    answer = await talk.run("action_deny", '/deny{"choice":"cancel"}')
    assert answer.responses == ["utter_ticket_left"]
    assert talk.loop is None


async def test_more_on_the_matter_goes_into_the_ticket(talk: Talk) -> None:
    await talk.run("action_topic", CHARGED, intent="invoice", invoice_number="88231")
    await talk.run("action_open_ticket", "/open_ticket")
    answer = await talk.run("action_topic", "it was 49 dollars", intent="payment")
    assert answer.responses == ["utter_ticket_noted"]
    talk.slots["ticket_email"] = "none"
    await talk.run("action_create_ticket", "x", intent="open_ticket")
    assert talk.desk.tickets["TK-2026-000001"]["details"] == f"{CHARGED}\nit was 49 dollars"


async def test_another_departments_matter_sets_the_ticket_aside(talk: Talk) -> None:
    await talk.run("action_topic", CHARGED, intent="invoice", invoice_number="88231")
    await talk.run("action_open_ticket", "/open_ticket")
    answer = await talk.run("action_topic", "now my vps is down", intent="infrastructure")
    assert "put the ticket for Billing aside" in answer.texts[0]
    assert talk.loop is None
    assert talk.slots["offer"] == "handoff:technical"


async def test_details_hold_what_is_not_in_the_words(talk: Talk) -> None:
    await talk.run(
        "action_topic", "reinstall it", intent="os_reinstall", operating_system="debian 12"
    )
    await talk.run("action_open_ticket", "/open_ticket")
    talk.slots["ticket_email"] = "none"
    await talk.run("action_create_ticket", "x", intent="open_ticket")
    assert talk.desk.tickets["TK-2026-000001"]["details"] == (
        "reinstall it\nOperating system: debian 12"
    )


async def test_the_same_turn_again_opens_no_second_ticket(talk: Talk) -> None:
    talk.slots |= {"ticket_about": "x", "ticket_email": "none", "ticket_department": "sales"}
    slots = dict(talk.slots)
    first = await talk.run("action_create_ticket", "x", intent="open_ticket")
    talk.slots = slots
    again = await talk.again("action_create_ticket", "x", "open_ticket")
    assert first.texts == again.texts
    assert len(talk.desk.tickets) == 1


async def test_a_ticket_that_is_not_there(talk: Talk) -> None:
    answer = await talk.run(
        "action_ticket_status", "TK-2026-000999?", ticket_number="TK-2026-000999"
    )
    assert "can't find ticket TK-2026-000999" in answer.text
    assert "my.azdigi.com" in answer.text
    none = await talk.run("action_ticket_status", "status of my ticket")
    assert none.responses == ["utter_ticket_none"]


@pytest.mark.parametrize("status", ["open", "waiting", "on_hold", "solved", "closed"])
async def test_every_status_has_words(talk: Talk, status: str) -> None:
    talk.slots |= {"ticket_about": "x", "ticket_email": "none", "ticket_department": "sales"}
    await talk.run("action_create_ticket", "x", intent="open_ticket")
    talk.desk.tickets["TK-2026-000001"] |= {"status": status, "last_answer": "Done."}
    answer = await talk.run("action_ticket_status", "news?")
    assert 'Our last answer: "Done."' in answer.text


async def test_the_question_for_the_subject_can_be_cancelled(talk: Talk) -> None:
    buttons = DOMAIN["responses"]["utter_ask_ticket_about"][0]["buttons"]
    await talk.run("action_open_ticket", "open a ticket")
    talk.slots["requested_slot"] = "ticket_about"
    pressed = buttons[0]["payload"].replace("{{", "{").replace("}}", "}")
    answer = await talk.run("action_deny", pressed)
    assert (buttons[0]["title"], answer.responses) == ("Cancel", ["utter_ticket_left"])
    assert talk.loop is None


async def test_going_on_without_an_address_twice_opens_one_ticket(talk: Talk) -> None:
    await talk.run("action_topic", "my vps is down", intent="infrastructure")
    await talk.run("action_open_ticket", "/open_ticket")
    talk.slots["ticket_email"] = "none"
    await talk.run("action_create_ticket", "x", intent="open_ticket")
    answer = await talk.run("action_open_ticket", '/open_ticket{"choice":"without_email"}')
    assert "TK-2026-000001 has been opened already" in answer.text
    assert (talk.loop, len(talk.desk.tickets)) == (None, 1)


async def test_who_asks_for_a_ticket_is_told_the_companys_own_way(talk: Talk) -> None:
    answer = await talk.run("action_open_ticket", "how do i open a ticket myself")
    assert "my.azdigi.com > Support > Create ticket" in answer.text
    assert talk.loop == FORM
