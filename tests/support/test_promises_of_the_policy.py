"""What the policy document promises for tickets (section 2), and its three open readings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from support.errors import NoOpeningError, UnknownNameError
from support.policy import Policy, load
from support.promises import promise

ROOT = Path(__file__).parents[2]
OFFICES = ("billing", "sales")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def at(policy: Policy, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=policy.zone)


def local(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("opened", "earliest", "latest"),
    [
        ("2027-01-22 10:00", "Fri 2027-01-22 10:30", "Fri 2027-01-22 13:00"),
        ("2027-01-24 03:00", "Sun 2027-01-24 03:30", "Sun 2027-01-24 06:00"),
        ("2027-02-06 00:00", "Sat 2027-02-06 00:30", "Sat 2027-02-06 03:00"),
        ("2026-12-31 23:00", "Thu 2026-12-31 23:30", "Fri 2027-01-01 02:00"),
    ],
)
def test_technical_tickets_are_answered_30_minutes_to_3_hours_after_submission_at_any_time(
    policy: Policy, opened: str, earliest: str, latest: str
) -> None:
    made = promise(policy, "technical", at(policy, opened))
    assert made.starts_at == made.opened_at == at(policy, opened)
    assert (local(made.respond_from), local(made.respond_by)) == (earliest, latest)
    assert "within 30 minutes to 3 hours" in made.text


def test_the_technical_promise_names_times_and_date(policy: Policy) -> None:
    same_day = promise(policy, "technical", at(policy, "2027-01-23 14:00"))
    assert "between 14:30 and 17:00 on Saturday 23 January 2027 (Vietnam time)" in same_day.text
    over_midnight = promise(policy, "technical", at(policy, "2027-01-22 23:00"))
    assert (
        "between Friday 22 January 2027 at 23:30 and Saturday 23 January 2027 at 02:00"
        in over_midnight.text
    )


@pytest.mark.parametrize("department", OFFICES)
@pytest.mark.parametrize(
    ("opened", "starts"),
    [
        # Reading 1: working hours are those of the chat, so the afternoon counts.
        ("2027-01-22 16:59", "Fri 2027-01-22 16:59"),
        ("2027-01-22 17:00", "Sat 2027-01-23 08:00"),
        # Reading 2: Saturday starts at 08:00 and is a business day.
        ("2027-01-23 08:00", "Sat 2027-01-23 08:00"),
        ("2027-01-23 11:30", "Mon 2027-01-25 08:00"),
        ("2027-01-24 09:00", "Mon 2027-01-25 08:00"),
        # Reading 3: before opening on a working day, processed that day.
        ("2027-01-25 06:00", "Mon 2027-01-25 08:00"),
        ("2027-01-25 00:00", "Mon 2027-01-25 08:00"),
        # Over Tết and over a day in lieu.
        ("2027-02-03 17:30", "Thu 2027-02-11 08:00"),
        ("2027-02-08 10:00", "Thu 2027-02-11 08:00"),
        ("2027-05-01 09:00", "Tue 2027-05-04 08:00"),
        ("2027-05-03 09:00", "Tue 2027-05-04 08:00"),
        ("2026-12-31 18:00", "Sat 2027-01-02 08:00"),
    ],
)
def test_office_tickets_outside_working_hours_are_processed_on_the_next_business_day(
    policy: Policy, department: str, opened: str, starts: str
) -> None:
    made = promise(policy, department, at(policy, opened))
    assert local(made.starts_at) == starts
    assert (made.respond_from, made.respond_by) == (None, None)


@pytest.mark.parametrize("department", OFFICES)
@pytest.mark.parametrize(
    ("opened", "language", "words"),
    [
        ("2027-01-23 14:00", "en", "on the next business day, Monday 25 January 2027, from 08:00"),
        ("2027-02-08 10:00", "en", "next business day, Thursday 11 February 2027, from 08:00"),
        ("2027-01-25 06:00", "en", "today, Monday 25 January 2027, from 08:00"),
        ("2027-01-22 10:00", "en", "in working hours"),
        ("2027-01-22 10:00", "en", "may take longer, as technical support requests come first"),
        ("2027-01-23 14:00", "vi", "ngày làm việc tiếp theo, thứ Hai ngày 25/01/2027, từ 08:00"),
        ("2027-01-25 06:00", "vi", "hôm nay, thứ Hai ngày 25/01/2027, từ 08:00"),
        ("2027-01-22 10:00", "vi", "đang trong giờ làm việc"),
        ("2027-01-23 14:00", "fr", "on the next business day, Monday 25 January 2027"),
    ],
)
def test_the_office_promise_says_what_the_policy_says(
    policy: Policy, department: str, opened: str, language: str, words: str
) -> None:
    assert words in promise(policy, department, at(policy, opened), language).text


def test_before_opening_the_text_does_not_speak_of_the_next_business_day(policy: Policy) -> None:
    text = promise(policy, "billing", at(policy, "2027-01-25 06:00")).text
    assert "next business day" not in text


def test_a_promise_prints_as_the_command_does(policy: Policy) -> None:
    made = promise(policy, "billing", at(policy, "2027-01-23 14:00"))
    assert made.as_dict() == {
        "opened_at": "2027-01-23T14:00:00+07:00",
        "starts_at": "2027-01-25T08:00:00+07:00",
        "respond_from": None,
        "respond_by": None,
        "text": made.text,
    }
    assert (made.zone, made.calendar_version) == ("Asia/Ho_Chi_Minh", policy.calendar_version)


def test_an_unknown_department_is_refused(policy: Policy) -> None:
    with pytest.raises(UnknownNameError, match="no department 'legal'"):
        promise(policy, "legal", at(policy, "2027-01-23 14:00"))


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Policy:
    """The policy with pieces of its text changed."""
    text = (ROOT / "policy.yml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "policy.yml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("change", "opened", "starts"),
    [
        (("hours_of: chat", "hours_of: email"), "2027-01-22 14:00", "Sat 2027-01-23 08:00"),
        (("[mon-fri, sat]", "[mon-fri]"), "2027-01-23 09:00", "Mon 2027-01-25 08:00"),
        (("same_day: true", "same_day: false"), "2027-01-25 06:00", "Tue 2027-01-26 08:00"),
    ],
)
def test_each_open_reading_is_one_value_in_the_file(
    tmp_path: Path, change: tuple[str, str], opened: str, starts: str
) -> None:
    policy = changed(tmp_path, change)
    assert local(promise(policy, "billing", at(policy, opened)).starts_at) == starts


def test_a_window_in_working_time_stops_at_closing_and_goes_on_at_opening(tmp_path: Path) -> None:
    policy = changed(tmp_path, ("respond: null", "respond: { after: 30m, within: 4h }"))
    made = promise(policy, "billing", at(policy, "2027-02-03 16:00"))
    assert local(made.respond_from) == "Wed 2027-02-03 16:30"
    assert local(made.respond_by) == "Thu 2027-02-11 11:00"


def test_a_long_closure_moves_the_promise_behind_it(tmp_path: Path) -> None:
    closure = "add: [{ from: 2027-03-01, to: 2027-03-28, name: { en: Move, vi: Chuyển } }]"
    policy = changed(tmp_path, ("add: []", closure))
    made = promise(policy, "billing", at(policy, "2027-02-28 10:00"))
    assert local(made.starts_at) == "Mon 2027-03-29 08:00"


def test_a_department_that_never_opens_again_promises_nothing(tmp_path: Path) -> None:
    closure = "add: [{ from: 2027-01-01, to: 2029-01-01, name: { en: Gone, vi: Nghỉ } }]"
    policy = changed(tmp_path, ("add: []", closure))
    with pytest.raises(NoOpeningError, match="billing does not open again within 400 days"):
        promise(policy, "billing", at(policy, "2027-02-28 10:00"))
