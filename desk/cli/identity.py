"""`frontdesk identity`: what a website needs to say who its visitors are."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from desk.errors import UsageError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add `frontdesk identity secret|sign`."""
    group = typer.Typer(help="Who visitors are, as websites say it.", no_args_is_help=True)
    group.command("secret")(secret)
    group.command("sign")(sign)
    app.add_typer(group, name="identity")


def secret(as_json: AsJson = False) -> None:
    """Print the secret that a website signs with: for its server, never for its pages."""
    from desk.cli import print_json

    value = _secret()
    if as_json:
        print_json({"secret": value})
    else:
        typer.echo(value)


def sign(
    conversation: Annotated[str, typer.Option(help="The conversation's id.")],
    user: Annotated[str, typer.Option(help="The website's id of the user.")],
    name: Annotated[str, typer.Option(help="As staff see it.")] = "",
    email: Annotated[str, typer.Option(help="As staff see it.")] = "",
    minutes: Annotated[int, typer.Option(help="How long it is good for.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Print a signed identity, to try `identify()` before the website can sign."""
    from desk.cli import print_json
    from desk.conversations.identity import LONGEST_S, Claim, signature

    if not 0 < minutes * 60 <= LONGEST_S:
        raise UsageError(f"--minutes {minutes}: expected a number from 1 to {LONGEST_S // 60}")
    if any(letter in "".join((conversation, user, name, email)) for letter in "\r\n"):
        raise UsageError("--conversation, --user, --name and --email are one line each")
    claim = Claim(conversation, user, int(time.time()) + minutes * 60, name, email)
    signed = {
        "user": user,
        "name": name,
        "email": email,
        "expires": claim.expires,
        "signature": signature(_secret(), claim),
    }
    if as_json:
        print_json(signed)
    else:
        typer.echo("\n".join(f"{key}: {value}" for key, value in signed.items()))


def _secret() -> str:
    from desk.settings import Settings

    return Settings.load(os.environ, Path.cwd()).identity_secret
