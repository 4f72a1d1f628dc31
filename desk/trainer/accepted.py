"""Labelled messages of the inbox on their way into the training data.

What can't become an example is left, with the reason, and holds nothing else up.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Row, bindparam, select, update

from desk.errors import ConflictError, UsageError
from desk.models.tables import excerpt
from desk.storage import Database
from desk.storage.tables import inbox
from desk.trainer.errors import (
    BrokenFileError,
    ContradictionError,
    HeldOutError,
    NotWrittenError,
    ReadOnlyDataError,
    UnknownLanguageError,
)
from desk.trainer.example_text import clean, same_words
from desk.trainer.held_out import read_held_out
from desk.trainer.nlu_files import (
    Addition,
    Placed,
    Plan,
    Standing,
    add_examples,
    as_patch,
    plan_additions,
    read_data,
)
from desk.trainer.nlu_yaml import NluFile
from support.policy import Policy

Why = Literal["contradiction", "held_out", "language", "refused"]
Status = Literal["checked", "written", "patch"]

_WHYS: tuple[tuple[type[UsageError], Why], ...] = (
    (ContradictionError, "contradiction"),
    (HeldOutError, "held_out"),
    (UnknownLanguageError, "language"),
)


@dataclass(frozen=True)
class Accepted:
    """A message with the label that a trainer gave it."""

    id: str
    addition: Addition


@dataclass(frozen=True)
class Left:
    """One that can't be an example as it is; `told` says why, to a person."""

    accepted: Accepted
    why: Why
    told: str


@dataclass(frozen=True)
class Written:
    """What became of labelled messages: each is in the plan or in `left`."""

    status: Status
    ready: tuple[Accepted, ...]
    """Those in the plan, in its order of additions."""
    plan: Plan
    left: tuple[Left, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON; `patch` is there where nothing was written."""
        ids: dict[Addition, list[str]] = defaultdict(list)
        for one in self.ready:
            ids[one.addition].append(one.id)

        def rows(placed: Sequence[Placed]) -> list[dict[str, Any]]:
            return [{"id": ids[one.addition].pop(0), **one.as_dict()} for one in placed]

        added = Counter(one.example.file for one in self.plan.added)
        return {
            "status": self.status,
            "written": rows(self.plan.added),
            "already_there": rows(self.plan.already_there),
            "left": [
                {
                    "id": one.accepted.id,
                    "text": one.accepted.addition.text,
                    "intent": one.accepted.addition.intent,
                    "why": one.why,
                    "told": one.told,
                }
                for one in self.left
            ],
            "files": [{"file": name, "added": count} for name, count in sorted(added.items())],
            "patch": None if self.status == "written" else as_patch(self.plan),
        }


def sort_out(
    files: Mapping[str, NluFile],
    policy: Policy,
    held_out: Mapping[str, str],
    wanted: Sequence[Accepted],
) -> tuple[list[Accepted], list[Left]]:
    """Those that can be examples, and those that can't. Pure."""
    said: dict[str, set[str]] = defaultdict(set)
    for one in wanted:
        said[same_words(clean(one.addition.text))].add(one.addition.intent)
    standing = Standing(files, policy, held_out)
    ready: list[Accepted] = []
    left: list[Left] = []
    for one in wanted:
        intents = said[same_words(clean(one.addition.text))]
        if len(intents) > 1:
            # Neither of the two is righter than the other.
            told = f"'{excerpt(one.addition.text)}' is labelled {' and '.join(sorted(intents))}"
            left.append(Left(one, "contradiction", f"{told}: say which of them it is"))
            continue
        try:
            standing.take(one.addition)
        except UsageError as error:
            why: Why = next((name for kind, name in _WHYS if isinstance(error, kind)), "refused")
            left.append(Left(one, why, str(error)))
        else:
            ready.append(one)
    return ready, left


def write_out(
    root: Path, policy: Policy, wanted: Sequence[Accepted], *, check_only: bool = False
) -> Written:
    """Write labelled messages into the training data of the project in `root`.

    With `check_only`, and where the data can't be written by whoever runs this, nothing is
    written and the outcome has a patch instead. Blocks while somebody else writes. Raises
    BrokenFileError, UsageError for a broken table of held-out messages, NotWrittenError;
    nothing is changed then.
    """
    files, held_out = read_data(root), read_held_out(root)
    ready, left = sort_out(files, policy, held_out, wanted)
    additions = [one.addition for one in ready]
    status: Status = "checked"
    if not check_only:
        try:
            plan = add_examples(root, policy, additions)
            return Written("written", tuple(ready), plan, tuple(left))
        except ReadOnlyDataError:
            status = "patch"
    plan = plan_additions(files, policy, additions, held_out)
    return Written(status, tuple(ready), plan, tuple(left))


async def write_labelled(
    database: Database,
    root: Path,
    policy: Policy,
    ids: Sequence[str] | None,
    *,
    check_only: bool = False,
) -> Written:
    """Write the labelled messages with these ids (None: all) into the training data.

    Those that are in it from then on, or were already, are marked as written. Killed in between,
    the next writing finds them there and marks them. Raises ConflictError with one line for
    people where the data can't be read or written, or was changed at the same moment.
    """
    async with database.read() as transaction:
        query = select(inbox).where(inbox.c.status == "labelled")
        if ids is not None:
            query = query.where(inbox.c.id.in_(ids))
        # In the order in which they were labelled, as somebody reads the change.
        rows = (await transaction.execute(query.order_by(inbox.c.labelled_at, inbox.c.id))).all()
    wanted = [accepted(row) for row in rows]
    try:
        done = await asyncio.to_thread(write_out, root, policy, wanted, check_only=check_only)
    except BrokenFileError as error:
        told = f"{error}: mend the file by hand, then write again. No label is lost."
        raise ConflictError(told, code="data_broken") from None
    except NotWrittenError as error:
        raise ConflictError(f"{error}. No label is lost.", code="data_not_written") from None
    except UsageError as error:
        raise ConflictError(f"{error}. Look again.", code="data_changed") from None
    if done.status == "written" and done.ready:
        # A label that was changed meanwhile is another example, which is not written yet.
        as_written = (
            update(inbox)
            .where(
                inbox.c.id == bindparam("message"),
                inbox.c.label == bindparam("said"),
                inbox.c.status == "labelled",
            )
            .values(status="written")
        )
        async with database.write() as transaction:
            await transaction.execute(
                as_written,
                [{"message": one.id, "said": one.addition.intent} for one in done.ready],
            )
    return done


def accepted(row: Row[Any]) -> Accepted:
    """A labelled row of the inbox."""
    return Accepted(row.id, Addition(row.text, row.label, row.language))
