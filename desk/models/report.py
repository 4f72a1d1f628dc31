"""An evaluation as one page that needs nothing else: figures, plots, mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.errors import UsageError
from desk.models.answers import Answer
from desk.models.evaluation import (
    Labelled,
    first_guesses,
    guesses_of,
    in_categories,
    pairs,
    worst_mistakes,
)
from support.policy import Policy

MISTAKES = 40
"""Mistakes that the page shows, the worst first."""

RANKED = 5
"""Places of the ranking that it shows with each."""

_TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class Evaluation:
    """All that a report tells.

    `figures` are those of `evaluation.measure`, `trained` what the model knows of its own
    training, `crossed` the figures of `cross_validation.measure`, if they were asked for.
    """

    model: str
    file: str
    intents: bool
    messages: Sequence[Labelled]
    answers: Sequence[Answer]
    figures: dict[str, Any]
    trained: dict[str, Any]
    crossed: dict[str, Any] | None = None


def page(evaluation: Evaluation, policy: Policy) -> str:
    """The report as HTML: the same text for the same evaluation, but for the latency."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(share=_share, figure=_figure, points=_points)
    wrong = worst_mistakes(evaluation.messages, evaluation.answers, intents=evaluation.intents)
    return environment.get_template(_TEMPLATE).render(
        evaluation=evaluation,
        figures=evaluation.figures,
        encoder=evaluation.trained.get("encoder", {}),
        scope=evaluation.trained.get("scope", {}),
        classifier=evaluation.trained.get("classifier", {}),
        crossed=evaluation.crossed,
        mistakes=wrong[:MISTAKES],
        wrong=len(wrong),
        ranked=RANKED,
        plots=_plots(evaluation, policy),
    )


def make_place(path: Path) -> None:
    """Make the folder of a report, before minutes of work end without a place for it.

    Raises UsageError when nothing can be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_folder = path.is_dir()
    except OSError as error:
        raise _no_place(path, error) from error
    if is_folder:
        raise UsageError(f"{path} is a folder, the report needs the name of a file")


def write_page(path: Path, text: str) -> None:
    """Write a report. Raises UsageError when it can't be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _no_place(path, error) from error


def _no_place(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path}: the report can't be written ({error.strerror})")


def _plots(evaluation: Evaluation, policy: Policy) -> dict[str, Any]:
    """Each plot by its name, as markup that is not escaped again."""
    from markupsafe import Markup

    from desk.models import report_plots

    messages, answers, intents = evaluation.messages, evaluation.answers, evaluation.intents
    guesses = first_guesses(messages, answers, intents=intents)
    drawn = {
        "histogram": report_plots.histogram(guesses),
        "reliability": report_plots.reliability(evaluation.figures["calibration"]["bins"]),
        "categories": report_plots.confusion(
            pairs(
                in_categories(messages, policy, intents=intents),
                guesses_of(answers, intents=False),
            ),
            "categories",
        ),
    }
    if intents:
        met = pairs(messages, guesses_of(answers, intents=True))
        drawn["intents"] = report_plots.confusion(met, "intents")
    curve = evaluation.trained.get("scope", {}).get("curve")
    if curve:
        drawn["cost"] = report_plots.cost_curve(curve, evaluation.trained["scope"]["threshold"])
    if evaluation.crossed is not None:
        bins = evaluation.crossed["calibration"]["bins"]
        drawn["crossed"] = report_plots.reliability(bins, name="crossed")
    return {name: Markup(drawing) for name, drawing in drawn.items()}


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _figure(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _points(value: float) -> str:
    """A difference of two shares, in percentage points with its sign."""
    return f"{value * 100:+.1f}".replace("-", "−")
