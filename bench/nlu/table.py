"""What was found, as tables for the terminal and for Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MISSING = "–"


@dataclass(frozen=True)
class Table:
    """Cells as texts; the first column says what a row is."""

    title: str
    header: list[str]
    rows: list[list[str]]
    note: str = ""

    def as_text(self) -> str:
        """Return the table for a terminal, numbers to the right."""
        lines = [self.header, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.header))]
        shown = [self.title]
        for line in lines:
            first, *rest = (
                cell.rjust(width) if column else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            shown.append("  ".join(["  " + first, *rest]).rstrip())
        return "\n".join([*shown, *([f"  {self.note}"] if self.note else [])])

    def as_markdown(self) -> str:
        """Return the table for Markdown under a heading of its own."""
        rule = ["---", *["---:"] * (len(self.header) - 1)]
        lines = [f"| {' | '.join(line)} |" for line in (self.header, rule, *self.rows)]
        parts = [f"## {self.title}", "\n".join(lines), *([self.note] if self.note else [])]
        return "\n\n".join(parts)


def tables(found: dict[str, Any]) -> list[Table]:
    """Return a table for each task of a report's document."""
    return [
        _table(task, found["ratios"]["training"].get(name, {}), found["skipped"])
        for name, task in found["tasks"].items()
    ]


def ratios(tasks: dict[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    """Return how many times as long stock takes as each kind of ours, by task."""
    named = {"training": "training_s", "message": "message_ms"}
    found: dict[str, dict[str, dict[str, float]]] = {key: {} for key in named}
    for name, task in tasks.items():
        sides = dict(task["sides"])
        stock = sides.pop("stock", None)
        if stock is None:
            continue
        for key, figure in named.items():
            found[key][name] = {kind: stock[figure] / ours[figure] for kind, ours in sides.items()}
    return found


def _table(task: dict[str, Any], ratio: dict[str, float], skipped: dict[str, str]) -> Table:
    sides: dict[str, Any] = task["sides"]
    unknown = any("unknown" in figures for figures in sides.values())
    header = ["", "accuracy"]
    if unknown:
        header += ["kept", "AUROC", "recall", "precision"]
    header += ["training", "stock takes", "a message"]
    rows = []
    for name, figures in sides.items():
        mark = "" if figures["tested"] == task["test"] else " *"
        row = [name, f"{figures['accuracy']:.3f}{mark}"]
        if unknown:
            outside = figures.get("unknown", {})
            keys = ("answered_and_right", "auroc", "recall", "precision")
            row += [f"{outside[key]:.3f}" if key in outside else MISSING for key in keys]
        row += [
            duration(figures["training_s"]),
            f"{ratio[name]:.1f} times" if name in ratio else MISSING,
            f"{figures['message_ms']:.1f} ms",
        ]
        rows.append(row)
    rows += [[name, *[MISSING] * (len(header) - 1)] for name in skipped if name not in sides]
    title = (
        f"{task['title']} ({task['examples']:,} examples, {task['intents']} intents, "
        f"{task['test']:,} test messages)"
    )
    return Table(title, header, rows, _note(task))


def _note(task: dict[str, Any]) -> str:
    limited = [one["tested"] for one in task["sides"].values() if one["tested"] != task["test"]]
    if not limited:
        return ""
    same = [
        f"{name} {figures['accuracy_on_sample']:.3f}"
        for name, figures in task["sides"].items()
        if "accuracy_on_sample" in figures
    ]
    told = f"* on {min(limited):,} of the test messages"
    return f"{told}; on the same ones: {', '.join(same)}" if same else told


def duration(seconds: float) -> str:
    """Return seconds as a person reads them."""
    if seconds < 90:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
