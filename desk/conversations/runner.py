"""Running turns: one at a time per conversation, until each message is answered or told.

The log is the queue. After a crash the messages that nobody answered are found there and
answered; the engine recognises a message that it has answered already.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_exponential

from desk.conversations.engine import (
    Answer,
    EngineFailedError,
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
    owed_untold,
)
from desk.errors import NotFoundError
from desk.metrics.meters import TurnOutcome
from desk.notify import notify_conversation, notify_typing
from desk.services import Services
from desk.storage import uninterrupted

log = structlog.get_logger()

_LOOK_S = 1.0
"""How often the messages that wait are looked at, to tell their visitors in time."""


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
                turn = await uninterrupted(self._next(conversation_id))
                if turn is not None:
                    await self._answer(turn)
                elif conversation_id not in self._again:
                    return
        except NotFoundError:
            log.info("a conversation was erased during a turn", conversation=conversation_id)
        except Exception:
            # The message stays owed; the keeper looks for such conversations again.
            log.exception("a turn could not be run", conversation=conversation_id)
        finally:
            del self._workers[conversation_id]

    async def _next(self, conversation_id: str) -> Turn | None:
        async with self._services.database.read() as transaction:
            return await next_owed(transaction, conversation_id)

    async def _answer(self, turn: Turn) -> None:
        """Ask until there is an answer; after the patience is over, say so meanwhile."""
        services = self._services
        await notify_typing(services.bus, turn.conversation_id, "bot")
        asking = asyncio.create_task(self._ask(turn))
        telling = asyncio.create_task(self._tell_who_waits(turn.conversation_id))
        try:
            answer = await asking
        except OvertakenError:
            await uninterrupted(self._drop(turn))
        except (EngineUnavailableError, EngineRefusedError) as error:
            log.error("a message stays unanswered", turn=turn.message_id, why=str(error))
            await uninterrupted(self._give_up(turn))
        else:
            await uninterrupted(self._finish(turn, answer))
        finally:
            asking.cancel()
            telling.cancel()
        await notify_conversation(services.bus, turn.conversation_id)

    async def _tell_who_waits(self, conversation_id: str) -> None:
        """Tell about every message whose patience is over, also those behind the one asked."""
        services = self._services
        patience = services.settings.timings.turn_patience_s
        told = 0
        wait = patience
        while True:
            await asyncio.sleep(wait)
            before = services.real_now() - timedelta(seconds=patience)
            told += await uninterrupted(self._tell_late(conversation_id, before, told))
            wait = min(patience, _LOOK_S)

    async def _tell_late(self, conversation_id: str, before: datetime, told: int) -> int:
        async with self._services.database.read() as transaction:
            late = await owed_untold(transaction, conversation_id, before)
        for number, turn in enumerate(late):
            await self._tell(turn, "slow_again" if told + number else "slow")
        return len(late)

    async def _ask(self, turn: Turn) -> Answer:
        timings = self._services.settings.timings

        def enough(state: RetryCallState) -> bool:
            error = state.outcome.exception() if state.outcome else None
            failing = isinstance(error, EngineFailedError)
            longest = timings.turn_failing_s if failing else timings.turn_give_up_s
            return self._age_s(turn) >= longest

        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(EngineUnavailableError),
            wait=wait_exponential(timings.turn_retry_s, max=timings.turn_retry_most_s),
            stop=enough,
            reraise=True,
        ):
            with attempt:
                question = await uninterrupted(self._question(turn))
                return await self._services.engine.turn(question)
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
                "language_chosen": conversation.language_chosen,
                "languages": self._services.texts.languages,
                "department": conversation.department,
                "page": conversation.page,
            },
            reset=conversation.engine_reset,
        )

    async def _finish(self, turn: Turn, answer: Answer) -> None:
        services = self._services
        language = await self._language(turn)
        async with services.database.write() as transaction:
            if answer.messages:
                kept = await do_finish(transaction, turn, answer, services.policy, services.now())
            else:
                # Silence is never the outcome.
                kept = await is_current(transaction, turn)
                event = self._notice(turn, "gave_up", language)
                if kept:
                    await do_fail(transaction, turn, event, services.now())
                else:
                    await do_drop(transaction, turn, services.now())
        said = len(answer.messages) if kept else 0
        services.metrics.wrote("assistant", said)
        done: TurnOutcome = "done" if said else "failed" if kept else "dropped"
        services.metrics.turn(done, self._age_s(turn))
        log.info(
            "turn",
            turn=turn.message_id,
            conversation=turn.conversation_id,
            kept=kept,
            replayed=answer.replayed,
            seconds=round(self._age_s(turn), 3),
        )

    async def _tell(self, turn: Turn, key: str) -> None:
        services = self._services
        event = self._notice(turn, key, await self._language(turn))
        async with services.database.write() as transaction:
            await do_tell(transaction, turn, event, services.now())
        await notify_conversation(services.bus, turn.conversation_id)

    async def _drop(self, turn: Turn) -> None:
        async with self._services.database.write() as transaction:
            await do_drop(transaction, turn, self._services.now())
        self._services.metrics.turn("dropped", self._age_s(turn))

    async def _give_up(self, turn: Turn) -> None:
        services = self._services
        event = self._notice(turn, "gave_up", await self._language(turn))
        async with services.database.write() as transaction:
            await do_fail(transaction, turn, event, services.now())
        services.metrics.turn("failed", self._age_s(turn))

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
