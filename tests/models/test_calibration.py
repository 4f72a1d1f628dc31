"""Calibration, worked out by hand."""

from __future__ import annotations

import pytest

from desk.models.calibration import calibration


def test_the_error_is_the_mean_gap_of_the_bins_by_their_messages() -> None:
    # Last bin: confidence 2.9 / 3, accuracy 2 / 3, gap 0.3; second bin: 0.15 against 0.
    found = calibration([(0.95, True), (0.95, False), (1.0, True), (0.15, False)])
    assert found["error"] == pytest.approx(0.3 * 3 / 4 + 0.15 * 1 / 4)
    assert [row["messages"] for row in found["bins"]] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert found["bins"][9]["confidence"] == pytest.approx(2.9 / 3)
    assert found["bins"][9]["accuracy"] == pytest.approx(2 / 3)
    assert found["bins"][0] == {
        "from": 0.0,
        "to": 0.1,
        "messages": 0,
        "confidence": None,
        "accuracy": None,
    }


def test_gaps_in_both_directions_do_not_cancel() -> None:
    found = calibration([(0.25, True), (0.75, False)])
    assert found["error"] == pytest.approx(0.75)


@pytest.mark.parametrize(("confidence", "place"), [(0.0, 0), (0.1, 1), (0.5, 5), (0.99, 9), (1, 9)])
def test_a_bin_holds_its_lower_edge(confidence: float, place: int) -> None:
    bins = calibration([(confidence, True)])["bins"]
    assert [row["messages"] for row in bins].index(1) == place
