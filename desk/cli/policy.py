"""Commands over the support policy: `hours`, `promise`, `simulate` and `policy check`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.errors import UsageError

if TYPE_CHECKING:
    from support.hours import HoursStatus
    from support.policy import Policy

# Calendars reach this far; lunar dates are not computed beyond.
FIRST_YEAR, LAST_YEAR = 1970, 2098

At = Annotated[
    str | None,
    typer.Option(
        help="Moment in ISO 8601; without an offset, in the policy's zone. Now if left out."
    ),
]
DepartmentName = Annotated[str, typer.Option(help="Name of the department in policy.yml.")]
Language = Annotated[str, typer.Option(help="Language of names and texts.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(no_args_is_help=True, help="The support policy in policy.yml.")
    group.command("check")(check)
    app.add_typer(group, name="policy")
    app.command("hours")(hours)
    app.command("promise")(promise)
    app.command("simulate")(simulate)


def hours(
    department: DepartmentName,
    channel: Annotated[str, typer.Option(help="ticket, email, chat or phone.")],
    at: At = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say whether a department's channel is open, and when it opens and closes next."""
    from desk.cli import print_json
    from support.hours import status

    policy = _load_policy()
    found = status(policy, department, channel, _moment(at, policy), language)
    if as_json:
        print_json(found.as_dict())
    else:
        _print_fields(_hours_fields(policy, found, language))


def promise(
    department: DepartmentName,
    at: At = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say what a department promises for a ticket that comes at a moment."""
    from desk.cli import print_json
    from support.promises import promise as promise_of

    policy = _load_policy()
    made = promise_of(policy, department, _moment(at, policy), language)
    if as_json:
        print_json(made.as_dict())
    else:
        typer.echo(made.text)


def simulate(at: At = None, language: Language = "en", as_json: AsJson = False) -> None:
    """Show what every department and channel would answer at a moment."""
    from desk.cli import print_json
    from support.simulate import simulate as rows_of

    policy = _load_policy()
    moment = _moment(at, policy)
    rows = rows_of(policy, moment, language)
    if as_json:
        print_json(rows)
    else:
        _print_simulation(policy, moment, rows, language)


def check(
    file: Annotated[Path | None, typer.Argument(help="The policy; policy.yml if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a policy file, and that the assistant beside it knows the same topics."""
    from desk.cli import print_json
    from desk.cli.policy_topics import check_topics
    from support.policy import load

    path = file or Path("policy.yml")
    policy = load(path)
    intents = check_topics(policy, path)
    summary = {
        "file": str(path),
        "ok": True,
        "company": policy.company.name,
        "zone": policy.zone.key,
        "calendar_version": policy.calendar_version,
        "departments": list(policy.departments),
        "topics": len(policy.topics),
        "intents": intents,
    }
    if as_json:
        print_json(summary)
        return
    typer.echo(
        f"{path} is right: {policy.company.name}, {len(policy.departments)} departments, "
        f"{len(policy.scope_items)} scope items, {len(policy.topics)} topics, "
        f"{len(policy.escalation)} tiers, calendar {policy.calendar_version}"
    )
    if intents is None:
        typer.echo("No domain.yml beside it: topics were not compared with intents.")


def _load_policy() -> Policy:
    from support.policy import load

    return load("policy.yml")


def _moment(at: str | None, policy: Policy) -> datetime:
    """The moment that `--at` names, in the policy's zone; without it, the policy's clock."""
    if at is None:
        from desk.processes.clock import clock_from_environment
        from desk.settings import data_directory

        root = Path.cwd()
        clock = clock_from_environment(os.environ, root, data_directory(os.environ, root))
        return clock.now().astimezone(policy.zone)
    from support.local_time import localise

    try:
        named = datetime.fromisoformat(at.strip())
    except ValueError as error:
        raise UsageError(
            f"--at is '{at}', expected a date and time such as 2027-01-23T14:00"
        ) from error
    if not FIRST_YEAR <= named.year <= LAST_YEAR:
        raise UsageError(f"--at is '{at}', expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return localise(named, policy.zone)


def _hours_fields(policy: Policy, found: HoursStatus, language: str) -> dict[str, str]:
    from support.wording import moment

    def written(at: datetime | None) -> str:
        return moment(at, policy.zone, language) if at else "–"

    reason = found.reason.replace("_", " ")
    return {
        "department": found.department,
        "channel": found.channel,
        "at": written(found.at),
        "state": "open" if found.open else f"closed ({found.holiday or reason})",
        "next opening": written(found.next_opening),
        "next closing": written(found.next_closing),
    }


def _print_fields(fields: dict[str, str]) -> None:
    width = max(len(name) for name in fields)
    for name, value in fields.items():
        typer.echo(f"{name:<{width}}  {value}")


def _print_simulation(
    policy: Policy, at: datetime, rows: list[dict[str, Any]], language: str
) -> None:
    from rich.console import Console
    from rich.table import Table

    from support.wording import moment

    def written(iso: str | None) -> str:
        return datetime.fromisoformat(iso).strftime("%Y-%m-%d %H:%M") if iso else "–"

    title = f"{moment(at, policy.zone, language)} ({policy.zone.key})"
    table = Table("department", "channel", "state", "next opening", "next closing", title=title)
    for row in rows:
        state = "open" if row["open"] else row.get("holiday") or row["reason"].replace("_", " ")
        table.add_row(
            row["department"],
            row["channel"],
            f"[green]{state}[/]" if row["open"] else f"[red]{state}[/]",
            written(row["next_opening"]),
            written(row["next_closing"]),
        )
    console = Console()
    console.print(table)
    for row in rows:
        if "promise" in row:
            console.print(f"{row['department']}: {row['promise']['text']}", highlight=False)
