"""Commands over the training data: `data check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk.errors import FrontdeskError

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document a finding.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(no_args_is_help=True, help="What the assistant learns from, in data/.")
    # A group with one command would lose that command's name.
    group.callback()(_group)
    group.command("check")(check)
    app.add_typer(group, name="data")


def _group() -> None:
    """What the assistant learns from, in data/."""


def check(as_json: AsJson = False) -> None:
    """Look for repeated, contradictory, thin and leaked examples; errors exit with 1."""
    from desk.cli import print_json
    from desk.models.engine import ask_engine

    errors = 0
    for line in ask_engine(Path.cwd(), ["check-data"]):
        if "progress" in line:
            continue
        if as_json:
            print_json(line)
        elif "counts" in line:
            counts = line["counts"]
            typer.echo(
                f"{counts['examples']} examples of {counts['intents']} intents: "
                f"{counts['errors']} errors, {counts['warnings']} warnings"
            )
        else:
            kind = line["kind"].replace("_", " ")
            typer.echo(f"{', '.join(line['places'])}: {kind}: {line['told']}")
        errors += bool(line.get("error"))
    if errors:
        raise FrontdeskError(f"{errors} errors in the training data, named above")
