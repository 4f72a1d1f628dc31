"""Matters of the departments: the policy's verdict, what is needed, the next step."""

import httpx
import pytest

from support.policy import Policy
from tests.actions.conftest import Talk

FRIDAY_TEN = "2026-11-27T10:00"
SATURDAY_TWO = "2026-11-28T14:00"


@pytest.mark.parametrize(
    "intent", ["infrastructure", "os_reinstall", "backup_restore", "usage_guidance", "first_ssl"]
)
async def test_supported_names_the_item_and_offers_a_technician(
    talk: Talk, policy: Policy, intent: str
) -> None:
    answer = await talk.run("action_topic", "please help", intent=intent)
    assert policy.scope_items[intent].title("en") in answer.text
    assert "free support covers" in answer.text
    assert answer.buttons == {
        "Talk to a technician": '/talk_to_person{"department":"technical"}',
        "Open a ticket": '/open_ticket{"department":"technical"}',
    }
    assert talk.slots["offer"] == "handoff:technical"


@pytest.mark.parametrize("intent", ["code_fix", "app_install", "optimisation", "customer_security"])
async def test_not_supported_names_the_item_and_a_way_on_without_a_ticket(
    talk: Talk, policy: Policy, intent: str
) -> None:
    answer = await talk.run("action_topic", "please help", intent=intent)
    assert policy.scope_items[intent].title("en") in answer.text
    assert "does not cover" in answer.text
    assert "What we can do" in answer.text
    assert not any("open_ticket" in payload for payload in answer.buttons.values())
    assert '/talk_to_person{"department":"technical"}' in answer.buttons.values()
    assert talk.slots["offer"] is None
    assert talk.desk.calls == []


async def test_restoring_is_promised_only_when_available(talk: Talk) -> None:
    answer = await talk.run("action_topic", "restore my site", intent="backup_restore")
    assert "when available" in answer.text


@pytest.mark.parametrize("intent", ["os_reinstall", "backup_restore"])
async def test_what_needs_identity_goes_to_a_ticket_or_a_person(talk: Talk, intent: str) -> None:
    answer = await talk.run("action_topic", "please", intent=intent)
    assert "through a ticket, or with a technician" in answer.text


async def test_what_was_said_is_not_asked_for_again(talk: Talk) -> None:
    answer = await talk.run("action_topic", "reinstall my vps", intent="os_reinstall")
    assert "IP address" in answer.text
    assert "which operating system" in answer.text
    answer = await talk.run(
        "action_topic",
        "reinstall 203.0.113.7",
        intent="os_reinstall",
        ip_address="203.0.113.7",
    )
    assert "IP address" not in answer.text
    assert "which operating system" in answer.text
    answer = await talk.run(
        "action_topic", "with debian", intent="os_reinstall", operating_system="debian"
    )
    assert "It helps to know" not in answer.text


@pytest.mark.parametrize(
    ("at", "intent", "said", "offer"),
    [
        (FRIDAY_TEN, "invoice", "Billing is here now", "handoff:billing"),
        (FRIDAY_TEN, "plans", "Sales is here now", "handoff:sales"),
        (SATURDAY_TWO, "invoice", "opens Monday 30 November 2026 at 08:00", "ticket:billing"),
        (SATURDAY_TWO, "prices", "opens Monday 30 November 2026 at 08:00", "ticket:sales"),
        # Tết 2027, and a day off in lieu
        ("2027-02-08T10:00", "refund", "Third Day of Lunar New Year (Tết)", "ticket:billing"),
        ("2027-05-03T10:00", "refund", "International Labor Day (observed)", "ticket:billing"),
        ("2027-02-08T10:00", "infrastructure", "Technical is here now", "handoff:technical"),
    ],
)
async def test_the_offer_goes_by_the_hours(
    talk: Talk, at: str, intent: str, said: str, offer: str
) -> None:
    talk.set_clock(at)
    answer = await talk.run("action_topic", "about invoice 88231", intent=intent)
    assert said in answer.text
    assert talk.slots["offer"] == offer


async def test_a_closed_office_says_when_the_ticket_is_processed(talk: Talk) -> None:
    talk.set_clock(SATURDAY_TWO)
    answer = await talk.run("action_topic", "charged twice", intent="invoice")
    assert "on the next business day, Monday 30 November 2026" in answer.text
    assert '/open_ticket{"department":"billing"}' in answer.buttons.values()
    assert not any("talk_to_person" in payload for payload in answer.buttons.values())


async def test_nobody_is_promised_when_nobody_is_there(talk: Talk) -> None:
    talk.desk.present["technical"] = 0
    answer = await talk.run("action_topic", "my vps is down", intent="infrastructure")
    assert "Nobody from Technical is at the desk" in answer.text
    assert "30 minutes to 3 hours" in answer.text
    assert talk.slots["offer"] == "ticket:technical"


async def test_nobody_is_promised_when_the_office_closes_first(talk: Talk) -> None:
    talk.set_clock("2026-11-27T16:58")
    talk.desk.closes_before_turn = True
    answer = await talk.run("action_topic", "refund", intent="refund")
    assert "closes on Friday 27 November 2026 at 17:00" in answer.text


async def test_a_desk_that_fails_fails_the_turn(talk: Talk) -> None:
    talk.desk.broken = True
    with pytest.raises(httpx.HTTPStatusError):
        await talk.run("action_topic", "my vps is down", intent="infrastructure")


async def test_yes_connects_after_the_offer_of_a_person(talk: Talk) -> None:
    await talk.run("action_topic", "my vps is down", intent="infrastructure")
    answer = await talk.run("action_affirm", "yes")
    assert "Technical has been told" in answer.text
    assert talk.desk.queued[0]["department"] == "technical"
    assert talk.desk.queued[0]["reason"] == "infrastructure"
    assert talk.slots["offer"] is None


async def test_no_leaves_the_offer(talk: Talk) -> None:
    await talk.run("action_topic", "my vps is down", intent="infrastructure")
    answer = await talk.run("action_deny", "no thanks")
    assert answer.responses == ["utter_deny"]
    assert (await talk.run("action_affirm", "yes")).responses == ["utter_affirm"]
    assert talk.desk.queued == []


async def test_a_second_matter_is_mentioned_with_a_way_to_take_it_up(talk: Talk) -> None:
    answer = await talk.run(
        "action_topic",
        "my vps is down and i want a refund",
        intent="infrastructure",
        also=(("refund", "i want a refund"),),
    )
    assert answer.responses[0] == "utter_infrastructure"
    assert answer.responses[-1] == "utter_also"
    assert "“i want a refund”" in answer.text
    assert answer.buttons["Get a refund"] == "/refund"


async def test_the_answer_is_in_the_visitors_language(talk: Talk) -> None:
    talk.set_clock(SATURDAY_TWO)
    answer = await talk.run(
        "action_topic", "hóa đơn bị tính hai lần", intent="invoice", language="vi"
    )
    assert "Thanh toán" in answer.text
    assert "30/11/2026" in answer.text
    assert "Billing" not in answer.text
