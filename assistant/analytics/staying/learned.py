"""What the firm's own years taught about staying: the published sizes, moved as far as those years are sure of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from assistant.analytics.staying.model import StayingModel
from assistant.analytics.staying.prior import STAYING

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Learned:
    """The logit of leaving within twelve months: an intercept, a slope a term of STAYING, a level an advisor.

    Learned from `rows` households and years, `events` of which left, in the years from `since` to `until` (ISO dates).
    `weight` is the part of what is known that comes from them: 0 nothing but published sizes, 1 nothing of those.
    """

    intercept: float
    slopes: Mapping[str, float]
    levels: Mapping[str, float] = field(default_factory=dict)
    rows: int = 0
    events: int = 0
    since: str = ""
    until: str = ""
    weight: float = 0.0

    def parts(self, features: pd.DataFrame, advisors: pd.Series) -> pd.DataFrame:
        """What each term adds to a household's logit against a typical client, beside `intercept` and `advisor`, its
        advisor's level; a row sums to the logit. `features`: of staying_features; `advisors`: ids, index alike."""
        distances = STAYING.design(features)[:, 1:]
        found = pd.DataFrame(distances, index=features.index, columns=STAYING.keys)
        found = found * pd.Series(self.slopes).reindex(STAYING.keys)
        level = advisors.map(dict(self.levels)).astype("float64").fillna(0.0)
        return found.assign(advisor=level, intercept=self.intercept)

    def chances(self, features: pd.DataFrame, advisors: pd.Series) -> pd.Series:
        """The chance of leaving within twelve months of each row (0 to 1)."""
        return pd.Series(expit(self.parts(features, advisors).sum(axis=1)), index=features.index, dtype="float64")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Learned | None:
        """What was kept; None when it is of other terms than this program's, so that it has to be learned anew."""
        found = cls(**kept)
        return found if set(found.slopes) == set(STAYING.keys) else None


PUBLISHED = Learned(STAYING.intercept, {term.key: term.slope for term in STAYING.terms})
"""Before any year of the firm is known."""


def learn(rows: pd.DataFrame) -> Learned:
    """What finished years of `landmark_rows`, of all the firm's advisors, teach; PUBLISHED when there are none.

    The weight is 1 − the mean of (variance after ÷ variance before) over all coefficients. Source: 3.7; the weight is
    the number of well-determined parameters over their count: MacKay, Bayesian interpolation (1992).
    """
    known = rows.dropna(subset="left")
    if known.empty:
        return PUBLISHED
    # in an order of their own, so that it does not matter which book was looked at first
    known = known.sort_values(["landmark", "household_id", "advisor_id"], ignore_index=True)
    model = StayingModel(STAYING).fit(known[STAYING.keys], known["left"], known["advisor_id"])
    solution = model.solution
    advisors = sorted(known["advisor_id"].unique())
    left_of_doubt = np.diag(solution.covariance) / STAYING.deviations**2
    return Learned(
        intercept=float(solution.coefficients[0]),
        slopes=dict(zip(STAYING.keys, map(float, solution.coefficients[1:]), strict=True)),
        levels=dict(zip(advisors, map(float, solution.levels), strict=True)),
        rows=len(known),
        events=int(known["left"].sum()),
        since=known["landmark"].min().date().isoformat(),
        until=(known["landmark"].max() + pd.DateOffset(years=1)).date().isoformat(),
        weight=float(1 - left_of_doubt.mean()),
    )
