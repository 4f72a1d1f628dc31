"""What visitors ask again and again, and the assistant does not know."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from desk.models.engine import ask_engine
from desk.storage import Database, Transaction
from desk.storage.tables import inbox
from desk.trainer.worth import worth
from support.likeness import words

UNKNOWN = ("unrelated", "unsure")
"""What is understood where the assistant does not know."""

_MOST = 2_000
"""The newest messages that are looked at."""

_SHOWN = 50
_WORDS = 4
_EXAMPLES = 3
_LONG = 3
"""Letters of a word that says something."""


@dataclass(frozen=True)
class Cluster:
    """Messages about one matter; `words` are more frequent in it than elsewhere."""

    id: str
    size: int
    words: list[str]
    examples: list[dict[str, str]]

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "size": self.size,
            "words": self.words,
            "examples": self.examples,
        }


async def find_clusters(database: Database, root: Path) -> int:
    """Group what nobody has labelled yet and the assistant did not know; returns how many groups.

    Messages that were labelled meanwhile keep what they had. Raises FrontdeskError where the
    engine is missing or fails.
    """
    async with database.read() as transaction:
        rows = await _unknown(transaction)
    if not rows:
        return 0
    lines = [json.dumps({"id": row.id, "text": row.text}) for row in rows]
    found = await asyncio.to_thread(
        lambda: [line["ids"] for line in ask_engine(root, ["clusters"], lines)]
    )
    async with database.write() as transaction:
        await do_note_clusters(transaction, found)
    return len(found)


async def do_note_clusters(transaction: Transaction, found: Sequence[Sequence[str]]) -> None:
    """Keep clusters of messages, each the ids with the most typical one first; others end."""
    place = {one: (ids[0], len(ids)) for ids in found for one in ids}
    query = select(inbox).where(inbox.c.cluster_id.is_not(None) | inbox.c.id.in_(place))
    rows = (await transaction.execute(query)).all()
    changes = [_change(row, *place.get(row.id, (None, 1))) for row in rows]
    if changes:
        changing = (
            update(inbox)
            .where(inbox.c.id == bindparam("message"))
            .values(
                cluster_id=bindparam("cluster"),
                cluster_size=bindparam("size"),
                worth=bindparam("more"),
            )
        )
        await transaction.execute(changing, changes)


async def clusters(transaction: Transaction) -> list[Cluster]:
    """The clusters as they are now, the largest first: what was labelled since is out."""
    query = (
        select(inbox.c.id, inbox.c.text, inbox.c.cluster_id)
        .where(inbox.c.cluster_id.is_not(None), inbox.c.status == "new")
        .order_by(inbox.c.id)
    )
    members: dict[str, list[Any]] = {}
    for row in (await transaction.execute(query)).all():
        members.setdefault(row.cluster_id, []).append(row)
    said = {name: [words(row.text) for row in rows] for name, rows in members.items()}
    telling = telling_words(said)
    found = [
        Cluster(name, len(rows), telling[name], _examples(name, rows))
        for name, rows in members.items()
        if len(rows) > 1
    ]
    return sorted(found, key=lambda one: (-one.size, one.id))[:_SHOWN]


def telling_words(
    said: Mapping[str, Sequence[frozenset[str]]],
) -> dict[str, list[str]]:
    """The words that tell each cluster from the others: by their share in it times rarity.

    A tf-idf whose documents are the clusters (Spärck Jones, 1972). Pure.
    """
    spread = Counter(word for sets in said.values() for word in frozenset().union(*sets))
    told = {}
    for name, sets in said.items():
        counts = Counter(word for one in sets for word in one if len(word) >= _LONG)
        scores = {
            word: count / len(sets) * log((1 + len(said)) / spread[word])
            for word, count in counts.items()
            # Said by one alone it is no word of the cluster.
            if count > 1
        }
        best = sorted(scores, key=lambda word: (-scores[word], word))
        told[name] = best[:_WORDS]
    return told


def _examples(name: str, rows: Sequence[Row[Any]]) -> list[dict[str, str]]:
    typical = sorted(rows, key=lambda row: row.id != name)
    return [{"id": row.id, "text": row.text} for row in typical[:_EXAMPLES]]


def _change(row: Row[Any], cluster: str | None, size: int) -> dict[str, Any]:
    more = worth(
        outcome=row.outcome,
        intent=row.intent,
        certainty=row.certainty,
        other_intent=row.other_intent,
        cluster_size=size,
    )
    return {"message": row.id, "cluster": cluster, "size": size, "more": more}


async def _unknown(transaction: Transaction) -> Sequence[Any]:
    query = (
        select(inbox.c.id, inbox.c.text)
        .where(inbox.c.status == "new", inbox.c.intent.in_(UNKNOWN))
        .order_by(inbox.c.at.desc(), inbox.c.id)
        .limit(_MOST)
    )
    return (await transaction.execute(query)).all()
