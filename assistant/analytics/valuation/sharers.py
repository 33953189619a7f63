"""Whose part of a client's money is whose: a shared account counts once for each of its sharers, by share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.book.sharing import parse_split

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


def sharers_of(book: Book) -> pd.DataFrame:
    """`account_id`, `household_id`, `advisor_id`, `low`, `high`: the running shares of each sharer of this scope in
    what this book holds of a shared account (a book holds its scope's part; here that is told apart by advisor)."""
    found = []
    shared = book.accounts.dropna(subset="split")
    for account, household, split in zip(shared["account_id"], shared["household_id"], shared["split"], strict=True):
        mine = [(advisor, part) for advisor, part in parse_split(split) if advisor in book.scope.advisor_ids]
        whole, running = sum(part for _, part in mine), 0.0
        for advisor, part in mine:
            found.append((account, household, advisor, running / whole, (running + part) / whole))
            running += part
    frame = pd.DataFrame(found, columns=["account_id", "household_id", "advisor_id", "low", "high"])
    return frame.astype({"account_id": "str", "household_id": "str", "advisor_id": "str", "low": float, "high": float})


def part_of_sharers(
    frame: pd.DataFrame, sharers: pd.DataFrame, households: pd.DataFrame, *, whole: bool = False
) -> pd.DataFrame:
    """The rows of open households with the `advisor_id` whose part they are: a shared account's row once a sharer.

    Money (`_cents`) becomes the sharer's part: in whole cents by rounded running shares when `whole` (as a book of that
    advisor alone would hold it), else as a fraction, good for ratios.
    """
    owners = households.set_index("household_id")["advisor_id"]
    advisors = frame["household_id"].map(owners).to_numpy(dtype=object)
    open_, shared = ~pd.isna(advisors), frame["account_id"].isin(sharers["account_id"]).to_numpy(dtype=bool)
    split = pd.DataFrame({"row": np.flatnonzero(open_ & shared)})
    split["account_id"] = frame["account_id"].to_numpy()[split["row"]]
    split = split.merge(sharers, on="account_id")
    alone = np.flatnonzero(open_ & ~shared)
    rows = frame.take(np.concatenate([alone, split["row"].to_numpy(dtype=np.int64)])).reset_index(drop=True)
    rows["advisor_id"] = np.concatenate([advisors[alone], split["advisor_id"].to_numpy(dtype=object)])
    low, high = split["low"].round(9).to_numpy(), split["high"].round(9).to_numpy()
    for column in [name for name in rows.columns if len(split) and name.endswith("_cents")]:
        cents = rows[column].to_numpy(dtype=np.float64)
        held = cents[len(alone) :]
        parts = np.rint(held * high) - np.rint(held * low) if whole else held * (high - low)
        cents = np.concatenate([cents[: len(alone)], parts])
        rows[column] = cents.astype(np.int64) if whole else cents
    return rows


def assets_of(book: Book) -> pd.Series:
    """Assets at the end of the last closed month in whole cents, index household_id and advisor_id, each sharer's part
    apart, open households only."""
    balances, accounts = book.balances, book.accounts.set_index("account_id")["household_id"]
    today = balances[balances["month"] == book.last_month]
    today = today.assign(household_id=today["account_id"].map(accounts))
    mine = part_of_sharers(today, sharers_of(book), book.open_households, whole=True)
    return mine.groupby(["household_id", "advisor_id"])["end_value_cents"].sum()
