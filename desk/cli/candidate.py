"""`frontdesk train --candidate`: a candidate and its verdict, as the trainer's page has it."""

from __future__ import annotations

import getpass
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from desk.errors import FrontdeskError, RequestError

_LOOK_EVERY_S = 0.2


def train_candidate(root: Path, *, quick: bool, as_json: bool) -> None:
    """Train a candidate, follow it, and print what the gate says; Ctrl-C cancels it.

    Raises FrontdeskError when the training fails, or the gate refuses the candidate.
    """
    from desk.cli import print_json
    from desk.settings import data_directory
    from desk.trainer.runs import Run, Runs

    runs = Runs(root, data_directory(os.environ, root))
    by = {"id": None, "name": f"{getpass.getuser()} (command)"}

    def say(step: dict[str, Any]) -> None:
        if as_json:
            print_json({"progress": " ".join(filter(None, (step["step"], step["told"])))})
        else:
            typer.echo(f"{step['s']:6.1f} s  {step['step']}  {step['told']}".rstrip())

    try:
        run = runs.start(by, datetime.now(UTC), quick=quick)
    except RequestError as error:
        raise FrontdeskError(error.message) from None
    try:
        run = _followed(runs.get, run, say)
    except KeyboardInterrupt:
        runs.cancel(run.id, by)
        raise
    if run.result is None:
        raise FrontdeskError(run.error or "the training ended without a result")
    ended: Run = run
    _tell(ended.result or {}, as_json)


def _followed(get: Callable[[str], Any], run: Any, say: Callable[[dict[str, Any]], None]) -> Any:
    told = 0
    while True:
        run = get(run.id)
        for step in run.steps[told:]:
            say(step)
        told = len(run.steps)
        if run.status != "running":
            return run
        time.sleep(_LOOK_EVERY_S)


def _tell(verdict: dict[str, Any], as_json: bool) -> None:
    from desk.cli import print_json

    gate, frozen = verdict["gate"], verdict["frozen"]
    if as_json:
        print_json({"model": verdict["model"], "passed": gate["passed"], "verdict": verdict})
    else:
        before, after = frozen["before"]["accuracy"], frozen["after"]["accuracy"]
        typer.echo(
            f"model {verdict['model']} against {verdict['baseline']} on {frozen['messages']} "
            f"frozen messages: {before:.1%} → {after:.1%}, {len(frozen['fixed'])} fixed, "
            f"{len(frozen['broken'])} broken, p = {frozen['p_value']:.3f}"
        )
        for rule in gate["rules"]:
            value = "-" if rule["value"] is None else f"{rule['value']:g}"
            word = "holds" if rule["passed"] else "REFUSES"
            typer.echo(f"  {rule['rule']:14}{word:9}{value:>8}  (limit {rule['limit']:g})")
            for one in [] if rule["passed"] else rule["about"][:5]:
                typer.echo(f"      {_about(one)}")
    if not gate["passed"]:
        raise FrontdeskError(f"the gate refuses {verdict['model']}; nothing has changed")
    if not as_json:
        typer.echo(f"to have it served: frontdesk models promote {verdict['model']}")


def _about(one: dict[str, Any]) -> str:
    if "points" in one:
        return f"{one['intent']}: F1 {one['before']:.2f} → {one['after']:.2f}"
    if "after" in one:
        return f"'{one['text']}' is {one['label']}, now taken for {one['after']}"
    if "label" in one:
        return f"'{one['text']}' is labelled {one['label']}, looks like {one['intent']}"
    return str(one.get("name"))
