"""How much masking catches in invented messages, and how much it leaves alone."""

from __future__ import annotations

import pytest

from desk.privacy.masking import mask
from tests.privacy.cases import SETS, Judgement, judge, read
from tests.privacy.measure import describe
from tests.privacy.test_masking import HARMLESS, SECRETS

# What holds now, of 100 messages each: secrets caught, messages whose other words are all kept,
# messages without a secret left alone. The rules were mended by `cases` and not by `held_out`,
# so only the second row says what to expect of messages that nobody has seen.
FLOORS = {"cases": (100, 100, 100), "held_out": (80, 100, 98)}


@pytest.mark.parametrize("name", SETS)
def test_as_much_is_caught_and_left_alone_as_before(name: str) -> None:
    judged = [judge(case) for case in read(name)]
    secret = [one for one in judged if one.case.secrets]
    harmless = [one for one in judged if not one.case.secrets]
    counts = (
        sum(one.caught for one in secret),
        sum(one.unharmed for one in secret),
        sum(one.unharmed for one in harmless),
    )
    print(
        f"{name}: caught {counts[0]}/{len(secret)}, text beside kept {counts[1]}/{len(secret)},"
        f" left alone {counts[2]}/{len(harmless)}"
    )
    wrong: list[Judgement] = [one for one in judged if not (one.caught and one.unharmed)]
    below = any(count < floor for count, floor in zip(counts, FLOORS[name], strict=True))
    assert not below, "\n\n".join(map(describe, wrong))


@pytest.mark.parametrize("name", SETS)
def test_masking_a_case_again_changes_nothing(name: str) -> None:
    for case in read(name):
        once = mask(case.text).text
        assert mask(once).text == once


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_half_secrets_half_english_and_well_formed(name: str) -> None:
    cases = read(name)
    for language in ("en", "vi"):
        assert sum(bool(case.secrets) for case in cases if case.language == language) == 50
        assert sum(not case.secrets for case in cases if case.language == language) == 50
    for case in cases:
        assert all(secret and secret in case.text for secret in case.secrets)


def test_no_message_is_in_two_places() -> None:
    texts = [case.text for name in SETS for case in read(name)]
    texts += {text for text, _, _ in SECRETS} | set(HARMLESS)
    assert len(texts) == len(set(texts))
