"""`frontdesk staff`: the people of the desk."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.cli.project import in_transaction, open_project
from desk.errors import RequestError, UsageError

# The database's library takes half a second to import: each command here pays for it, the other
# commands of `frontdesk` don't.
if TYPE_CHECKING:
    from desk.staff.people import Credentials
    from desk.storage import Transaction
    from support.policy import Policy

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_BY_COMMAND = {"by": "command"}
_WIDE = 240


def register(app: typer.Typer) -> None:
    """Add `frontdesk staff add|change|remove|list|reset`."""
    group = typer.Typer(help="The people of the desk.", no_args_is_help=True)
    group.command("add")(add)
    group.command("change")(change)
    group.command("remove")(remove)
    group.command("list")(list_people)
    group.command("reset")(reset)
    app.add_typer(group, name="staff")


def add(
    email: Annotated[str, typer.Option(help="Signs in with it.")],
    name: Annotated[str, typer.Option(help="As visitors see it.")],
    department: Annotated[list[str], typer.Option(help="May be given several times.")],
    level: Annotated[int, typer.Option(help="1 technician … 4 board.")] = 1,
    role: Annotated[str, typer.Option(help="agent, trainer or administrator")] = "agent",
    language: Annotated[list[str] | None, typer.Option(help="Several if spoken.")] = None,
    capacity: Annotated[int, typer.Option(help="Conversations given at once, 1 to 50.")] = 4,
    as_json: AsJson = False,
) -> None:
    """Add a person; the password and the API token are shown this once."""
    from desk.staff.people import NewPerson, do_add

    settings, policy = open_project()
    said = {
        "name": name,
        "departments": department,
        "level": level,
        "role": role,
        "languages": language or ["en"],
        "capacity": capacity,
    }
    values = _checked(policy, said)

    async def do(transaction: Transaction) -> Credentials:
        now = settings.clock.now()
        added = await do_add(transaction, NewPerson(email=email, **values), now)
        await _record(transaction, "person_add", added.email, values)
        return added

    _show(in_transaction(settings, do), as_json)


def change(
    email: str,
    name: Annotated[str | None, typer.Option(help="As visitors see it.")] = None,
    department: Annotated[list[str] | None, typer.Option(help="All of them, anew.")] = None,
    level: Annotated[int | None, typer.Option(help="1 technician … 4 board.")] = None,
    role: Annotated[str | None, typer.Option(help="agent, trainer or administrator")] = None,
    language: Annotated[list[str] | None, typer.Option(help="All of them, anew.")] = None,
    capacity: Annotated[int | None, typer.Option(help="Conversations at once, 1 to 50.")] = None,
    active: Annotated[bool, typer.Option("--active", help="Is back after 'remove'.")] = False,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a person; what is not named stays."""
    said = {
        "name": name,
        "departments": department or None,
        "level": level,
        "role": role,
        "languages": language or None,
        "capacity": capacity,
        "active": active or None,
    }
    given = {field: value for field, value in said.items() if value is not None}
    if not given:
        raise UsageError("Nothing is to change: name at least one option, such as --level 2.")
    _change(email, given, as_json)


def remove(email: str, as_json: AsJson = False) -> None:
    """Note that a person has left: they can't sign in any more, and what they did stays known."""
    _change(email, {"active": False}, as_json)


def list_people(as_json: AsJson = False) -> None:
    """List everyone, who has left last."""
    from rich.console import Console
    from rich.table import Table

    from desk.settings import seconds
    from desk.staff.people import everyone, person_json
    from desk.staff.presence import presence_since

    settings, _ = open_project()
    fresh = datetime.now(UTC) - seconds(settings.timings.presence_lapses_s)
    people = [
        person_json(row, presence_since(row, fresh)) for row in in_transaction(settings, everyone)
    ]
    if as_json:
        from desk.cli import print_json

        print_json({"staff": people})
        return
    table = Table(
        "Name", "E-mail", "Departments", "Level", "Role", "Languages", "Capacity", "State"
    )
    for person in people:
        table.add_row(
            person["name"],
            person["email"],
            ", ".join(person["departments"]),
            str(person["level"]),
            person["role"],
            ", ".join(person["languages"]),
            str(person["capacity"]),
            person["presence"] if person["active"] else "has left",
        )
    # Into a file or a pipe, nothing is cut off.
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)


def reset(email: str, as_json: AsJson = False) -> None:
    """Give somebody a new password and a new API token; their sessions end."""
    from desk.staff.changes import do_reset
    from desk.staff.people import access_by_email

    async def do(transaction: Transaction) -> Credentials:
        row = await access_by_email(transaction, email)
        credentials = await do_reset(transaction, row.id)
        await _record(transaction, "person_reset", row.email, {})
        return credentials

    _show(in_transaction(open_project()[0], do), as_json)


def _change(email: str, given: Mapping[str, Any], as_json: bool) -> None:
    from desk.staff.changes import Changed, do_change
    from desk.staff.people import access_by_email, person_json

    settings, policy = open_project()
    values = _checked(policy, given)

    async def do(transaction: Transaction) -> Changed:
        row = await access_by_email(transaction, email)
        changed = await do_change(transaction, row.id, values)
        if changed.differences:
            await _record(transaction, changed.action, row.email, changed.differences)
        return changed

    changed = in_transaction(settings, do)
    if as_json:
        from desk.cli import print_json

        print_json({"person": person_json(changed.row), "changed": list(changed.differences)})
        return
    if not changed.differences:
        typer.echo(f"{changed.row.name}: nothing is different.")
    for name, values in changed.differences.items():
        typer.echo(f"{changed.row.name}: {name} {_words(values['from'])} → {_words(values['to'])}")


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _checked(policy: Policy, values: Mapping[str, Any]) -> dict[str, Any]:
    from desk.staff.people import checked

    try:
        return checked(policy, values)
    except RequestError as error:
        raise UsageError(error.message) from None


async def _record(
    transaction: Transaction, action: str, email: str, data: Mapping[str, Any]
) -> None:
    from desk.staff.audit import do_record

    await do_record(transaction, datetime.now(UTC), None, action, email, {**data, **_BY_COMMAND})


def _show(credentials: Credentials, as_json: bool) -> None:
    document = credentials.as_dict()
    if as_json:
        from desk.cli import print_json

        print_json(document)
        return
    typer.echo("Shown once, so note them down:")
    for name, value in document.items():
        typer.echo(f"  {name:9} {value}")
