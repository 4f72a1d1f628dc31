"""Multinomial logistic regression, solved where it is small.

There are far more features (n-grams: tens of thousands) than the regression needs. With few
examples the solution lies in the span of the examples (ridge penalty), so they are expressed in an
orthonormal basis of that span: the same answer, about six times faster. With many examples the
n-grams are reduced to the directions in which they differ most (a truncated singular value
decomposition, as in latent semantic analysis), while the sentence vector stays as it is. Either
way the weights are carried back to all features, so that serving knows nothing of it.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.linalg import lu, qr, svd

from engine.understanding.folds import drawn
from engine.understanding.softmax import fit_softmax

LARGEST_SPAN = 1500
"""Examples up to which the exact basis of their span is used."""

DIRECTIONS = 500
"""Directions that many examples' n-grams are reduced to."""

INVERSE_PENALTY = 100.0
INVERSE_PENALTY_REDUCED = 30.0
"""Of 3, 10, 30, 100 and 300 those that cross-validation on Banking77's training examples likes
best, with ten an intent (300 is its equal) and with all of them."""

_ITERATIONS = 300
_ITERATIONS_REDUCED = 200
"""With thousands of examples the solution hardly moves after this many steps. Fewer would stop it
on its way, and where it is then hangs on every single example."""

_MORE_DRAWN = 10
"""Directions drawn beyond those that are kept, for accuracy."""


class Rows:
    """The rows of all training texts, and the regressions over subsets of them."""

    def __init__(
        self,
        vectors: np.ndarray,
        grams: sparse.csr_matrix,
        keys: np.ndarray,
        inverse_penalty: float | None = None,
    ) -> None:
        """Take the rows in their two blocks.

        Args:
            vectors: The dense block, one row an example.
            grams: The sparse block, one row an example.
            keys: A number for each example, by which directions are drawn; see `keys_of`.
            inverse_penalty: scikit-learn's C; None takes what suits so many examples.
        """
        few = grams.shape[0] <= LARGEST_SPAN
        by_size = INVERSE_PENALTY if few else INVERSE_PENALTY_REDUCED
        self._inverse_penalty = by_size if inverse_penalty is None else inverse_penalty
        self._all = sparse.hstack([sparse.csr_matrix(vectors), grams], format="csr")
        self._products: np.ndarray | None = None
        if few:
            self._products = (self._all @ self._all.T).toarray().astype(np.float64)
            return
        self._columns, self._directions = _directions(grams, keys)
        reduced = grams[:, self._columns] @ self._directions.T
        self._dense = np.hstack([vectors, reduced]).astype(np.float32)

    def held_out_logits(
        self, train: np.ndarray, labels: np.ndarray, test: np.ndarray, classes: int
    ) -> np.ndarray:
        """Fit on the rows `train`, return the logits of the rows `test`.

        Args:
            train: Row numbers to learn from.
            labels: The class (0 to `classes` - 1) of every row, of which only `train`'s are seen.
            test: Row numbers to score.
            classes: Number of columns; a class without a row in `train` gets minus infinity.
        """
        logits = np.full((len(test), classes), -np.inf)
        if self._products is None:
            model = fit_softmax(
                self._dense[train], labels[train], self._inverse_penalty, _ITERATIONS_REDUCED
            )
            logits[:, model.classes] = model.logits(self._dense[test])
            return logits
        basis, scale = _basis(self._products[np.ix_(train, train)])
        model = fit_softmax(basis * scale, labels[train], self._inverse_penalty, _ITERATIONS)
        projected = self._products[np.ix_(test, train)] @ (basis / scale)
        logits[:, model.classes] = model.logits(projected.astype(np.float32))
        return logits

    def coefficients(self, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fit on all rows; return weights (features × classes) and intercepts, float32."""
        if self._products is None:
            model = fit_softmax(self._dense, labels, self._inverse_penalty, _ITERATIONS_REDUCED)
            return self._unreduced(model.weights), model.intercepts
        basis, scale = _basis(self._products)
        model = fit_softmax(basis * scale, labels, self._inverse_penalty, _ITERATIONS)
        weights = self._all.T @ ((basis / scale) @ model.weights)
        return np.asarray(weights, dtype=np.float32), model.intercepts

    def _unreduced(self, weights: np.ndarray) -> np.ndarray:
        """Carry weights over the reduced features back to all of them."""
        dense = weights.shape[0] - self._directions.shape[0]
        found = np.zeros((self._all.shape[1], weights.shape[1]), dtype=np.float32)
        found[:dense] = weights[:dense]
        found[dense + self._columns] = self._directions.T @ weights[dense:]
        return found


def _directions(grams: sparse.csr_matrix, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns that more than one text has, and the main directions over them.

    A randomised singular value decomposition (Halko, Martinsson and Tropp, 2011) with one power
    iteration. What it draws for an example hangs on that example alone: one more turns the
    directions a little, where a fresh draw would give others, and a model that decides otherwise.
    """
    columns = np.flatnonzero(np.bincount(grams.indices, minlength=grams.shape[1]) > 1)
    kept = grams[:, columns].astype(np.float32)
    rank = min(DIRECTIONS, *(size - 1 for size in kept.shape))
    turned = kept.T.tocsr()
    sample = drawn(keys, min(rank + _MORE_DRAWN, *kept.shape))
    sample, _ = lu(turned @ sample, permute_l=True, check_finite=False)
    sample, _ = lu(kept @ sample, permute_l=True, check_finite=False)
    basis, _ = qr(turned @ sample, mode="economic", check_finite=False)
    small, _, _ = svd((kept @ basis).T, full_matrices=False, check_finite=False)
    return columns, np.ascontiguousarray((basis @ small[:, :rank]).T, dtype=np.float32)


def _basis(products: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return eigenvectors of the inner products, and the square roots of their eigenvalues."""
    values, vectors = np.linalg.eigh(products)
    kept = values > 1e-9 * values[-1]
    return vectors[:, kept], np.sqrt(values[kept])
