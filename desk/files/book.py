"""Attachments of conversations: taking one in, finding one, clearing away what is left over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, func, insert, select

from desk.conversations.log import Author, NewEvent, Reference, do_append, find_by_client_id
from desk.conversations.model import Conversation
from desk.errors import ConflictError, InvalidError, NotFoundError, TooLargeError, UnsupportedError
from desk.files.kinds import TEXT, Kind, UnknownKindError, kind_of, safe_name, without_secrets
from desk.files.store import Draft, FileStore
from desk.services import Services
from desk.storage import Transaction
from desk.storage.tables import files, ticket_files

_MEGABYTE = 1024 * 1024
# A draft or a file without a row is what a crash left; younger ones may be on their way.
_LEFT_OVER_S = 3_600
# How many files one query asks about: databases take so many arguments and no more.
_MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Upload:
    """A file that lies in the store and belongs to nobody yet."""

    id: str
    name: str
    kind: Kind
    size: int
    masked: tuple[str, ...]
    """The kinds of secrets that were taken out of a text file."""

    def as_dict(self) -> dict[str, Any]:
        """As its event and the pages have it."""
        pixels = {"width": self.kind.width, "height": self.kind.height}
        return {
            "id": self.id,
            "name": self.name,
            "type": self.kind.type,
            "size": self.size,
            **({key: value for key, value in pixels.items() if value}),
            **({"masked": list(self.masked)} if self.masked else {}),
        }


async def take_in(
    store: FileStore, chunks: AsyncIterator[bytes], name: str, most_bytes: int
) -> Upload:
    """Write a file into the store, checked by its content, without the secrets of a text.

    Raises TooLargeError, UnsupportedError, InvalidError for an empty one; then nothing is kept.
    """
    with store.draft() as draft:
        size = 0
        async for chunk in chunks:
            size += len(chunk)
            if size > most_bytes:
                raise too_large(most_bytes)
            draft.file.write(chunk)
        if size == 0:
            raise InvalidError("This file is empty.", code="file_empty", field="file")
        draft.file.flush()
        return await asyncio.to_thread(_check, store, draft, name)


def too_large(most_bytes: int) -> TooLargeError:
    """Why a file is refused for its size."""
    return TooLargeError(
        f"This file is larger than {most_bytes // _MEGABYTE} MB. Please send a smaller one, "
        "for example the part of the log that matters.",
        code="file_too_large",
        field="file",
        extra={"most_bytes": most_bytes},
    )


def _check(store: FileStore, draft: Draft, name: str) -> Upload:
    try:
        kind = kind_of(draft.path)
    except UnknownKindError:
        raise UnsupportedError(
            "This kind of file can't be sent here, whatever it is called. Images (PNG, JPEG, "
            "GIF, WebP), PDF and text such as logs can.",
            code="file_type_not_allowed",
            field="file",
        ) from None
    masked: tuple[str, ...] = ()
    if kind.type == TEXT[0]:
        content, masked = without_secrets(draft.path.read_bytes())
        if masked:
            draft.rewrite(content)
    file_id = uuid4().hex
    store.keep(draft, file_id)
    size = store.path(file_id).stat().st_size
    return Upload(file_id, safe_name(name, kind), kind, size, masked)


async def do_attach(
    transaction: Transaction,
    services: Services,
    conversation: Conversation,
    upload: Upload,
    *,
    client_id: str,
    author: Author,
    author_name: str | None = None,
    staff_id: str | None = None,
    after: tuple[NewEvent, ...] = (),
) -> Reference:
    """Write an upload into a conversation's log; `after` are events that follow it.

    Raises ConflictError when the conversation holds as many files as it may.
    """
    count = select(func.count()).select_from(files)
    held = await transaction.execute(count.where(files.c.conversation_id == conversation.id))
    if held.scalar_one() >= services.settings.limits.files_per_conversation:
        raise ConflictError(
            "This conversation holds as many files as it may. Please send further ones by e-mail.",
            code="too_many_files",
        )
    now = services.now()
    await transaction.execute(
        insert(files).values(
            id=upload.id,
            conversation_id=conversation.id,
            name=upload.name,
            type=upload.kind.type,
            size=upload.size,
            at=now,
        )
    )
    event = NewEvent(
        kind="file",
        author=author,
        author_name=author_name,
        staff_id=staff_id,
        data=upload.as_dict(),
        client_id=client_id,
    )
    written = await do_append(transaction, conversation.id, [event, *after], now)
    assert written is not None
    return written[0]


async def attached_before(
    transaction: Transaction, conversation_id: str, author: Author, client_id: str
) -> Row[Any] | None:
    """The event of the file that a client sent under this id before, if it did."""
    row = await find_by_client_id(transaction, conversation_id, author, client_id)
    if row is not None and row.kind != "file":
        raise InvalidError("client_id: was used for something else.", field="client_id")
    return row


async def access_file(transaction: Transaction, conversation_id: str, file_id: str) -> Row[Any]:
    """One file of a conversation. Raises NotFoundError."""
    query = select(files).where(files.c.id == file_id, files.c.conversation_id == conversation_id)
    row = (await transaction.execute(query)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such file in this conversation.", code="file_not_found")
    return row


async def files_of(transaction: Transaction, conversation_ids: list[str]) -> list[str]:
    """The ids of all files of some conversations."""
    query = select(files.c.id).where(files.c.conversation_id.in_(conversation_ids))
    return list((await transaction.execute(query)).scalars())


async def clear_left_overs(services: Services, store: FileStore) -> int:
    """Remove files that nothing has: interrupted uploads, interrupted erasures."""
    old = list(await asyncio.to_thread(lambda: list(store.older_than(time.time() - _LEFT_OVER_S))))
    known: set[str] = set()
    async with services.database.read() as transaction:
        for first in range(0, len(old), _MOST_AT_ONCE):
            names = [path.name for path in old[first : first + _MOST_AT_ONCE]]
            for table in (files, ticket_files):
                query = select(table.c.id).where(table.c.id.in_(names))
                known.update((await transaction.execute(query)).scalars())
    left = [path for path in old if path.name not in known]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
