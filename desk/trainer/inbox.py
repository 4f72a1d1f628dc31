"""Filling the inbox: each message that the assistant answered, once, and what came of it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, and_, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import conversations, events, inbox, turns
from desk.trainer.outcomes import Course, Understood, moved, outcomes
from desk.trainer.stand_ins import with_stand_ins
from desk.trainer.worth import worth
from support.likeness import digest, nearest, words
from support.policy import Policy

_MOST_AT_ONCE = 200
_GUESSES = 5
_COMPARED = 2_000
"""The newest messages that a new one is compared with, to find its group."""
# A turn that another desk finished a moment ago may become visible only now.
_OVERLAP = timedelta(minutes=2)
_WANTED = (
    turns.c.message_id,
    turns.c.conversation_id,
    turns.c.seq,
    turns.c.parse,
    turns.c.finished_at,
    events.c.at,
    events.c.text,
)
_NO_MATTER = frozenset({"smalltalk", "human", "unsure", "unrelated"})


class InboxFiller:
    """A job of the keeper: takes new messages in and follows what comes of them."""

    def __init__(self, services: Services) -> None:
        """The first round looks at everything that is not in the inbox yet."""
        self._services = services
        self._from: datetime | None = None

    async def look(self) -> None:
        """Take in what was answered since the last round, in portions."""
        while await self._take() == _MOST_AT_ONCE:
            pass
        await follow(self._services)

    async def _take(self) -> int:
        services = self._services
        async with services.database.read() as transaction:
            rows = await _new_messages(transaction, self._from)
        if not rows:
            return 0
        async with services.database.write() as transaction:
            await do_take(transaction, services, rows)
        self._from = rows[-1].finished_at - _OVERLAP
        return len(rows)


async def _new_messages(transaction: Transaction, since: datetime | None) -> list[Any]:
    query = (
        select(*_WANTED)
        .join(
            events,
            and_(events.c.conversation_id == turns.c.conversation_id, events.c.seq == turns.c.seq),
        )
        # A press of a button is no word of the visitor's.
        .where(
            turns.c.finished_at.is_not(None),
            turns.c.payload.is_(None),
            turns.c.parse.is_not(None),
            events.c.text.is_not(None),
            ~exists().where(inbox.c.id == turns.c.message_id),
        )
        .order_by(turns.c.finished_at)
        .limit(_MOST_AT_ONCE)
    )
    if since is not None:
        query = query.where(turns.c.finished_at >= since)
    return list((await transaction.execute(query)).all())


async def do_take(transaction: Transaction, services: Services, rows: Sequence[Any]) -> None:
    """Put messages into the inbox; one that another desk took in meanwhile stays as it is."""
    known = await _compared(transaction)
    own = own_domains(services.policy)
    dialect = postgresql if transaction.dialect.name == "postgresql" else sqlite
    for row in rows:
        parse: Mapping[str, Any] = row.parse
        text = with_stand_ins(row.text, parse.get("entities") or (), own)
        language = str(parse.get("language") or services.policy.company.default_language)
        intent = str((parse.get("intent") or {}).get("name"))
        said = words(text)
        alike = nearest(said, known.get(language, ()))
        group = alike or row.message_id
        if alike is None:
            known.setdefault(language, []).append((group, said))
        ranking = [
            {"intent": guess["name"], "confidence": round(guess["confidence"], 4)}
            for guess in (parse.get("intent_ranking") or ())[:_GUESSES]
        ]
        confidence = float((parse.get("intent") or {}).get("confidence") or 0.0)
        certainty = float(parse["certainty"] if parse.get("certainty") is not None else confidence)
        await transaction.execute(
            dialect.insert(inbox)
            .values(
                id=row.message_id,
                conversation_id=row.conversation_id,
                seq=row.seq,
                at=row.at,
                text=text,
                digest=digest(text),
                language=language,
                intent=intent,
                confidence=confidence,
                certainty=certainty,
                ranking=ranking,
                outcome="open",
                followed_at=row.at - _OVERLAP,
                group_id=group,
                worth=worth(outcome="open", intent=intent, certainty=certainty),
                status="new",
            )
            .on_conflict_do_nothing()
        )


async def _compared(transaction: Transaction) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """The words of the first message of each group, newest groups first, by language."""
    query = (
        select(inbox.c.id, inbox.c.language, inbox.c.text)
        .where(inbox.c.id == inbox.c.group_id)
        .order_by(inbox.c.at.desc())
        .limit(_COMPARED)
    )
    known: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in (await transaction.execute(query)).all():
        known.setdefault(row.language, []).append((row.id, words(row.text)))
    return known


def own_domains(policy: Policy) -> set[str]:
    """The company's own domains: everybody speaks of them, and they tell nothing of who writes."""
    emails = [one.email for one in policy.departments.values() if one.email]
    addresses = {email.split("@", 1)[1] for email in emails}
    site = urlsplit(policy.company.site).hostname or ""
    return {name.removeprefix("www.") for name in {*addresses, site} if name}


