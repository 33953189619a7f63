"""The learners under a propensity: held-out scores to be stacked on, and exact parts of a score by feature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from assistant.analytics.propensity.encoding import Encoding

Floats = npt.NDArray[np.float64]
Folds = Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]

STRENGTHS = (0.0005, 0.002, 0.008, 0.03, 0.12)
"""Inverse penalties, on columns of unit scale, tried in this order until the held-out log-loss gets worse."""
CASES_FOR_DEEP_TREES = 2_000
SHALLOW = {
    "interaction_cst": "no_interactions",
    "learning_rate": 0.05,
    "max_iter": 150,
    "max_leaf_nodes": 6,
    "min_samples_leaf": 15,
}
DEEP = {"learning_rate": 0.06, "max_iter": 200, "max_leaf_nodes": 16, "min_samples_leaf": 30}
PENALTY = 10.0
CELLS = 4_000_000
"""How many cells are held at once while scores are taken apart."""


def one_thread() -> Any:
    """Sums in one order, so the same bytes on any machine; and on small books no threads waiting for each other."""
    return threadpool_limits(1)


class Learner(Protocol):
    """Fitted on all rows; `held_out` are the scores of each row by a fit that had not seen it."""

    held_out: Floats

    @property
    def intercept(self) -> float:
        """The score of a typical row."""

    def score(self, features: pd.DataFrame) -> Floats:
        """The score of each row, on the logit scale."""

    def contributions(self, features: pd.DataFrame) -> Floats:
        """What each feature adds to the typical row's score; a row's parts sum to its score less the intercept."""


class Linear:
    """Logistic regression with an L2 penalty chosen by log-loss on held-out folds."""

    def __init__(self, encoding: Encoding, model: LogisticRegression, held_out: Floats) -> None:
        self._encoding, self._model, self.held_out = encoding, model, held_out

    @classmethod
    def tuned(cls, encoding: Encoding, features: pd.DataFrame, outcome: Floats, folds: Folds) -> Linear:
        encoded = encoding.encode(features)
        best, held_out, loss = STRENGTHS[0], np.zeros(len(outcome)), np.inf
        for strength in STRENGTHS:
            scores = _held_out_linear(encoded, outcome, folds, strength)
            if (found := float(log_loss(outcome, expit(scores)))) >= loss:
                break
            best, held_out, loss = strength, scores, found
        return cls(encoding, _linear(encoded, outcome, best), held_out)

    @property
    def intercept(self) -> float:
        return float(self._model.intercept_[0])

    def score(self, features: pd.DataFrame) -> Floats:
        return np.asarray(self._encoding.encode(features) @ self._model.coef_[0] + self.intercept, dtype=np.float64)

    def contributions(self, features: pd.DataFrame) -> Floats:
        return self._encoding.by_feature(self._encoding.encode(features) * self._model.coef_[0])


def _linear(encoded: Floats, outcome: Floats, strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="newton-cholesky", max_iter=100).fit(encoded, outcome)


def _held_out_linear(encoded: Floats, outcome: Floats, folds: Folds, strength: float) -> Floats:
    scores = np.zeros(len(outcome))
    for train, test in folds:
        model = _linear(encoded[train], outcome[train], strength)
        scores[test] = encoded[test] @ model.coef_[0] + model.intercept_[0]
    return scores


class BoostedTrees:
    """Gradient-boosted trees: sums of curves of single features, with thousands of cases of interactions too.

    Parts of a score are taken by setting the features of a row one after the other to its own values, from a typical
    row, once in their order and once backwards, and averaging. They sum to the score exactly; without interactions
    each is that feature's own curve.
    """

    def __init__(self, encoding: Encoding, model: Any, typical: Floats, held_out: Floats) -> None:
        self._encoding, self._model, self._typical, self.held_out = encoding, model, typical, held_out

    @classmethod
    def tuned(cls, encoding: Encoding, features: pd.DataFrame, outcome: Floats, folds: Folds) -> BoostedTrees:
        plain, is_word = encoding.plain(features), encoding.is_word
        held_out = np.zeros(len(outcome))
        for train, test in folds:
            held_out[test] = _score(_boosted(plain[train], outcome[train], is_word), plain[test])
        return cls(encoding, _boosted(plain, outcome, is_word), encoding.typical(plain), held_out)

    @property
    def intercept(self) -> float:
        return float(_score(self._model, self._typical[None, :])[0])

    def score(self, features: pd.DataFrame) -> Floats:
        return _score(self._model, self._encoding.plain(features))

    def contributions(self, features: pd.DataFrame) -> Floats:
        rows = self._encoding.plain(features)
        order = np.arange(rows.shape[1])
        size = max(1, CELLS // (rows.shape[1] * (rows.shape[1] + 1)))
        parts = np.zeros_like(rows)
        for first in range(0, len(rows), size):
            chunk = rows[first : first + size]
            parts[first : first + size] = (self._walk(chunk, order) + self._walk(chunk, order[::-1])) / 2
        return parts

    def _walk(self, rows: Floats, order: npt.NDArray[np.int64]) -> Floats:
        """The change of score at each step from the typical row to each row, features taken in this order."""
        steps = np.repeat(np.broadcast_to(self._typical, rows.shape)[None], len(order) + 1, axis=0)
        for step, feature in enumerate(order):
            steps[step + 1 :, :, feature] = rows[:, feature]
        scores = _score(self._model, steps.reshape(-1, rows.shape[1])).reshape(len(order) + 1, len(rows))
        parts = np.empty_like(rows)
        parts[:, order] = np.diff(scores, axis=0).T
        return parts


def _boosted(plain: Floats, outcome: Floats, is_word: npt.NDArray[np.bool_]) -> Any:
    cases = min(outcome.sum(), len(outcome) - outcome.sum())
    shape: dict[str, Any] = dict(DEEP if cases >= CASES_FOR_DEEP_TREES else SHALLOW)
    model = HistGradientBoostingClassifier(
        **shape,
        l2_regularization=PENALTY,
        categorical_features=is_word,
        early_stopping=False,
        random_state=0,
    )
    return model.fit(plain, outcome)


def _score(model: Any, plain: Floats) -> Floats:
    if not len(plain):
        return np.zeros(0)
    with one_thread():
        return np.asarray(model.decision_function(plain), dtype=np.float64)


def fit_logit(scores: Floats, outcome: Floats, target: Floats, pull: float) -> Floats:
    """Intercept and slopes of a logistic line through scores, the slopes pulled towards `target`."""
    design = np.column_stack([np.ones(len(outcome)), scores])
    wanted = np.concatenate([[0.0], target])
    penalty = np.concatenate([[0.0], np.full(scores.shape[1], pull)])

    def loss(line: Floats) -> tuple[float, Floats]:
        score = design @ line
        gap = line - wanted
        value = float((np.logaddexp(0.0, score) - outcome * score).sum() + (penalty * gap * gap).sum() / 2)
        return value, design.T @ (expit(score) - outcome) + penalty * gap

    return np.asarray(minimize(loss, wanted, jac=True, method="BFGS", options={"gtol": 1e-7}).x, dtype=np.float64)
