"""The commands over the policy: `hours`, `promise`, `simulate`, `policy check`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from desk.cli import policy as commands
from desk.errors import FrontdeskError, UsageError
from support.errors import PolicyError, UnknownNameError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a policy and no assistant; commands work in it."""
    shutil.copy(ROOT / "policy.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("AT", "FRONTDESK_CLOCK_OFFSET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str) -> Result:
    app = typer.Typer()
    commands.register(app)
    return CliRunner().invoke(app, arguments)


def run_json(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*arguments: str) -> Exception:
    """The error that the command line turns into one line and an exit code."""
    result = run(*arguments)
    assert isinstance(result.exception, Exception)
    assert result.stdout == ""
    return result.exception


@pytest.mark.usefixtures("project")
def test_hours_prints_exactly_the_agreed_fields() -> None:
    asked = ("hours", "--department", "billing", "--channel", "chat", "--at")
    assert run_json(*asked, "2027-01-23T14:00:00+07:00") == {
        "department": "billing",
        "channel": "chat",
        "at": "2027-01-23T14:00:00+07:00",
        "open": False,
        "next_opening": "2027-01-25T08:00:00+07:00",
        "next_closing": "2027-01-25T17:00:00+07:00",
        "reason": "outside_hours",
    }
    on_holiday = run_json(*asked, "2027-02-08T10:00")
    assert on_holiday["reason"] == "holiday"
    assert on_holiday["holiday"] == "Third Day of Lunar New Year (Tết)"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("moment", ["2027-01-23T14:00", "2027-01-23 14:00", "2027-01-23T07:00Z"])
def test_a_moment_without_an_offset_is_in_the_policys_zone(moment: str) -> None:
    asked = ("hours", "--department", "sales", "--channel", "chat", "--at", moment)
    assert run_json(*asked)["at"] == "2027-01-23T14:00:00+07:00"


@pytest.mark.usefixtures("project")
def test_hours_are_readable_without_json() -> None:
    result = run(
        "hours", "--department", "billing", "--channel", "chat", "--at", "2027-02-08T10:00"
    )
    assert "closed (Third Day of Lunar New Year (Tết))" in result.stdout
    assert "Thursday 11 February 2027 at 08:00" in result.stdout


@pytest.mark.usefixtures("project")
def test_without_a_moment_the_policys_clock_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AT", "2027-01-23T14:00")
    asked = ("hours", "--department", "billing", "--channel", "chat")
    assert run_json(*asked)["next_opening"] == "2027-01-25T08:00:00+07:00"


@pytest.mark.usefixtures("project")
def test_promise_prints_exactly_the_agreed_fields() -> None:
    made = run_json("promise", "--department", "technical", "--at", "2027-01-22T10:00")
    assert made == {
        "opened_at": "2027-01-22T10:00:00+07:00",
        "starts_at": "2027-01-22T10:00:00+07:00",
        "respond_from": "2027-01-22T10:30:00+07:00",
        "respond_by": "2027-01-22T13:00:00+07:00",
        "text": made["text"],
    }
    assert made["text"].startswith("We will respond to your ticket within 30 minutes to 3 hours")


@pytest.mark.usefixtures("project")
def test_a_promise_is_printed_in_the_language_asked_for() -> None:
    asked = ("promise", "--department", "billing", "--at", "2027-01-23T14:00", "--language", "vi")
    assert "thứ Hai ngày 25/01/2027" in run(*asked).stdout


