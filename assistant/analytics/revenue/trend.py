"""How fast revenue grows by itself: a robust slope over quarters, as billed and with the market taken out (F4b)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.valuation.assumptions import TREND_QUARTERS, TREND_SHRINK
from assistant.analytics.valuation.revenue_trend import revenue_trend, theil_sen
from assistant.figures import Figure, Method, Rows, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

LEAST_QUARTERS = 8
AS_BILLED = Method(
    "F4b billed",
    f"Theil–Sen slope of the logarithm of revenue over the last {TREND_QUARTERS} whole calendar quarters, as a rate a "
    f"year; at least {LEAST_QUARTERS} are needed",
)
WITHOUT_MARKET = Method(
    "F4b",
    "the same slope of repeatable revenue ÷ the level that the market alone would have carried the assets to",
)


@dataclass(frozen=True, slots=True)
class Trend:
    """Yearly rates, None where there are too few quarters; `line` is the fitted revenue of each quarter in cents."""

    billed: float | None
    without_market: float | None
    quarters: int
    line: pd.Series


def trend_of(book: Book, rows: pd.DataFrame, households: Collection[str] | None) -> Trend:
    """The trend of the revenue in `rows` (of revenue_rows), of the book's households or of some alone."""
    balances = book.household_months
    if households is not None:
        balances = balances[balances["household_id"].isin(households)]
    return trend_beside(rows, balances.drop(columns="household_id"), book.last_month)


def trend_beside(rows: pd.DataFrame, balances: pd.DataFrame, last: pd.Timestamp) -> Trend:
    """The same, beside balances by `month` of whoever brought that revenue; `last` is the last closed month."""
    earned = _whole_quarters(rows, last)
    logs = np.log(earned.where(earned > 0).to_numpy(dtype=np.float64))
    quarters = int((~np.isnan(logs)).sum())
    if quarters < LEAST_QUARTERS:
        return Trend(None, None, quarters, pd.Series(dtype="float64"))
    slope = float(theil_sen(logs[None, :])[0])
    steps = np.arange(len(logs))
    level = float(np.nanmedian(logs - slope * steps))
    line = pd.Series(np.exp(level + slope * steps), index=earned.index)
    return Trend(float(np.expm1(4 * slope)), _without_market(balances, rows, last), quarters, line)


def _whole_quarters(rows: pd.DataFrame, last: pd.Timestamp) -> pd.Series:
    """Revenue of the last TREND_QUARTERS calendar quarters all of whose months are closed and on record, by name."""
    if rows.empty:
        return pd.Series(dtype="int64")
    quarters = rows.groupby(rows["month"].dt.to_period("Q"))["total_cents"].sum()
    whole = pd.period_range(rows["month"].min() + pd.DateOffset(months=2), last - pd.DateOffset(months=2), freq="Q")
    kept = quarters.reindex(whole, fill_value=0).iloc[-TREND_QUARTERS:]
    return kept.set_axis([f"{quarter.year}-Q{quarter.quarter}" for quarter in kept.index])


def _without_market(balances: pd.DataFrame, rows: pd.DataFrame, last: pd.Timestamp) -> float | None:
    """F4b of the whole as if it were one client; None where fewer quarters bear it than LEAST_QUARTERS."""
    if balances.empty:
        return None
    all_of_it = {"household_id": "all", "advisor_id": "all"}
    monthly = balances.groupby("month", as_index=False).sum()
    repeatable = (rows["total_cents"] - rows["one_off_cents"]).groupby(rows["month"]).sum()
    earned = repeatable.rename("amount_cents").reset_index()
    found = revenue_trend(earned.assign(**all_of_it), monthly.assign(**all_of_it), last).iloc[0]
    enough = LEAST_QUARTERS / (LEAST_QUARTERS + TREND_SHRINK)
    return float(found["trend"]) if found["weight"] >= enough else None


def trend_figures(trend: Trend, behind: Rows) -> tuple[Figure, ...]:
    """Both slopes, undefined with the reason where the quarters are too few."""
    inputs = (("whole quarters", str(trend.quarters)),)
    reason = f"{trend.quarters} whole quarters with revenue are on record; a trend takes {LEAST_QUARTERS}"
    flat = "there are no assets whose market level could be taken out, or too few quarters"
    counted = Figure("trend_quarters", "Whole quarters behind the trend", trend.quarters, "count", AS_BILLED, behind)
    slopes = tuple(
        Figure(key, label, rate(value), "rate", method, behind, inputs, "" if value is not None else why)
        for key, label, value, method, why in (
            ("trend", "Trend of revenue a year, as billed", trend.billed, AS_BILLED, reason),
            ("trend_without_market", "Trend of revenue a year, market taken out", trend.without_market, WITHOUT_MARKET,
             reason if trend.billed is None else flat),
        )
    )  # fmt: skip
    return (counted, *slopes)
