"""Whether the training data deserves trust: repeated, contradictory, thin, or leaked examples.

`python -m engine check-data`, for people `frontdesk data check`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.learning import Learning, english_texts, read_learning
from engine.training_data import Example, read_examples
from engine.understanding.language import recognise
from engine.understanding.text import fold

NEARLY_THE_SAME = 0.97
"""Cosine from which two examples say the same in other words."""

WORDS_SHARED = 0.75
"""Share of words that two such examples have in common; less is another way to say it."""

FEWEST_EXAMPLES = 20
"""Of an intent in each language that it is taught in."""

FEWEST_OPENINGS = 0.35
"""Different first two words among an intent's examples, as a share of them."""

HELD_OUT = "tests/conversations"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Finding:
    """Something wrong with the data; `places` are `file:line`.

    `kind` is duplicate, contradiction, leak (each an error), near_duplicate, near_contradiction
    or thin (each a warning).
    """

    kind: str
    told: str
    places: tuple[str, ...]

    @property
    def is_error(self) -> bool:
        """Whether training on it would mislead."""
        return self.kind in ("duplicate", "contradiction", "leak")


def check_data(root: Path, report: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Yield what is wrong with the project's examples, errors first, then the counts.

    Raises:
        InputError: Data or held-out files that can't be read, naming file and line.
    """
    examples = read_examples(root)
    held_out = list(_read_held_out(root))
    report(f"{len(examples)} examples, {len(held_out)} held out")
    learning = read_learning(root)
    vectors = _vectors([*examples, *held_out], learning)
    known, unseen = vectors[: len(examples)], vectors[len(examples) :]
    found = [
        *repeated(examples),
        *leaked(examples, held_out, known, unseen),
        *nearly_repeated(examples, known),
        *thin(examples),
    ]
    for finding in sorted(found, key=lambda each: not each.is_error):
        yield {**asdict(finding), "error": finding.is_error}
    yield {
        "counts": {
            "examples": len(examples),
            "intents": len({each.intent for each in examples}),
            "errors": sum(each.is_error for each in found),
            "warnings": sum(not each.is_error for each in found),
        }
    }


def repeated(examples: Sequence[Example]) -> Iterator[Finding]:
    """Yield examples that stand there twice, in one intent or in two."""
    by_words: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_words[_words(example.text)].append(example)
    for same in by_words.values():
        intents = sorted({each.intent for each in same})
        places = tuple(_place(each) for each in same)
        if len(intents) > 1:
            told = f"'{same[0].text}' is {' and '.join(intents)}"
            yield Finding("contradiction", told, places)
        elif len(same) > 1:
            yield Finding("duplicate", f"'{same[0].text}' stands there {len(same)} times", places)


def nearly_repeated(examples: Sequence[Example], vectors: np.ndarray) -> Iterator[Finding]:
    """Yield pairs that say the same in nearly the same words, each pair once."""
    for one, other in _close_pairs(vectors, vectors):
        first, second = examples[one], examples[other]
        if one >= other or _words(first.text) == _words(second.text):
            continue
        if not _share_words(first.text, second.text):
            continue
        kind = "near_duplicate" if first.intent == second.intent else "near_contradiction"
        told = f"'{first.text}' ({first.intent}) and '{second.text}' ({second.intent})"
        yield Finding(kind, told, (_place(first), _place(second)))


def leaked(
    examples: Sequence[Example],
    held_out: Sequence[Example],
    vectors: np.ndarray,
    unseen: np.ndarray,
) -> Iterator[Finding]:
    """Yield held-out messages that are learned: then they measure nothing."""
    learned = {_words(each.text): each for each in examples}
    for message in held_out:
        same = learned.get(_words(message.text))
        if same is not None:
            told = f"'{message.text}' is held out and learned"
            yield Finding("leak", told, (_place(message), _place(same)))
    for row, column in _close_pairs(unseen, vectors):
        message, same = held_out[row], examples[column]
        if _words(message.text) != _words(same.text) and _share_words(message.text, same.text):
            told = f"'{message.text}' is held out, '{same.text}' is learned"
            yield Finding("near_duplicate", told, (_place(message), _place(same)))


def thin(examples: Sequence[Example]) -> Iterator[Finding]:
    """Yield intents with too few examples in a language, or that all begin alike."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    for intent, own in sorted(by_intent.items()):
        languages = [recognise(each.text) for each in own]
        for code in sorted({code for code in languages if code}):
            count = languages.count(code)
            if count < FEWEST_EXAMPLES:
                told = f"{intent} has {count} examples in {code}, at least {FEWEST_EXAMPLES}"
                yield Finding("thin", told, (_place(own[0]),))
        openings = {tuple(_words(each.text).split()[:2]) for each in own}
        if len(openings) < FEWEST_OPENINGS * len(own):
            told = f"{intent}: {len(own)} examples begin in only {len(openings)} ways"
            yield Finding("thin", told, (_place(own[0]),))


def _read_held_out(root: Path) -> Iterator[Example]:
    for path in sorted((root / HELD_OUT).glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines[1:], start=2):
            text, _, label = line.partition("\t")
            yield Example(text, label, path.relative_to(root), number)


def _vectors(examples: Sequence[Example], learning: Learning) -> np.ndarray:
    import os

    from engine.encoder.build import folder_of
    from engine.encoder.kept import load_vectors
    from engine.encoder.runtime import SentenceEncoder

    # The published encoder: a fine-tuned one draws everything of an intent together.
    folder = folder_of("base")
    encoder = SentenceEncoder(folder, os.cpu_count() or 1, cached_texts=1_000_000)
    encoder.knows(load_vectors(folder))
    return encoder.encode(english_texts(examples, learning))


def _close_pairs(rows: np.ndarray, columns: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield pairs of row and column whose cosine is high, block by block."""
    for start in range(0, len(rows), 1000):
        cosines = rows[start : start + 1000] @ columns.T
        for row, column in zip(*np.nonzero(cosines >= NEARLY_THE_SAME), strict=True):
            yield start + int(row), int(column)


def _share_words(one: str, other: str) -> bool:
    first, second = set(_words(one).split()), set(_words(other).split())
    return len(first & second) >= WORDS_SHARED * max(len(first | second), 1)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text))) or text


def _place(example: Example) -> str:
    return f"{example.file}:{example.line}"
