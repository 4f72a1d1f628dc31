"""What was written is read as it was meant by those who train: the engine, and Rasa itself."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from desk.trainer.example_text import same_words
from desk.trainer.nlu_files import Addition, add_examples, read_data
from tests.commands import ROOT
from tests.trainer.project import POLICY, make_project

READ = """
import json, sys
from pathlib import Path
from engine.training_data import read_examples
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

root = Path(sys.argv[1])
ours = [example.text for example in read_examples(root) if example.intent == "refund"]
reader = RasaYAMLReader()
reader.filename = "billing.yml"
data = reader.reads((root / "data/nlu/billing.yml").read_text(encoding="utf-8"))
rasas = [(m.get("text"), m.get("entities")) for m in data.training_examples
         if m.get("intent") == "refund"]
print(json.dumps([ours, rasas]))
"""
# By itself each would be read as something else, or stop the training.
TEXTS = [
    ("see [my site](https://example.com)", "see [my site] (https://example.com)"),
    ('a [b]{"entity": "c"} d', 'a [b] {"entity": "c"} d'),
    ("it is [a]{b}", "it is [a] {b}"),
    ("log rows[0][1] is empty", "log rows[0] [1] is empty"),
    ("[[x](y)", "[[x] (y)"),
    (r"it lies in C:\users\me", r"it lies in C:\ users\me"),
    (r"the page shows \u0041 and \U0001F600", r"the page shows \ u0041 and \ U0001F600"),
    (r"\\server\users", r"\\server\ users"),
    (r"the log has a\nb and \\u", r"the log has a\nb and \\u"),
    ("${HOME} is not set", "${HOME} is not set"),
    ("- a dash # and more: 'x", "- a dash # and more: 'x"),
    ("/restart now", "/restart now"),
    ("one\u2028two\x85three\x0bfour", "one two three four"),
]


WORDS = """
import json, sys
from engine.data_checks import _words
print(json.dumps([_words(text) for text in json.load(sys.stdin)]))
"""


def in_the_engine(script: str, *arguments: object, given: str = "") -> Any:
    done = subprocess.run(
        [ROOT / "engine" / ".venv" / "bin" / "python", "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_engine_and_rasa_read_what_was_meant(tmp_path: Path) -> None:
    root = make_project(tmp_path)
    add_examples(root, POLICY, [Addition(given, "refund", "en") for given, _ in TEXTS])
    meant = ["i want my money back", *(text for _, text in TEXTS)]
    # Where a whole file is ASCII, Rasa decodes escapes in it.
    assert (root / "data" / "nlu" / "billing.yml").read_bytes().isascii()
    engines, rasas = in_the_engine(READ, root)
    assert engines == meant
    assert rasas == [[text, None] for text in meant]


def test_the_same_words_here_are_the_same_words_there() -> None:
    texts = [example.text for file in read_data(ROOT).values() for example in file.examples]
    texts += ["Straße ĐÃ ĐÓNG", "🙂 🙂", "c++?", "ĐƯỢC_rồi 10.5%"]
    there = in_the_engine(WORDS, given=json.dumps(texts))
    assert [same_words(text) for text in texts] == there
