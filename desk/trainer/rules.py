"""`trainer.yml`: what is frozen, and what a candidate has to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from support.yaml_source import Source, read

FILE = "trainer.yml"


@dataclass(frozen=True)
class Gate:
    """The rules. Points are hundredths, of accuracy or of F1."""

    accuracy_points: float
    intent_points: float
    intent_messages: int
    out_of_scope_recall: float
    doubtful_share: float
    unrelated_share: float
    doubtful_confidence: float


@dataclass(frozen=True)
class Rules:
    """Everything that the file says; paths are within the project."""

    frozen: tuple[Path, ...]
    conversations: Path
    traffic: timedelta
    traffic_messages: int
    gate: Gate


def load_rules(root: Path) -> Rules:
    """The rules of a project.

    Raises PolicyError, whose text names file, line and key, at the first thing that is wrong.
    """
    fields = read(root / FILE).fields(required=("frozen", "conversations", "traffic", "gate"))
    traffic = fields["traffic"].fields(required=("period", "messages"))
    gate = fields["gate"].fields(
        required=(
            "accuracy_points",
            "intent_points",
            "intent_messages",
            "out_of_scope_recall",
            "doubtful_share",
            "unrelated_share",
            "doubtful_confidence",
        )
    )
    frozen = tuple(_inside(root, one) for one in fields["frozen"].items())
    if not frozen:
        fields["frozen"].fail("names no file: without frozen messages nothing can be compared")
    return Rules(
        frozen=frozen,
        conversations=_inside(root, fields["conversations"]),
        traffic=traffic["period"].length(),
        traffic_messages=_at_least(traffic["messages"], 0),
        gate=Gate(
            accuracy_points=_points(gate["accuracy_points"]),
            intent_points=_points(gate["intent_points"]),
            intent_messages=_at_least(gate["intent_messages"], 1),
            out_of_scope_recall=_share(gate["out_of_scope_recall"]),
            doubtful_share=_share(gate["doubtful_share"]),
            unrelated_share=_share(gate["unrelated_share"]),
            doubtful_confidence=_share(gate["doubtful_confidence"]),
        ),
    )


def _inside(root: Path, source: Source) -> Path:
    path = Path(source.word())
    if path.is_absolute() or ".." in path.parts or not (root / path).exists():
        source.fail(f"'{path}' is not there, expected a path within the project")
    return path


def _points(source: Source) -> float:
    return _between(source, 0.0, 100.0)


def _share(source: Source) -> float:
    return _between(source, 0.0, 1.0)


def _between(source: Source, least: float, most: float) -> float:
    value = source.parsed(float)
    if not least <= value <= most:
        source.fail(f"{value:g} is not between {least:g} and {most:g}")
    return value


def _at_least(source: Source, least: int) -> int:
    value = source.number()
    if value < least:
        source.fail(f"{value} is less than {least}")
    return value
