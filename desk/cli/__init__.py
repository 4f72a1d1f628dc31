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
    from desk.cli import (
        data,
        evaluate,
        identity,
        inbox,
        model,
        policy,
        promises,
        replies,
        report,
        serve,
        staff,
        why,
    )

    for group in (
        policy,
        data,
        inbox,
        model,
        evaluate,
        why,
        staff,
        promises,
        replies,
        report,
        identity,
        serve,
    ):
        group.register(app)


def print_json(value: object) -> None:
    """Print one JSON document on one line, letters kept as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def main() -> None:
    """Run the command line; a known error becomes one line on standard error."""
    _register()
    try:
        # Not standalone: the library would print a box of several lines for a wrong option.
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        _fail(error.format_message(), getattr(error, "exit_code", 2))
    except (typer.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except FrontdeskError as error:
        _fail(str(error), error.exit_code)
    except SupportError as error:
        _fail(str(error), 2)


def _fail(message: str, code: int) -> None:
    # Without a subcommand the help was printed, and there is nothing to add.
    if message.strip():
        typer.echo(f"frontdesk: {' '.join(message.split())}", err=True)
    sys.exit(code)
