"""Why a message was understood as it was: the words that counted, the scores, the nearest examples.

What a word is worth is seen by leaving it out (Li, Monroe and Jurafsky 2016, "Understanding Neural
Networks through Representation Erasure"): how much the score of the winning intent falls without
it, and what would be answered then. That holds for any model, in every language, and says what
the whole pipeline does, not one part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.understanding.text import says_something

MOST_WORDS = 60
"""Words that are left out, one after the other: each costs as much as one more message."""

CONFIDENCE = "confidence"
"""The score that says whether the best guess is right; below its threshold it is refused."""

SCOPE = "scope"
"""The score that says how near the training examples are; a refused guess whose score is below
its threshold is `unrelated`, else `unsure`."""

# What stands between words, also without a blank. Dots, dashes, slashes, colons and apostrophes
# are part of addresses, versions and words, so they are only taken off the ends.
_RUN = re.compile(r"[^\s,;!?…\"“”«»()\[\]{}<>|]+")
_AROUND_WORDS = ("P", "C")
"""Categories of Unicode (punctuation, what can't be seen) that begin and end no word."""


@dataclass(frozen=True)
class Word:
    """A word of a text: `text[start:end]`, in code points."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Score:
    """One of the numbers that an answer depends on, and the least that it has to be."""

    name: str
    value: float
    threshold: float

    @property
    def passed(self) -> bool:
        """Whether the value is enough."""
        return self.value >= self.threshold


@dataclass(frozen=True)
class Understood:
    """What was made of a text.

    Where a text is about several matters, `ranking`, `scores` and `nearest` are those of the part
    that decided; `ranking` holds every intent with its share of 1, best first, and `nearest` the
    closest training examples as text, intent and cosine.
    """

    text: str
    language: str
    intent: str
    confidence: float
    ranking: Sequence[tuple[str, float]]
    scores: Sequence[Score]
    nearest: Sequence[tuple[str, str, float]]

    @property
    def best(self) -> str:
        """The ranking's first intent: the answer, unless it was refused."""
        return self.ranking[0][0] if self.ranking else self.intent

    @property
    def refused(self) -> bool:
        """Whether something else than the best guess is answered, for want of trust in it."""
        return self.best != self.intent

    def share(self, intent: str) -> float:
        """How much of the ranking an intent has; 0 for one that it does not hold."""
        return next((share for name, share in self.ranking if name == intent), 0.0)


def words_of(text: str) -> list[Word]:
    """Return the words of a text in their order: what stands between blanks and commas.

    In Vietnamese that is a syllable. Signs around a word are none of it, emojis are words.
    """
    words = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        while start < end and _is_around(text[start]):
            start += 1
        while start < end and _is_around(text[end - 1]):
            end -= 1
        if says_something(text[start:end]):
            words.append(Word(text[start:end], start, end))
    return words


def without(text: str, word: Word) -> str:
    """Return a text without one of its words, and without the blank that it would leave twice."""
    before, after = text[: word.start], text[word.end :]
    if not before or before[-1].isspace():
        after = after.removeprefix(" ")
    return before + after


def explain(
    text: str,
    understand: Callable[[Sequence[str]], Sequence[Understood]],
    most: int = MOST_WORDS,
) -> dict[str, Any]:
    """Return why a text is understood as it is, as a document for JSON.

    `words` holds the words that were left out, each with `effect` (the winning intent's share with
    the word minus its share without it, from -1 to 1) and `without`, what would be answered then.
    The winning intent is the ranking's first, also where it was refused. `shortened` says that the
    text has more words than were left out.

    Args:
        text: A message.
        understand: What understands texts; it is called once, with the text itself in front.
        most: How many words are left out at most, from the text's beginning.
    """
    words = words_of(text)
    tried = words[:most]
    found, *others = understand([text, *(without(text, word) for word in tried)])
    share = found.share(found.best)
    return {
        "text": text,
        "language": found.language,
        "intent": {"name": found.intent, "confidence": found.confidence},
        "ranking": [{"name": name, "confidence": value} for name, value in found.ranking],
        "refused": {"as": found.intent, "instead_of": found.best} if found.refused else None,
        "scores": [_score(score) for score in found.scores],
        "words": [
            {
                "word": word.text,
                "start": word.start,
                "end": word.end,
                "effect": share - other.share(found.best),
                "without": other.intent,
            }
            for word, other in zip(tried, others, strict=True)
        ],
        "nearest": [
            {"text": said, "intent": intent, "similarity": cosine}
            for said, intent, cosine in found.nearest
        ],
        "shortened": len(words) > len(tried),
    }


def _score(score: Score) -> Mapping[str, Any]:
    return {
        "name": score.name,
        "value": score.value,
        "threshold": score.threshold,
        "passed": score.passed,
    }


def _is_around(letter: str) -> bool:
    return unicodedata.category(letter)[0] in _AROUND_WORDS
