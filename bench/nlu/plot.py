"""Two plots: accuracy against training time, and what is caught out of scope for what price."""

from __future__ import annotations

from pathlib import Path
from typing import Any

COLOURS = {"quick": "#1b7f5c", "thorough": "#1f5fbf", "stock": "#b5532a"}
TRAINING, UNKNOWN = "nlu-training.svg", "nlu-unknown.svg"

_MARKERS = ("o", "s", "^")
_SIZE_INCHES = (7.0, 4.2)


def write_plots(found: dict[str, Any], folder: Path) -> list[str]:
    """Write what can be drawn from a report's document; returns the files' names."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update(
        {"svg.fonttype": "none", "svg.hashsalt": "nlu", "font.family": "sans-serif"}
    )
    names = []
    for name, draw in ((TRAINING, _training), (UNKNOWN, _unknown)):
        figure = draw(found["tasks"])
        if figure is not None:
            figure.savefig(folder / name, metadata={"Date": None}, facecolor="white")
            names.append(name)
    return names


def _figure(title: str) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE_INCHES, constrained_layout=True)
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=11)
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _training(tasks: dict[str, Any]) -> Any:
    if not any(task["sides"] for task in tasks.values()):
        return None
    figure, axes = _figure("Accuracy against training time")
    for marker, task in zip(_MARKERS, tasks.values(), strict=False):
        points = sorted(
            (figures["training_s"], figures["accuracy"], name)
            for name, figures in task["sides"].items()
        )
        seconds, accuracies, names = zip(*points, strict=True)
        axes.plot(seconds, accuracies, color="#bbbbbb", linewidth=1, zorder=1)
        for x, y, name in zip(seconds, accuracies, names, strict=True):
            axes.scatter(x, y, marker=marker, s=60, color=COLOURS[name], zorder=2)
            axes.annotate(
                name, (x, y), (6, 6), textcoords="offset points", fontsize=8, color=COLOURS[name]
            )
        axes.scatter([], [], marker=marker, color="#555555", label=task["title"])
    axes.set_xscale("log")
    axes.set_xlabel("seconds from the examples to the first answer (logarithmic)")
    axes.set_ylabel("accuracy on the test set")
    axes.margins(0.12)
    # Below the axes: inside them it would cover the slowest side.
    axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(0, -0.16), ncol=3)
    return figure


def _unknown(tasks: dict[str, Any]) -> Any:
    drawn = [
        (task["title"], name, figures["unknown"])
        for task in tasks.values()
        for name, figures in task["sides"].items()
        if "unknown" in figures
    ]
    if not drawn:
        return None
    figure, axes = _figure(f"{drawn[0][0]}: messages out of scope")
    for _, name, unknown in drawn:
        label = f"{name} (AUROC {unknown['auroc']:.3f})"
        line = unknown["curve"]
        axes.plot(line["false_alarms"], line["recall"], color=COLOURS[name], label=label)
        axes.scatter(unknown["false_alarms"], unknown["recall"], color=COLOURS[name], zorder=3)
    axes.set_xlim(0, 0.5)
    axes.set_ylim(0, 1.01)
    axes.set_xlabel("messages in scope that are refused (dot: at the threshold from validation)")
    axes.set_ylabel("messages out of scope that are refused")
    axes.legend(frameon=False, fontsize=9, loc="lower right")
    return figure
