"""`frontdesk evaluate`: how good a model is on labelled messages, and why."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("evaluate")(evaluate)


def evaluate(
    file: Annotated[
        Path,
        typer.Option(help="Tab-separated: columns text, label and, if wanted, alt, lang and prov."),
    ],
    model: Annotated[str | None, typer.Option(help="Another model than the current one.")] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Where the page goes. Default: var/reports/evaluation-….html"),
    ] = None,
    cross_validate: Annotated[
        bool, typer.Option("--cross-validate", help="Cross-validate the training data as well.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measure a model on labelled messages and write a report.

    Labels are intents or categories, not both.
    """
    from desk.cli import print_json
    from desk.models import cross_validation
    from desk.models.answers import ask_answers, ask_figures
    from desk.models.evaluation import labelled, measure
    from desk.models.report import Evaluation, make_place, page, write_page
    from desk.models.store import ModelStore
    from desk.models.tables import read_table
    from support.policy import load

    root = Path.cwd()
    policy = load(root / "policy.yml")
    messages, intents = labelled(read_table(file, ["text", "label"]), policy, str(file))
    store = ModelStore(root)
    archive = store.archive(store.known(model)) if model else store.current_archive()
    name = archive.name.removesuffix(".tar.gz")
    place = report or _default_place(root, name, file)
    make_place(place)

    answers = ask_answers(root, policy, archive, [message.text for message in messages])
    figures = measure(messages, answers, policy, intents=intents)
    trained = ask_figures(root, archive)
    progress: Callable[[str], None] = (lambda line: None) if as_json else typer.echo
    crossed = cross_validation.cross_validate(root, progress) if cross_validate else None
    evaluation = Evaluation(name, file.name, intents, messages, answers, figures, trained, crossed)
    write_page(place, page(evaluation, policy))

    result = {
        "model": name,
        "labels_are": "intents" if intents else "categories",
        **figures,
        **({"cross_validation": crossed} if crossed else {}),
        "report": str(place),
    }
    if as_json:
        print_json(result)
    else:
        _print_figures(result)


def _default_place(root: Path, model: str, file: Path) -> Path:
    from desk.settings import data_directory

    folder = data_directory(os.environ, root) / "reports"
    return folder / f"evaluation-{model}-{file.stem}.html"


def _print_figures(result: dict[str, Any]) -> None:
    latency = result["latency_ms"]
    typer.echo(f"model {result['model']}, {result['messages']} messages")
    typer.echo(
        f"accuracy {result['accuracy']:.3f}   macro F1 {result['macro_f1']:.3f}   "
        f"unsure {result['unsure_rate']:.3f}   "
        f"calibration error {result['calibration']['error']:.3f}"
    )
    typer.echo(f"latency per message: median {latency['median']:.1f} ms, p95 {latency['p95']:.1f}")
    if result["labels_are"] == "intents":
        _print_table("intent", result["labels"])
        typer.echo(f"\naccuracy of the category {result['category_accuracy']:.3f}")
    _print_table("category", result["categories"])
    for column, values in result["accuracy_by"].items():
        typer.echo(f"\n{column:18}{'messages':>9}{'accuracy':>10}")
        for value, row in values.items():
            typer.echo(f"{value:18}{row['messages']:9d}{row['accuracy']:10.3f}")
    if "cross_validation" in result:
        _print_crossed(result["cross_validation"])
    typer.echo(f"\nreport {result['report']}")


def _print_crossed(crossed: dict[str, Any]) -> None:
    typer.echo(
        f"\ncross-validation: {crossed['examples']} examples in {crossed['folds']} folds, "
        f"seed {crossed['seed']}"
    )
    typer.echo(
        f"accuracy {crossed['accuracy']:.3f}   macro F1 {crossed['macro_f1']:.3f}   "
        f"calibration error {crossed['calibration']['error']:.3f}"
    )
    _print_table("intent", crossed["intents"])


def _print_table(title: str, rows: dict[str, dict[str, Any]]) -> None:
    def shown(value: float | None) -> str:
        return f"{value:10.3f}" if value is not None else f"{'-':>10}"

    typer.echo(f"\n{title:18}{'messages':>9}{'precision':>10}{'recall':>10}{'F1':>10}")
    for label, row in rows.items():
        columns = "".join(shown(row[name]) for name in ("precision", "recall", "f1"))
        typer.echo(f"{label:18}{row['messages']:9d}{columns}")
