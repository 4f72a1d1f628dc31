"""The plots of a report as inline SVG: the same bytes for the same figures.

Colours are drawn as stand-ins that become the page's own variables, so that a plot follows the
page into the dark; letters stay text, in the page's font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from desk.models.calibration import Judged

INK, LINE, RIGHT, WRONG, ACCENT = "#010203", "#010204", "#010205", "#010206", "#010207"
_VARIABLES = {INK: "ink", LINE: "line", RIGHT: "right", WRONG: "wrong", ACCENT: "accent"}

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "frontdesk",
    "font.family": "DejaVu Sans",  # comes with the library: measured alike on every machine
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "legend.fontsize": 9,
}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

# In points. Narrow, so that letters stay readable when a phone shrinks it.
_SIZE = (380, 270)
_HISTOGRAM_BINS = 20
_MANY_LABELS = 15


def histogram(guesses: Sequence[Judged]) -> str:
    """How often each confidence occurs, right guesses under wrong ones."""
    from matplotlib.ticker import MaxNLocator

    def draw(axes: Axes) -> None:
        counts = {True: [0] * _HISTOGRAM_BINS, False: [0] * _HISTOGRAM_BINS}
        for confidence, right in guesses:
            place = min(int(confidence * _HISTOGRAM_BINS), _HISTOGRAM_BINS - 1)
            counts[right][place] += 1

        edges = [place / _HISTOGRAM_BINS for place in range(_HISTOGRAM_BINS)]
        form: dict[str, Any] = {"width": 0.85 / _HISTOGRAM_BINS, "align": "edge"}
        axes.bar(edges, counts[True], color=RIGHT, label="right", **form)
        axes.bar(edges, counts[False], bottom=counts[True], color=WRONG, label="wrong", **form)
        axes.set_xlim(0, 1)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("confidence of the first guess")
        axes.set_ylabel("messages")
        axes.legend(loc="upper left")

    return _plot("histogram", "Histogram of confidence, right and wrong", draw)


def reliability(bins: Sequence[dict[str, Any]], name: str = "reliability") -> str:
    """Accuracy against confidence for each bin of a calibration; the diagonal is honest."""

    def draw(axes: Axes) -> None:
        there = [row for row in bins if row["messages"]]
        largest = max(row["messages"] for row in there)
        confidence = [row["confidence"] for row in there]
        accuracy = [row["accuracy"] for row in there]
        axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle="--", label="honest")
        axes.plot(confidence, accuracy, color=ACCENT, linewidth=1.2)
        sizes = [15 + 120 * row["messages"] / largest for row in there]
        axes.scatter(confidence, accuracy, s=sizes, color=ACCENT, label="measured", zorder=3)
        axes.set_xlim(0, 1.04)
        axes.set_ylim(-0.04, 1.06)
        axes.set_xlabel("confidence (larger dot: more messages)")
        axes.set_ylabel("right")
        axes.legend(loc="upper left")

    return _plot(name, "Reliability: share of right guesses against confidence", draw)


def cost_curve(curve: Sequence[dict[str, float]], chosen: float) -> str:
    """What each threshold would cost on held-out messages, with the chosen one marked."""

    def draw(axes: Axes) -> None:
        at = [point["threshold"] for point in curve]
        for key, colour, label in (
            ("wrong", WRONG, "wrong answers"),
            ("needless", RIGHT, "asked for nothing"),
        ):
            axes.plot(at, [row[key] for row in curve], color=colour, linewidth=1, label=label)
        axes.plot(at, [row["cost"] for row in curve], color=ACCENT, linewidth=2, label="cost")
        axes.axvline(chosen, color=INK, linewidth=0.8, linestyle="--")
        here = min(curve, key=lambda point: abs(point["threshold"] - chosen))
        axes.scatter([chosen], [here["cost"]], color=ACCENT, zorder=3)
        axes.annotate(f"{chosen:.2f}", (chosen, here["cost"]), (6, 8), textcoords="offset points")
        axes.set_xlim(0, 1)
        axes.set_ylim(0)
        axes.set_xlabel("threshold: less certain than this, and it asks back")
        axes.set_ylabel("cost of one message")
        axes.legend(loc="best")

    return _plot("cost", f"Cost of the threshold; {chosen:.2f} is chosen", draw)


def confusion(pairs: Sequence[tuple[str, str]], name: str) -> str:
    """Labels (rows) against answers (columns); the stronger, the larger the share of its row."""
    rows = sorted({label for label, _ in pairs})
    columns = sorted({word for pair in pairs for word in pair})
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    totals = {row: sum(label == row for label, _ in pairs) for row in rows}
    cell, letters = (15, 7.5) if len(columns) > _MANY_LABELS else (27, 9)
    margin = 24 + letters * 0.66 * max(map(len, columns))

    def draw(axes: Axes) -> None:
        from matplotlib.patches import Rectangle

        for y, row in enumerate(rows):
            for x, column in enumerate(columns):
                count = counts.get((row, column), 0)
                if not count:
                    continue
                colour = RIGHT if row == column else WRONG
                strength = 0.12 + 0.4 * count / totals[row]
                axes.add_patch(
                    Rectangle((x - 0.5, y - 0.5), 1, 1, color=colour, alpha=strength, linewidth=0)
                )
                axes.text(x, y, str(count), ha="center", va="center", fontsize=letters)
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=letters)
        axes.set_yticks(range(len(rows)), rows, fontsize=letters)
        axes.tick_params(length=0)
        axes.set_xlabel("answer")
        axes.set_ylabel("label")

    width, height = cell * len(columns), cell * len(rows)
    return _plot(
        name,
        "Confusion matrix: labels in rows, answers in columns",
        draw,
        size=(width + margin + 6, height + margin + 6),
        inside=(margin, margin, width, height),
    )


def _plot(
    name: str,
    title: str,
    draw: Any,
    size: tuple[float, float] = _SIZE,
    inside: tuple[float, float, float, float] | None = None,
) -> str:
    """Draw on a figure of `size` points; `inside` is left, bottom, width, height of the axes."""
    import matplotlib
    from matplotlib.figure import Figure

    # The defaults first: what somebody set for his own plots is not for this page.
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        figure = Figure(
            figsize=(size[0] / 72, size[1] / 72),
            layout="constrained" if inside is None else None,
        )
        if inside is None:
            draw(figure.add_subplot())
        else:
            left, bottom, width, height = inside
            place = (left / size[0], bottom / size[1], width / size[0], height / size[1])
            draw(figure.add_axes(place))
        return _inline(figure, name, title, size[0])


def _inline(figure: Figure, name: str, title: str, width: float) -> str:
    """The figure as an element of the page, with ids that no other plot has."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata=_NO_METADATA, transparent=True)
    drawing = written.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    box = re.search(r'viewBox="[^"]*"', drawing)
    body = drawing[drawing.index(">") + 1 :]
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r'( id="|url\(#|href="#)', rf"\g<1>{name}-", body)
    for colour, variable in _VARIABLES.items():
        body = body.replace(colour, f"var(--{variable})")
    head = (
        f'<svg class="plot" role="img" aria-label="{escape(title)}" {box[0] if box else ""} '
        f'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'style="--width: {width:.0f}px">'
    )
    return head + body.strip()
