"""The policy's clock of a running system: set by `AT`, the same in every process.

The supervisor reckons the offset once and hands it to its children. Processes that are started
one by one agree through a file in the data directory, and a restart keeps what was agreed.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desk.clock import Clock
from desk.errors import UsageError
from support.policy import load

FILE = "clock.json"


def parse_at(text: str, zone: ZoneInfo) -> datetime:
    """The moment that `AT` names: ISO 8601, in the policy's zone when it carries no offset.

    Raises UsageError when it is not a moment.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"AT is '{text}', expected a date and time such as 2027-01-23T14:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def clock_from_environment(environ: Mapping[str, str], root: Path, data_dir: Path) -> Clock:
    """The clock that `environ` asks for: the supervisor's offset, else `AT`, else real time.

    With `AT` alone the offset is kept in `data_dir`: every process of that system that is
    started with the same `AT` shares it. Raises UsageError for a value that is no offset or no
    moment, and PolicyError when `AT` needs the policy's zone and policy.yml can't be read.
    """
    handed_down = environ.get("FRONTDESK_CLOCK_OFFSET")
    if handed_down:
        return Clock(timedelta(seconds=_seconds(handed_down)))
    at = environ.get("AT")
    if not at:
        return Clock()
    return Clock(timedelta(seconds=_agreed_offset(at, root, data_dir)))


def start_at(at: str, root: Path, data_dir: Path) -> float:
    """How many seconds `AT` lies ahead of real time at this moment; kept for later processes.

    Raises UsageError when `at` is no moment, and PolicyError when policy.yml can't be read.
    """
    offset = _offset_of(at, root)
    _keep(data_dir, at, offset, replace=True)
    return offset


def _offset_of(at: str, root: Path) -> float:
    moment = parse_at(at, load(root / "policy.yml").zone)
    return (moment - datetime.now(UTC)).total_seconds()


def _agreed_offset(at: str, root: Path, data_dir: Path) -> float:
    kept = _kept_offset(data_dir, at)
    if kept is not None:
        return kept
    offset = _offset_of(at, root)
    # A file for another AT is replaced; for the same AT the first process to come wins.
    _keep(data_dir, at, offset, replace=(data_dir / FILE).exists())
    kept = _kept_offset(data_dir, at)
    return offset if kept is None else kept


def _keep(data_dir: Path, at: str, offset: float, *, replace: bool) -> None:
    data_dir.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=data_dir, prefix=".clock-")
    draft = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"at": at, "offset_s": offset}, file)
    try:
        if replace:
            draft.replace(data_dir / FILE)
        else:
            with suppress(FileExistsError):
                os.link(draft, data_dir / FILE)
    finally:
        draft.unlink(missing_ok=True)


def _kept_offset(data_dir: Path, at: str) -> float | None:
    try:
        kept = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
        return float(kept["offset_s"]) if kept["at"] == at else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f"FRONTDESK_CLOCK_OFFSET is '{text}', expected a number of seconds")
    return value
