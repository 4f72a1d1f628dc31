"""The inbox as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from support.policy import Policy


def message_json(row: Row[Any], policy: Policy) -> dict[str, Any]:
    """A message as pages and commands get it; moments have the policy's offset."""

    def local(at: datetime) -> str:
        return at.astimezone(policy.zone).isoformat(timespec="milliseconds")

    labelled = row.labelled_at is not None
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "at": local(row.at),
        "text": row.text,
        "language": row.language,
        "intent": row.intent,
        "confidence": row.confidence,
        "certainty": row.certainty,
        "ranking": row.ranking,
        "outcome": row.outcome,
        "corrected_to": row.corrected_to,
        "other_intent": row.other_intent,
        "worth": row.worth,
        "status": row.status,
        "label": row.label,
        "labelled_at": local(row.labelled_at) if labelled else None,
        "labelled_by": getattr(row, "labeller", None),
        "cluster": {"id": row.cluster_id, "size": row.cluster_size} if row.cluster_id else None,
        "group": {"id": row.group_id, "size": getattr(row, "size", 1)},
    }
