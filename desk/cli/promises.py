"""`frontdesk promises`: what was promised, from the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.cli.project import open_project, with_database

if TYPE_CHECKING:
    from desk.storage import Database
    from support.policy import Policy

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add `frontdesk promises touched`."""
    group = typer.Typer(help="What was promised to customers.", no_args_is_help=True)
    group.callback()(_group)
    group.command("touched")(touched)
    app.add_typer(group, name="promises")


def _group() -> None:
    """Keep `touched` a subcommand, although it is the only one."""


def touched(
    file: Annotated[Path, typer.Argument(help="The changed policy file.")],
    as_json: AsJson = False,
) -> None:
    """List the open promises to which a changed policy file would give other times.

    Nothing is changed. The promises are those of the project's database.
    """
    from desk.cli import print_json
    from desk.promises.calendar import touched_by
    from support.policy import load

    settings, before = open_project()
    after = load(file)

    async def read(database: Database) -> list[dict[str, Any]]:
        async with database.read() as transaction:
            return await touched_by(transaction, before, after)

    found = with_database(settings, read)
    if as_json:
        print_json({"calendar_version": after.calendar_version, "promises": found})
    else:
        _print(found, before)


def _print(found: list[dict[str, Any]], policy: Policy) -> None:
    from rich.console import Console
    from rich.table import Table

    if not found:
        typer.echo("No open promise would get other times.")
        return

    def written(iso: str | None) -> str:
        return datetime.fromisoformat(iso).strftime("%Y-%m-%d %H:%M") if iso else "–"

    table = Table(
        "ticket", "department", "starts", "would start", "due", "would be due", title="Promises"
    )
    for one in found:
        before, after = one["before"], one["after"]
        table.add_row(
            one["ticket"] or "–",
            one["department"],
            written(before["starts_at"]),
            after.get("problem") or written(after["starts_at"]),
            written(before["due_at"]),
            written(after["due_at"]),
        )
    console = Console()
    console.print(table)
    console.print(f"Times in {policy.zone.key}. Nothing was changed.", highlight=False)
