"""The desk page's WebSocket: everything that the page shows, as it happens.

While the socket is open the person counts as there; presence lapses soon after it closes.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from pydantic import BaseModel, Field
from sanic import Blueprint, Request

from desk.api.http import LARGEST_NUMBER, read_frame, services_of
from desk.api.sockets import (
    Accept,
    Socket,
    check_same_origin,
    parse_frame,
    send,
    socket_route,
)
from desk.bus import Hint, Subscription
from desk.conversations.log import event_json, events_after
from desk.conversations.model import access_conversation
from desk.conversations.receipts import do_note_staff
from desk.errors import NotFoundError, NotSignedInError, RequestError
from desk.notify import notify_conversation, notify_queue, notify_typing
from desk.promises.board import board_json, board_row
from desk.queue.lists import count_waiting, row_json
from desk.queue.taking import access_for_staff
from desk.services import Services
from desk.staff.access import Person, access_person, may_see
from desk.staff.presence import do_see
from desk.staff.signed_in import do_keep_session
from desk.storage import uninterrupted
from desk.tickets.book import access_ticket, count_open
from desk.tickets.views import staff_row_json


class Shown(BaseModel):
    """How far a page shows a conversation, in staff's own numbering."""

    conversation_id: str = Field(max_length=64)
    seq: int = Field(ge=0, le=LARGEST_NUMBER)


staff_stream = Blueprint("staff_stream", url_prefix="/api/staff")


@socket_route(staff_stream, "/stream", "staff")
async def stream(request: Request[Any, Any], accept: Accept) -> None:
    """Live updates for one open page."""
    services = services_of(request)
    check_same_origin(request)
    async with services.database.read() as transaction:
        person = await access_person(request, transaction)
    socket = await accept(None)
    await _see(services, person)
    async with services.bus.subscribe("staff", "queue") as subscription:
        page = _Page(services, socket, person, request)
        out = asyncio.create_task(page.run(subscription))
        try:
            async for data in socket:
                await _take_in(services, socket, page.person, data)
        finally:
            out.cancel()
            await asyncio.gather(out, return_exceptions=True)
            # Not gone at once: a page that is loaded again comes back within the lapse.
            await notify_queue(services.bus)


async def _see(services: Services, person: Person) -> None:
    async with services.database.write() as transaction:
        await do_see(transaction, person.id, services.real_now())
        if person.session is not None:
            await do_keep_session(transaction, services, person.session)
    await notify_queue(services.bus)


async def _take_in(
    services: Services, socket: Socket, person: Person, data: str | bytes | None
) -> None:
    try:
        frame = parse_frame(data)
        if isinstance(frame.get("typing"), dict):
            conversation_id = str(frame["typing"].get("conversation_id"))
            async with services.database.read() as transaction:
                found = await access_for_staff(transaction, person, conversation_id)
            if found.staff_id == person.id:
                await notify_typing(services.bus, conversation_id, "staff", person.name)
        elif isinstance(frame.get("read"), dict):
            shown = read_frame(frame["read"], Shown)
            await _note(services, person, shown.conversation_id, shown.seq, read=True)
        elif "ping" in frame:
            await send(socket, {"pong": True})
    except RequestError as error:
        await send(socket, error.as_json())


async def _note(
    services: Services, person: Person, conversation_id: str, seq: int, *, read: bool
) -> None:
    """Tell the visitor how far the person who has the conversation got it, or has read it."""
    async with services.database.write() as transaction:
        found = await access_for_staff(transaction, person, conversation_id)
        mine = found.owner == "staff" and found.staff_id == person.id
        news = mine and await do_note_staff(
            transaction, conversation_id, min(seq, found.last_seq), read=read
        )
    if news:
        await notify_conversation(services.bus, conversation_id)


