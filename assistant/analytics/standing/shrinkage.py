"""Rates pulled towards the group before they are ranked, and how far a place can be trusted (F31, F42)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaincinv, ndtr, ndtri

from assistant.analytics.intervals import CONFIDENCE
from assistant.analytics.referrals.ranking import FEWEST_SOURCES, STRONGEST, WEAKEST, prior_of
from assistant.figures import Method

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SHRUNKEN = Method(
    "F31 shrunken",
    "(M × the group's rate + cases × own rate) ÷ (M + cases), where M is 10 to 200 cases by how much the group differs "
    "beyond chance, 10 with fewer than five in it",
)
INTERVAL = Method(
    "F42 interval",
    "90 % interval of the shrunken rate: of a share from its beta posterior, of a ratio of money or a mean from the "
    "variance between its cases",
)
PLACES = Method(
    "F42 places",
    "places it may hold: 1 + those ahead of it with at least 95 % probability, and all but those behind it with as "
    "much; each pair of rates compared by the normal approximation of their difference",
)
TAIL = (1 - CONFIDENCE) / 2
EXACT = 9
"""Decimals that two rates share when they are said to be equal: what lies beyond is arithmetic."""


def shrink(frame: pd.DataFrame, *, is_share: bool) -> pd.DataFrame:
    """`mean`, `sd`, `low` and `high` of each row's rate after shrinkage, on the index given.

    `frame`: numerator, denominator, cases, value, noise (of `totals`), all rates defined. Where no row has two cases
    there is nothing to tell noise from difference: the rates stay as they are and have no interval. Source: F31.
    """
    if frame.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in ("mean", "sd", "low", "high")})
    return _share(frame) if is_share else _ratio(frame)


def _share(frame: pd.DataFrame) -> pd.DataFrame:
    """Beta-binomial: the posterior of a count out of a count."""
    wins, trials = (frame[name].to_numpy(dtype=np.float64) for name in ("numerator", "denominator"))
    prior = prior_of(trials, wins) if len(frame) >= FEWEST_SOURCES else _of_few(trials, wins)
    a, b = prior[0] + wins, prior[1] + trials - wins
    found = {
        "mean": a / (a + b),
        "sd": np.sqrt(a * b / (a + b + 1)) / (a + b),
        "low": betaincinv(a, b, TAIL),
        "high": betaincinv(a, b, 1 - TAIL),
    }
    return pd.DataFrame(found, index=frame.index)


def _of_few(trials: Floats, wins: Floats) -> tuple[float, float]:
    """The rate of all together on the weakest prior: a handful of parts cannot say how much they differ."""
    whole, hits = trials.sum(), wins.sum()
    mean = hits / whole if 0 < hits < whole else (hits + 0.5) / (whole + 1)
    return float(mean * WEAKEST), float((1 - mean) * WEAKEST)


def _ratio(frame: pd.DataFrame) -> pd.DataFrame:
    """Normal–normal: a ratio of sums or a mean, its cases drawn around it with the noise the parts have in common."""
    value, cases, noise = (frame[name].to_numpy(dtype=np.float64) for name in ("value", "cases", "noise"))
    free = np.where(np.isnan(noise), 0.0, cases - 1)
    if not free.sum():
        blank = np.full(len(frame), np.nan)
        return pd.DataFrame({"mean": value, "sd": blank, "low": blank, "high": blank}, index=frame.index)
    common = float((free * np.nan_to_num(noise)).sum() / free.sum())
    group = float(frame["numerator"].sum() / frame["denominator"].sum())
    weight = _strength(value, cases, common)
    mean = (weight * group + cases * value) / (weight + cases)
    sd = np.sqrt(common / (weight + cases))
    reach = -ndtri(TAIL) * sd
    return pd.DataFrame({"mean": mean, "sd": sd, "low": mean - reach, "high": mean + reach}, index=frame.index)


def _strength(value: Floats, cases: Floats, noise: float) -> float:
    """Cases the group's rate counts for: noise ÷ variance between the parts, that by moments (DerSimonian, Laird)."""
    if len(value) < FEWEST_SOURCES:
        return WEAKEST
    centre = float((cases * value).sum() / cases.sum())
    spread = float((cases * (value - centre) ** 2).sum()) - noise * (len(value) - 1)
    between = spread / float(cases.sum() - (cases**2).sum() / cases.sum())
    return float(np.clip(noise / between, WEAKEST, STRONGEST)) if between > 0 else STRONGEST


def surely_ahead(mean: Floats, sd: Floats) -> Bools:
    """Matrix: whether the rate of a row is above that of a column with 95 % probability. Unknown is not sure."""
    gap = np.round(mean[:, None] - mean[None, :], EXACT)
    width = np.sqrt(sd[:, None] ** 2 + sd[None, :] ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        sure: Bools = ndtr(gap / width) >= 1 - TAIL
    return sure & (gap > 0)


def place_range(ahead: Bools) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The best and the worst place each row may hold, from `surely_ahead`. Source: F42, pairwise."""
    return 1 + ahead.sum(axis=0), len(ahead) - ahead.sum(axis=1)


def alike(ahead: Bools) -> list[tuple[int, int]]:
    """Runs of neighbours (rows in order of place) whose first is not surely ahead of their last: positions of the
    first and the last of each run of two or more, cut from the top."""
    runs, start = [], 0
    while start < len(ahead) - 1:
        behind = np.flatnonzero(ahead[start])
        end = int(behind[0]) - 1 if len(behind) else len(ahead) - 1
        if end > start:
            runs.append((start, end))
        start = max(end, start) + 1
    return runs
