"""A project in which small programs stand in the places of engine and Rasa: they do as told.

The real ones are tried as a whole in tests/system; here it is about what becomes of a training.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

ENGINE = """
import json, sys
from pathlib import Path

here = Path(__file__).parent
said = json.loads((here / "said.json").read_text())
command, arguments = sys.argv[1], sys.argv[2:]
model = Path(arguments[1]).name.removesuffix(".tar.gz") if len(arguments) > 1 else ""
name = "current" if model == "one" else "candidate"

def line(document):
    print(json.dumps(document), flush=True)

if said.get("wait") and said.get("waiter") == command and name == "candidate":
    if command == "train":
        line({"progress": "training"})
    open(said["wait"]).read()

if command == "train":
    line({"progress": "training"})
    if said.get("refuse"):
        sys.stderr.write("engine: " + said["refuse"] + chr(10))
        sys.exit(2)
    Path(arguments[1]).write_bytes(bytes.fromhex("1f8b") + b"model")
    card = {"inputs": "i", "rasa": "r", "encoder": "e", "spacy": "s", "examples": 3, "seconds": 1.0}
    line({"trained": card})
elif command == "parse":
    with (here / "asked").open("a") as file:
        file.write(" ".join(arguments) + chr(10))
    for asked in sys.stdin:
        text = json.loads(asked)
        intent, sure = said[name].get(text, ["unsure", 0.1])
        guess = {"name": intent, "confidence": sure}
        line({"text": text, "language": "en", "intent": guess, "intent_ranking": []})
elif command == "held-out":
    for row in said["held_out"][name]:
        line(row)
elif command == "figures":
    line({"scope": {"threshold": 0.4, "curve": said["curve"]}})
"""

RASA = """
import json, sys
from pathlib import Path

said = json.loads((Path(__file__).parents[1] / "engine" / "said.json").read_text())
out = Path(sys.argv[sys.argv.index("--out") + 1])
out.mkdir(parents=True, exist_ok=True)
if said["failed"]:
    stories = "".join(f"- story: {name} (tests/x.yml){chr(10)}" for name in said["failed"])
    (out / "failed_test_stories.yml").write_text("stories:" + chr(10) + stories)
    sys.exit(1)
"""

# Enough of an archive for programs that never open it.
ARCHIVE = b"\x1f\x8bmodel"

FROZEN = [
    ("my server is down", "infrastructure"),
    ("is my invoice paid", "invoice"),
    ("money back please", "refund"),
    ("what a nice day", "unrelated"),
]


def held_out(text: str, label: str, intent: str, confidence: float) -> dict[str, Any]:
    """A line of the engine's `held-out`."""
    return {
        "text": text,
        "label": label,
        "intent": intent,
        "confidence": confidence,
        "certainty": confidence,
        "verdict": "known",
    }


DATA = """\
nlu:
- intent: infrastructure
  examples: |
    - server dead
    - pay 0
"""
KNOWN = [held_out("server dead", "infrastructure", "infrastructure", 0.9)]


class SmallProject:
    """A folder with what a training needs."""

    def __init__(self, folder: Path, frozen: Sequence[tuple[str, str]] = FROZEN) -> None:
        """`frozen` are messages with their labels; the served model misses "money back please"."""
        self.folder = folder
        bin_folder = folder / "engine" / ".venv" / "bin"
        bin_folder.mkdir(parents=True)
        (bin_folder / "python").symlink_to(sys.executable)
        (bin_folder.parent / "pyvenv.cfg").write_text("version_info = 3.10.13\n")
        for package, program in (("engine", ENGINE), ("rasa", RASA)):
            (folder / package).mkdir(exist_ok=True)
            (folder / package / "__init__.py").write_text("")
            (folder / package / "__main__.py").write_text(program)
        shutil.copy(ROOT / "policy.yml", folder)
        rules = (ROOT / "trainer.yml").read_text(encoding="utf-8")
        head, gate = rules.split("frozen:", 1)[0], rules[rules.index("# Conversations") :]
        (folder / "trainer.yml").write_text(f"{head}frozen: [tests/conversations/f.tsv]\n{gate}")
        (folder / "tests" / "conversations").mkdir(parents=True)
        lines = ["text\tlabel", *("\t".join(row) for row in frozen)]
        (folder / "tests" / "conversations" / "f.tsv").write_text("\n".join(lines) + "\n")
        (folder / "data" / "nlu").mkdir(parents=True)
        (folder / "data" / "nlu" / "down.yml").write_text(DATA)
        (folder / "models").mkdir()
        (folder / "models" / "one.tar.gz").write_bytes(ARCHIVE)
        (folder / "models" / "current").write_text("one\n")
        right = {text: [label, 0.9] for text, label in frozen}
        self.said: dict[str, Any] = {
            "current": {**right, "money back please": ["unsure", 0.3]},
            "candidate": right,
            "held_out": {"current": KNOWN, "candidate": KNOWN},
            "failed": [],
            "curve": [],
        }
        self.say()

    def say(self, **changed: Any) -> None:
        """Have the programs do something else from now on."""
        self.said |= changed
        (self.folder / "engine" / "said.json").write_text(json.dumps(self.said))

    def hold(self, step: str = "train") -> Path:
        """Trainings wait at this command from now on, until somebody has closed this pipe."""
        pipe = self.folder / "go"
        os.mkfifo(pipe)
        self.say(wait=str(pipe), waiter=step)
        return pipe
