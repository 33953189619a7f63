"""The chance that a client leaves within the next period: a discrete-time hazard, logistic, that starts from a prior.

`StayingModel(STAYING)` knows its features and their published sizes. `StayingModel()` knows nothing and takes a plain
frame of any types; how strongly it then believes in no effect is learned from the data.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from assistant.analytics.propensity.encoding import Encoding
from assistant.analytics.staying.fitting import Solution, map_logit
from assistant.analytics.staying.prior import Prior

Floats = npt.NDArray[np.float64]

WIDTHS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Standard deviations of the coefficients tried where no prior is given; the most likely one is taken."""
LEVEL = 5.0
"""How unsure a plain model is of its intercept: as good as knowing nothing."""


class StayingModel:
    """`StayingModel(prior).fit(features, left).predict(features)`; deterministic, whatever the order of the rows.

    `fit` learns from one row a client and period at risk: the features as they were known when the period began, and
    whether the client left within it. `advisors` gives each row's group, whose level is shrunk towards all.
    """

    solution: Solution

    def __init__(self, prior: Prior | None = None) -> None:
        self._prior = prior
        self._levels: pd.Series = pd.Series(dtype="float64")

    def fit(self, features: pd.DataFrame, left: pd.Series, advisors: pd.Series | None = None) -> StayingModel:
        """Raises ValueError when the outcomes are not one true or false a row, or there is none."""
        outcome = np.asarray(left, dtype=np.float64)
        if not len(outcome) or len(outcome) != len(features) or not np.isin(outcome, (0.0, 1.0)).all():
            raise ValueError("An outcome is true or false (1 or 0), one for each row of features, and there is a row.")
        if self._prior is None:
            self._encoding = Encoding.of(features)
        self._columns = list(features.columns)
        group, names = (None, []) if advisors is None else pd.factorize(advisors, sort=True)
        self.solution = self._solve(self._design(features), outcome, None if group is None else group.astype(np.int64))
        self._levels = pd.Series(self.solution.levels, index=names, dtype="float64")
        return self

    def _solve(self, design: Floats, outcome: Floats, group: npt.NDArray[np.int64] | None) -> Solution:
        if self._prior is not None:
            return map_logit(design, outcome, self._prior.means, self._prior.deviations, group)
        base = (outcome.sum() + 0.5) / (len(outcome) + 1)
        means = np.append(np.log(base / (1 - base)), np.zeros(design.shape[1] - 1))
        found = [
            map_logit(design, outcome, means, np.append(LEVEL, np.full(len(means) - 1, width)), group)
            for width in WIDTHS
        ]
        return max(found, key=lambda solution: solution.evidence)

    def _design(self, features: pd.DataFrame) -> Floats:
        if self._prior is not None:
            return self._prior.design(features)
        encoded = self._encoding.encode(features[self._columns])
        return np.column_stack([np.ones(len(features)), encoded])

    def score(self, features: pd.DataFrame, advisors: pd.Series | None = None) -> pd.Series:
        """The logit of leaving of each row; an advisor that was not seen has the level of all."""
        logits = self._design(features) @ self.solution.coefficients
        if advisors is not None:
            logits = logits + advisors.map(self._levels).fillna(0.0).to_numpy(dtype=np.float64)
        return pd.Series(logits, index=features.index, name="logit")

    def predict(self, features: pd.DataFrame, advisors: pd.Series | None = None) -> pd.Series:
        """The chance of leaving within one period, for each row."""
        return pd.Series(expit(self.score(features, advisors)), index=features.index, name="leaves", dtype="float64")

    def explain(self, features: pd.DataFrame, advisors: pd.Series | None = None) -> pd.DataFrame:
        """What each feature adds to a row's logit against a typical client, beside `intercept` and, when they are
        given, `advisor`; a row sums to its logit."""
        parts = self._design(features) * self.solution.coefficients
        if self._prior is not None:
            found = pd.DataFrame(parts[:, 1:], index=features.index, columns=self._prior.keys)
        else:
            sums = self._encoding.by_feature(parts[:, 1:])
            found = pd.DataFrame(sums, index=features.index, columns=self._columns)
        found["intercept"] = self.solution.coefficients[0]
        if advisors is not None:
            found["advisor"] = advisors.map(self._levels).fillna(0.0).to_numpy(dtype=np.float64)
        return found
