"""A calibrated probability that explains itself: two learners, stacked on scores from held-out folds (P2, P4).

A regularised logistic regression on encoded features always; boosted trees beside it once there are cases enough for
them. The last step, calibration included, is linear in the learners' scores, so what each feature adds to the logit of
the final probability adds up to it exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from assistant.analytics.propensity.drift import Drift, cells_of, stability
from assistant.analytics.propensity.encoding import Encoding
from assistant.analytics.propensity.learners import BoostedTrees, Learner, Linear, fit_logit, one_thread

Floats = npt.NDArray[np.float64]
Folds = Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]

LEAST_CASES = 8
"""With fewer adopters, or fewer who did not adopt, than this nothing is learned and everybody has the base rate."""
CASES_FOR_TREES, ROWS_FOR_TREES = 40, 600
"""Trees are learned beside the regression from these on: on fewer rows they only take time."""
LEAST_AUC, SLOPES = 0.60, (0.80, 1.25)
"""No score is shown outside these (P4)."""
PULL_TO_ONE = 5.0
"""How much it takes to move the calibration from “take the scores as they are”: matters with few cases only."""


@dataclass(frozen=True, slots=True)
class Card:
    """How good a model is, on people it had not seen (P4). None where nothing could be learned.

    `slope` and `intercept` of the calibration line (1 and 0 are perfect), `lift` of the best tenth over the base rate,
    `brier_base` the Brier score of giving everybody the base rate.
    """

    rows: int
    adopters: int
    base_rate: float
    auc: float | None = None
    brier: float | None = None
    brier_base: float | None = None
    slope: float | None = None
    intercept: float | None = None
    lift: float | None = None

    @property
    def is_good_enough(self) -> bool:
        if self.auc is None or self.slope is None:
            return False
        return self.auc >= LEAST_AUC and SLOPES[0] <= self.slope <= SLOPES[1]


class PropensityModel:
    """`PropensityModel().fit(features, adopted).predict(features)`; deterministic, whatever the types and the index.

    After fitting: `intercept` (the logit of a typical row), `card` (how good it is on rows held out) and `held_out`
    (the probability of each row by a fit that had not seen it; the base rate where nothing could be learned).
    """

    intercept: float
    card: Card
    held_out: pd.Series

    def fit(self, features: pd.DataFrame, adopted: pd.Series | Sequence[bool]) -> PropensityModel:
        """Learn from one row a person: `features` of any types, values may be missing; `adopted` true or false by row.

        With fewer than 8 cases on either side, or features that say nothing, everybody gets the base rate, (adopters +
        ½) / (rows + 1). Raises ValueError when the two have different lengths, there are no rows, or an outcome is
        neither true nor false.
        """
        outcome = _outcome(features, adopted)
        self._columns = tuple(features.columns)
        self._cells = cells_of(features)
        self._learners: tuple[Learner, ...] = ()
        self._weights: Floats = np.zeros(0)
        rows, adopters = len(outcome), int(outcome.sum())
        rate = (adopters + 0.5) / (rows + 1)
        self.card = Card(rows, adopters, rate)
        self.held_out = pd.Series(rate, index=features.index, name="probability", dtype="float64")
        self.intercept = float(np.log(rate / (1 - rate)))
        if min(adopters, rows - adopters) >= LEAST_CASES:
            encoding = Encoding.of(features)
            if encoding.kept.any():
                with one_thread():
                    self._learn(encoding, features, outcome)
        return self

    def _learn(self, encoding: Encoding, features: pd.DataFrame, outcome: Floats) -> None:
        cases = int(min(outcome.sum(), len(outcome) - outcome.sum()))
        for_trees = cases >= CASES_FOR_TREES and len(outcome) >= ROWS_FOR_TREES
        kinds = (Linear, BoostedTrees) if for_trees else (Linear,)
        folds = _folds(outcome)
        self._learners = tuple(kind.tuned(encoding, features, outcome, folds) for kind in kinds)
        held_out = np.column_stack([learner.held_out for learner in self._learners])
        start, self._weights = stack(held_out, outcome)
        base = np.array([learner.intercept for learner in self._learners])
        self.intercept = float(start + self._weights @ base)
        scores = _judged(held_out, outcome, folds)
        self.held_out = pd.Series(expit(scores), index=features.index, name="probability")
        self.card = _card(scores, outcome)

    def predict(self, features: pd.DataFrame) -> pd.Series:
        """The probability for each row, on its index. Raises ValueError when a column is missing."""
        known = self._known(features)
        scores = np.full(len(features), self.intercept)
        for weight, learner in zip(self._weights, self._learners, strict=True):
            if weight:
                scores += weight * (learner.score(known) - learner.intercept)
        return pd.Series(expit(scores), index=features.index, name="probability", dtype="float64")

    def explain(self, features: pd.DataFrame) -> pd.DataFrame:
        """What each feature adds to the logit of a row's probability, beside `intercept`; a row sums to that logit."""
        known = self._known(features)
        parts = np.zeros((len(features), len(self._columns)))
        for weight, learner in zip(self._weights, self._learners, strict=True):
            if weight:
                parts += weight * learner.contributions(known)
        return pd.DataFrame(parts, index=features.index, columns=list(self._columns)).assign(intercept=self.intercept)

    def drift(self, features: pd.DataFrame, adopted: pd.Series | Sequence[bool] | None = None) -> Drift:
        """Whether other rows are like those the model was fitted on (P4): the stability index of each feature, and the
        level of the outcome, by `adopted` where it is known, else by what the model expects.

        Raises ValueError when a column is missing, the two have different lengths, there are outcomes for no rows, or
        an outcome is neither true nor false.
        """
        chances = self.predict(features)
        rate = None if adopted is None else float(_outcome(features, adopted).mean())
        expected = float(chances.mean()) if len(chances) else self.card.base_rate
        return Drift(len(features), stability(self._cells, self._known(features)), self.card.base_rate, expected, rate)

    def _known(self, features: pd.DataFrame) -> pd.DataFrame:
        """The columns the model was fitted on."""
        if missing := [str(name) for name in self._columns if name not in features.columns]:
            raise ValueError(f"The model was fitted on columns that are missing here: {', '.join(missing)}.")
        return features[list(self._columns)]


