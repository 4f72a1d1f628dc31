"""`frontdesk replies`: ready replies as a file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from desk.errors import UsageError

if TYPE_CHECKING:
    from desk.replies.checking import ReplyFields
    from desk.services import Services
    from desk.storage import Transaction

Result = TypeVar("Result")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
File = Annotated[Path, typer.Argument(help="A YAML file.")]


def register(app: typer.Typer) -> None:
    """Add `frontdesk replies export|import`."""
    group = typer.Typer(help="Ready replies that staff insert.", no_args_is_help=True)
    group.command("export")(export)
    group.command("import")(import_)
    app.add_typer(group, name="replies")


def export(file: File, as_json: AsJson = False) -> None:
    """Write every reply into FILE."""
    from desk.replies.book import all_replies, fields_of
    from desk.replies.exchange import write_replies

    async def read(transaction: Transaction, _services: Services) -> list[ReplyFields]:
        return [fields_of(row) for row in await all_replies(transaction)]

    found = _run(read)
    try:
        file.write_text(write_replies(found), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file}: can't be written ({error.strerror})") from error
    _tell(
        {"exported": len(found), "file": str(file)},
        f"{len(found)} replies written to {file}",
        as_json,
    )


def import_(file: File, as_json: AsJson = False) -> None:
    """Add and change replies by their shortcuts, all of FILE or nothing."""
    from desk.replies.book import Imported, do_import
    from desk.replies.exchange import read_replies

    async def write(transaction: Transaction, services: Services) -> Imported:
        most = services.settings.limits.message_characters
        return await do_import(transaction, services, read_replies(file, services.policy, most))

    done = _run(write)
    document = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
    words = f"{done.added} added, {done.changed} changed, {done.unchanged} as they were"
    _tell(document, words, as_json)


def _tell(document: Mapping[str, object], words: str, as_json: bool) -> None:
    from desk.cli import print_json

    if as_json:
        print_json(document)
    else:
        typer.echo(words)


def _run(do: Callable[[Transaction, Services], Awaitable[Result]]) -> Result:
    """Do something in one transaction on the project's database, brought up to date first."""
    from desk.app import build_services
    from desk.conversations.engine import HttpEngine
    from desk.settings import Settings
    from desk.storage.migrate import migrate

    async def run() -> Result:
        services = build_services(Settings.load(os.environ, Path.cwd()))
        try:
            await migrate(services.database)
            async with services.database.write() as transaction:
                return await do(transaction, services)
        finally:
            if isinstance(services.engine, HttpEngine):
                await services.engine.close()
            await services.database.close()

    return asyncio.run(run())
