"""`frontdesk staff`, as an operator types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.commands import Done, call_command, run_command

Staff = Callable[..., Done]

ADD = ["add", "--email", "an@example.com", "--name", "An", "--department", "billing"]


@pytest.fixture
def staff(tmp_path: Path) -> Staff:
    """Run `frontdesk staff …` on a database of its own."""
    return partial(call_command, "staff", DATA_DIR=str(tmp_path), DATABASE_URL="")


def test_it_runs_as_a_process(tmp_path: Path) -> None:
    place = {"DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    added = json.loads(run_command("staff", *ADD, "--json", **place).stdout)
    refused = run_command("staff", *ADD, **place)
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)
    assert added["email"] in run_command("staff", "list", **place).stdout


def test_a_person_is_added_listed_and_reset(staff: Staff) -> None:
    added = json.loads(staff(*ADD, "--json").stdout)
    assert set(added) == {"email", "password", "token"}
    [listed] = json.loads(staff("list", "--json").stdout)["staff"]
    assert (listed["email"], listed["level"], listed["role"]) == ("an@example.com", 1, "agent")
    assert "password" not in json.dumps(listed)
    again = json.loads(staff("reset", "an@example.com", "--json").stdout)
    assert again["password"] != added["password"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([*ADD[:-1], "kitchen"], 2, "technical, billing, sales"),
        ([*ADD, "--level", "5"], 2, "1 to 4"),
        ([*ADD, "--role", "boss"], 2, "administrator"),
        (["add", "--email", "no address", *ADD[3:]], 2, "e-mail"),
        (ADD[:3], 2, "--name"),
        ([*ADD, "--capacity", "51"], 2, "1 to 50"),
        ([*ADD, "--language", "english"], 2, "en or vi"),
        (["reset", "nobody@example.com"], 2, "nobody@example.com"),
        (["remove", "nobody@example.com"], 2, "nobody@example.com"),
        (["change", "nobody@example.com", "--level", "2"], 2, "nobody@example.com"),
        (["change", "an@example.com"], 2, "--level"),
    ],
)
def test_bad_input_is_one_clear_line(
    staff: Staff, arguments: list[str], code: int, words: str
) -> None:
    done = staff(*arguments)
    assert done.returncode == code
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def test_a_person_is_changed_removed_and_back(staff: Staff) -> None:
    staff(*ADD, "--capacity", "7", "--role", "administrator")
    staff("add", "--email", "b@example.com", "--name", "Be", "--department", "sales")
    [an, be] = json.loads(staff("list", "--json").stdout)["staff"]
    assert (an["capacity"], be["capacity"], an["active"]) == (7, 4, True)
    more = ["--level", "2", "--department", "billing", "--department", "sales"]
    changed = json.loads(
        staff("change", "b@example.com", *more, "--language", "vi", "--json").stdout
    )
    assert sorted(changed["changed"]) == ["departments", "languages", "level"]
    assert changed["person"]["departments"] == ["billing", "sales"]
    assert "2 → 3" in staff("change", "b@example.com", "--level", "3").stdout
    assert staff("remove", "b@example.com").returncode == 0
    [_, be] = json.loads(staff("list", "--json").stdout)["staff"]
    assert (be["active"], be["presence"]) == (False, "away")
    assert "has left" in staff("list").stdout
    refused = staff("reset", "b@example.com")
    assert (refused.returncode, "Activate" in refused.stderr) == (1, True)
    assert staff("change", "b@example.com", "--active").returncode == 0
    assert staff("reset", "b@example.com").returncode == 0
    last = staff("remove", "an@example.com")
    assert (last.returncode, len(last.stderr.splitlines())) == (1, 1)
    assert "only administrator" in last.stderr


def test_an_address_that_is_taken_is_said(staff: Staff) -> None:
    staff(*ADD)
    again = staff(*ADD)
    assert again.returncode == 1
    assert "already" in again.stderr
