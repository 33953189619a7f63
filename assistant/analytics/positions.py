"""What is held at a date: of each open account the positions of its latest statement, never two statements together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

COLUMNS = ["account_id", "household_id", "as_of", "symbol", "name", "asset_class", "value_cents", "cost_basis_cents"]


def open_accounts(book: Book) -> pd.DataFrame:
    """The accounts open at the book's date, with `value_cents` at the last closed month, in order of id.

    An account without a balance of that month has 0.
    """
    accounts = book.accounts[book.accounts["closed_on"].isna()].sort_values("account_id", ignore_index=True)
    balances = book.balances
    today = balances[balances["month"] == book.last_month].set_index("account_id")["end_value_cents"]
    return accounts.assign(value_cents=accounts["account_id"].map(today).fillna(0).astype("int64"))


def positions_today(book: Book) -> pd.DataFrame:
    """The positions of each open account on its latest statement at or before the book's date (COLUMNS), in order of
    account and symbol. Positions worth nothing are left out."""
    owners = book.accounts[book.accounts["closed_on"].isna()].set_index("account_id")["household_id"]
    holdings = book.holdings
    holdings = holdings[holdings["account_id"].isin(owners.index)]
    latest = holdings.groupby("account_id")["as_of"].transform("max")
    held = holdings[(holdings["as_of"] == latest) & (holdings["value_cents"] > 0)]
    held = held.assign(household_id=held["account_id"].map(owners))
    return held.sort_values(["account_id", "symbol"], ignore_index=True)[COLUMNS]
