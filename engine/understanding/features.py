"""One sparse row a text: its sentence vector beside its character and word n-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from engine.understanding.text import fold


@dataclass(frozen=True)
class Weights:
    """How much each block counts. The vector carries the meaning; n-grams add names and Vietnamese.

    The values are the best of a small grid on Banking77 with ten examples an intent.
    """

    vector: float = 1.0
    characters: float = 0.4
    words: float = 0.3


class Features:
    """The n-grams that the training texts have, and how a text becomes a row over them."""

    def __init__(self, weights: Weights = Weights()) -> None:
        """Make a feature space; `fit` or `from_state` fills it."""
        self.weights = weights
        self._analyzers: dict[str, Callable[[str], list[str]]] = {}
        self._rareness: dict[str, np.ndarray] = {}
        # "hosting" and "hostin" share most of their letters' n-grams: typing errors cost little.
        self._characters = TfidfVectorizer(
            preprocessor=fold,
            analyzer="char_wb",
            ngram_range=(2, 4),
            sublinear_tf=True,
            dtype=np.float32,
        )
        self._words = TfidfVectorizer(
            preprocessor=fold,
            token_pattern=r"(?u)\b\w+\b",
            ngram_range=(1, 2),
            sublinear_tf=True,
            dtype=np.float32,
        )

    def fit(self, texts: Sequence[str]) -> None:
        """Learn the n-grams and how rare each is."""
        for vectorizer in (self._characters, self._words):
            vectorizer.fit(texts)
            # Set as it is after loading: a fresh model and a loaded one round in the same way.
            vectorizer.idf_ = vectorizer.idf_
        self._rareness.clear()

    def rows(self, texts: Sequence[str], vectors: np.ndarray) -> sparse.csr_matrix:
        """Return one row a text; `vectors` are the texts' sentence vectors."""
        dense = sparse.csr_matrix(self.dense(vectors))
        return sparse.hstack([dense, self.grams(texts)], format="csr", dtype=np.float32)

    def dense(self, vectors: np.ndarray) -> np.ndarray:
        """Return the first block of the rows: the weighted sentence vectors."""
        return vectors * np.float32(self.weights.vector)

    def grams(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the second block of the rows: the weighted n-grams."""
        return sparse.hstack(
            [
                self._characters.transform(texts) * np.float32(self.weights.characters),
                self._words.transform(texts) * np.float32(self.weights.words),
            ],
            format="csr",
            dtype=np.float32,
        )

    def scores(self, texts: Sequence[str], vectors: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return `rows(texts, vectors) @ weights` for a few texts.

        Building sparse rows of one text takes longer than counting its n-grams, so they are
        counted here and their weights added up.
        """
        width = vectors.shape[1]
        scores = self.dense(vectors) @ weights[:width]
        for name, weight in (
            ("characters", self.weights.characters),
            ("words", self.weights.words),
        ):
            vectorizer: TfidfVectorizer = getattr(self, f"_{name}")
            if name not in self._analyzers:
                self._analyzers[name] = vectorizer.build_analyzer()
            if name not in self._rareness:
                # The vectorizer would add it up from a matrix each time it is asked.
                self._rareness[name] = vectorizer.idf_.astype(np.float32)
            analyze = self._analyzers[name]
            block = weights[width : width + len(vectorizer.vocabulary_)]
            for row, text in enumerate(texts):
                known, values = _weighted(
                    analyze(text), vectorizer.vocabulary_, self._rareness[name]
                )
                if len(known):
                    scores[row] += np.float32(weight) * (values @ block[known])
            width += len(vectorizer.vocabulary_)
        return scores

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return what `from_state` needs: a document for JSON and arrays for NumPy's own format.

        Nothing is pickled: loading a model must not be able to run code.
        """
        document = {
            "weights": vars(self.weights),
            "characters": _terms(self._characters),
            "words": _terms(self._words),
        }
        return document, {
            "characters_idf": self._characters.idf_,
            "words_idf": self._words.idf_,
        }

    @classmethod
    def from_state(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Features:
        """Return the feature space that `state` described."""
        features = cls(Weights(**document["weights"]))
        for name in ("characters", "words"):
            vectorizer = getattr(features, f"_{name}")
            vectorizer.vocabulary_ = {term: i for i, term in enumerate(document[name])}
            vectorizer.idf_ = arrays[f"{name}_idf"]
        return features


def _weighted(
    grams: list[str], vocabulary: dict[str, int], rareness: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns of a text's n-grams and their values, as the vectorizer computes them."""
    counts = Counter(vocabulary[gram] for gram in grams if gram in vocabulary)
    known = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values = (1 + np.log(often)) * rareness[known]
    norm = np.linalg.norm(values)
    return known, values / norm if norm else values


def _terms(vectorizer: TfidfVectorizer) -> list[str]:
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
