"""The engine as a child: its answers, its refusals, and that nothing is left running."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desk.errors import FrontdeskError, UsageError
from desk.models.engine import ask_engine

ENGINE = """
import json, os, sys
print(json.dumps({"pid": os.getpid()}), flush=True)
for line in sys.stdin:
    print(json.dumps({"heard": json.loads(line)}), flush=True)
said, code = sys.argv[1], int(sys.argv[2])
print(said, file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose engine is a small real program in a real environment's layout."""
    environment = tmp_path / "engine" / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(sys.executable)
    (environment / "pyvenv.cfg").write_text("version_info = 3.10.13\n")
    (tmp_path / "engine" / "__init__.py").write_text("")
    (tmp_path / "engine" / "__main__.py").write_text(ENGINE)
    return tmp_path


def test_lines_go_in_and_documents_come_out(root: Path) -> None:
    texts = ['"one"'] * 5000
    answers = list(ask_engine(root, ["", "0"], texts))
    assert answers[1:] == [{"heard": "one"}] * 5000


@pytest.mark.parametrize(
    ("said", "code", "kind", "told"),
    [
        ("engine: intent x has one example", "2", UsageError, "intent x has one example"),
        ("engine: no model", "1", FrontdeskError, "no model"),
        ("Segmentation fault", "139", FrontdeskError, "ended with 139: Segmentation fault"),
    ],
)
def test_a_refusal_keeps_its_words(
    root: Path, said: str, code: str, kind: type[FrontdeskError], told: str
) -> None:
    with pytest.raises(kind, match=told) as caught:
        list(ask_engine(root, [said, code]))
    assert caught.type is kind


def test_a_listener_that_leaves_leaves_no_process(root: Path) -> None:
    def endless():
        while True:
            yield '"again"'

    answers = ask_engine(root, ["", "0"], endless())
    pid = next(answers)["pid"]
    answers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_missing_environment_names_the_way_on(tmp_path: Path) -> None:
    with pytest.raises(FrontdeskError, match="make setup"):
        list(ask_engine(tmp_path, ["inputs"]))
