"""How fast a client's revenue moves by itself, with the market taken out (F4b): a robust slope over twelve quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.valuation.assumptions import TREND_LEAST, TREND_QUARTERS, TREND_SHRINK
from assistant.analytics.valuation.grid import MONTHS, Grid

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]


def revenue_trend(revenue: pd.DataFrame, balances: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """`trend` (yearly rate) and `weight` (n / (n + 8), 0 under four quarters), index household and advisor.

    `revenue`: household_id, advisor_id, month, amount_cents. `balances`: the same ids, month and the balance columns,
    from which each client's market level is chained. A quarter counts from the first whole one with revenue and when
    its revenue is positive. Trend: Theil–Sen slope of ln(revenue ÷ market level), four quarters. Source: F4b.
    """
    earned = Grid.of(revenue, last)
    quarters = earned.sums(revenue["amount_cents"]).reshape(-1, TREND_QUARTERS, 3).sum(axis=2)
    market = _market_level(balances, last, earned.index).reshape(-1, TREND_QUARTERS, 3).mean(axis=2)
    counts = (quarters > 0) & (np.arange(0, MONTHS, 3) >= earned.first()[:, None])
    logs = np.full(quarters.shape, np.nan)
    np.log(quarters / market, out=logs, where=counts)
    number = counts.sum(axis=1)
    weight = np.where(number >= TREND_LEAST, number / (number + TREND_SHRINK), 0.0)
    return pd.DataFrame({"trend": np.expm1(4 * theil_sen(logs)), "weight": weight}, index=earned.index)


def shrunk(slopes: pd.Series, weights: pd.Series, groups: pd.MultiIndex) -> pd.Series:
    """Each client's own slope, pulled towards the median slope of its group by what its weight lacks of 1.

    A group's median is pulled towards none in the same way, by n / (n + 8) for n clients with a slope of their own
    (weight above 0), so a client without one has its group's, and a small group says little. Source: F4b.
    """
    known = (weights > 0).to_numpy()
    told = pd.Series(slopes.to_numpy()[known], index=groups[known]).groupby(level=[0, 1]).agg(["median", "size"])
    means = told["median"] * told["size"] / (told["size"] + TREND_SHRINK)
    group = means.reindex(groups).fillna(0.0).to_numpy()
    return group + weights * (slopes - group)


def theil_sen(series: Floats) -> Floats:
    """The median slope between all pairs of points of each row, per step; NaN points do not count, 0 without a pair."""
    early, late = np.triu_indices(series.shape[1], k=1)
    slopes = (series[:, late] - series[:, early]) / (late - early)
    known = ~np.isnan(slopes).all(axis=1)
    medians = np.zeros(len(series))
    if known.any():
        medians[known] = np.nanmedian(slopes[known], axis=1)
    return medians


def places_by_revenue(book: Book) -> pd.DataFrame:
    """`now` and `then`, twelve quarters ago: the share of the other clients with revenue who brought less in the twelve
    months to the date; index household_id, NaN where there was none, or the data do not reach. Source: F4b."""
    revenue, last = book.revenue[["household_id", "month", "amount_cents"]], np.datetime64(book.last_month, "M")
    back = (last - revenue["month"].to_numpy(dtype="datetime64[M]")).astype(np.int64)
    found = {}
    for name, since in (("now", 0), ("then", MONTHS)):
        inside = (back >= since) & (back < since + 12)
        brought = revenue[inside].groupby("household_id")["amount_cents"].sum()
        brought = brought[brought > 0] if back.max(initial=0) >= since + 11 else brought[:0]
        found[name] = (brought.rank(method="min") - 1) / max(1, len(brought) - 1)
    return pd.DataFrame(found)


def _market_level(balances: pd.DataFrame, last: pd.Timestamp, index: pd.MultiIndex) -> Floats:
    """The market alone, chained month by month from 1, for each client of `index`: gain over what was there, flows
    counted half; 1 throughout for a client without balances."""
    grid = Grid.of(balances, last)
    flows = {"contributions_cents": 1, "withdrawals_cents": -1, "transfers_in_cents": 1, "transfers_out_cents": -1}
    base = grid.sums(balances["begin_value_cents"] + sum(sign * balances[name] for name, sign in flows.items()) / 2)
    gains = grid.sums(balances["market_gain_cents"])
    returns = np.divide(gains, base, out=np.zeros_like(gains), where=base > 0)
    levels = np.cumprod(1 + np.maximum(returns, -0.9), axis=1)
    place = grid.index.get_indexer(index)
    return np.where((place >= 0)[:, None], levels[place] if len(levels) else 1.0, 1.0)
