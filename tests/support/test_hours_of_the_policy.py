"""The opening hours that the policy document promises (section 2), read from policy.yml."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from support.errors import UnknownNameError
from support.hours import status
from support.policy import Policy, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def at(policy: Policy, text: str) -> datetime:
    """A moment in the policy's zone: "2027-01-23 14:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=policy.zone)


def local(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%a %Y-%m-%d %H:%M}"


# 2027-01-18 is a Monday without a holiday near it.
WEEK = {
    "mon": "2027-01-18",
    "tue": "2027-01-19",
    "wed": "2027-01-20",
    "thu": "2027-01-21",
    "fri": "2027-01-22",
    "sat": "2027-01-23",
    "sun": "2027-01-24",
}
OFFICES = ("billing", "sales")


@pytest.mark.parametrize("department", OFFICES)
@pytest.mark.parametrize("channel", ["chat", "phone"])
@pytest.mark.parametrize("day", ["mon", "tue", "wed", "thu", "fri"])
def test_office_chat_and_hotline_are_open_08_to_17_monday_to_friday(
    policy: Policy, department: str, channel: str, day: str
) -> None:
    hours = policy.departments[department].channels[channel].hours
    assert [hours.is_open(at(policy, f"{WEEK[day]} {time}")) for time in
            ("07:59", "08:00", "12:00", "16:59", "17:00")] == [
        False, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("department", OFFICES)
@pytest.mark.parametrize("day", ["mon", "tue", "wed", "thu", "fri", "sat"])
def test_office_email_is_answered_08_to_1130_monday_to_saturday(
    policy: Policy, department: str, day: str
) -> None:
    hours = policy.departments[department].channels["email"].hours
    assert [hours.is_open(at(policy, f"{WEEK[day]} {time}")) for time in
            ("07:59", "08:00", "11:29", "11:30", "14:00")] == [
        False, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("department", OFFICES)
@pytest.mark.parametrize("channel", ["email", "chat", "phone"])
def test_offices_are_closed_on_sunday(policy: Policy, department: str, channel: str) -> None:
    hours = policy.departments[department].channels[channel].hours
    assert hours.windows(date.fromisoformat(WEEK["sun"])) == []
    assert hours.why(at(policy, f"{WEEK['sun']} 10:00")).reason == "outside_hours"


def test_billing_chat_is_closed_on_saturday_afternoon(policy: Policy) -> None:
    found = status(policy, "billing", "chat", at(policy, "2027-01-23 14:00"))
    assert not found.open
    assert found.reason == "outside_hours"
    assert local(found.next_opening) == "Mon 2027-01-25 08:00"
    assert local(found.next_closing) == "Mon 2027-01-25 17:00"


def test_billing_chat_is_open_on_saturday_morning_until_1130(policy: Policy) -> None:
    found = status(policy, "billing", "chat", at(policy, "2027-01-23 11:29"))
    assert found.open
    assert local(found.next_closing) == "Sat 2027-01-23 11:30"
    assert local(found.next_opening) == "Mon 2027-01-25 08:00"


def test_billing_chat_is_open_on_friday_morning(policy: Policy) -> None:
    assert status(policy, "billing", "chat", at(policy, "2027-01-22 10:00")).open


@pytest.mark.parametrize("channel", ["ticket", "email", "chat"])
@pytest.mark.parametrize(
    "moment", ["2027-01-24 03:00", "2027-02-06 00:00", "2027-05-03 12:00", "2026-12-31 23:59"]
)
def test_technical_ticket_email_and_chat_never_close(
    policy: Policy, channel: str, moment: str
) -> None:
    found = status(policy, "technical", channel, at(policy, moment))
    assert (found.open, found.reason) == (True, "open")
    assert (found.next_opening, found.next_closing) == (None, None)


def test_technical_hotline_is_open_on_sunday_night(policy: Policy) -> None:
    found = status(policy, "technical", "phone", at(policy, "2027-01-24 03:00"))
    assert found.open
    assert local(found.next_closing) == "Thu 2027-02-04 00:00"


def test_technical_hotline_is_closed_on_holidays_only(policy: Policy) -> None:
    found = status(policy, "technical", "phone", at(policy, "2027-02-08 10:00"))
    assert (found.open, found.reason) == (False, "holiday")
    assert found.holiday == "Third Day of Lunar New Year (Tết)"
    assert local(found.next_opening) == "Thu 2027-02-11 00:00"
    assert local(found.next_closing) == "Fri 2027-04-16 00:00"


@pytest.mark.parametrize("department", OFFICES)
@pytest.mark.parametrize("channel", ["email", "chat", "phone"])
@pytest.mark.parametrize(
    ("moment", "opens", "holiday"),
    [
        ("2027-01-01 10:00", "Sat 2027-01-02 08:00", "New Year's Day"),
        ("2027-02-04 10:00", "Thu 2027-02-11 08:00", "Lunar New Year holiday (Tết)"),
        ("2027-02-05 10:00", "Thu 2027-02-11 08:00", "Lunar New Year's Eve (Tết)"),
        ("2027-02-06 10:00", "Thu 2027-02-11 08:00", "Lunar New Year (Tết)"),
        ("2027-02-07 10:00", "Thu 2027-02-11 08:00", "Second Day of Lunar New Year (Tết)"),
        ("2027-02-10 16:00", "Thu 2027-02-11 08:00", "Fifth Day of Lunar New Year (Tết)"),
        ("2027-04-16 09:00", "Sat 2027-04-17 08:00", "Hung Kings' Commemoration Day"),
        ("2027-04-30 09:00", "Tue 2027-05-04 08:00", "Liberation Day/Reunification Day"),
        # 1 May 2027 is a Saturday: the Monday after it is its day in lieu.
        ("2027-05-03 09:00", "Tue 2027-05-04 08:00", "International Labor Day (observed)"),
        ("2027-09-02 09:00", "Sat 2027-09-04 08:00", "National Day"),
        ("2028-01-26 09:00", "Mon 2028-01-31 08:00", "Lunar New Year (Tết)"),
    ],
)
def test_offices_are_closed_on_holidays_which_are_named(
    policy: Policy, department: str, channel: str, moment: str, opens: str, holiday: str
) -> None:
    found = status(policy, department, channel, at(policy, moment))
    assert (found.open, found.reason, found.holiday) == (False, "holiday", holiday)
    assert local(found.next_opening) == opens


@pytest.mark.parametrize(
    ("moment", "holiday"),
    [
        ("2027-02-06 10:00", "Tết Nguyên Đán"),
        ("2027-05-03 10:00", "Ngày Quốc tế Lao động (nghỉ bù)"),
    ],
)
def test_a_holiday_is_named_in_vietnamese(policy: Policy, moment: str, holiday: str) -> None:
    assert status(policy, "billing", "chat", at(policy, moment), "vi").holiday == holiday


def test_the_night_of_a_holiday_is_a_holiday_too(policy: Policy) -> None:
    hours = policy.departments["billing"].channels["chat"].hours
    assert hours.why(at(policy, "2027-02-08 23:00")).reason == "holiday"
    assert hours.why(at(policy, "2027-02-03 23:00")).reason == "outside_hours"


def test_the_policy_document_names_billings_address_for_sales(policy: Policy) -> None:
    assert [department.email for department in policy.priority] == [
        "support@azdigi.com",
        "billing@azdigi.com",
        "billing@azdigi.com",
    ]
    assert {department.phone for department in policy.priority} == {"028 730 24768"}


def test_any_zone_may_be_asked_with_and_answers_come_in_the_policys(policy: Policy) -> None:
    found = status(policy, "billing", "chat", datetime.fromisoformat("2027-01-22T03:00:00+00:00"))
    assert found.as_dict() == {
        "department": "billing",
        "channel": "chat",
        "at": "2027-01-22T10:00:00+07:00",
        "open": True,
        "next_opening": "2027-01-23T08:00:00+07:00",
        "next_closing": "2027-01-22T17:00:00+07:00",
        "reason": "open",
    }


def test_a_naive_moment_is_refused(policy: Policy) -> None:
    with pytest.raises(ValueError, match="aware datetime"):
        policy.departments["billing"].channels["chat"].hours.is_open(datetime(2027, 1, 22))  # noqa: DTZ001 - that is the mistake


@pytest.mark.parametrize(("department", "channel"), [("legal", "chat"), ("billing", "fax")])
def test_an_unknown_name_is_refused_with_the_known_ones(
    policy: Policy, department: str, channel: str
) -> None:
    with pytest.raises(UnknownNameError, match="it has t"):
        status(policy, department, channel, at(policy, "2027-01-22 10:00"))
