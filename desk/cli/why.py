"""`frontdesk why`: why messages are understood as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from desk.errors import UsageError

_LONGEST = 4_000
"""Characters, as for a visitor's message."""

_RANKED = 5
_NO_EFFECT = 0.005
"""What rounds to nothing in two digits."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("why")(why)


def why(
    texts: Annotated[list[str], typer.Argument(help="Messages.")],
    model: Annotated[
        str | None, typer.Option(help="Name of a model in models/; the served one if left out.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON document a line, for programs.")
    ] = False,
) -> None:
    """Say why messages are understood as they are: words, scores, nearest training examples.

    Needs a trained model, no server.
    """
    from desk.cli import print_json
    from desk.models.store import ModelStore
    from desk.trainer.why import why_offline

    for text in texts:
        if not text.strip():
            raise UsageError("a message is empty: write what a visitor would")
        if len(text) > _LONGEST:
            raise UsageError(
                f"a message has {len(text):,} characters; a visitor's has up to {_LONGEST:,}"
            )
    root = Path.cwd()
    store = ModelStore(root)
    archive = store.archive(store.known(model)) if model else store.current_archive()
    for number, told in enumerate(why_offline(root, archive, texts)):
        if as_json:
            print_json(told)
            continue
        if number:
            typer.echo()
        for line in lines_of(told):
            typer.echo(line)


def lines_of(told: dict[str, Any]) -> list[str]:
    """The reasons in lines for people; the words with the greatest effect come first."""
    intent, refused = told["intent"], told["refused"]
    lines = [" ".join(told["text"].split()), f"  language    {told['language']}"]
    if refused:
        lines.append(f"  understood  {refused['as']}, instead of {refused['instead_of']}")
    else:
        lines.append(f"  understood  {intent['name']} {intent['confidence']:.2f}")
    for score in told["scores"]:
        said = "enough" if score["passed"] else "too little"
        lines.append(
            f"  {score['name']:<10}  {score['value']:.2f} of {score['threshold']:.2f}: {said}"
        )
    ranked = told["ranking"][:_RANKED]
    guesses = ", ".join(f"{one['name']} {one['confidence']:.2f}" for one in ranked)
    more = len(told["ranking"]) - len(ranked)
    lines.append(f"  ranking     {guesses}" + (f" and {more} more" if more else ""))
    if told["words"]:
        meant = refused["instead_of"] if refused else intent["name"]
        lines.append(f"  words, by how much each speaks for {meant}")
        ordered = sorted(told["words"], key=lambda word: -abs(word["effect"]))
        lines += [f"    {_word(word, intent['name'])}" for word in ordered]
        if told["shortened"]:
            count = len(told["words"])
            lines.append(f"    only the first {count} words of this long message were left out")
    lines.append("  nearest training examples")
    for one in told["nearest"]:
        place = f"{one['file']}:{one['line']}" if one["file"] else "no longer in the data"
        lines.append(f"    {one['similarity']:.2f}  {one['intent']}  {one['text']}  ({place})")
    return lines


def _word(word: dict[str, Any], answered: str) -> str:
    effect = 0.0 if abs(word["effect"]) < _NO_EFFECT else word["effect"]
    changed = f"  without it: {word['without']}" if word["without"] != answered else ""
    return f"{effect:+.2f}  {word['word']}{changed}"
