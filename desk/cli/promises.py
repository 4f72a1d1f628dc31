"""`frontdesk promises`: what was promised, from the command line."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from desk.settings import Settings
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
    from desk.settings import Settings
    from support.policy import load

    settings = Settings.load(os.environ, Path.cwd())
    before, after = load(settings.root / "policy.yml"), load(file)
    found = asyncio.run(_touched(settings, before, after))
    if as_json:
        print_json({"calendar_version": after.calendar_version, "promises": found})
    else:
        _print(found, before)


async def _touched(settings: Settings, before: Policy, after: Policy) -> list[dict[str, Any]]:
    from desk.promises.calendar import touched_by
    from desk.storage import Database
    from desk.storage.migrate import migrate

    database = Database(settings.database_url)
    try:
        await migrate(database)
        async with database.read() as transaction:
            return await touched_by(transaction, before, after)
    finally:
        await database.close()


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
