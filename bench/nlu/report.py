"""The report in bench/report/: nlu.json with every figure, nlu.md with tables and plots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.nlu.plot import write_plots
from bench.nlu.table import ratios, tables
from bench.nlu.unknown import LARGEST_LOSS
from engine.places import ROOT

FOLDER = ROOT / "bench" / "report"

NOTES = (
    "Training runs from the examples on disk to the first answer of a model that was trained, "
    "written and loaded again, on all cores. The encoder's loading is in it; the import of Rasa, "
    "TensorFlow and our own code is not, on either side. The base encoder is built once at set-up "
    "and is not in it; the fine-tuning of `thorough` is.",
    "A message is read alone, on one thread, by a model in a fresh process; the median of 300. "
    "Ours is called without Rasa's graph around it, stock through its agent.",
    "Each side runs in processes of its own, one after the other.",
    "Stock is the default pipeline that Rasa 3.6 suggests, without a seed, as it comes. Its "
    "best guess counts also where FallbackClassifier hides it.",
    "Both sides learn the messages out of scope that there are to learn from as an intent of "
    "their own. A message is refused from a threshold on: the lowest that refuses, of the "
    f"validation set, at most {LARGEST_LOSS:.0%} whose best guess is right. Ours scores by the "
    "chance that the best guess is wrong or out of scope, stock by 1 minus the best confidence. "
    "Accuracy is that of the best guess in scope, before refusing; `kept` is the share that is "
    "still answered, and right, after it.",
)

_MIXED = "warning: engine/ was changed during the run, these figures are not of one version"


class Report:
    """Collects figures and writes them after each, so that a long run loses nothing."""

    def __init__(
        self,
        machine: dict[str, Any],
        settings: dict[str, Any],
        skipped: dict[str, str],
        folder: Path = FOLDER,
    ) -> None:
        """Start an empty report; an earlier one is kept beside it under its own time."""
        self._folder = folder
        self.found: dict[str, Any] = {
            "machine": machine,
            "settings": settings,
            "notes": list(NOTES),
            "tasks": {},
            "skipped": skipped,
            "failed": [],
            "ratios": ratios({}),
            "one_code": True,
        }
        folder.mkdir(parents=True, exist_ok=True)
        _keep_earlier(folder / "nlu.json")

    def add_task(self, name: str, **about: Any) -> None:
        """Begin with a task: title, examples, intents, test."""
        self.found["tasks"][name] = {**about, "sides": {}}

    def add(self, task: str, side: str, figures: dict[str, Any]) -> None:
        """Take the figures of a side and write everything so far."""
        self.found["tasks"][task]["sides"][side] = figures
        self.found["ratios"] = ratios(self.found["tasks"])
        self.found["one_code"] = _one_code(self.found["tasks"])
        self.write()

    def fail(self, line: str) -> None:
        """Note what could not be measured."""
        self.found["failed"].append(line)
        self.write()

    def write(self) -> None:
        """Write JSON, Markdown and plots."""
        text = json.dumps(self.found, indent=2, ensure_ascii=False)
        (self._folder / "nlu.json").write_text(text + "\n", encoding="utf-8")
        plots = write_plots(self.found, self._folder)
        (self._folder / "nlu.md").write_text(self._markdown(plots), encoding="utf-8")

    def text(self) -> str:
        """Return the tables for the terminal, with what is missing and why."""
        parts = [table.as_text() for table in tables(self.found)]
        return "\n\n".join([*parts, *self._missing()])

    def _markdown(self, plots: list[str]) -> str:
        machine = "\n".join(f"- {name}: {value}" for name, value in self.found["machine"].items())
        parts = [
            "# Understanding beside stock Rasa",
            *(table.as_markdown() for table in tables(self.found)),
            *self._missing(),
            *(f"![{name.removesuffix('.svg')}]({name})" for name in plots),
            "## How it was measured",
            "\n".join(f"- {note}" for note in self.found["notes"]),
            "## Machine",
            machine,
        ]
        return "\n\n".join(parts) + "\n"

    def _missing(self) -> list[str]:
        skipped = [f"{side}: skipped, {reason}" for side, reason in self.found["skipped"].items()]
        failed = [f"failed: {line}" for line in self.found["failed"]]
        mixed = [] if self.found["one_code"] else [_MIXED]
        return [*skipped, *failed, *mixed]


def _one_code(tasks: dict[str, Any]) -> bool:
    """Return whether every step of ours ran with the same code of the engine."""
    codes = {
        value
        for task in tasks.values()
        for side, figures in task["sides"].items()
        for name, value in figures.items()
        if side != "stock" and name.endswith("_code")
    }
    return len(codes) < 2


def _keep_earlier(path: Path) -> None:
    """A run of hours must not vanish because somebody tries a short one."""
    if not path.is_file():
        return
    try:
        started = json.loads(path.read_text(encoding="utf-8"))["settings"]["started"]
    except (ValueError, KeyError, TypeError):
        started = "earlier"
    path.rename(path.with_name(f"nlu-{started.replace(':', '')}.json"))
