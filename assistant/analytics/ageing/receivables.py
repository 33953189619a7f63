"""Fees earned and not yet debited: advisory revenue of closed months against the fees that balances show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

FEE = "advisory_fee"


def receivables(book: Book) -> pd.DataFrame:
    """One row an account and month with a fee still to be debited: `account_id`, `household_id`, `month`,
    `amount_cents`, in that order.

    A month's debit settles its own fee first; what is debited beyond it settles the account's oldest open months, so
    that a fee debited a month late is no receivable. Only months with both a fee earned and a balance count, and only
    accounts whose balances ever show a debit (others are billed elsewhere, see `billed_elsewhere`).
    """
    pairs = _fee_months(book)
    pairs = pairs[pairs.groupby("account_id")["fees_cents"].transform("max") > 0]
    gap = pairs["amount_cents"] - pairs["fees_cents"]
    short, beyond = gap.clip(lower=0), (-gap).clip(lower=0)
    account = pairs["account_id"]
    unsettled = short.groupby(account).cumsum() - beyond.groupby(account).transform("sum")
    owed = unsettled.clip(lower=0).where(unsettled < short, short)
    rows = pairs.assign(amount_cents=owed)
    return rows[owed > 0].drop(columns="fees_cents").reset_index(drop=True)


def billed_elsewhere(book: Book) -> int:
    """Accounts that earn an advisory fee while no balance of theirs ever shows a debit."""
    pairs = _fee_months(book)
    debited = pairs.groupby("account_id")["fees_cents"].max()
    return int((debited == 0).sum())


def _fee_months(book: Book) -> pd.DataFrame:
    """Advisory fee earned and fee debited of each account and month, from the account's first fee on, in order."""
    revenue, balances = book.revenue, book.balances
    fees = revenue[(revenue["type"] == FEE) & (revenue["account_id"] != "")]
    earned = fees.groupby(["account_id", "household_id", "month"], sort=True)["amount_cents"].sum().reset_index()
    first = earned.groupby("account_id")["month"].min()
    debited = balances[["account_id", "month", "fees_cents"]]
    debited = debited[debited["month"] >= first.reindex(debited["account_id"]).to_numpy()]
    pairs = debited.merge(earned, on=["account_id", "month"], how="left")
    pairs["household_id"] = pairs["account_id"].map(earned.groupby("account_id")["household_id"].first())
    pairs["amount_cents"] = pairs["amount_cents"].fillna(0).astype("int64")
    return pairs.sort_values(["account_id", "month"], ignore_index=True)
