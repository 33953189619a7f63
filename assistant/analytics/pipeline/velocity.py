"""How fast the pipeline moves, and how deals end as time passes, the open ones counted as far as they have come."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assistant.figures import Method

F39 = Method("F39", "open deals × win rate × average amount of won deals ÷ average days from created to won")
F39_RATE = Method("F39 win rate", "won ÷ (won + lost), all closed deals on record")
F39_CYCLE = Method("F39 cycle", "mean days from created to won")
F39_VALUE = Method("F39 average", "mean amount of won deals")
F39_P75 = Method("F39 p75", "75th percentile of days from created to won")
F39_ENDS = Method(
    "F39 conversion",
    "share won, lost and undecided so many days after a deal was created; open deals count up to their age "
    "(Kaplan–Meier, won and lost as competing ends)",
)
HORIZONS = (30, 60, 90, 180, 365)


def velocity(open_deals: int, win_rate: float | None, average: float | None, cycle_days: float | None) -> float | None:
    """Money a day that the pipeline brings at its own pace, in the unit of `average`; None where a part is missing or
    the cycle has no length. Source: F39."""
    if win_rate is None or average is None or not cycle_days:
        return None
    return open_deals * win_rate * average / cycle_days


def mean_of(values: pd.Series) -> float | None:
    """The mean of what is known; None of nothing."""
    known = values.dropna()
    return float(known.mean()) if len(known) else None


def how_deals_end(days: pd.Series, won: pd.Series, lost: pd.Series) -> pd.DataFrame:
    """One row a horizon of HORIZONS that some deal has reached: `days`, `won`, `lost`, `open` (shares that sum to one).

    `days` from created to the end, or to the date of the book for deals still open; `won` and `lost` say how a deal
    ended, neither that it is open. Each fall of the Kaplan–Meier curve is shared between the deals won and lost on that
    day (Aalen–Johansen). Empty without a decided deal. Source: F39.
    """
    from scipy.stats import CensoredData, ecdf  # slow to start: only who asks waits

    decided = won | lost
    if not decided.any():
        return pd.DataFrame({"days": [], "won": [], "lost": [], "open": []})
    times = days.to_numpy(np.float64)
    curve = ecdf(CensoredData(uncensored=times[decided], right=times[~decided])).sf
    at = np.unique(times[decided])
    left = curve.evaluate(at)
    falls = np.concatenate([[1.0], left[:-1]]) - left
    won_part = won[decided].groupby(times[decided]).mean().to_numpy()
    horizons = np.array([h for h in HORIZONS if h <= times.max()])
    upto = np.searchsorted(at, horizons, side="right")
    gained = np.concatenate([[0.0], np.cumsum(falls * won_part)])[upto]
    undecided = np.concatenate([[1.0], left])[upto]
    return pd.DataFrame({"days": horizons, "won": gained, "lost": 1 - undecided - gained, "open": undecided})
