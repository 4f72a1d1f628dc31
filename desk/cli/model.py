"""Commands over what the assistant understands: `train`, `triage`, `models`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from desk.errors import FrontdeskError, UsageError

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document a line, for programs.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("train")(train)
    app.command("triage")(triage)
    group = typer.Typer(no_args_is_help=True, help="The trained models in models/.")
    group.command("list")(list_models)
    group.command("promote")(promote)
    group.command("rollback")(rollback)
    app.add_typer(group, name="models")


def train(
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Keep the current encoder and train what is above it."),
    ] = False,
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Do nothing if nothing has changed since.")
    ] = False,
    candidate: Annotated[
        bool,
        typer.Option("--candidate", help="Compare it and have the gate judge; serve nothing new."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Train a model from data/, domain.yml and config.yml, and serve it.

    A running system changes over to it, another one serves it from its next start on.
    """
    if candidate:
        from desk.cli.candidate import train_candidate

        train_candidate(Path.cwd(), quick=quick, as_json=as_json)
        return
    from desk.cli import print_json
    from desk.models.training import train as train_model

    def report(line: str) -> None:
        if as_json:
            print_json({"progress": line})
        else:
            typer.echo(line)

    trained = train_model(Path.cwd(), datetime.now(UTC), report, quick=quick, if_needed=if_needed)
    if as_json:
        print_json({"model": trained.name, "new": trained.new})
    elif trained.new and trained.card is not None:
        accuracy = trained.card.figures.get("cross_validated_accuracy", 0.0)
        typer.echo(
            f"model {trained.name}: {trained.card.examples} examples in "
            f"{trained.card.seconds:.0f} s, {accuracy:.1%} right in cross-validation"
        )


def triage(
    texts: Annotated[list[str] | None, typer.Argument(help="Messages.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A tab-separated file with a header instead.")
    ] = None,
    column: Annotated[str, typer.Option(help="The column of the file that holds them.")] = "text",
    as_json: AsJson = False,
) -> None:
    """Say what messages are about: one JSON line each. Needs a trained model, no server."""
    from desk.cli import print_json
    from desk.models import triage as understanding
    from desk.models.store import ModelStore
    from desk.models.tables import read_table

    if bool(texts) == bool(file):
        raise UsageError("triage needs either messages or --file")
    given = texts or [row.values[column] for row in read_table(_path(file), [column])]
    root = Path.cwd()
    model = ModelStore(root).current_archive()
    for line in understanding.triage(root, _policy(), model, given):
        print_json(line)


def list_models(as_json: AsJson = False) -> None:
    """List the models, newest first; the one that is served is marked."""
    from desk.cli import print_json
    from desk.models.store import ModelStore

    rows = ModelStore(Path.cwd()).rows()
    if as_json:
        print_json({"models": [row.as_dict() for row in rows]})
        return
    if not rows:
        typer.echo("no models yet: run frontdesk train")
    for row in rows:
        accuracy = row.card.figures.get("cross_validated_accuracy") if row.card else None
        told = f"{accuracy:.1%} right in cross-validation" if accuracy is not None else "no card"
        typer.echo(f"{'*' if row.current else ' '} {row.name}  {told}")


def promote(
    model: Annotated[str, typer.Argument(help="Name of a model in models/.")],
    reason: Annotated[
        str | None,
        typer.Option(help="Why, for a model that the gate refuses; it is kept on the card."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Serve another model, if the gate lets it through and it can be loaded.

    A running system changes over within a moment; else it is served from the next start on.
    """
    import getpass

    from desk.errors import RequestError
    from desk.models.store import ModelStore
    from desk.models.triage import triage as understand
    from desk.trainer.promotion import promote as promote_model

    root = Path.cwd()
    store = ModelStore(root)
    name = store.known(model)
    # Loaded as the engine would load it: what can't answer one message is not promoted.
    if not list(understand(root, _policy(), store.archive(name), ["hello"])):
        raise FrontdeskError(f"the model {name} does not answer")
    try:
        promote_model(
            store,
            _runs(root),
            name,
            by={"id": None, "name": f"{getpass.getuser()} (command)"},
            now=datetime.now(UTC),
            reason=reason,
            # Whoever may run commands here may change the files, too.
            may_override=True,
        )
    except RequestError as error:
        hint = " An operator may promote it with --reason." if reason is None else ""
        raise FrontdeskError(f"{error.message}{hint}") from None
    _tell(as_json, name)


def rollback(as_json: AsJson = False) -> None:
    """Serve the model from before again: at once in a running system, else from its next start."""
    import getpass

    from desk.models.store import ModelStore
    from desk.trainer.promotion import go_back

    by = {"id": None, "name": f"{getpass.getuser()} (command)"}
    _tell(as_json, go_back(ModelStore(Path.cwd()), by=by, now=datetime.now(UTC)))


def _runs(root: Path) -> Any:
    import os

    from desk.settings import data_directory
    from desk.trainer.runs import Runs

    return Runs(root, data_directory(os.environ, root))


def _tell(as_json: bool, name: str) -> None:
    from desk.cli import print_json

    if as_json:
        print_json({"model": name})
    else:
        typer.echo(
            f"model {name} is served: a running system changes over now, "
            "another one with its next start"
        )


def _policy() -> Any:
    from support.policy import load

    return load(Path.cwd() / "policy.yml")


def _path(file: Path | None) -> Path:
    if file is None:
        raise UsageError("--file is missing")
    return file
