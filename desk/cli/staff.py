"""`frontdesk staff`: the people of the desk."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from desk.errors import FrontdeskError, RequestError, UsageError

# The database's library takes half a second to import: each command here pays for it, the other
# commands of `frontdesk` don't.
if TYPE_CHECKING:
    from desk.settings import Settings
    from desk.staff.people import Credentials
    from desk.storage import Transaction

Result = TypeVar("Result")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_LEVELS = range(1, 5)


def register(app: typer.Typer) -> None:
    """Add `frontdesk staff add|list|reset`."""
    group = typer.Typer(help="The people of the desk.", no_args_is_help=True)
    group.command("add")(add)
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
    as_json: AsJson = False,
) -> None:
    """Add a person; the password and the API token are shown this once."""
    from desk.settings import Settings
    from desk.staff.people import ROLES, NewPerson, do_add
    from support.policy import load

    settings = Settings.load(os.environ, Path.cwd())
    known = load(settings.root / "policy.yml").departments
    for one in department:
        if one not in known:
            raise UsageError(f"--department {one}: expected one of {', '.join(known)}")
    if level not in _LEVELS:
        raise UsageError(f"--level {level}: expected a number from 1 to 4")
    chosen = next((one for one in ROLES if one == role), None)
    if chosen is None:
        raise UsageError(f"--role {role}: expected one of {', '.join(ROLES)}")
    new = NewPerson(email, name, department, level, chosen, language or ["en"])
    added = _run(settings, lambda transaction: do_add(transaction, new, settings.clock.now()))
    _show(added, as_json)


def list_people(as_json: AsJson = False) -> None:
    """List everyone."""
    from rich.console import Console
    from rich.table import Table

    from desk.settings import Settings
    from desk.staff.people import everyone, person_json

    people = [person_json(row) for row in _run(Settings.load(os.environ, Path.cwd()), everyone)]
    if as_json:
        from desk.cli import print_json

        print_json({"staff": people})
        return
    table = Table("Name", "E-mail", "Departments", "Level", "Role", "Presence")
    for person in people:
        table.add_row(
            person["name"],
            person["email"],
            ", ".join(person["departments"]),
            str(person["level"]),
            person["role"],
            person["presence"],
        )
    Console().print(table)


def reset(email: str, as_json: AsJson = False) -> None:
    """Give somebody a new password and a new API token."""
    from desk.settings import Settings
    from desk.staff.people import do_reset

    settings = Settings.load(os.environ, Path.cwd())
    _show(_run(settings, lambda transaction: do_reset(transaction, email)), as_json)


def _show(credentials: Credentials, as_json: bool) -> None:
    document: dict[str, Any] = {
        "email": credentials.email,
        "password": credentials.password,
        "token": credentials.token,
    }
    if as_json:
        from desk.cli import print_json

        print_json(document)
        return
    typer.echo("Shown once, so note them down:")
    for name, value in document.items():
        typer.echo(f"  {name:9} {value}")


def _run(settings: Settings, do: Callable[[Transaction], Awaitable[Result]]) -> Result:
    """Do something in one transaction on the project's database, brought up to date first."""
    from desk.storage import Database
    from desk.storage.migrate import migrate

    async def run() -> Result:
        database = Database(settings.database_url)
        try:
            await migrate(database)
            async with database.write() as transaction:
                return await do(transaction)
        except RequestError as error:
            kind = FrontdeskError if error.status == 409 else UsageError
            raise kind(error.message) from None
        finally:
            await database.close()

    return asyncio.run(run())
