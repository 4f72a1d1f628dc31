"""Commands over the training data: `data check` and `data add`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.errors import FrontdeskError, UsageError

if TYPE_CHECKING:
    from desk.trainer.nlu_files import Plan

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document a finding.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(no_args_is_help=True, help="What the assistant learns from, in data/.")
    group.command("check")(check)
    group.command("add")(add)
    app.add_typer(group, name="data")


def check(as_json: AsJson = False) -> None:
    """Look for repeated, contradictory, thin, leaked and doubtful examples; errors exit with 1."""
    from desk.cli import print_json
    from desk.trainer.data_checks import check_data

    checked = check_data(Path.cwd())
    counts = checked.as_dict()["counts"]
    for finding in checked.findings:
        if as_json:
            print_json(finding.as_dict())
        else:
            kind = finding.kind.replace("_", " ")
            typer.echo(f"{', '.join(finding.places)}: {kind}: {finding.told}")
    if as_json:
        print_json({"counts": counts})
    else:
        typer.echo(
            f"{counts['examples']} examples of {counts['intents']} intents: "
            f"{counts['errors']} errors, {counts['warnings']} warnings"
        )
    if counts["errors"]:
        raise FrontdeskError(f"{counts['errors']} errors in the training data, named above")


def add(
    intent: Annotated[str, typer.Option(help="The intent: a topic of policy.yml.")],
    texts: Annotated[
        list[str] | None, typer.Argument(help="Messages as visitors write them.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            help="en or vi; without it, vi for a text with a Vietnamese letter, else the "
            "company's first language."
        ),
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A file instead, one message a line.")] = None,
    patch: Annotated[
        bool, typer.Option("--patch", help="Print the change for git apply, and write nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Add examples to the training data: all of them, or none if one can't be taken."""
    from desk.cli import print_json
    from desk.trainer.example_text import check_example, recognise_language
    from desk.trainer.nlu_files import Addition, add_examples, as_patch, check_names, preview
    from support.policy import load

    if bool(texts) == bool(file):
        raise UsageError("data add needs either examples or --file")
    policy = load(Path.cwd() / "policy.yml")
    company = policy.company
    # Before the texts are looked at: a wrong name is wrong for all of them.
    check_names(policy, intent, company.default_language if language is None else language)
    additions = []
    for place, text in _lines(file) if file else [("", text) for text in texts or []]:
        try:
            check_example(text)
        except UsageError as error:
            raise UsageError(f"{place}{error}") from error
        spoken = language or recognise_language(text, company.languages, company.default_language)
        additions.append(Addition(text, intent, spoken))
    plan = (preview if patch else add_examples)(Path.cwd(), policy, additions)
    if as_json:
        document: dict[str, object] = {
            "added": [one.as_dict() for one in plan.added],
            "already_there": [one.as_dict() for one in plan.already_there],
        }
        print_json({**document, "patch": as_patch(plan)} if patch else document)
    elif patch:
        # Only the patch goes to standard output, so that it can go on into git.
        typer.echo(as_patch(plan), nl=False)
        _tell(plan, err=True)
    else:
        _tell(plan)


def _lines(file: Path) -> list[tuple[str, str]]:
    """The lines of a file that are not empty, each with its place."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8 (byte {error.start + 1})") from error
    numbered = enumerate(text.split("\n"), 1)
    lines = [(f"{file}:{number}: ", line) for number, line in numbered if line.strip()]
    if not lines:
        raise UsageError(f"{file}: no line with an example")
    return lines


def _tell(plan: Plan, *, err: bool = False) -> None:
    for word, placed in (("added", plan.added), ("already there", plan.already_there)):
        for one in placed:
            typer.echo(f"{one.example.place}: {word}: {one.example.text}", err=err)
    typer.echo(f"{len(plan.added)} added, {len(plan.already_there)} already there", err=err)
