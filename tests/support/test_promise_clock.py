"""The clock of promises and escalation, over Tết, days in lieu, a Saturday noon and summer time.

Times are local to the policy's zone; 2027's Tết closes 4 to 10 February, its Labour Day moves to
Monday 3 May.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.calendar_change import Owed, times, touched, with_holidays
from support.errors import PolicyError, TopReachedError
from support.escalation import (
    Writer,
    address_of,
    asks_from,
    climb,
    climbs,
    next_tier,
    time_on_tier,
    waits,
)
from support.policy import Policy, load
from support.promises import due, due_after, elapsed, promise, resumed, warning

ROOT = Path(__file__).parents[2]
WINDOW = ("respond: null", "respond: { after: 30m, within: 4h }")

Load = Callable[..., Policy]


@pytest.fixture
def changed(tmp_path: Path) -> Load:
    """The policy with pieces of its text changed."""

    def read(*changes: tuple[str, str]) -> Policy:
        text = (ROOT / "policy.yml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "policy.yml"
        path.write_text(text, encoding="utf-8")
        return load(path)

    return read


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def at(policy: Policy, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=policy.zone)


def local(policy: Policy, moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(policy.zone):%a %Y-%m-%d %H:%M}"


# Until when an answer keeps a promise


@pytest.mark.parametrize(
    ("department", "opened", "expected"),
    [
        ("technical", "2027-02-06 10:00", "Sat 2027-02-06 13:00"),
        ("technical", "2027-01-22 23:00", "Sat 2027-01-23 02:00"),
        # In working hours billing names no time.
        ("billing", "2027-01-22 10:00", None),
        # Saturday noon: the next business day is Monday, and it ends at midnight.
        ("billing", "2027-01-23 11:29", None),
        ("billing", "2027-01-23 11:30", "Tue 2027-01-26 00:00"),
        ("sales", "2027-01-25 06:00", "Tue 2027-01-26 00:00"),
        # The evening before Tết, Tết itself, and a day in lieu.
        ("billing", "2027-02-03 17:00", "Fri 2027-02-12 00:00"),
        ("sales", "2027-02-08 10:00", "Fri 2027-02-12 00:00"),
        ("billing", "2027-05-03 09:00", "Wed 2027-05-05 00:00"),
    ],
)
def test_when_a_promise_is_due(
    policy: Policy, department: str, opened: str, expected: str | None
) -> None:
    made = promise(policy, department, at(policy, opened))
    assert local(policy, due(policy, made)) == expected


# Waiting for the customer


@pytest.mark.parametrize(
    ("department", "paused", "resumed_", "expected"),
    [
        # Technical works around the clock: each hour of waiting moves it on by an hour.
        ("technical", "2027-02-03 16:00", "2027-02-04 09:00", "Fri 2027-02-05 02:00"),
        # Billing's window of four hours, due Wednesday 3 February 17:00.
        ("billing", "2027-02-03 15:00", "2027-02-03 16:00", "Thu 2027-02-11 09:00"),
        # Over the night and the whole of Tết no working time passes.
        ("billing", "2027-02-03 17:00", "2027-02-11 08:00", "Wed 2027-02-03 17:00"),
        ("billing", "2027-02-03 16:00", "2027-02-08 20:00", "Thu 2027-02-11 09:00"),
        ("billing", "2027-02-03 16:00", "2027-02-11 10:00", "Thu 2027-02-11 11:00"),
    ],
)
def test_a_paused_window_moves_on_by_the_departments_time(
    changed: Load, department: str, paused: str, resumed_: str, expected: str
) -> None:
    policy = changed(WINDOW)
    due_at = at(policy, "2027-02-03 17:00" if department == "billing" else "2027-02-04 09:00")
    found = resumed(policy, department, due_at, at(policy, paused), at(policy, resumed_))
    assert local(policy, found) == expected


@pytest.mark.parametrize(
    ("paused", "resumed_", "expected"),
    [
        # Promised for Saturday, which ends at 11:30 for work and at midnight for the promise.
        ("2027-01-23 09:00", "2027-01-23 10:00", "Tue 2027-01-26 00:00"),
        ("2027-01-23 12:00", "2027-01-25 07:00", "Sun 2027-01-24 00:00"),
        ("2027-01-23 11:00", "2027-01-25 08:00", "Tue 2027-01-26 00:00"),
    ],
)
def test_a_promised_saturday_that_is_paused(
    policy: Policy, paused: str, resumed_: str, expected: str
) -> None:
    due_at = at(policy, "2027-01-24 00:00")
    found = resumed(policy, "billing", due_at, at(policy, paused), at(policy, resumed_))
    assert local(policy, found) == expected


def test_a_pause_that_is_counted_gives_the_same_as_one_that_ends(changed: Load) -> None:
    policy = changed(WINDOW)
    made = promise(policy, "billing", at(policy, "2027-02-03 10:00"))
    due_at = due(policy, made)
    assert due_at is not None
    paused, again = at(policy, "2027-02-03 12:00"), at(policy, "2027-02-11 09:30")
    stood = elapsed(policy, "billing", paused, again)
    assert stood == timedelta(hours=6, minutes=30)
    ended = resumed(policy, "billing", due_at, paused, again)
    assert due_after(policy, "billing", made, stood) == ended
    assert local(policy, ended) == "Thu 2027-02-11 11:30"


# Summer time: Berlin's clock goes forward on 28 March 2027, New York's back on 7 November 2027


@pytest.mark.parametrize(
    ("zone", "paused", "resumed_", "due_before", "expected"),
    [
        # Technical, plain time: the pause over the night of the change was 9 hours, not 10.
        ("Europe/Berlin", "2027-03-27 23:00", "2027-03-28 09:00", "2027-03-28 01:00", "11:00"),
        ("America/New_York", "2027-11-06 23:00", "2027-11-07 09:00", "2027-11-07 01:00", "11:00"),
    ],
)
def test_a_night_in_which_the_clock_changes_counts_as_long_as_it_was(
    changed: Load, zone: str, paused: str, resumed_: str, due_before: str, expected: str
) -> None:
    policy = changed(("zone: Asia/Ho_Chi_Minh", f"zone: {zone}"), ("country: VN", "country: DE"))
    start, end = at(policy, paused), at(policy, resumed_)
    hours = {"Europe/Berlin": 9, "America/New_York": 11}[zone]
    assert elapsed(policy, "technical", start, end) == timedelta(hours=hours)
    found = resumed(policy, "technical", at(policy, due_before), start, end)
    # Two hours were left by the clock on the wall, and two are.
    left = at(policy, due_before).astimezone(UTC) - start.astimezone(UTC)
    assert found.astimezone(UTC) - end.astimezone(UTC) == left
    assert local(policy, found) == f"{end:%a %Y-%m-%d} {expected}"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_working_hours_are_as_long_after_the_clock_has_changed(changed: Load, zone: str) -> None:
    policy = changed(("zone: Asia/Ho_Chi_Minh", f"zone: {zone}"), ("country: VN", "country: DE"))
    day = {"Europe/Berlin": "2026-03-27", "America/New_York": "2027-11-05"}[zone]
    friday = at(policy, f"{day} 16:00")
    monday = friday + timedelta(days=3)
    # An hour on Friday, Saturday morning, and Monday until 16:00.
    assert elapsed(policy, "billing", friday, monday) == timedelta(hours=1 + 3.5 + 8)
    saturday = friday.replace(hour=12) + timedelta(days=1)
    made = promise(policy, "sales", saturday)
    assert local(policy, made.starts_at) == f"Mon {monday:%Y-%m-%d} 08:00"
    assert local(policy, due(policy, made)) == f"Tue {monday + timedelta(days=1):%Y-%m-%d} 00:00"


# Warnings


@pytest.mark.parametrize(
    ("department", "opened", "expected"),
    [
        # A quarter of three hours.
        ("technical", "2027-02-06 10:00", "Sat 2027-02-06 12:15"),
        ("technical", "2027-01-22 23:00", "Sat 2027-01-23 01:15"),
        # A quarter of nine working hours, and of the three and a half on Saturday.
        ("billing", "2027-01-24 12:00", "Mon 2027-01-25 14:45"),
        ("billing", "2027-01-22 18:00", "Sat 2027-01-23 10:37"),
        ("sales", "2027-02-05 10:00", "Thu 2027-02-11 14:45"),
        ("billing", "2027-05-02 10:00", "Tue 2027-05-04 14:45"),
    ],
)
def test_staff_are_warned_when_a_quarter_of_the_time_is_left(
    policy: Policy, department: str, opened: str, expected: str
) -> None:
    made = promise(policy, department, at(policy, opened))
    due_at = due(policy, made)
    assert due_at is not None
    found = warning(
        policy, department, made.starts_at, due_at, share=0.25, least=timedelta(minutes=10)
    )
    assert local(policy, found) == expected


@pytest.mark.parametrize(("share", "least", "before_due"), [(0.25, 10, 45), (0.01, 10, 10)])
def test_a_warning_never_comes_too_late_to_act(
    policy: Policy, share: float, least: int, before_due: int
) -> None:
    start, end = at(policy, "2027-02-06 10:00"), at(policy, "2027-02-06 13:00")
    found = warning(policy, "technical", start, end, share=share, least=timedelta(minutes=least))
    assert end.astimezone(UTC) - found.astimezone(UTC) == timedelta(minutes=before_due)


def test_a_pause_does_not_bring_the_warning_forward(policy: Policy) -> None:
    start = at(policy, "2027-02-06 10:00")
    # Ten hours of waiting for the customer moved it to 23:00; three were there to keep it.
    found = warning(
        policy,
        "technical",
        start,
        at(policy, "2027-02-06 23:00"),
        share=0.25,
        least=timedelta(minutes=10),
        stood=timedelta(hours=10),
    )
    assert local(policy, found) == "Sat 2027-02-06 22:15"


# The ladder


@pytest.mark.parametrize(
    ("level", "served", "steps"),
    [
        (1, {1, 2, 3}, [(2, False)]),
        (2, {1, 2, 3}, [(3, False)]),
        # A vacant tier is reported upward, and nothing is skipped.
        (1, {1}, [(2, True), (3, False)]),
        (1, set(), [(2, True), (3, False)]),
        # The manager and the board are reached from outside, whoever has an account.
        (2, {1, 2}, [(3, False)]),
        (3, {1}, [(4, False)]),
    ],
)
def test_a_ticket_climbs_one_tier_and_past_vacant_ones(
    policy: Policy, level: int, served: set[int], steps: list[tuple[int, bool]]
) -> None:
    assert [(rung.tier.level, rung.vacant) for rung in climb(policy, level, served)] == steps


def test_above_the_highest_tier_there_is_nobody(policy: Policy) -> None:
    with pytest.raises(TopReachedError, match="Company Board of Directors"):
        climb(policy, 4, {1, 2, 3, 4})


def test_where_nobody_is_above_the_last_vacant_tier_is_the_end(changed: Load) -> None:
    policy = changed(("via: email", "via: ticket"), ("via: board", "via: ticket"))
    assert [(rung.tier.level, rung.vacant) for rung in climb(policy, 1, {1})] == [
        (2, True),
        (3, True),
        (4, True),
    ]


@pytest.mark.parametrize(
    ("level", "address"),
    [(1, None), (2, None), (3, "manager@azdigi.com"), (4, "manager@azdigi.com")],
)
def test_the_manager_is_asked_by_mail_and_takes_it_to_the_board(
    policy: Policy, level: int, address: str | None
) -> None:
    assert address_of(policy, policy.escalation[level - 1]) == address


@pytest.mark.parametrize(
    ("department", "since", "expected"),
    [
        ("technical", "2027-02-06 10:00", "Sat 2027-02-06 13:00"),
        ("billing", "2027-01-23 12:00", "Tue 2027-01-26 00:00"),
        # In working hours nothing is promised: the end of the next business day.
        ("billing", "2027-01-22 10:00", "Sun 2027-01-24 00:00"),
        ("billing", "2027-01-23 10:00", "Tue 2027-01-26 00:00"),
        ("sales", "2027-02-03 10:00", "Fri 2027-02-12 00:00"),
    ],
)
def test_from_when_on_a_customer_may_ask_for_the_next_tier(
    policy: Policy, department: str, since: str, expected: str
) -> None:
    assert local(policy, asks_from(policy, department, at(policy, since))) == expected


# Escalation by the clock


@pytest.mark.parametrize(
    ("department", "since", "now", "hours"),
    [
        ("technical", "2027-02-03 16:00", "2027-02-11 08:00", 184),
        # Over Tết, a day in lieu, a Saturday noon.
        ("billing", "2027-02-03 16:00", "2027-02-11 08:00", 1),
        ("billing", "2027-04-29 16:00", "2027-05-04 09:00", 2),
        ("sales", "2027-01-23 11:00", "2027-01-25 08:30", 1),
    ],
)
def test_how_long_a_tier_has_had_a_matter(
    policy: Policy, department: str, since: str, now: str, hours: float
) -> None:
    found = time_on_tier(policy, department, at(policy, since), at(policy, now), [])
    assert found == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("department", "now", "expected"),
    [
        ("technical", "2027-02-03 18:59", False),
        ("technical", "2027-02-03 19:00", True),
        ("billing", "2027-02-11 09:59", False),
        ("billing", "2027-02-11 10:00", True),
    ],
)
def test_a_tier_with_a_time_is_left_when_it_is_over(
    changed: Load, department: str, now: str, expected: bool
) -> None:
    policy = changed(("via: chat", "via: chat\n    escalate_after: 3h"), TWICE)
    since = at(policy, "2027-02-03 16:00")
    assert climbs(policy, department, 1, since, at(policy, now)) is expected
    # No time is set for the other tiers.
    assert not climbs(policy, department, 2, since, at(policy, "2027-12-01 10:00"))


# The first tier's own line goes, so that it is not there twice.
TWICE = (
    "vi: ngay trong chat này hoặc qua ticket }\n    escalate_after: null",
    "vi: ngay trong chat này hoặc qua ticket }",
)


@pytest.mark.parametrize(
    ("thread", "hours"),
    [
        ([("08:00", "customer")], 8),
        ([("08:00", "customer"), ("09:00", "staff"), ("15:00", "customer")], 2),
        # Two answers in a row are one wait; a word of the desk's own ends none that the
        # customer ends later.
        (
            [("09:00", "staff"), ("10:00", "staff"), ("10:30", "desk"), ("15:00", "customer")],
            2,
        ),
        # Somebody took it up again without the customer.
        ([("09:00", "staff"), ("10:00", "desk")], 7),
        ([("09:00", "staff")], 1),
    ],
)
def test_time_in_which_the_customer_is_waited_for_does_not_count(
    policy: Policy, thread: list[tuple[str, Writer]], hours: float
) -> None:
    since, now = at(policy, "2027-01-25 08:00"), at(policy, "2027-01-25 16:00")
    written = [(at(policy, f"2027-01-25 {time}"), writer) for time, writer in thread]
    waited = waits(written, now)
    assert time_on_tier(policy, "billing", since, now, waited) == timedelta(hours=hours)


def test_a_wait_counts_only_as_far_as_the_tier_had_the_matter(policy: Policy) -> None:
    since, now = at(policy, "2027-01-25 10:00"), at(policy, "2027-01-25 16:00")
    waited = [(at(policy, "2027-01-25 08:00"), at(policy, "2027-01-25 12:00"))]
    assert time_on_tier(policy, "technical", since, now, waited) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("via: chat", "via: chat\n    escalate_after: soon"), "expected like 30m, 3h or 2d"),
        (("via: chat", "via: chat\n    escalate_after: 0h"), "must not be 0"),
        (("via: board", "via: board\n    escalate_after: 2d"), "no tier above"),
        (("    email: manager@azdigi.com\n", ""), "'email' is missing"),
    ],
)
def test_a_clock_that_can_not_be_is_explained(
    changed: Load, change: tuple[str, str], words: str
) -> None:
    without_nulls = ("    escalate_after: null\n", "")
    with pytest.raises(PolicyError, match=words):
        changed(without_nulls, change)


def test_a_board_that_nobody_takes_a_matter_to_is_refused(changed: Load) -> None:
    by_ticket = ("via: email\n    email: manager@azdigi.com", "via: ticket")
    with pytest.raises(PolicyError, match="nobody could take a matter to this one"):
        changed(by_ticket)


# A changed calendar

DAY_OFF = {"add": [{"date": "2027-01-25", "name": "Company day"}]}


@pytest.mark.parametrize(
    ("department", "opened", "changes", "start_and_due"),
    [
        ("billing", "2027-01-23 14:00", DAY_OFF, ("Tue 2027-01-26 08:00", "Wed 2027-01-27 00:00")),
        # Technical works on holidays, and what was taken up on Saturday morning is not touched.
        ("technical", "2027-01-25 10:00", DAY_OFF, None),
        ("billing", "2027-01-23 09:00", DAY_OFF, None),
        # Working on a day of Tết; opening later after a half-day.
        (
            "sales",
            "2027-02-08 17:30",
            {"remove": ["2027-02-09"]},
            ("Tue 2027-02-09 08:00", "Wed 2027-02-10 00:00"),
        ),
        (
            "billing",
            "2027-01-23 14:00",
            {"half_days": [{"date": "2027-01-25", "closed_until": "12:00", "name": "Move"}]},
            ("Mon 2027-01-25 12:00", "Tue 2027-01-26 00:00"),
        ),
    ],
)
def test_what_a_holiday_would_change(
    policy: Policy,
    department: str,
    opened: str,
    changes: dict[str, object],
    start_and_due: tuple[str, str] | None,
) -> None:
    owed = Owed("1", department, at(policy, opened), "en")
    after = with_holidays(policy, changes)
    found = touched(policy, after, [owed])
    assert after.calendar_version != policy.calendar_version
    if start_and_due is None:
        assert found == []
        return
    [one] = found
    assert one.before == times(policy, owed)
    assert (local(policy, one.after.starts_at), local(policy, one.after.due_at)) == start_and_due


def test_taking_back_a_holiday_of_ones_own_gives_the_calendar_as_it_was(policy: Policy) -> None:
    there = with_holidays(policy, DAY_OFF)
    back = with_holidays(there, {"remove": ["2027-01-25"]})
    owed = [Owed("1", "billing", at(policy, "2027-01-23 14:00"), "vi")]
    assert len(touched(policy, there, owed)) == 1
    assert touched(policy, back, owed) == []


def test_a_closure_without_end_is_said_and_not_guessed(policy: Policy) -> None:
    gone = {"add": [{"from": "2027-01-01", "to": "2029-01-01", "name": "Closed"}]}
    owed = [Owed("1", "billing", at(policy, "2027-02-01 18:00"), "en")]
    [one] = touched(policy, with_holidays(policy, gone), owed)
    assert one.after.due_at is None
    assert "does not open again" in (one.after.problem or "")


def test_the_next_tier_of_the_highest_is_none(policy: Policy) -> None:
    assert next_tier(policy, 4) is None
