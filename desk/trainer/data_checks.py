"""Whether the training data deserves trust: what its words say, and what models make of it.

Repeated, contradictory, thin and leaked examples are found by the engine in the files as they
are. Doubtful labels and intents that are too close come from the served model's own training:
each example under a model that had not seen it, so they are as old as that training.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from desk.errors import FrontdeskError
from desk.models.cross_validation import HeldOut, ask_held_out
from desk.models.engine import ask_engine
from desk.models.store import ModelStore
from desk.trainer.nlu_files import example_places

SURE = 0.85
"""Confidence from which a guess that is not the label makes the label doubtful."""

MOST_DOUBTFUL = 60
"""Examples whose labels are told as doubtful: more than anybody reads teach nothing."""

CLOSE = 0.04
"""Share of two intents' examples that are taken for the other one, from which they are close."""

_SHOWN = 3
_NO_INTENT = "unrelated"


@dataclass(frozen=True)
class Finding:
    """Something wrong; `places` are `file:line`.

    `kind` is duplicate, contradiction or leak (errors); near_duplicate, near_contradiction, thin,
    doubtful_label or close_intents (warnings).
    """

    kind: str
    error: bool
    told: str
    places: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Checked:
    """Everything that was found, errors first, and how much was looked at."""

    findings: tuple[Finding, ...]
    examples: int
    intents: int

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        errors = sum(one.error for one in self.findings)
        return {
            "findings": [one.as_dict() for one in self.findings],
            "counts": {
                "examples": self.examples,
                "intents": self.intents,
                "errors": errors,
                "warnings": len(self.findings) - errors,
            },
        }


def check_data(root: Path, report: Callable[[str], None] = lambda _line: None) -> Checked:
    """Everything that is wrong with the data of the project in `root`.

    Takes seconds where a training has kept the examples' vectors, else minutes; `report` hears
    of its steps. Raises UsageError for data that can't be read, naming file and line, and
    FrontdeskError where the engine is missing or fails.
    """
    findings: list[Finding] = []
    counts = {"examples": 0, "intents": 0}
    for line in ask_engine(root, ["check-data"]):
        if "progress" in line:
            report(str(line["progress"]))
        elif "counts" in line:
            counts = line["counts"]
        else:
            findings.append(
                Finding(line["kind"], line["error"], line["told"], tuple(line["places"]))
            )
    held_out = _of_the_served_model(root)
    if held_out:
        places = example_places(root)
        findings += doubtful_labels(held_out, places)
        findings += close_intents(held_out, places)
    return Checked(tuple(findings), counts["examples"], counts["intents"])


def doubtful_labels(
    held_out: Sequence[HeldOut], places: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    """Examples that a model without them is sure to be something else, the surest first.

    Cross-validated disagreement, as in confident learning (Northcutt et al., 2021). `places` says
    where an example with that text and label stands; one that is gone is passed over.
    """
    wrong = [
        one
        for one in held_out
        if not one.right and one.confidence >= SURE and (one.text, one.label) in places
    ]
    wrong.sort(key=lambda one: (-one.confidence, one.text))
    for one in wrong[:MOST_DOUBTFUL]:
        told = f"'{one.text}' is {one.label}, and looks like {one.intent} ({one.confidence:.0%})"
        yield Finding("doubtful_label", False, told, (places[one.text, one.label],))


def close_intents(
    held_out: Sequence[HeldOut], places: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    """Pairs of intents that are often taken for each other, the closest first.

    What belongs to no intent is no pair: how much of it is mistaken is the threshold's matter.
    """
    sizes = Counter(one.label for one in held_out)
    mistaken: dict[tuple[str, str], list[HeldOut]] = defaultdict(list)
    for one in held_out:
        if not one.right and _NO_INTENT not in (one.label, one.intent):
            first, second = sorted((one.label, one.intent))
            mistaken[first, second].append(one)
    shares = {
        pair: len(found) / (sizes[pair[0]] + sizes[pair[1]]) for pair, found in mistaken.items()
    }
    for pair, share in sorted(shares.items(), key=lambda item: (-item[1], item[0])):
        if share < CLOSE:
            return
        found = sorted(mistaken[pair], key=lambda one: (-one.confidence, one.text))
        known = [places[one.text, one.label] for one in found if (one.text, one.label) in places]
        told = (
            f"{pair[0]} and {pair[1]}: {len(found)} examples ({share:.0%}) are taken for the other"
        )
        yield Finding("close_intents", False, told, tuple(known[:_SHOWN]))


def _of_the_served_model(root: Path) -> list[HeldOut]:
    store = ModelStore(root)
    if store.current() is None:
        return []
    try:
        return ask_held_out(root, store.current_archive())
    except FrontdeskError:
        # The files' own checks are worth having without it; what is wrong with the model is told
        # where models are.
        return []
