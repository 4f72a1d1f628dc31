"""`frontdesk inbox`: the trainer's inbox from the command line, over the same code as the page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from desk.cli.project import in_transaction, open_project, with_database
from desk.errors import UsageError

if TYPE_CHECKING:
    from desk.storage import Database, Transaction
    from desk.trainer.accepted import Written
    from desk.trainer.labels import Labelled
    from desk.trainer.search import Status

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Ids = Annotated[list[str], typer.Argument(help="Messages, by the id that `inbox list` shows.")]

_ALL = "all"


def register(app: typer.Typer) -> None:
    """Add `frontdesk inbox list|clusters|label|write`."""
    group = typer.Typer(help="Visitors' messages, to be learned from.", no_args_is_help=True)
    group.command("list")(list_messages)
    group.command("clusters")(find)
    group.command("label")(label)
    group.command("write")(write)
    app.add_typer(group, name="inbox")


def list_messages(
    status: Annotated[str, typer.Option(help="new, labelled, written, dismissed or all")] = "new",
    language: Annotated[str | None, typer.Option(help="en or vi")] = None,
    intent: Annotated[str | None, typer.Option(help="As understood, or as labelled.")] = None,
    outcome: Annotated[
        str | None,
        typer.Option(help="open, solved, handed_off, rated_badly, rephrased or corrected"),
    ] = None,
    cluster: Annotated[str | None, typer.Option(help="Those about the same matter.")] = None,
    text: Annotated[str, typer.Option(help="What the message contains.")] = "",
    newest: Annotated[bool, typer.Option(help="By time, not by what teaches most.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List messages: one line for those that say nearly the same, what teaches most on top."""
    from desk.cli import print_json
    from desk.trainer.documents import message_json
    from desk.trainer.outcomes import OUTCOMES
    from desk.trainer.search import STATUSES, Filters, search

    _check_one_of("--status", status, (*STATUSES, _ALL))
    _check_one_of("--outcome", outcome, OUTCOMES)
    settings, policy = open_project()
    filters = Filters(
        status=None if status == _ALL else cast("Status", status),
        language=language,
        intent=intent,
        outcome=outcome,
        cluster=cluster,
        text=text.strip(),
    )

    async def read(database: Database) -> tuple[list[dict[str, Any]], int]:
        async with database.read() as transaction:
            found = await search(
                transaction, filters, order="newest" if newest else "worth", most=limit
            )
        return [message_json(row, policy) for row in found.rows], found.total

    messages, total = with_database(settings, read)
    if as_json:
        for message in messages:
            print_json(message)
        return
    for message in messages:
        said = f" = {message['label']}" if message["label"] else ""
        more = f" (+{message['group']['size'] - 1} alike)" if message["group"]["size"] > 1 else ""
        typer.echo(
            f"{message['id']}  {message['language']}  {message['intent']} "
            f"{message['certainty']:.2f}{said}  {message['outcome']}  {message['text']}{more}"
        )
    typer.echo(f"{len(messages)} of {total} lines")


def find(as_json: AsJson = False) -> None:
    """Find what visitors ask again and again, and the assistant does not know."""
    from desk.cli import print_json
    from desk.trainer.clusters import Cluster, clusters, find_clusters

    settings, _ = open_project()

    async def do(database: Database) -> list[Cluster]:
        await find_clusters(database, Path.cwd())
        async with database.read() as transaction:
            return await clusters(transaction)

    found = with_database(settings, do)
    for one in found:
        if as_json:
            print_json(one.as_dict())
            continue
        typer.echo(f"{one.id}  {one.size} messages  {', '.join(one.words)}")
        for example in one.examples:
            typer.echo(f"    {example['text']}")
    if not found and not as_json:
        typer.echo("nothing that visitors ask again and again")


def label(
    ids: Ids,
    intent: Annotated[str | None, typer.Option(help="What they are.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="They are what was understood.")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="They teach nothing.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take their labels back.")] = False,
    whole_groups: Annotated[
        bool, typer.Option("--whole-groups", help="Also what says nearly the same.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what messages are: all of them, or none if one can't be labelled so."""
    from desk.cli import print_json
    from desk.trainer.labels import DISMISSED, do_label

    if sum((intent is not None, accept, dismiss, undo)) != 1:
        raise UsageError("inbox label needs one of --intent, --accept, --dismiss and --undo")
    if intent is not None and not intent.strip():
        raise UsageError("--intent is empty")
    said = intent if intent is not None else "" if accept else DISMISSED if dismiss else None
    settings, policy = open_project()

    async def do(transaction: Transaction) -> Labelled:
        return await do_label(
            transaction, policy, datetime.now(UTC), None, ids, said, whole_groups=whole_groups
        )

    done = in_transaction(settings, do)
    if as_json:
        print_json({"labelled": done.ids, "overruled": done.overruled})
        return
    typer.echo(f"{len(done.ids)} messages labelled")
    for one in done.overruled:
        who = one["by"] or "somebody"
        typer.echo(f"{one['id']}: {who} had said {one['label'] or DISMISSED}")


def write(
    ids: Annotated[list[str] | None, typer.Argument(help="Only these.")] = None,
    patch: Annotated[
        bool, typer.Option("--patch", help="Print the change for git apply, and write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write labelled messages into the training data; what can't be an example is left."""
    from desk.cli import print_json
    from desk.trainer.accepted import write_labelled

    settings, policy = open_project()

    async def do(database: Database) -> Written:
        return await write_labelled(database, Path.cwd(), policy, ids or None, check_only=patch)

    done = with_database(settings, do)
    document = done.as_dict()
    if as_json:
        print_json(document)
        return
    if document["patch"]:
        typer.echo(document["patch"], nl=False)
    _tell(document)


def _tell(document: dict[str, Any]) -> None:
    # Only a patch goes to standard output then, so that it can go on into git.
    err = bool(document["patch"])
    for kind, word in (("written", "added"), ("already_there", "already there")):
        for one in document[kind]:
            typer.echo(f"{one['file']}:{one['line']}: {word}: {one['text']}", err=err)
    for one in document["left"]:
        typer.echo(f"{one['id']}: left: {one['told']}", err=err)
    if document["status"] == "patch":
        typer.echo("the data can't be written here: this is a patch for git apply", err=err)
    counts = [len(document[kind]) for kind in ("written", "already_there", "left")]
    typer.echo("{} added, {} already there, {} left".format(*counts), err=err)


def _check_one_of(option: str, given: str | None, known: tuple[str, ...]) -> None:
    if given is not None and given not in known:
        raise UsageError(f"{option}: expected one of {', '.join(known)}")
