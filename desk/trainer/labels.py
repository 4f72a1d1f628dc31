"""Labels: what a trainer says that a message is, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from desk.errors import ConflictError, InvalidError, NotFoundError
from desk.staff.audit import do_record
from desk.storage import Transaction
from desk.storage.tables import inbox, labels, staff
from support.policy import Policy

DISMISSED = "dismissed"
"""Said of a message that teaches nothing."""

_NO_LABELS = frozenset({"unsure"})


@dataclass(frozen=True)
class Labelled:
    """What was labelled: ids, and those that somebody else had labelled otherwise before."""

    ids: list[str]
    overruled: list[dict[str, Any]]


async def do_label(
    transaction: Transaction,
    policy: Policy,
    now: datetime,
    staff_id: str | None,
    ids: Sequence[str],
    label: str | None,
    *,
    whole_groups: bool = False,
) -> Labelled:
    """Say what messages are.

    Args:
        transaction: All of them or none.
        policy: Its topics are the intents.
        now: The real moment, UTC.
        staff_id: Who says so; None at the command line.
        ids: The messages; each must be in the inbox.
        label: An intent; `dismissed`; or None to take a label back. An empty text takes for each
            message what was understood.
        whole_groups: Also every message of the same groups that has no label yet.

    Raises NotFoundError for an id that is gone, InvalidError for an unknown intent or one that
    was asked back to, ConflictError for an example that stands in the data already.
    """
    if label and label != DISMISSED:
        check_intent(policy, label)
    rows = await _chosen(transaction, ids, whole_groups)
    written = [row for row in rows if row.status == "written"]
    if written:
        raise ConflictError(
            f"'{written[0].text[:60]}' stands in the training data already; change it there.",
            code="already_written",
        )
    overruled = [
        {"id": row.id, "label": row.label, "by": row.labeller}
        for row in rows
        if row.labelled_by not in (None, staff_id) and row.label != (label or row.intent)
    ]
    for row in rows:
        said = row.intent if label == "" else label
        if said in _NO_LABELS:
            raise InvalidError(
                "The assistant asked back here: say what the message is.", field="label"
            )
        status = "new" if said is None else "dismissed" if said == DISMISSED else "labelled"
        await transaction.execute(
            update(inbox)
            .where(inbox.c.id == row.id)
            .values(
                status=status,
                label=None if said == DISMISSED else said,
                labelled_by=staff_id if said else None,
                labelled_at=now if said else None,
            )
        )
    if rows:
        await transaction.execute(
            insert(labels),
            [
                {
                    "inbox_id": row.id,
                    "label": row.intent if label == "" else label,
                    "staff_id": staff_id,
                    "at": now,
                }
                for row in rows
            ],
        )
        what = {"label": label or ("accepted" if label == "" else None), "messages": len(rows)}
        await do_record(transaction, now, staff_id, "label", rows[0].id, what)
    return Labelled([row.id for row in rows], overruled)


def check_intent(policy: Policy, label: str) -> None:
    """Raises InvalidError for what is no intent that can be learned."""
    if label not in policy.topics or label in _NO_LABELS:
        known = ", ".join(sorted(set(policy.topics) - _NO_LABELS))
        raise InvalidError(f"label: expected one of {known}.", field="label")


async def _chosen(
    transaction: Transaction, ids: Sequence[str], whole_groups: bool
) -> list[Row[Any]]:
    wanted = list(dict.fromkeys(ids))
    query = (
        select(inbox, staff.c.name.label("labeller"))
        .outerjoin(staff, staff.c.id == inbox.c.labelled_by)
        .where(inbox.c.id.in_(wanted))
        # In one order, so that two trainers at the same messages wait for each other.
        .order_by(inbox.c.id)
    )
    rows = list((await transaction.execute(query.with_for_update(of=inbox))).all())
    missing = set(wanted) - {row.id for row in rows}
    if missing:
        raise NotFoundError(
            f"{len(missing)} of the messages are no longer there: load the list again.",
            code="message_gone",
        )
    if whole_groups:
        groups = {row.group_id for row in rows}
        more = (
            select(inbox, staff.c.name.label("labeller"))
            .outerjoin(staff, staff.c.id == inbox.c.labelled_by)
            .where(
                inbox.c.group_id.in_(groups),
                inbox.c.status == "new",
                inbox.c.id.not_in(wanted),
            )
            .order_by(inbox.c.id)
        )
        rows += (await transaction.execute(more.with_for_update(of=inbox))).all()
    return rows


async def history(transaction: Transaction, inbox_id: str) -> list[Row[Any]]:
    """Every label that a message was given, oldest first, with the name of who did."""
    query = (
        select(labels, staff.c.name)
        .outerjoin(staff, staff.c.id == labels.c.staff_id)
        .where(labels.c.inbox_id == inbox_id)
        .order_by(labels.c.id)
    )
    return list((await transaction.execute(query)).all())
