"""The other side: Rasa's default pipeline, trained by Rasa as it comes.

The out-of-scope score is 1 minus the confidence of the best intent. The fallback, which the
pipeline ends in, is looked through: it hides the best guess and carries its own threshold as a
confidence.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.nlu.data import OUTSIDE
from bench.nlu.measure import Judged, Laps
from engine.errors import EngineError

STOCK = "stock"

# As `rasa.engine.recipes.config_files.default_config.yml` of Rasa 3.6 suggests it; a test
# compares the two.
CONFIG = """\
recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 100
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
"""

_FALLBACK = "nlu_fallback"
_REPORT_EVERY = 500


class Parser:
    """A loaded model of Rasa that answers, one message at a time as it always does."""

    def __init__(self, agent: Any, report: Callable[[str], None]) -> None:
        """Take Rasa's agent."""
        self._agent = agent
        self._report = report
        self._loop = asyncio.new_event_loop()

    def judge(self, texts: Sequence[str]) -> Judged:
        """Return the best guess for each text, and 1 minus its confidence."""
        intents, scores = [], []
        for number, text in enumerate(texts, start=1):
            parse = self._loop.run_until_complete(self._agent.parse_message(text))
            intent, confidence = best_guess(parse)
            intents.append(intent)
            scores.append(1.0 - confidence)
            if number % _REPORT_EVERY == 0:
                self._report(f"{number} of {len(texts)} messages read")
        return Judged(intents, np.array(scores))


class Stock:
    """How stock Rasa is trained and loaded."""

    def __init__(self, report: Callable[[str], None]) -> None:
        """Take what is called with a line now and then."""
        self._report = report

    def prepare(self) -> None:
        """Import Rasa with its TensorFlow before the clock runs; threads by the environment."""
        # Rasa draws the progress of its epochs only if its level allows it.
        os.environ["LOG_LEVEL"] = "INFO"
        import rasa.core.agent
        import rasa.model_training
        import rasa.nlu.classifiers.diet_classifier
        import rasa.nlu.selectors.response_selector  # noqa: F401
        from rasa.utils.tensorflow.environment import setup_tf_environment

        from engine.quiet import quiet_logs

        quiet_logs()
        setup_tf_environment()

    def train(self, project: Path, target: Path, report: Callable[[str], None]) -> dict[str, float]:
        """Train from the project's examples, NLU only, through Rasa's own training.

        Args:
            project: Holds `data/nlu.yml`; the pipeline is written beside it.
            target: The folder that the model is written to.
            report: Called with a line for each step.

        Returns:
            Seconds of each step, which is one.

        Raises:
            EngineError: Rasa's training ended without a model.
        """
        import rasa.model_training

        config = project / "config.yml"
        config.write_text(CONFIG, encoding="utf-8")
        laps = Laps(report)
        with laps("Rasa's training"):
            model = rasa.model_training.train_nlu(
                str(config), str(project / "data"), str(target), fixed_model_name="stock"
            )
        if not model:
            raise EngineError("Rasa's training ended without a model")
        return laps.seconds

    def load(self, target: Path, threads: int) -> Parser:
        """Load what `train` wrote; the threads were set when TensorFlow was imported."""
        from rasa.core.agent import Agent

        return Parser(Agent.load(str(target / "stock.tar.gz")), self._report)


def best_guess(parse: dict[str, Any]) -> tuple[str, float]:
    """Return the intent that DIET found best and its confidence; ("", 0) if there is none.

    That a message is out of scope is no guess but lowers the confidence of all that are.
    """
    for entry in parse.get("intent_ranking") or [parse["intent"]]:
        if entry["name"] and entry["name"] not in (_FALLBACK, OUTSIDE):
            return entry["name"], float(entry["confidence"])
    return "", 0.0
