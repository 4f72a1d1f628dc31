"""Checks of the training data that Rasa leaves out, with file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from engine.errors import InputError
from engine.understanding.classifier import FEWEST_EXAMPLES

_EXAMPLE = re.compile(r"^\s*-\s?(?P<text>.*)$")
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Example:
    """One training example and where it stands."""

    text: str
    intent: str
    file: Path
    line: int


def read_examples(root: Path) -> list[Example]:
    """Return every NLU example under `data/`.

    Raises:
        InputError: A file is not YAML, or an intent's examples are not a list of lines.
    """
    examples = []
    for path in sorted((root / "data").rglob("*.y*ml")):
        examples += _examples_of(path, path.relative_to(root))
    return examples


def check_training_data(root: Path) -> int:
    """Check what a model would be trained from; returns the number of examples.

    Raises:
        InputError: Naming file, line and intents.
    """
    for name in ("config.yml", "domain.yml"):
        if not (root / name).is_file() and not (
            name == "domain.yml" and (root / "domain").is_dir()
        ):
            raise InputError(f"{name} is missing")
    examples = read_examples(root)
    if not examples:
        raise InputError("data: no examples under data/")
    _check_thin(examples)
    _check_contradictions(examples)
    _check_known(examples, root)
    return len(examples)


def _examples_of(path: Path, shown: Path) -> list[Example]:
    try:
        document = YAML(typ="rt").load(path)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise InputError(f"{shown}{line}: not YAML: {error.problem or error.context}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{shown}: not YAML: {type(error).__name__}") from error
    if not isinstance(document, dict):
        raise InputError(f"{shown}: expected a mapping with nlu, rules or stories")
    examples = []
    for item in document.get("nlu") or []:
        if not isinstance(item, dict) or "intent" not in item:
            continue
        line = item.lc.data["intent"][0] + 1
        block = item.get("examples")
        if not isinstance(block, str) or not block.strip():
            raise InputError(f"{shown}:{line}: intent {item['intent']} has no examples")
        # A block scalar starts on the line after its key.
        first = item.lc.data["examples"][0] + 2
        for offset, text in enumerate(block.splitlines()):
            if not text.strip():
                continue
            match = _EXAMPLE.match(text)
            if not match:
                raise InputError(f"{shown}:{first + offset}: an example starts with '- '")
            plain = _ANNOTATION.sub(r"\1", match["text"]).strip()
            if plain:
                examples.append(Example(plain, str(item["intent"]), shown, first + offset))
    return examples


def _check_thin(examples: list[Example]) -> None:
    counts: dict[str, set[str]] = {}
    for example in examples:
        counts.setdefault(example.intent, set()).add(_folded(example.text))
    thin = {name for name, texts in counts.items() if len(texts) < FEWEST_EXAMPLES}
    if thin:
        places = sorted({f"{e.intent} ({e.file}:{e.line})" for e in examples if e.intent in thin})
        raise InputError(
            f"too few examples, at least {FEWEST_EXAMPLES} an intent: {', '.join(places)}"
        )


def _check_contradictions(examples: list[Example]) -> None:
    seen: dict[str, Example] = {}
    found = []
    for example in examples:
        first = seen.setdefault(_folded(example.text), example)
        if first.intent != example.intent:
            found.append(
                f"'{example.text}' is {first.intent} in {first.file}:{first.line} "
                f"and {example.intent} in {example.file}:{example.line}"
            )
    if found:
        more = f" (and {len(found) - 5} more)" if len(found) > 5 else ""
        raise InputError(f"the same text has two intents: {'; '.join(found[:5])}{more}")


def _check_known(examples: list[Example], root: Path) -> None:
    """Every intent with examples has to be in the domain, or no rule could ever answer it."""
    known: set[str] = set()
    files = [root / "domain.yml"] if (root / "domain.yml").is_file() else []
    files += sorted((root / "domain").rglob("*.y*ml"))
    for path in files:
        try:
            document = YAML(typ="safe", pure=True).load(path) or {}
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = f":{mark.line + 1}" if mark else ""
            shown = path.relative_to(root)
            raise InputError(f"{shown}{line}: not YAML: {error.problem}") from error
        for entry in document.get("intents") or []:
            known.add(entry if isinstance(entry, str) else next(iter(entry)))
    strangers = sorted({f"{e.intent} ({e.file})" for e in examples if e.intent not in known})
    if strangers:
        raise InputError(f"intents that domain.yml does not name: {', '.join(strangers)}")


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text.lower()).strip()
