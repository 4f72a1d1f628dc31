"""The project's examples as rows to learn from, without Rasa: for tools that look at the data.

Reads the same files and the same settings as a training, through the same code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from engine.encoder.build import folder_of
from engine.encoder.kept import keep_vectors, load_vectors
from engine.encoder.runtime import SentenceEncoder
from engine.errors import InputError
from engine.training_data import Example
from engine.understanding.classifier import Settings, TrainingSet
from engine.understanding.glossary import Glossary, load_glossaries
from engine.understanding.language import guess_language
from engine.understanding.scope import Costs


@dataclass(frozen=True)
class Learning:
    """What `config.yml` says about learning."""

    encoder: str
    glossaries: Path
    default_language: str
    settings: Settings
    costs: Costs


def read_learning(root: Path) -> Learning:
    """Return the settings of the steps in the project's `config.yml`.

    Raises:
        InputError: A step that is needed is missing.
    """
    pipeline = YAML(typ="safe", pure=True).load(root / "config.yml").get("pipeline") or []
    steps: dict[str, dict[str, Any]] = {each["name"].rsplit(".", 1)[-1]: each for each in pipeline}

    def step(name: str) -> dict[str, Any]:
        if name not in steps:
            raise InputError(f"config.yml: the pipeline has no {name}")
        return steps[name]

    language, scope = step("LanguageRecogniser"), step("OutOfScopeDetector")
    classifier = step("CalibratedIntentClassifier")
    return Learning(
        encoder=step("SentenceEncoderFeaturizer").get("encoder", "base"),
        glossaries=root / language.get("glossaries", "data/glossary"),
        default_language=language.get("default", "en"),
        settings=Settings.from_config(classifier),
        costs=Costs.from_config(scope),
    )


def rough_english(text: str, glossaries: dict[str, Glossary], default: str) -> str:
    """Return what the encoder reads of a text."""
    glossary = glossaries.get(guess_language(text, default))
    return glossary.rough_english(text) if glossary else text


def english_texts(examples: Sequence[Example], learning: Learning) -> list[str]:
    """Return what the encoder reads of each example."""
    glossaries = load_glossaries(learning.glossaries)
    return [rough_english(each.text, glossaries, learning.default_language) for each in examples]


def training_set(
    examples: Sequence[Example],
    learning: Learning,
    report: Callable[[str], None],
    encoder: str | None = None,
) -> TrainingSet:
    """Return the rows that a classifier learns from.

    `encoder` is another version than the settings name.
    """
    english = english_texts(examples, learning)
    report(f"encoding {len(examples)} examples")
    folder = folder_of(encoder or learning.encoder)
    runtime = SentenceEncoder(folder, threads=os.cpu_count() or 1, cached_texts=sys.maxsize)
    runtime.knows(load_vectors(folder))
    vectors = runtime.encode(english)
    keep_vectors(folder, runtime.vectors_of(english))
    grams = [
        typed.text if typed.text == read else f"{typed.text} | {read}"
        for typed, read in zip(examples, english, strict=True)
    ]
    names = [example.intent for example in examples]
    return TrainingSet(grams, vectors, names, learning.settings)
