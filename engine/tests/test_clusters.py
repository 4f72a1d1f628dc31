"""Messages about one matter, found by meaning."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from engine.places import ROOT
from engine.understanding.clusters import clusters


def around(angle: float, count: int) -> np.ndarray:
    angles = angle + np.linspace(-0.05, 0.05, count)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_what_lies_together_is_one_cluster_the_largest_first() -> None:
    rows = np.concatenate([around(0.0, 3), around(1.5, 5), around(3.0, 1)])
    assert [sorted(found) for found in clusters(rows)] == [[3, 4, 5, 6, 7], [0, 1, 2]]
    # The middle one is most like the others.
    assert [found[0] for found in clusters(rows)] == [5, 1]


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_are_no_cluster(count: int) -> None:
    assert clusters(around(0.0, count)) == []


def test_the_command_groups_by_meaning_in_both_languages() -> None:
    texts = {
        "w1": "do you sell wordpress themes",
        "w2": "can i buy a theme for wordpress from you",
        "w3": "bên mình có bán giao diện wordpress không",
        "d1": "where can i get a driving licence",
        "d2": "how to renew my driving licence",
        "x": "the weather is nice today",
    }
    lines = "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in texts.items())
    done = subprocess.run(
        [sys.executable, "-m", "engine", "clusters"],
        cwd=ROOT,
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line)["ids"] for line in done.stdout.splitlines()]
    assert [sorted(ids) for ids in found] == [["w1", "w2", "w3"], ["d1", "d2"]]


def test_a_line_that_is_no_message_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "engine", "clusters"],
        cwd=ROOT,
        input='{"id": "a", "text": "x"}\n{"id": 3}\n',
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "line 2" in done.stderr
