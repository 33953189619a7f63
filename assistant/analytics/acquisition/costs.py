"""What winning a client costs, cash and time, against what a won client is worth: sums first, then ratios of sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from assistant.analytics.referrals.economics import NO_SOURCE, all_costs, leads_of, value_of_a_win
from assistant.analytics.referrals.ranking import LEAST_LEADS, LEAST_WINS, LOWER, UPPER
from assistant.analytics.valuation.assumptions import MARGIN
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

F34 = Method(
    "F34",
    "(cash + hours of leads and of acquisition expenses × the advisor's hourly cost + the share, by leads, of "
    "marketing without a source) ÷ clients won in the period; total cost ÷ total wins, never a mean of ratios",
)
F34_RANGE = Method(
    "F34 range",
    "cost ÷ the 90 % and the 10 % quantile of the wins that the number won speaks for (gamma, won + ½): what a client "
    "costs if luck was good or bad",
)
LTV_CAC = Method("F35 ratio", "lifetime value of a won client (F35) ÷ what it cost to win (F34)")
READING = Method(
    "F34 reading",
    "pays back: even with bad luck a client costs less than its lifetime value, pulled towards that of all; does not "
    "pay back: even with good luck it costs more; under five leads or two wins nothing good is said, under five valued "
    "wins in all nothing at all",
)
LEAST_VALUED = 5
"""Won clients with a lifetime value, in all, that it takes to call a cost high or low."""
PAYS, FAILS, OPEN, FEW, UNKNOWN = "pays back", "does not pay back", "unclear", "too few to say", "not known"


def wins_of(book: Book, period: Period) -> pd.DataFrame:
    """The leads won in the period, whenever they were created; `source_id` is NO_SOURCE where none is on file."""
    leads = book.leads
    won = leads["won_on"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    wins: pd.DataFrame = leads[won].fillna({"source_id": NO_SOURCE}).reset_index(drop=True)
    return wins


def sums_by_source(book: Book, period: Period, values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`added` by source (NO_SOURCE for what names none), and the wins with the source as their `key` and their values.

    `values`: of client_values. Source: F34, F35.
    """
    leads = leads_of(book, period)
    wins = wins_of(book, period)
    wins = wins.assign(key=wins["source_id"]).join(values, on="household_id")
    return added(all_costs(book, leads, period), leads["source_id"].fillna(NO_SOURCE), wins), wins


def added(costs: pd.DataFrame, leads: pd.Series, wins: pd.DataFrame) -> pd.DataFrame:
    """What adds up, index `key` in order: `leads` created and `won` in the period, `valued` wins, `cash_cents`,
    `hours`, `time_cents` (NaN where an hourly cost is missing), and over the valued wins `ltv_sum`, `flat_sum` and
    `year_sum` in cents.

    `costs`: the three cost columns by key; `leads`: the key of each lead; `wins`: `key` and the columns of
    client_values, one row a win.
    """
    known = wins[is_valued(wins)].groupby("key")
    keys = pd.Index(sorted({*costs.index, *leads, *wins["key"]}), name="key", dtype="str")
    sums = pd.DataFrame(index=keys)
    sums["leads"] = leads.value_counts().reindex(keys, fill_value=0)
    sums["won"] = wins["key"].value_counts().reindex(keys, fill_value=0)
    sums["valued"] = known.size().reindex(keys, fill_value=0)
    for column in ("cash_cents", "hours", "time_cents"):
        sums[column] = costs[column].astype("float64").reindex(keys).where(keys.isin(costs.index), 0.0)
    for name in ("ltv", "flat", "year"):
        sums[f"{name}_sum"] = known[f"{name}_cents"].sum().reindex(keys, fill_value=0.0)
    return sums


def is_valued(wins: pd.DataFrame) -> pd.Series:
    """Which wins have a lifetime value: linked to a client who is here and not too new."""
    return wins["ltv_cents"].notna() & wins["year_cents"].notna()


def whole(sums: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row with the sums over all rows; a time that is not known makes the whole time unknown."""
    return sums.sum(skipna=False).to_frame(key).T.rename_axis("key")


def ratios(sums: pd.DataFrame, wins: pd.DataFrame) -> pd.DataFrame:
    """The sums with their ratios, NaN where undefined: `cost_cents`, `cac_cents` and its parts `cac_cash_cents` and
    `cac_time_cents`, its range `cac_low_cents` and `cac_high_cents`; a valued win's `ltv_cents`, `flat_cents` and
    `year_cents`, their ratio `ltv_cac`, `payback` in years; `reading`. `wins`: with `key` and `ltv_cents`.

    The reading compares the range of the cost with the lifetime value, pulled towards that of all wins. Source: F34,
    F35.
    """
    rows = sums.assign(cost_cents=sums["cash_cents"] + sums["time_cents"])
    won, valued = rows["won"].where(rows["won"] > 0), rows["valued"].where(rows["valued"] > 0)
    for part in ("cost", "cash", "time"):
        rows["cac_cents" if part == "cost" else f"cac_{part}_cents"] = rows[f"{part}_cents"] / won
    count = rows["won"].to_numpy(dtype=np.float64) + 0.5
    rows["cac_low_cents"] = rows["cost_cents"] / gammaincinv(count, UPPER)
    rows["cac_high_cents"] = (rows["cost_cents"] / gammaincinv(count, LOWER)).where(rows["won"] > 0)
    for name in ("ltv", "flat", "year"):
        rows[f"{name}_cents"] = rows[f"{name}_sum"] / valued
    cac = rows["cac_cents"].where(rows["cac_cents"] > 0)
    rows["ltv_cac"] = rows["ltv_cents"] / cac
    rows["payback"] = rows["cac_cents"] / (rows["year_cents"].where(rows["year_cents"] > 0) * MARGIN)
    return rows.assign(reading=_readings(rows, wins))


def _readings(rows: pd.DataFrame, wins: pd.DataFrame) -> np.ndarray:
    worth = wins.loc[is_valued(wins) & (wins["ltv_cents"] > 0), ["key", "ltv_cents"]]
    pulled = value_of_a_win(worth.set_axis(["source_id", "npv_cents"], axis=1), rows.index)
    conditions = [
        rows["cost_cents"].isna() | pulled.isna() | (len(worth) < LEAST_VALUED),
        (rows["leads"] >= LEAST_LEADS) & (pulled < rows["cac_low_cents"]),
        few_cases(rows),
        pulled > rows["cac_high_cents"],
    ]
    return np.select(conditions, [UNKNOWN, FAILS, FEW, PAYS], OPEN)


def few_cases(rows: pd.DataFrame) -> pd.Series:
    """Which rows have under five leads or two wins, as in the ranking of sources (F32)."""
    return (rows["leads"] < LEAST_LEADS) | (rows["won"] < LEAST_WINS)
