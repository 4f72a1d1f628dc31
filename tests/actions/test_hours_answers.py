"""Questions about hours, contacts, promises and scope are answered from the policy."""

import pytest

from support.policy import Policy
from tests.actions.conftest import Talk

HOURS = "action_hours"


async def test_phone_hours_on_sunday_with_technicals_holiday_exception(talk: Talk) -> None:
    answer = await talk.run(
        HOURS, "what are your phone hours on sunday", channel="phone", date="sunday"
    )
    assert answer.text.splitlines() == [
        "On Sunday 29 November 2026:",
        "• Technical: hotline 24 hours",
        "• Billing: hotline closed",
        "• Sales: hotline closed",
        "Closed on public holidays: Technical (hotline); Billing (hotline); Sales (hotline).",
    ]


async def test_billing_on_saturday_afternoon(talk: Talk) -> None:
    answer = await talk.run(
        HOURS,
        "is billing open on saturday afternoon",
        department="billing",
        date="saturday afternoon",
    )
    assert "Saturday 28 November 2026" in answer.text
    assert "closed, opens Monday 30 November 2026 at 08:00" in answer.text
    assert "Technical" not in answer.text


async def test_a_part_of_a_day_is_cut_to_the_hours(talk: Talk) -> None:
    answer = await talk.run(
        HOURS, "billing chat saturday morning", department="billing", channel="chat"
    )
    assert "live chat open 08:00–11:30" in answer.text
    answer = await talk.run(
        HOURS, "is technical chat there tonight", department="technical", channel="chat"
    )
    assert "• Technical: live chat open" in answer.text


async def test_over_tet_technical_chat_stays_and_its_hotline_does_not(talk: Talk) -> None:
    answer = await talk.run(HOURS, "are you there during Tết?", date="Tết")
    assert answer.texts[0].splitlines() == [
        "From Thursday 4 February 2027 to Wednesday 10 February 2027, Lunar New Year (Tết):",
        "• Technical: live chat and e-mail 24 hours; hotline closed",
        "• Billing: live chat, hotline, and e-mail closed",
        "• Sales: live chat, hotline, and e-mail closed",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("billing chat on 2/9", "closed for a holiday, National Day"),
        ("billing chat on friday", "live chat 08:00–17:00"),
        ("billing chat on friday at 9pm", "closed, opens Saturday 28 November 2026 at 08:00"),
        ("billing chat on friday at 9", "open until Friday 27 November 2026 at 17:00"),
        (
            "billing chat tomorrow at 10am",
            "closed for a holiday, Vietnam Cultural Day, opens Wednesday 25 November 2026",
        ),
    ],
)
async def test_days_and_moments(talk: Talk, text: str, said: str) -> None:
    answer = await talk.run(HOURS, text, department="billing", channel="chat")
    assert said in answer.text


async def test_the_week_when_no_day_is_named(talk: Talk) -> None:
    answer = await talk.run(HOURS, "what are your hours", channel="chat")
    assert "• Technical: live chat 24 hours a day, every day" in answer.text
    assert "Monday–Friday 08:00–17:00, Saturday 08:00–11:30, Sunday closed" in answer.text
    assert "– now open until Monday 23 November 2026 at 17:00" in answer.text
    assert "Vietnam time" in answer.text


async def test_contacts_name_every_department(talk: Talk, policy: Policy) -> None:
    answer = await talk.run("action_contacts", "how can i reach you")
    assert "• Technical: support@azdigi.com, hotline 028 730 24768" in answer.text
    assert "• Sales: billing@azdigi.com" in answer.text
    assert "my.azdigi.com > Support > Create ticket" in answer.text
    one = await talk.run("action_contacts", "billing email", department="billing")
    assert "Technical" not in one.text


async def test_response_times_are_the_promises(talk: Talk) -> None:
    talk.set_clock("2026-11-28T14:00")
    answer = await talk.run("action_response_time", "how fast")
    assert "Technical: We will respond to your ticket within 30 minutes to 3 hours" in answer.text
    assert "Billing: We are outside working hours" in answer.text
    assert "3 hours" not in answer.text.split("Billing")[1]


async def test_scope_names_every_item(talk: Talk, policy: Policy) -> None:
    answer = await talk.run("action_scope_question", "what do you support")
    covered, not_covered = answer.text.split("It does not cover")
    for item in policy.scope_items.values():
        assert item.title("en") in (covered if item.supported else not_covered)
    assert "Backup restoration, when available" in covered


async def test_vietnamese_weekdays_fit_into_the_line(talk: Talk) -> None:
    answer = await talk.run(HOURS, "hotline thanh toán mở giờ nào", language="vi")
    assert "thứ Hai–thứ" in answer.text
    assert "Chủ nhật nghỉ" in answer.text
    assert "Thứ Hai" not in answer.text
