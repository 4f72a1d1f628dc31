from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from desk.errors import UsageError
from desk.processes.clock import clock_from_environment, parse_at, start_at

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ROOT = Path(__file__).resolve().parents[2]
NEAR = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-23T14:00", datetime(2027, 1, 23, 14, tzinfo=HANOI)),
        ("2027-01-23 14:00:30", datetime(2027, 1, 23, 14, 0, 30, tzinfo=HANOI)),
        ("2027-01-23T07:00:00Z", datetime(2027, 1, 23, 14, tzinfo=HANOI)),
        ("2027-01-23T02:00:00-05:00", datetime(2027, 1, 23, 14, tzinfo=HANOI)),
        ("2027-01-23", datetime(2027, 1, 23, tzinfo=HANOI)),
    ],
)
def test_at_without_an_offset_is_in_the_policys_zone(text: str, expected: datetime) -> None:
    assert parse_at(text, HANOI) == expected


@pytest.mark.parametrize("text", ["tomorrow", "2027-13-01T00:00", "25:00", " ", "2027-01-23T14h"])
def test_at_that_is_no_moment_is_bad_usage(text: str) -> None:
    with pytest.raises(UsageError, match="AT is"):
        parse_at(text, HANOI)


def test_without_at_the_clock_is_the_real_one(tmp_path: Path) -> None:
    assert clock_from_environment({}, ROOT, tmp_path).offset == timedelta(0)
    assert clock_from_environment({"AT": ""}, ROOT, tmp_path).offset == timedelta(0)


def test_at_sets_the_clock_and_it_ticks_on(tmp_path: Path) -> None:
    at = datetime(2027, 1, 23, 14, tzinfo=HANOI)
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as real:
        clock = clock_from_environment({"AT": "2027-01-23T14:00"}, ROOT, tmp_path)
        assert clock.now() == at

        real.shift(60)
        assert clock.now() == at + timedelta(seconds=60)


def test_processes_started_one_by_one_and_again_share_the_offset(tmp_path: Path) -> None:
    environ = {"AT": "2027-01-23T14:00"}

    first = clock_from_environment(environ, ROOT, tmp_path)
    again = clock_from_environment(environ, ROOT, tmp_path)
    other = clock_from_environment({"AT": "2027-02-08T10:00"}, ROOT, tmp_path)

    assert again.offset == first.offset
    assert abs(other.now() - datetime(2027, 2, 8, 10, tzinfo=HANOI)) < NEAR


def test_a_new_start_begins_at_at_again_and_later_processes_follow(tmp_path: Path) -> None:
    environ = {"AT": "2027-01-23T14:00"}
    (tmp_path / "clock.json").write_text('{"at": "2027-01-23T14:00", "offset_s": 1.0}')
    assert clock_from_environment(environ, ROOT, tmp_path).offset == timedelta(seconds=1)

    offset = start_at(environ["AT"], ROOT, tmp_path)

    now = datetime.now(UTC) + timedelta(seconds=offset)
    assert abs(now - datetime(2027, 1, 23, 14, tzinfo=HANOI)) < NEAR
    assert clock_from_environment(environ, ROOT, tmp_path).offset == timedelta(seconds=offset)


def test_the_supervisors_offset_wins_over_at(tmp_path: Path) -> None:
    environ = {"AT": "2027-01-23T14:00", "FRONTDESK_CLOCK_OFFSET": "-3600.5"}

    assert clock_from_environment(environ, ROOT, tmp_path).offset == timedelta(seconds=-3600.5)
    assert not (tmp_path / "clock.json").exists()


@pytest.mark.parametrize("text", ["soon", "nan", "inf"])
def test_an_offset_that_is_no_number_is_bad_usage(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="FRONTDESK_CLOCK_OFFSET"):
        clock_from_environment({"FRONTDESK_CLOCK_OFFSET": text}, ROOT, tmp_path)


def test_a_broken_clock_file_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text("{")

    clock = clock_from_environment({"AT": "2027-01-23T14:00"}, ROOT, tmp_path)

    assert abs(clock.now() - datetime(2027, 1, 23, 14, tzinfo=HANOI).astimezone(UTC)) < NEAR
