"""Every kind of secret is masked before a message is stored, and said in every language."""

from __future__ import annotations

import json

import pytest

from desk.privacy.masking import MARKS
from desk.texts import Texts
from tests.desk.harness import RunningDesk

SECRETS = {
    "private_key": (
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n"
        "-----END OPENSSH PRIVATE KEY-----"
    ),
    "key": "AKIA" + "IOSFODNN7EXAMPLE",
    "password": "my password is hunter2",
    "card": "card 4111 1111 1111 1111",
    "code": "my verification code is 482913",
}
PARTS = {
    "private_key": "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU",
    "key": SECRETS["key"],
    "password": "hunter2",
    "card": "4111 1111 1111 1111",
    "code": "482913",
}
LANGUAGES = Texts.load().languages


def test_there_is_an_example_of_every_kind() -> None:
    assert set(SECRETS) == set(PARTS) == set(MARKS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MARKS)
def test_every_kind_has_a_word_in_every_language(language: str, kind: str) -> None:
    word = Texts.load().say(language, f"secret_{kind}")
    assert word.strip()
    assert "{" not in word


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_kind_is_stored_masked_with_its_notice(desk: RunningDesk, language: str) -> None:
    texts = desk.services.texts
    for kind, text in SECRETS.items():
        visitor = await desk.visitor(language=language)
        await visitor.answer_to(await visitor.say(text))
        said, told, *_ = await visitor.events(1)
        assert MARKS[kind] in said["text"]
        assert said["data"] == {"masked": [kind]}
        word = texts.say(language, f"secret_{kind}")
        assert told["text"] == texts.say(language, "masked", kinds=word)
        assert told["author"] == {"kind": "system"}
        for kept in (json.dumps(await visitor.events()), str(desk.engine.asked)):
            assert PARTS[kind] not in kept


async def test_several_kinds_are_said_in_one_notice(desk: RunningDesk) -> None:
    visitor = await desk.visitor(language="en")
    await visitor.answer_to(await visitor.say("\n".join(SECRETS.values())))
    said, told = (await visitor.events(1))[:2]
    assert said["data"]["masked"] == list(MARKS)
    for kind in MARKS:
        assert desk.services.texts.say("en", f"secret_{kind}") in told["text"]
