"""A person is wanted: hand-off and the four tiers."""

import pytest

from tests.actions.conftest import Talk

PERSON, ESCALATE = "action_talk_to_person", "action_escalate"


async def test_a_person_comes_when_one_is_there(talk: Talk) -> None:
    talk.desk.waiting = 2
    answer = await talk.run(PERSON, "connect me to a person")
    assert "Technical has been told" in answer.text
    assert talk.desk.queued[0]["department"] == "technical"


async def test_nobody_waits_in_an_empty_room(talk: Talk) -> None:
    talk.desk.present["technical"] = 0
    answer = await talk.run(PERSON, "connect me to a person")
    assert "Nobody from Technical" in answer.text
    assert talk.desk.queued == []
    assert talk.slots["offer"] == "ticket:technical"


@pytest.mark.parametrize(
    ("last", "page", "text", "department"),
    [
        (None, None, "human", "technical"),
        (None, "sales", "human", "sales"),
        ("billing", "sales", "human", "billing"),
        ("billing", "sales", '/talk_to_person{"department":"technical"}', "technical"),
        (None, None, '/talk_to_person{"department":"kitchen"}', "technical"),
    ],
)
async def test_whose_person(
    talk: Talk, last: str | None, page: str | None, text: str, department: str
) -> None:
    talk.slots["department"] = last
    talk.department = page
    await talk.run(PERSON, text)
    assert talk.desk.queued[0]["department"] == department


async def test_a_closed_department_says_when_it_opens(talk: Talk) -> None:
    talk.set_clock("2026-11-28T14:00")
    answer = await talk.run(PERSON, "speak to billing", department="billing")
    assert "opens Monday 30 November 2026 at 08:00" in answer.text
    assert talk.slots["offer"] == "ticket:billing"


async def test_a_hand_off_ends_the_form(talk: Talk) -> None:
    await talk.run("action_open_ticket", "open a ticket")
    await talk.run(PERSON, "no, a person please")
    assert talk.loop is None
    assert talk.slots["requested_slot"] is None


async def test_the_tiers_are_explained_and_the_next_one_offered(talk: Talk) -> None:
    talk.slots["department"] = "technical"
    answer = await talk.run(ESCALATE, "I want to talk to a manager")
    for level in range(1, 5):
        assert f"Level {level}:" in answer.text
    assert "manager@azdigi.com" in answer.text
    assert "The next tier for you is level 2" in answer.text
    button = '/open_ticket{"department":"technical","level":"2"}'
    assert button in answer.buttons.values()
    assert talk.desk.queued == []


async def test_no_tier_is_skipped(talk: Talk) -> None:
    await talk.run("action_topic", "my vps is down again", intent="infrastructure")
    await talk.run(ESCALATE, "manager")
    await talk.run("action_affirm", "yes")
    assert (talk.loop, talk.slots["ticket_level"]) == ("ticket_form", 2)
    talk.slots["ticket_email"] = "none"
    await talk.run("action_create_ticket", "x", intent="affirm")
    assert talk.desk.tickets["TK-2026-000001"]["level"] == 2

    third = await talk.run(ESCALATE, "still bad")
    assert "next tier for you is level 3" in third.text
    assert "manager@azdigi.com" in third.texts[1]
    fourth = await talk.run(ESCALATE, "higher")
    assert "next tier for you is level 4" in fourth.text
    assert (await talk.run(ESCALATE, "higher")).responses[-1] == "utter_escalate_top"


async def test_a_level_that_is_none_is_the_first(talk: Talk) -> None:
    await talk.run("action_open_ticket", '/open_ticket{"level":"99"}')
    assert talk.slots["ticket_level"] == 1


async def test_a_complaint_without_a_matter_leaves_the_department_open(talk: Talk) -> None:
    await talk.run(ESCALATE, "manager!")
    await talk.run("action_affirm", "yes")
    assert (talk.slots["ticket_department"], talk.slots["ticket_level"]) == (None, 2)
    talk.slots["requested_slot"] = "ticket_about"
    await talk.run("validate_ticket_form", "nobody refunds me", intent="refund")
    assert talk.slots["ticket_department"] == "billing"
