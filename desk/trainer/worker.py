"""A training as a process of its own: `python -m desk.trainer.worker FOLDER`.

`desk.trainer.runs` starts it, reads what it writes, and may end it with SIGTERM.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError
from desk.models.store import ModelStore, write_whole
from desk.models.training import clear_unfinished
from desk.settings import Settings
from desk.trainer.verdict import Steps, make_verdict
from support.errors import SupportError

# Visitors come first: a training takes what serving leaves.
_NICE = 10


class _CancelledError(BaseException):
    """Somebody wants no more of it."""


def main(folder: Path) -> int:
    """Train, measure, judge; whatever happens, `result.json` says so where there is room."""
    os.nice(_NICE)
    signal.signal(signal.SIGTERM, _cancel)
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    root = Path.cwd()
    steps = Steps(folder / "steps.jsonl", time.monotonic)
    store = ModelStore(root)
    before = {row.name for row in store.rows()}
    try:
        settings = Settings.load(os.environ, root)
        by = job["started_by"].get("name")
        verdict = make_verdict(root, settings, folder, steps, quick=job["quick"], by=by)
        result: dict[str, Any] = {"status": "done", "verdict": verdict}
    except _CancelledError:
        # Nothing more may interrupt the cleaning up.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        result = {"status": "cancelled", "error": _cancelled_by(folder)}
    except (FrontdeskError, SupportError) as error:
        result = {"status": "failed", "error": str(error)}
    except OSError as error:
        traceback.print_exc()
        told = "the disk is full" if error.errno == errno.ENOSPC else str(error)
        result = {"status": "failed", "error": f"The training could not go on: {told}."}
    except Exception as error:
        traceback.print_exc()
        told = f"{type(error).__name__}: {error}"
        result = {"status": "failed", "error": f"The training broke ({told}); see its log."}
    if result["status"] != "done":
        _remove_new(store, before)
    ended = datetime.now(UTC).isoformat()
    write_whole(folder / "result.json", json.dumps({**result, "ended_at": ended}))
    return 0 if result["status"] == "done" else 1


def _cancel(_number: int, _frame: object) -> None:
    raise _CancelledError


def _cancelled_by(folder: Path) -> str:
    try:
        by = json.loads((folder / "cancelled.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "Cancelled."
    return f"Cancelled by {by.get('name')}."


def _remove_new(store: ModelStore, before: set[str]) -> None:
    """A candidate without a verdict is of no use to anybody."""
    for row in store.rows():
        if row.name not in before and not row.current:
            store.remove(row.name)
    clear_unfinished(store.folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
