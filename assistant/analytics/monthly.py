"""A book as matrices, households by months, in whole cents: what retention and share of wallet cut into spans.

A month is a column; a point lies between months: point 0 is the beginning of the first month, point p the end of month
p − 1. A span of months `first` to `last` runs from point `first` to point `last` + 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.earned import RECURRING

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BALANCES = (
    "begin_value", "contributions", "withdrawals", "transfers_in", "transfers_out", "market_gain", "fees", "end_value",
)  # fmt: skip
LEAST_RETURN, MOST_RETURN = -0.9, 9.0
"""Monthly returns beyond these come from a nearly empty account and would wreck a price index."""


@dataclass(frozen=True, slots=True)
class Monthly:
    """All households of a book, closed ones too, in order of id.

    Matrices by month: `contributions`, `withdrawals`, `unplanned` (withdrawals that the expected flows of the same
    account and month do not cover), `transfers` (in − out), `market`, `fees`, `recurring` and `revenue` (all types).
    Matrices by point: `assets`; `worth`, the latest investable net worth declared until then (NaN where none), and
    `declared`, the point at which it was declared (-1 where none); `price`, what one unit of the household's assets
    would have become by the market alone. `begins`: the first column with balances; `earns`: with revenue.
    """

    households: pd.Index
    origin: pd.Timestamp
    begins: int
    earns: int
    contributions: Ints
    withdrawals: Ints
    unplanned: Ints
    transfers: Ints
    market: Ints
    fees: Ints
    recurring: Ints
    revenue: Ints
    assets: Ints
    worth: Floats
    declared: Ints
    price: Floats

    def column(self, month: pd.Timestamp) -> int:
        """The column of a month, which may lie outside the matrices."""
        return int(12 * (month.year - self.origin.year) + month.month - self.origin.month)

    def month(self, column: int) -> pd.Timestamp:
        """First day of the month in a column."""
        return self.origin + pd.DateOffset(months=column)


def monthly(book: Book) -> Monthly:
    """The matrices of a book up to its last closed month; a book needs a month with balances. Source: F20, F24."""
    balances, revenue = book.household_months, book.revenue
    ids = pd.Index(sorted(book.households["household_id"]), name="household_id")
    starts = [frame["month"].min() for frame in (balances, revenue) if len(frame)]
    place = _Place(ids, min(starts), book.last_month)
    cells = place.cells(balances["household_id"], balances["month"])
    flows = {name: place.sums(cells, balances[f"{name}_cents"]) for name in BALANCES}
    transfers = flows["transfers_in"] - flows["transfers_out"]
    first = place.column(balances["month"].min())
    assets = np.concatenate([np.zeros((len(ids), 1), dtype=np.int64), flows["end_value"]], axis=1)
    assets[:, first] = flows["begin_value"][:, first]
    worth, declared = _declared(book, place)
    earned = place.cells(revenue["household_id"], revenue["month"])
    recurring = revenue["amount_cents"].where(revenue["type"].isin(RECURRING), 0)
    moved = flows["contributions"] - flows["withdrawals"] + transfers
    return Monthly(
        households=ids,
        origin=place.origin,
        begins=first,
        earns=place.column(revenue["month"].min()) if len(revenue) else place.width,
        contributions=flows["contributions"],
        withdrawals=flows["withdrawals"],
        unplanned=_unplanned(book, place),
        transfers=transfers,
        market=flows["market_gain"],
        fees=flows["fees"],
        recurring=place.sums(earned, recurring),
        revenue=place.sums(earned, revenue["amount_cents"]),
        assets=assets,
        worth=worth,
        declared=declared,
        price=_price(flows["begin_value"], moved, flows["market_gain"]),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a household and a month lie in the matrices."""

    ids: pd.Index
    origin: pd.Timestamp
    last: pd.Timestamp

    @property
    def width(self) -> int:
        return self.column(self.last) + 1

    def column(self, month: pd.Timestamp) -> int:
        return int(12 * (month.year - self.origin.year) + month.month - self.origin.month)

    def columns(self, days: pd.Series) -> Ints:
        numbers = 12 * (days.dt.year - self.origin.year) + days.dt.month - self.origin.month
        return np.asarray(numbers, dtype=np.int64)

    def cells(self, households: pd.Series, months: pd.Series) -> tuple[Ints, Ints]:
        return np.asarray(self.ids.get_indexer(households), dtype=np.int64), self.columns(months)

    def sums(self, cells: tuple[Ints, Ints], cents: pd.Series) -> Ints:
        total = np.zeros((len(self.ids), self.width), dtype=np.int64)
        np.add.at(total, cells, cents.to_numpy(dtype=np.int64, na_value=0))
        return total


def _unplanned(book: Book, place: _Place) -> Ints:
    """Withdrawals beyond what was expected to leave the same account in the same month."""
    keys = ["account_id", "month"]
    due = book.expected_flows
    due = due[due["amount_cents"] < 0].groupby(keys)["amount_cents"].sum().rename("due_cents")
    rows = book.balances[[*keys, "withdrawals_cents"]]
    rows = rows[rows["withdrawals_cents"] > 0].join(due, on=keys)
    owners = book.accounts.set_index("account_id")["household_id"]
    left = (rows["withdrawals_cents"] + rows["due_cents"].fillna(0)).clip(lower=0)
    return place.sums(place.cells(rows["account_id"].map(owners), rows["month"]), left)


def _declared(book: Book, place: _Place) -> tuple[Floats, Ints]:
    """The latest declared net worth at each point and the point of its declaration; one of the open month counts at
    the last point."""
    shape = len(place.ids), place.width + 1
    worth, declared = np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
    rows = book.net_worth.dropna(subset="investable_net_worth_cents").sort_values(["household_id", "as_of"])
    points = np.clip(place.columns(rows["as_of"]) + 1, 0, place.width)
    owners = place.ids.get_indexer(rows["household_id"])
    declared[owners, points] = points
    worth[owners, points] = rows["investable_net_worth_cents"].to_numpy(dtype=np.float64)  # the last of a month counts
    declared = np.maximum.accumulate(declared, axis=1)
    known = declared >= 0
    filled = worth[np.arange(shape[0])[:, None], np.where(known, declared, 0)]
    return np.where(known, filled, np.nan), declared


def _price(begin: Ints, flows: Ints, market: Ints) -> Floats:
    """An index by point, 1 at the beginning, from each month's modified Dietz return, flows in mid-month (F22)."""
    base = begin + flows / 2
    returns = np.where(base > 0, market / np.where(base > 0, base, 1.0), 0.0)
    grown = np.cumprod(1.0 + np.clip(returns, LEAST_RETURN, MOST_RETURN), axis=1)
    return np.concatenate([np.ones((len(begin), 1)), grown], axis=1)
