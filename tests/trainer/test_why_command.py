"""`frontdesk why`, as a trainer types it, with a small program in the engine's place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Done, call_command
from tests.trainer.project import make_project

ENGINE = """
import json, sys
from pathlib import Path

here = Path(__file__).parent
(here / "asked").write_text(json.dumps(sys.argv[1:]))
for line in sys.stdin:
    told = json.loads((here / "told.json").read_text())
    print(json.dumps({**told, "text": json.loads(line)}))
"""

TOLD: dict[str, Any] = {
    "language": "en",
    "intent": {"name": "invoice", "confidence": 0.912},
    "ranking": [
        {"name": name, "confidence": share}
        for name, share in zip("abcdefg", (0.9, 0.04, 0.03, 0.01, 0.01, 0.005, 0.005), strict=True)
    ],
    "refused": None,
    "scores": [{"name": "confidence", "value": 0.95, "threshold": 0.4, "passed": True}],
    "words": [
        {"word": "my", "start": 0, "end": 2, "effect": -0.003, "without": "invoice"},
        {"word": "lost", "start": 3, "end": 7, "effect": -0.1, "without": "invoice"},
        {"word": "bill", "start": 8, "end": 12, "effect": 0.7, "without": "refund"},
    ],
    "nearest": [
        {"text": "please send the bill", "intent": "invoice", "similarity": 0.8},
        {"text": "gone", "intent": "refund", "similarity": 0.5},
    ],
    "shortened": False,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_project(tmp_path / "project")
    bin_folder = root / "engine" / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "python").symlink_to(sys.executable)
    (bin_folder.parent / "pyvenv.cfg").write_text("version_info = 3.10.13\n")
    (root / "engine" / "__init__.py").write_text("")
    (root / "engine" / "__main__.py").write_text(ENGINE)
    (root / "models").mkdir()
    for name in ("one", "two"):
        (root / "models" / f"{name}.tar.gz").write_bytes(b"model")
    (root / "models" / "current").write_text("one\n")
    return root


def why(root: Path, *arguments: str, **changed: Any) -> Done:
    (root / "engine" / "told.json").write_text(json.dumps({**TOLD, **changed}))
    return call_command("why", *arguments, folder=root)


def asked(root: Path) -> list[str]:
    found: list[str] = json.loads((root / "engine" / "asked").read_text())
    return found


def test_a_person_reads_words_scores_and_places(root: Path) -> None:
    done = why(root, "my lost\nbill")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "my lost bill",
        "  language    en",
        "  understood  invoice 0.91",
        "  confidence  0.95 of 0.40: enough",
        "  ranking     a 0.90, b 0.04, c 0.03, d 0.01, e 0.01 and 2 more",
        "  words, by how much each speaks for invoice",
        "    +0.70  bill  without it: refund",
        "    -0.10  lost",
        "    +0.00  my",
        "  nearest training examples",
        "    0.80  invoice  please send the bill  (data/nlu/billing.yml:8)",
        "    0.50  refund  gone  (no longer in the data)",
    ]
    archive = str(root / "models" / "one.tar.gz")
    assert asked(root) == ["parse", "--model", archive, "--why"]


def test_a_refusal_and_a_long_message_are_told(root: Path) -> None:
    refused = {"as": "unsure", "instead_of": "invoice"}
    scores = [{"name": "scope", "value": 0.1, "threshold": 0.4, "passed": False}]
    intent = {"name": "unsure", "confidence": 0.9}
    told = {"refused": refused, "scores": scores, "shortened": True, "intent": intent}
    lines = why(root, "my lost bill", "--model", "two", **told).stdout.splitlines()
    assert "  understood  unsure, instead of invoice" in lines
    assert "  scope       0.10 of 0.40: too little" in lines
    assert "  words, by how much each speaks for invoice" in lines
    assert "    only the first 3 words of this long message were left out" in lines
    assert asked(root)[2] == str(root / "models" / "two.tar.gz")


def test_a_program_gets_one_document_a_message(root: Path) -> None:
    done = why(root, "lỗi", "bill", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == ["lỗi", "bill"]
    assert "lỗi" in done.stdout
    placed = [{"file": "data/nlu/billing.yml", "line": 8}, {"file": None, "line": None}]
    assert rows[0] == {
        **TOLD,
        "text": "lỗi",
        "nearest": [{**one, **place} for one, place in zip(TOLD["nearest"], placed, strict=True)],
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([" "], "a message is empty: write what a visitor would"),
        (["x" * 4_001], "a message has 4,001 characters; a visitor's has up to 4,000"),
        (["hello", "--model", "none"], "none"),
        ([], "Missing argument"),
    ],
)
def test_what_can_not_be_explained_is_one_line(root: Path, arguments: list[str], told: str) -> None:
    done = why(root, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert (len(done.stderr.splitlines()), done.stdout) == (1, "")
    assert not (root / "engine" / "asked").exists()
