"""The command `frontdesk`: one Typer application, one file a group of subcommands."""

from __future__ import annotations

import json
import sys

import typer

from desk.errors import FrontdeskError
from support.errors import SupportError

app = typer.Typer(
    name="frontdesk",
    help="A live-chat front desk for hosting companies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _register() -> None:
    """Add every group's commands. Imported here, so that each command pays for itself only."""
    from desk.cli import model, policy, serve, staff

    for group in (policy, model, staff, serve):
        group.register(app)


def print_json(value: object) -> None:
    """Print one JSON document on one line, letters kept as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def main() -> None:
    """Run the command line; a known error becomes one line on standard error."""
    _register()
    try:
        app()
    except FrontdeskError as error:
        typer.echo(f"frontdesk: {error}", err=True)
        sys.exit(error.exit_code)
    except SupportError as error:
        typer.echo(f"frontdesk: {error}", err=True)
        sys.exit(2)
