"""Running turns: one at a time per conversation, until each message is answered or told.

The log is the queue. After a crash the messages that nobody answered are found there and
answered; the engine recognises a message that it has answered already.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_exponential,
)

from desk.conversations.engine import (
    Answer,
    EngineRefusedError,
    EngineUnavailableError,
    Question,
)
from desk.conversations.log import NewEvent
from desk.conversations.model import access_conversation
from desk.conversations.turns import (
    Turn,
    conversations_owed,
    do_drop,
    do_fail,
    do_finish,
    do_tell,
    is_current,
    next_owed,
)
from desk.notify import notify_conversation, notify_typing
from desk.services import Services

log = structlog.get_logger()


class OvertakenError(Exception):
    """Somebody else owns the conversation now: nothing is owed any more."""


class TurnRunner:
    """Answers what is owed, with one worker for each conversation that is owed something."""

    def __init__(self, services: Services) -> None:
        """Nothing runs before `start` or `wake`."""
        self._services = services
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._stopping = False

    async def start(self) -> None:
        """Take up every message that was stored and never answered."""
        async with self._services.database.read() as transaction:
            owed = await conversations_owed(transaction)
        if owed:
            log.info("messages wait for an answer", conversations=len(owed))
        for conversation_id in owed:
            self.wake(conversation_id)

    def wake(self, conversation_id: str) -> None:
        """A message of this conversation waits for an answer."""
        if self._stopping:
            return
        self._again.add(conversation_id)
        if conversation_id not in self._workers:
            self._workers[conversation_id] = asyncio.create_task(self._work(conversation_id))

    async def stop(self) -> None:
        """Stop asking. What is unanswered stays owed and is taken up at the next start."""
        self._stopping = True
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, conversation_id: str) -> None:
        try:
            while True:
                self._again.discard(conversation_id)
                async with self._services.database.read() as transaction:
                    turn = await next_owed(transaction, conversation_id)
                if turn is not None:
                    await self._answer(turn)
                elif conversation_id not in self._again:
                    return
        except Exception:
            # The message stays owed; the keeper looks for such conversations again.
            log.exception("a turn could not be run", conversation=conversation_id)
        finally:
            del self._workers[conversation_id]

    async def _answer(self, turn: Turn) -> None:
        """Ask until there is an answer; after the patience is over, say so meanwhile."""
        services = self._services
        await notify_typing(services.bus, turn.conversation_id, "bot")
        asking = asyncio.create_task(self._ask(turn))
        try:
            if not turn.told:
                patience = services.settings.timings.turn_patience_s - self._age_s(turn)
                done, _ = await asyncio.wait({asking}, timeout=max(patience, 0))
                if not done:
                    await self._tell(turn)
            answer = await asking
        except OvertakenError:
            async with services.database.write() as transaction:
                await do_drop(transaction, turn, services.now())
        except (EngineUnavailableError, EngineRefusedError) as error:
            log.error("a message stays unanswered", turn=turn.message_id, why=str(error))
            await self._give_up(turn)
        else:
            await self._finish(turn, answer)
        finally:
            asking.cancel()
        await notify_conversation(services.bus, turn.conversation_id)

    async def _ask(self, turn: Turn) -> Answer:
        timings = self._services.settings.timings
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(EngineUnavailableError),
            wait=wait_exponential(timings.turn_retry_s, max=timings.turn_retry_most_s),
            stop=stop_after_delay(max(timings.turn_give_up_s - self._age_s(turn), 0)),
            reraise=True,
        ):
            with attempt:
                return await self._services.engine.turn(await self._question(turn))
        raise AssertionError("retrying ends with an answer or an error")

    async def _question(self, turn: Turn) -> Question:
        async with self._services.database.read() as transaction:
            if not await is_current(transaction, turn):
                raise OvertakenError
            conversation = await access_conversation(transaction, turn.conversation_id)
        return Question(
            conversation_id=turn.conversation_id,
            message_id=turn.message_id,
            text=turn.text,
            payload=turn.payload,
            metadata={
                "at": self._services.local(self._services.now()),
                "language": conversation.language,
                "department": conversation.department,
                "page": conversation.page,
            },
            reset=conversation.engine_reset,
        )

    async def _finish(self, turn: Turn, answer: Answer) -> None:
        services = self._services
        async with services.database.write() as transaction:
            if answer.messages:
                kept = await do_finish(transaction, turn, answer, services.policy, services.now())
            else:
                # Silence is never the outcome.
                kept = await is_current(transaction, turn)
                event = self._notice(turn, "gave_up", await self._language(turn))
                if kept:
                    await do_fail(transaction, turn, event, services.now())
                else:
                    await do_drop(transaction, turn, services.now())
        log.info(
            "turn",
            turn=turn.message_id,
            conversation=turn.conversation_id,
            kept=kept,
            replayed=answer.replayed,
            seconds=round(self._age_s(turn), 3),
        )

    async def _tell(self, turn: Turn) -> None:
        services = self._services
        event = self._notice(turn, "slow", await self._language(turn))
        async with services.database.write() as transaction:
            await do_tell(transaction, turn, event, services.now())
        await notify_conversation(services.bus, turn.conversation_id)

    async def _give_up(self, turn: Turn) -> None:
        services = self._services
        event = self._notice(turn, "gave_up", await self._language(turn))
        async with services.database.write() as transaction:
            await do_fail(transaction, turn, event, services.now())

    def _notice(self, turn: Turn, key: str, language: str) -> NewEvent:
        texts = self._services.texts
        return NewEvent(
            kind="message",
            author="system",
            text=texts.say(language, key),
            buttons=[
                texts.button(language, "person_button"),
                texts.button(language, "ticket_button"),
            ],
            in_reply_to=turn.reference,
        )

    async def _language(self, turn: Turn) -> str:
        async with self._services.database.read() as transaction:
            return (await access_conversation(transaction, turn.conversation_id)).language

    def _age_s(self, turn: Turn) -> float:
        now: datetime = self._services.real_now()
        return (now - turn.created_at).total_seconds()
