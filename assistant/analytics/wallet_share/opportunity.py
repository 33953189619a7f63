"""What money held elsewhere could be worth (F28): the share that like clients reach, the chance, the client's fee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.valuation.assumptions import WALLET_CONSOLIDATION
from assistant.analytics.wallet import declared_rows
from assistant.figures import Method, rate, show

if TYPE_CHECKING:
    from assistant.analytics.monthly import Monthly
    from assistant.book.snapshot import Book

LEAST_CLASS = 8
"""A class with fewer declarations takes the whole book's target."""
BEST_QUARTER = 0.75
EVENT_CONSOLIDATION = 0.08
EVENT_MONTHS = 12
YEAR = 12

F28_REACH = Method(
    "F28 within reach",
    "sum over clients of (share of wallet that the best quarter of the same class within the scope reach − own share, "
    "where positive) × declared net worth",
)
F28 = Method(
    "F28",
    "F28 within reach, client by client, × the chance of bringing it over within a year "
    f"({show(rate(WALLET_CONSOLIDATION), 'rate')}, {show(rate(EVENT_CONSOLIDATION), 'rate')} after a life event of the "
    "last twelve months: assumptions, no measurements) × the client's recurring fee on assets",
)
F28_TARGET = Method("F28 target", "75th percentile of share of wallet of the class, of the book where it is small")


def within_reach(rows: pd.DataFrame, classes: pd.Series) -> pd.DataFrame:
    """Index household_id, of those with a declared net worth above zero that are not held in part: `share` (at most 1),
    `target` and `reach_cents`, the money elsewhere that lies between the two, as floats.

    `rows`: of wallet_rows; `classes`: by household_id. Source: F28 without chance and fee.
    """
    declared = declared_rows(rows)
    declared = declared[(declared["worth_cents"] > 0).to_numpy(dtype=bool) & ~declared["in_part"].to_numpy(dtype=bool)]
    worth, assets = declared["worth_cents"].astype("float64"), declared["assets_cents"].astype("float64")
    share = (assets / worth).clip(upper=1.0)
    by_class = share.groupby(classes.reindex(share.index))
    target = by_class.transform("quantile", BEST_QUARTER)
    target = target.where(by_class.transform("size") >= LEAST_CLASS, share.quantile(BEST_QUARTER))
    return pd.DataFrame(
        {"share": share, "target": target, "reach_cents": (target - share).clip(lower=0.0) * worth}, index=share.index
    )


def opportunities(book: Book, months: Monthly, rows: pd.DataFrame, classes: pd.Series) -> pd.DataFrame:
    """`within_reach` with `chance`, `fee` and `revenue_cents`, what the client may bring a year, in whole cents; a fee
    is unknown, and the revenue NaN, only where the whole book has no recurring revenue. Source: F28."""
    found = within_reach(rows, classes)
    recent = pd.Timestamp(book.as_of) - pd.DateOffset(months=EVENT_MONTHS)
    events = book.life_events
    people = book.clients.set_index("client_id")["household_id"]
    known = events["known_on"].fillna(events["occurred_on"])
    touched = events[known > recent]["client_id"].map(people)
    chance = np.where(found.index.isin(touched), EVENT_CONSOLIDATION, WALLET_CONSOLIDATION)
    fee = _fees(months).reindex(found.index)
    revenue = (found["reach_cents"] * chance * fee).round()
    return found.assign(chance=chance, fee=fee, revenue_cents=revenue)


def _fees(months: Monthly) -> pd.Series:
    """Recurring revenue of twelve months over mean assets of each household, the book's where it has none."""
    last = months.recurring.shape[1]
    first = max(0, last - YEAR)
    earned = months.recurring[:, first:last].sum(axis=1).astype(np.float64)
    held = months.assets[:, first:last].mean(axis=1)
    own = np.divide(earned, held, out=np.full(len(held), np.nan), where=(held > 0) & (earned > 0))
    whole = earned.sum() / held.sum() if held.sum() > 0 and earned.sum() > 0 else np.nan
    return pd.Series(np.where(np.isnan(own), whole, own), index=months.households)
