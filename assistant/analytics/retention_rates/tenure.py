"""Retention by how long clients have been there (R8), and how it goes on: the shifted-beta-geometric curve (F19)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.bridge import MERGED
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.analytics.monthly import Ints
    from assistant.analytics.retention_rates.cohort import Lives

R8 = Method("R8", "R1 of the clients who started in the same year, or who have been there as long")
F19 = Method(
    "F19",
    "shifted-beta-geometric: each client has a yearly chance of leaving of its own, spread as a beta (a, b); retention "
    "in year t is (b + t − 1) ÷ (a + b + t − 1)",
)
OBSERVED = Method(
    "R8 years",
    "clients who reached the end of a year of tenure ÷ clients who began it, over the years of tenure that lie whole "
    "inside the records; mergers left out",
)
BANDS = ((1, "year 1"), (4, "years 2 to 4"), (9, "years 5 to 9"))
LONGEST, UNKNOWN = "year 10 and later", "start unknown"
DAYS_A_YEAR = 365.25
LEAST_EXITS, LEAST_YEARS, LEAST_BEGUN = 20, 3, 20
"""A curve is fitted to so many exits at least, over so many years of tenure with so many clients each."""
AHEAD = 10


def tenure_bands(known: Lives, start: dt.date) -> pd.Series:
    """The band of each household at a date, by completed years; index household_id."""
    years = pd.Series((np.datetime64(start) - known.since) / np.timedelta64(1, "D") / DAYS_A_YEAR, index=known.ids)
    named = pd.Series(UNKNOWN, index=known.ids, dtype="str", name="tenure").mask(years.notna(), LONGEST)
    for limit, name in reversed(BANDS):
        named = named.mask(years < limit, name)
    return named


def tenure_order(name: str) -> int:
    """The place of a band, shortest tenure first."""
    return [*(band for _, band in BANDS), LONGEST, UNKNOWN].index(name)


def start_years(known: Lives) -> pd.Series:
    """The calendar year in which each household became a client, as a word; index household_id."""
    years = pd.Series(known.since.astype("datetime64[Y]").astype(str), index=known.ids, name="start_year")
    return years.where(~np.isnat(known.since), UNKNOWN)


def tenure_years(known: Lives, since: dt.date, until: dt.date) -> pd.DataFrame:
    """One row a year of tenure (index, from 1): `begun`, clients who began it, and `left`, those who did not end it.

    Only years that lie whole between the two days count, so that nobody is taken for having stayed whose year is not
    over, nor missed who left before the records begin. A merger takes its year out. Source: R8, R1.
    """
    dated = ~np.isnat(known.since)
    start, closed, merged = known.since[dated], known.closed[dated], known.reason[dated] == MERGED
    gone = np.where(np.isnat(closed), np.inf, (closed - start).astype("float64")) / DAYS_A_YEAR
    low, high = ((np.datetime64(day) - start).astype("float64") / DAYS_A_YEAR for day in (since, until))
    year = np.arange(max(1, int(np.ceil(max(high.max(initial=0.0), 0.0)))))[None, :]
    inside = (year >= low[:, None]) & (year + 1 <= high[:, None])
    there = inside & (gone[:, None] > year)
    ended = there & (gone[:, None] <= year + 1)
    there &= ~(ended & merged[:, None])
    left = ended & ~merged[:, None]
    return pd.DataFrame(
        {"begun": there.sum(axis=0), "left": left.sum(axis=0)}, index=pd.RangeIndex(1, year.shape[1] + 1, name="year")
    )


@dataclass(frozen=True, slots=True)
class Curve:
    """A fitted curve: `a` and `b` of the beta."""

    a: float
    b: float

    def retention(self, year: int) -> float:
        """Chance that who began this year of tenure ends it: (b + t − 1) ÷ (a + b + t − 1)."""
        return (self.b + year - 1) / (self.a + self.b + year - 1)

    def survival(self, years: int) -> float:
        """Chance that a new client is still there after so many years."""
        return float(np.prod([self.retention(year) for year in range(1, years + 1)]))


def fit_curve(begun: Ints, left: Ints) -> Curve:
    """The most likely curve for clients who began each year of tenure and those who left in it (years from 1).

    Years without anybody may be among them. Source: F19; P. Fader and B. Hardie, How to project customer retention
    (Journal of Interactive Marketing 21, 2007).
    """
    from scipy.optimize import minimize  # a statistics library starts only where it is asked for

    tenure = np.arange(len(begun))

    def unlikely(logs: npt.NDArray[np.float64]) -> float:
        a, b = np.exp(logs)
        whole = np.log(a + b + tenure)
        return float(-np.sum(left * (np.log(a) - whole) + (begun - left) * (np.log(b + tenure) - whole)))

    precise = {"xatol": 1e-6, "fatol": 1e-9}
    found = minimize(unlikely, np.zeros(2), method="Nelder-Mead", bounds=[(-6.0, 8.0)] * 2, options=precise)
    a, b = np.exp(found.x)
    return Curve(float(a), float(b))


def curve_of(years: pd.DataFrame) -> Curve | None:
    """The curve of `tenure_years`, None where there is not enough to fit one (LEAST_EXITS, LEAST_YEARS)."""
    if years["left"].sum() < LEAST_EXITS or (years["begun"] >= LEAST_BEGUN).sum() < LEAST_YEARS:
        return None
    return fit_curve(years["begun"].to_numpy(), years["left"].to_numpy())
