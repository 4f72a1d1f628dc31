"""Figures of a cross-validation, worked out by hand."""

from __future__ import annotations

import pytest

from desk.models.cross_validation import DISAGREEING, HeldOut, measure


def test_figures_are_those_of_the_best_guess() -> None:
    found = measure(
        [
            HeldOut("a", "refund", "refund", 0.9, "known"),
            HeldOut("b", "refund", "plans", 0.6, "unsure"),
            HeldOut("c", "plans", "plans", 0.3, "unsure"),
            HeldOut("d", "plans", "refund", 0.8, "known"),
            HeldOut("e", "hours", "hours", 0.9, "unrelated"),
        ]
    )
    assert found["examples"] == 5
    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["intents"]["refund"]["f1"] == pytest.approx(1 / 2)
    assert found["macro_f1"] == pytest.approx((0.5 + 0.5 + 1.0) / 3)
    # Gaps: 0.1 twice, 0.6 (wrong), 0.7 (right at 0.3), 0.8 (wrong).
    assert found["calibration"]["error"] == pytest.approx((0.2 + 0.6 + 0.7 + 0.8) / 5)
    assert found["verdicts"] == {"known": 2, "unsure": 2, "unrelated": 1}
    assert [row["text"] for row in found["disagreeing"]] == ["d", "b"]


def test_only_the_surest_of_many_are_told() -> None:
    many = [HeldOut(str(n), "a", "b", n / 1000, "known") for n in range(DISAGREEING + 5)]
    told = measure(many)["disagreeing"]
    assert len(told) == DISAGREEING
    assert told[0]["text"] == str(DISAGREEING + 4)