class _Page:
    """What one open page has been told so far."""

    def __init__(
        self, services: Services, socket: Socket, person: Person, request: Request[Any, Any]
    ) -> None:
        self._services = services
        self._socket = socket
        self._request = request
        self.person = person
        # How far each conversation's log was sent; the page fetches what came before itself.
        self._cursors: dict[str, int] = {}

    async def run(self, subscription: Subscription) -> None:
        """Send what happens until the page goes, or nobody is signed in any more."""
        try:
            await self._go_on(subscription)
        except NotSignedInError as error:
            await send(self._socket, error.as_json())
            await self._socket.close()

    async def _go_on(self, subscription: Subscription) -> None:
        await uninterrupted(self._look_again())
        await uninterrupted(self._hello())
        heartbeat = self._services.settings.timings.heartbeat_s
        loop = asyncio.get_running_loop()
        due = loop.time() + heartbeat
        while True:
            # Also where something happens all the time: whoever works hardest must not vanish.
            if loop.time() >= due:
                await uninterrupted(self._look_again())
                await uninterrupted(_see(self._services, self.person))
                await send(self._socket, {"ping": True})
                due = loop.time() + heartbeat
            try:
                async with asyncio.timeout_at(due):
                    hints = await subscription.next()
            except TimeoutError:
                continue
            await uninterrupted(self._tell(hints))

    async def _hello(self) -> None:
        async with self._services.database.read() as transaction:
            departments = None if self.person.sees_all else list(self.person.departments)
            counts = {
                "waiting": await count_waiting(transaction, self.person),
                "open_tickets": await count_open(transaction, departments),
            }
        await send(self._socket, {"hello": {"staff": self.person.as_dict(), "counts": counts}})

    async def _look_again(self) -> None:
        """Who this is now, and what they may see. Raises NotSignedInError."""
        async with self._services.database.read() as transaction:
            self.person = await access_person(self._request, transaction)

    async def _tell(self, hints: list[Hint]) -> None:
        """Tell each thing that changed once, however many hints speak of it."""
        if any("changed" in hint or hint.get("person") == self.person.id for hint in hints):
            await self._look_again()
            await self._hello()
        if any("changed" in hint for hint in hints):
            # Hints were folded: the page was too slow to name each. It reads everything again.
            await send(self._socket, {"refetch": True})
        for conversation_id in dict.fromkeys(
            hint["conversation"] for hint in hints if "conversation" in hint
        ):
            await self._conversation(conversation_id)
        for number in dict.fromkeys(hint["ticket"] for hint in hints if "ticket" in hint):
            await self._ticket(number)
        news = {hint["promise"]: hint["news"] for hint in hints if "promise" in hint}
        for promise_id, what in news.items():
            await self._promise(promise_id, what)
        for typing in dict.fromkeys(hint["typing"] for hint in hints if "typing" in hint):
            await self._typing(typing)
        async with self._services.database.read() as transaction:
            count = await count_waiting(transaction, self.person)
        await send(self._socket, {"queue": {"waiting": count}})

    async def _conversation(self, conversation_id: str) -> None:
        services, person = self._services, self.person
        async with services.database.read() as transaction:
            try:
                found = await access_for_staff(transaction, person, conversation_id)
            except NotFoundError:
                # Not this person's any more, or erased: the page takes it off its lists.
                await send(self._socket, {"gone": {"conversation_id": conversation_id}})
                return
            after = self._cursors.get(conversation_id, found.last_seq - 1)
            rows = await events_after(transaction, conversation_id, after, "staff")
            row = await row_json(transaction, services, found)
        for event in rows:
            document = event_json(event, "staff", services.policy.zone)
            await send(self._socket, {"event": {"conversation_id": conversation_id, **document}})
        self._cursors[conversation_id] = found.last_seq
        if found.staff_id == person.id and any(event.author == "visitor" for event in rows):
            # Erased since it was read above: there is nobody to tell.
            with contextlib.suppress(NotFoundError):
                await _note(services, person, conversation_id, found.last_seq, read=False)
        await send(self._socket, {"conversation": row})

    async def _ticket(self, number: str) -> None:
        async with self._services.database.read() as transaction:
            row = await access_ticket(transaction, number)
            if may_see(self.person, row.department):
                document = await staff_row_json(transaction, self._services, row)
                await send(self._socket, {"ticket": document})

    async def _promise(self, promise_id: str, news: str) -> None:
        services = self._services
        async with services.database.read() as transaction:
            row = await board_row(transaction, promise_id)
            if row is None or not may_see(self.person, row.department):
                return
            [document] = await board_json(transaction, services, [row], services.now())
        await send(self._socket, {"promise": {**document, "news": news}})

    async def _typing(self, conversation_id: str) -> None:
        async with self._services.database.read() as transaction:
            try:
                found = await access_conversation(transaction, conversation_id)
            except NotFoundError:
                # Erased meanwhile; the page must not fall silent over it.
                return
        if found.staff_id == self.person.id:
            await send(self._socket, {"typing": {"conversation_id": conversation_id}})