async def follow(services: Services) -> int:
    """Look again at conversations that went on since; returns how many messages changed."""
    query = (
        select(inbox.c.conversation_id)
        .join(conversations, conversations.c.id == inbox.c.conversation_id)
        .where(inbox.c.followed_at < conversations.c.updated_at)
        .distinct()
        .limit(_MOST_AT_ONCE)
    )
    async with services.database.read() as transaction:
        changed = list((await transaction.execute(query)).scalars())
    return sum([await _follow_one(services, one) for one in changed])


async def _follow_one(services: Services, conversation_id: str) -> int:
    async with services.database.write() as transaction:
        query = select(
            conversations.c.owner, conversations.c.rating, conversations.c.updated_at
        ).where(conversations.c.id == conversation_id)
        conversation = (await transaction.execute(query)).one_or_none()
        if conversation is None:
            return 0
        items = (
            await transaction.execute(
                select(inbox)
                .where(inbox.c.conversation_id == conversation_id)
                .order_by(inbox.c.seq)
            )
        ).all()
        states = (
            await transaction.execute(
                select(events.c.seq, events.c.data)
                .where(events.c.conversation_id == conversation_id, events.c.kind == "state")
                .order_by(events.c.seq)
            )
        ).all()
        found = outcomes(
            Course(
                [_understood(services.policy, item) for item in items],
                [moved(state.seq, state.data) for state in states],
                conversation.owner,
                conversation.rating,
            )
        )
        changes = 0
        for item in items:
            came = found[item.seq]
            changes += (came.outcome, came.department) != (item.outcome, item.corrected_to)
            await transaction.execute(
                update(inbox)
                .where(inbox.c.id == item.id)
                .values(
                    outcome=came.outcome,
                    corrected_to=came.department,
                    followed_at=conversation.updated_at,
                    worth=worth(
                        outcome=came.outcome,
                        intent=item.intent,
                        certainty=item.certainty,
                        other_intent=item.other_intent,
                        cluster_size=item.cluster_size,
                    ),
                )
            )
    return changes


def _understood(policy: Policy, item: Row[Any]) -> Understood:
    topic = policy.topics.get(item.intent)
    return Understood(
        seq=item.seq,
        at=item.at,
        text=item.text,
        intent=item.intent,
        department=topic.department if topic else None,
        matter=topic is not None and topic.category not in _NO_MATTER,
    )


async def do_note_disagreement(transaction: Transaction, others: Mapping[str, str | None]) -> None:
    """Note what another model makes of messages: a label teaches most where two disagree.

    `others` holds an intent by the message's id, None where the two agree.
    """
    query = select(inbox).where(inbox.c.id.in_(others))
    for item in (await transaction.execute(query)).all():
        other = others[item.id]
        if other == item.other_intent:
            continue
        await transaction.execute(
            update(inbox)
            .where(inbox.c.id == item.id)
            .values(
                other_intent=other,
                worth=worth(
                    outcome=item.outcome,
                    intent=item.intent,
                    certainty=item.certainty,
                    other_intent=other,
                    cluster_size=item.cluster_size,
                ),
            )
        )
