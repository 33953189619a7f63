"""How fast a client's revenue moves by itself, with the market taken out (F4b): a robust slope over twelve quarters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.valuation.assumptions import TREND_LEAST, TREND_QUARTERS, TREND_SHRINK

Floats = npt.NDArray[np.float64]

KEY = ["household_id", "advisor_id"]
MONTHS = 3 * TREND_QUARTERS


def revenue_trend(revenue: pd.DataFrame, balances: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """`trend` (yearly rate) and `weight` (n / (n + 8), 0 under four quarters), index household and advisor.

    `revenue`: household_id, advisor_id, month, amount_cents. `balances`: the same ids, month and the balance columns,
    from which each client's market level is chained. A quarter counts from the first whole one with revenue and when
    its revenue is positive. Trend: Theil–Sen slope of ln(revenue ÷ market level), four quarters. Source: F4b.
    """
    earned = _monthly(revenue, "amount_cents", last)
    level = _market_level(balances, last).reindex(earned.index, fill_value=1.0)
    quarters = earned.to_numpy().reshape(len(earned), TREND_QUARTERS, 3).sum(axis=2)
    market = level.to_numpy().reshape(len(earned), TREND_QUARTERS, 3).mean(axis=2)
    first = revenue.groupby(KEY)["month"].min().reindex(earned.index)
    begins = np.array([last - pd.DateOffset(months=back) for back in range(MONTHS - 1, 0, -3)], dtype="datetime64[s]")
    counts = (quarters > 0) & (begins >= first.to_numpy(dtype="datetime64[s]")[:, None])
    logs = np.full(quarters.shape, np.nan)
    np.log(quarters / market, out=logs, where=counts)
    number = counts.sum(axis=1)
    weight = np.where(number >= TREND_LEAST, number / (number + TREND_SHRINK), 0.0)
    return pd.DataFrame({"trend": np.expm1(4 * theil_sen(logs)), "weight": weight}, index=earned.index)


def theil_sen(series: Floats) -> Floats:
    """The median slope between all pairs of points of each row, per step; NaN points do not count, 0 without a pair."""
    early, late = np.triu_indices(series.shape[1], k=1)
    slopes = (series[:, late] - series[:, early]) / (late - early)
    known = ~np.isnan(slopes).all(axis=1)
    medians = np.zeros(len(series))
    if known.any():
        medians[known] = np.nanmedian(slopes[known], axis=1)
    return medians


def _monthly(frame: pd.DataFrame, column: str, last: pd.Timestamp) -> pd.DataFrame:
    """Sums by client (row) and month (36 columns to the last closed one), 0 where there is nothing."""
    months = pd.date_range(end=last, periods=MONTHS, freq="MS").astype("datetime64[s]")
    wide = frame.pivot_table(column, KEY, "month", aggfunc="sum", fill_value=0)
    return wide.reindex(columns=months, fill_value=0).astype("float64")


def _market_level(balances: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """The market alone, chained month by month from 1: gain over what was there, flows counted half."""
    flows = {"contributions_cents": 1, "withdrawals_cents": -1, "transfers_in_cents": 1, "transfers_out_cents": -1}
    base = balances["begin_value_cents"] + sum(sign * balances[name] for name, sign in flows.items()) / 2
    gains = _monthly(balances, "market_gain_cents", last)
    bases = _monthly(balances.assign(base=base), "base", last)
    returns = (gains / bases.where(bases > 0)).fillna(0.0).clip(lower=-0.9)
    return (1 + returns).cumprod(axis=1)
