"""The chance that a client leaves within the next period: a discrete-time hazard, logistic, that starts from a prior.

`StayingModel(STAYING)` knows its features and their published sizes. `StayingModel()` knows nothing and takes a plain
frame of any types: each feature is a free curve, and how much it may bend is learned from the data.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from assistant.analytics.staying.curves import Curves
from assistant.analytics.staying.fitting import Solution, map_logit
from assistant.analytics.staying.prior import Prior

Floats = npt.NDArray[np.float64]

LEVEL, WIDTH = 5.0, 0.1
"""How unsure a plain model is of its intercept, which is as good as knowing nothing, and of the rest to start with."""


class StayingModel:
    """`StayingModel(prior).fit(features, left).predict(features)`; deterministic, whatever the order of the rows.

    `fit` learns from one row a client and period at risk: the features as they were known when the period began, and
    whether the client left within it. `advisors` gives each row's group, whose level is shrunk towards all. `clock`,
    for a plain frame, names the feature that counts the periods; the effects of the others may then change with it.
    """

    solution: Solution

    def __init__(self, prior: Prior | None = None, *, clock: str | None = None) -> None:
        self._prior, self._clock = prior, clock
        self._levels: pd.Series = pd.Series(dtype="float64")

    def fit(self, features: pd.DataFrame, left: pd.Series, advisors: pd.Series | None = None) -> StayingModel:
        """Raises ValueError when the outcomes are not one true or false a row, or there is none."""
        outcome = np.asarray(left, dtype=np.float64)
        if not len(outcome) or len(outcome) != len(features) or not np.isin(outcome, (0.0, 1.0)).all():
            raise ValueError("An outcome is true or false (1 or 0), one for each row of features, and there is a row.")
        if self._prior is None:
            self._curves = Curves.of(features, self._clock)
        self._columns = list(features.columns)
        group, names = (None, []) if advisors is None else pd.factorize(advisors, sort=True, use_na_sentinel=False)
        self.solution = self._solve(self._design(features), outcome, None if group is None else group.astype(np.int64))
        self._levels = pd.Series(self.solution.levels, index=names, dtype="float64")
        return self

    def _solve(self, design: Floats, outcome: Floats, group: npt.NDArray[np.int64] | None) -> Solution:
        if self._prior is not None:
            return map_logit(design, outcome, self._prior.means, self._prior.deviations, group)
        base = (outcome.sum() + 0.5) / (len(outcome) + 1)
        means = np.append(np.log(base / (1 - base)), np.zeros(design.shape[1] - 1))
        deviations = np.append(LEVEL, np.full(len(means) - 1, WIDTH))
        return map_logit(design, outcome, means, deviations, group, self._curves.blocks)

    def _design(self, features: pd.DataFrame) -> Floats:
        known = self._columns if self._prior is None else self._prior.keys
        if missing := [str(name) for name in known if name not in features.columns]:
            raise ValueError(f"The model takes columns that are missing here: {', '.join(missing)}.")
        if self._prior is not None:
            return self._prior.design(features)
        return self._curves.design(features[self._columns])

    def score(self, features: pd.DataFrame, advisors: pd.Series | None = None) -> pd.Series:
        """The logit of leaving of each row; an advisor that was not seen has the level of all."""
        logits = self._design(features) @ self.solution.coefficients
        if advisors is not None:
            logits = logits + advisors.map(self._levels).fillna(0.0).to_numpy(dtype=np.float64)
        return pd.Series(logits, index=features.index, name="logit")

    def predict(self, features: pd.DataFrame, advisors: pd.Series | None = None) -> pd.Series:
        """The chance of leaving within one period, for each row."""
        return pd.Series(expit(self.score(features, advisors)), index=features.index, name="leaves", dtype="float64")

    def chance_within(self, features: pd.DataFrame, periods: int, advisors: pd.Series | None = None) -> pd.Series:
        """The chance of leaving within so many periods, given here now; with a clock, `features` hold the number of
        the first of them. 1 − Π (1 − h), h the chance within each (Singer and Willett, 2003, 10.2)."""
        if self._clock is None:
            return 1 - (1 - self.predict(features, advisors)) ** periods
        stays = pd.Series(1.0, index=features.index, name="leaves")
        for ahead in range(periods):
            later = features.assign(**{self._clock: features[self._clock] + ahead})
            stays = stays * (1 - self.predict(later, advisors).to_numpy())
        return 1 - stays

    def explain(self, features: pd.DataFrame, advisors: pd.Series | None = None) -> pd.DataFrame:
        """What each feature adds to a row's logit against a typical client, beside `intercept` and, when they are
        given, `advisor`; a row sums to its logit."""
        parts = self._design(features) * self.solution.coefficients
        if self._prior is not None:
            found = pd.DataFrame(parts[:, 1:], index=features.index, columns=self._prior.keys)
        else:
            sums = self._curves.by_feature(parts[:, 1:])
            found = pd.DataFrame(sums, index=features.index, columns=self._columns)
        found["intercept"] = self.solution.coefficients[0]
        if advisors is not None:
            found["advisor"] = advisors.map(self._levels).fillna(0.0).to_numpy(dtype=np.float64)
        return found
