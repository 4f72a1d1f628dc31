"""Promoting a candidate and going back: only what the gate let through, or with a reason kept.

Promoting changes which model `models/current` names. A running system starts an engine with it
and changes over without a pause (`desk.processes.model_watch`); one that is not running serves
it from its next start on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.errors import ConflictError, InvalidError
from desk.models.store import ModelStore
from desk.processes.model_watch import FILE as SERVED_FILE
from desk.trainer.runs import Run, Runs

_SHORTEST_REASON = 10
_LOOKED_THROUGH = 200


def promote(
    store: ModelStore,
    runs: Runs,
    name: str,
    *,
    by: Mapping[str, Any],
    now: datetime,
    reason: str | None = None,
    may_override: bool = False,
) -> None:
    """Have a model served.

    Args:
        store: The models; UsageError from it for one that is not there.
        runs: Where its verdict is looked for: that of the last training that made it.
        name: The model.
        by: Who does it: `id` and `name`.
        now: When; kept on the model's card.
        reason: Why, for a model that the gate refused or never saw.
        may_override: Whether `by` may do that at all: an administrator may.

    Raises ConflictError when the gate refused it, or when its verdict was given against another
    model than the one that is served; nothing has changed then. InvalidError for a reason that
    says nothing.
    """
    known = store.known(name)
    before = store.current()
    if before == known:
        return
    refusal = _refusal(runs, known, before)
    if refusal is not None:
        if reason is None or not may_override:
            raise ConflictError(refusal, code="gate_refused")
        if len(reason.strip()) < _SHORTEST_REASON:
            raise InvalidError(
                f"reason: say why in at least {_SHORTEST_REASON} letters; it is kept.",
                field="reason",
            )
    _note(store, known, "promoted", by, now, before, reason if refusal else None)
    store.promote(known)


def go_back(store: ModelStore, *, by: Mapping[str, Any], now: datetime) -> str:
    """Have the model served that was served before; returns its name.

    Raises FrontdeskError if none is left.
    """
    before = store.current()
    name = store.roll_back()
    _note(store, name, "rolled_back", by, now, before, None)
    return name


def verdict_of(runs: Runs, model: str) -> dict[str, Any] | None:
    """The verdict on a model, of the training that made it; None where there is none."""
    run = judged_models(runs).get(model)
    return run.result if run else None


def judged_models(runs: Runs) -> dict[str, Run]:
    """By model the newest training that made it; each has a result."""
    found: dict[str, Run] = {}
    for run in runs.rows(most=_LOOKED_THROUGH):
        if run.result is not None:
            found.setdefault(run.result["model"], run)
    return found


def served_now(data_dir: Path) -> dict[str, Any]:
    """What a running system says: `served`, `starting`, `refused`; empty when none runs."""
    try:
        facts = json.loads((data_dir / SERVED_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _refusal(runs: Runs, model: str, served: str | None) -> str | None:
    """Why a model may not be promoted, in one sentence; None if it may."""
    if served is None:
        return None
    verdict = verdict_of(runs, model)
    if verdict is None:
        return f"The gate has not seen {model}: train a candidate first."
    if verdict["baseline"] != served:
        return (
            f"{model} was compared with {verdict['baseline']}, and {served} is served now: "
            "train a new candidate."
        )
    failed = [rule["rule"] for rule in verdict["gate"]["rules"] if not rule["passed"]]
    if failed:
        return f"The gate refuses {model}: {', '.join(failed)}."
    return None


def _note(
    store: ModelStore,
    name: str,
    what: str,
    by: Mapping[str, Any],
    now: datetime,
    before: str | None,
    reason: str | None,
) -> None:
    card = store.card(name)
    if card is None:
        return
    line = {
        "what": what,
        "by": by.get("name"),
        "at": now.isoformat(timespec="seconds"),
        "instead_of": before,
        "reason": reason,
    }
    store.keep_card(replace(card, history=[*card.history, line]))