@pytest.mark.usefixtures("project")
def test_simulate_has_a_row_for_every_department_and_channel() -> None:
    rows = run_json("simulate", "--at", "2027-02-08T10:00")
    assert len(rows) == 12
    assert [row["channel"] for row in rows if "promise" in row] == ["ticket"] * 3
    closed = [f"{row['department']} {row['channel']}" for row in rows if not row["open"]]
    assert closed == ["technical phone"] + [
        f"{department} {channel}"
        for department in ("billing", "sales")
        for channel in ("email", "chat", "phone")
    ]
    table = run("simulate", "--at", "2027-02-08T10:00").stdout
    assert "Asia/Ho_Chi_Minh" in table
    assert "2027-02-11 08:00" in table


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("moment", ["yesterday", "", "2027-13-01", "2027-01-23T25:00", "10:00"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    error = refused("hours", "--department", "billing", "--channel", "chat", "--at", moment)
    assert isinstance(error, UsageError)
    assert str(error) == (f"--at is '{moment}', expected a date and time such as 2027-01-23T14:00")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_year_without_calendars_is_refused(moment: str) -> None:
    error = refused("simulate", "--at", moment)
    assert isinstance(error, FrontdeskError)
    assert "expected a year from 1970 to 2098" in str(error)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("hours", "--department", "legal", "--channel", "chat"), "no department 'legal'"),
        (("hours", "--department", "sales", "--channel", "fax"), "no channel 'fax'"),
        (("promise", "--department", "legal"), "it has technical, billing, sales"),
    ],
)
def test_an_unknown_name_is_refused(arguments: tuple[str, ...], says: str) -> None:
    error = refused(*arguments, "--at", "2027-01-23T14:00")
    assert isinstance(error, UnknownNameError)
    assert says in str(error)


@pytest.mark.usefixtures("project")
def test_a_right_policy_passes_the_check() -> None:
    checked = run_json("policy", "check")
    assert checked["ok"] is True
    assert checked["departments"] == ["technical", "billing", "sales"]
    assert checked["intents"] is None
    assert "policy.yml is right" in run("policy", "check").stdout


def test_a_broken_policy_fails_the_check_with_its_place(project: Path) -> None:
    path = project / "other.yml"
    text = (project / "policy.yml").read_text(encoding="utf-8")
    path.write_text(text.replace("zone: Asia/Ho_Chi_Minh", "zone: Mars/Base"), encoding="utf-8")
    error = refused("policy", "check", "other.yml")
    assert isinstance(error, PolicyError)
    assert str(error).startswith("other.yml:")
    assert "'Mars/Base' is not a time zone" in str(error)


def write_domain(project: Path, *, without: str = "", extra: str = "") -> None:
    """A domain with the intents that the policy has topics for, changed as asked."""
    from support.policy import load

    topics = [name for name in load(project / "policy.yml").topics if name != "unsure"]
    lines = [f"- {name}" for name in topics if name != without]
    # Rasa writes settings of an intent like this.
    lines[0] = f"{lines[0]}:\n    use_entities: []"
    lines += ["- session_start", *([f"- {extra}"] if extra else [])]
    (project / "domain.yml").write_text("intents:\n" + "\n".join(lines) + "\n", encoding="utf-8")


def test_topics_and_intents_of_the_same_names_pass(project: Path) -> None:
    write_domain(project)
    assert run_json("policy", "check")["intents"] == 40


def test_an_intent_without_a_topic_is_named(project: Path) -> None:
    write_domain(project, extra="buy_domain")
    error = refused("policy", "check")
    assert isinstance(error, PolicyError)
    assert error.file == "domain.yml"
    assert "the intent 'buy_domain' has no topic in policy.yml" in str(error)


def test_a_topic_without_an_intent_is_named(project: Path) -> None:
    write_domain(project, without="vat")
    error = refused("policy", "check")
    assert isinstance(error, PolicyError)
    assert str(error).startswith("policy.yml:")
    assert "topics.vat: the topic 'vat' has no intent in domain.yml" in str(error)


def test_a_domain_without_intents_is_refused(project: Path) -> None:
    (project / "domain.yml").write_text("version: '3.1'\n", encoding="utf-8")
    error = refused("policy", "check")
    assert isinstance(error, PolicyError)
    assert "intents: is missing" in str(error)


def test_the_assistant_of_this_project_knows_exactly_the_policys_topics(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    assert run_json("policy", "check")["intents"] == 40
