"""The engine is killed while it owes an answer; on PostgreSQL."""

from __future__ import annotations

import os
import signal

from tests.clients import Visitor
from tests.system.running import System
from tests.system.talk import buttons_of, text_of, turn

AT = "2026-11-27T10:00:00+07:00"
POSTGRESQL = True


async def test_the_visitor_is_told_offered_a_way_on_and_answered_once(system: System) -> None:
    visitor: Visitor = await system.visitor()
    await turn(visitor, "hello")
    before = system.pid("engine")
    # Stopped first, so that the message certainly reaches it and certainly is not answered.
    os.kill(before, signal.SIGSTOP)
    seq = await visitor.say("my vps is down, cannot ping 203.0.113.7")
    os.kill(before, signal.SIGKILL)
    told = await visitor.answer_to(seq)
    assert told["author"]["kind"] == "system"
    assert "longer" in told["text"]
    assert {"Open a ticket", "Talk to a person"} == set(buttons_of([told]))

    await system.ready()
    answered = await visitor.wait_for(
        lambda seen: any("Infrastructure" in str(event.get("text")) for event in seen)
    )
    assert text_of(answered).count("Infrastructure, network and server") == 1
    assert system.pid("engine") != before
    after = await turn(visitor, "thanks")
    assert after[0]["author"]["kind"] == "bot"
    assert text_of(await visitor.events()).count("Infrastructure, network and server") == 1