def stack(scores: Floats, outcome: Floats) -> tuple[float, Floats]:
    """Start and weights of the learners' held-out scores (rows, learners): Platt's scaling for one, stacking for more.

    No weight is negative: a learner that would get one is left out.
    """
    used = list(range(scores.shape[1]))
    weights = np.zeros(scores.shape[1])
    start = 0.0
    while used:
        target = np.full(len(used), 1.0 / len(used))
        found = fit_logit(scores[:, used], outcome, target, PULL_TO_ONE)
        start, slopes = float(found[0]), found[1:]
        if (slopes >= 0).all():
            weights[used] = slopes
            return start, weights
        used.pop(int(np.argmin(slopes)))
    return float(fit_logit(scores[:, []], outcome, np.zeros(0), 0.0)[0]), weights


def _outcome(features: pd.DataFrame, adopted: pd.Series | Sequence[bool]) -> Floats:
    values = pd.to_numeric(pd.Series(np.asarray(adopted, dtype=object)), errors="coerce")
    outcome = np.asarray(values, dtype=np.float64)
    if len(outcome) != len(features):
        raise ValueError(f"There are {len(features)} rows of features and {len(outcome)} outcomes; one each is needed.")
    if not len(outcome):
        raise ValueError("There are no rows to learn from.")
    if not np.isin(outcome, (0.0, 1.0)).all():
        raise ValueError("An outcome is true or false (1 or 0); at least one here is neither.")
    return outcome


def _folds(outcome: Floats) -> Folds:
    splitter = StratifiedKFold(5, shuffle=True, random_state=0)
    return list(splitter.split(np.zeros((len(outcome), 1)), outcome))


def _judged(held_out: Floats, outcome: Floats, folds: Folds) -> Floats:
    """The score of each row by learners and a calibration that have not seen it."""
    scores = np.zeros(len(outcome))
    for train, test in folds:
        start, weights = stack(held_out[train], outcome[train])
        scores[test] = start + held_out[test] @ weights
    return scores


def _card(scores: Floats, outcome: Floats) -> Card:
    """How good the scores of rows held out are."""
    chances, base = expit(scores), float(outcome.mean())
    tenth = np.argsort(-scores, kind="stable")[: max(1, len(scores) // 10)]
    intercept, slope = fit_logit(scores[:, None], outcome, np.ones(1), 1e-6)
    return Card(
        rows=len(outcome),
        adopters=int(outcome.sum()),
        base_rate=base,
        auc=float(roc_auc_score(outcome, scores)),
        brier=float(((chances - outcome) ** 2).mean()),
        brier_base=base * (1 - base),
        slope=float(slope),
        intercept=float(intercept),
        lift=float(outcome[tenth].mean() / base),
    )
