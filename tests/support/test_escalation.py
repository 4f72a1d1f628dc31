"""The four tiers of escalation (section 4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from support.errors import UnknownNameError
from support.escalation import ladder, next_tier, tier
from support.policy import Policy, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(ROOT / "policy.yml")


def test_the_tiers_are_those_of_the_policy_document(policy: Policy) -> None:
    assert [(step.level, step.title("en"), step.via, step.email) for step in policy.escalation] == [
        (1, "Support technician", "chat", None),
        (2, "Supervisor or team lead", "ticket", None),
        (3, "Manager", "email", "manager@azdigi.com"),
        (4, "Company Board of Directors", "board", None),
    ]


@pytest.mark.parametrize(("level", "above"), [(1, 2), (2, 3), (3, 4), (4, None)])
def test_above_each_tier_stands_the_next_one(policy: Policy, level: int, above: int | None) -> None:
    found = next_tier(policy, level)
    assert (found.level if found else None) == above


@pytest.mark.parametrize(
    ("start", "goal", "levels"),
    [(1, 2, [2]), (1, 3, [2, 3]), (1, 4, [2, 3, 4]), (2, 2, []), (3, 1, [])],
)
def test_no_tier_is_skipped(policy: Policy, start: int, goal: int, levels: list[int]) -> None:
    assert [step.level for step in ladder(policy, start, goal)] == levels


@pytest.mark.parametrize("level", [0, -1, 5])
def test_a_level_that_the_policy_does_not_have_is_refused(policy: Policy, level: int) -> None:
    for ask in (tier, next_tier):
        with pytest.raises(UnknownNameError, match="it has 1, 2, 3, 4"):
            ask(policy, level)
    with pytest.raises(UnknownNameError):
        ladder(policy, 1, level)


def test_nothing_climbs_by_itself_unless_a_clock_is_set(policy: Policy, tmp_path: Path) -> None:
    assert {step.escalate_after for step in policy.escalation} == {None}
    text = (ROOT / "policy.yml").read_text(encoding="utf-8")
    path = tmp_path / "policy.yml"
    path.write_text(text.replace("escalate_after: null", "escalate_after: 2d", 1), encoding="utf-8")
    assert load(path).escalation[0].escalate_after == timedelta(days=2)
