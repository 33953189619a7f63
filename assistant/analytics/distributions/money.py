"""The money behind a required distribution by account: year-end balances, what was withdrawn, what was planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

RMD3 = Method(
    "RMD3",
    "everything withdrawn from the account in the calendar year, to the last closed month; the first money out of a "
    "year counts as its distribution",
)
RMD3_MARKED = Method("RMD3 marked", "of that, what an expected flow of reason rmd in the same month accounts for")
RMD3_PLANNED = Method("RMD3 planned", "expected flows of reason rmd in the months of the year that have not closed yet")

REGISTRATIONS = ("ira", "401k")
INHERITED = r"inherit|beneficiary|decedent"
ROTH = r"\broth\b"
FIRST_DUE_MONTHS = 3
"""January to March: withdrawals that can still count for the year before, when that was the first (due on 1 April)."""


def retirement_accounts(book: Book) -> pd.DataFrame:
    """Accounts of present clients that distributions may be required from: `account_id, household_id, registration,
    product, opened_on, closed_on`, `inherited`; those closed before the year began are left out.

    IRAs and 401(k)s, no Roth in its owner's life; inherited accounts (told by their product) of any registration.
    """
    accounts = book.accounts
    product = accounts["product_type"].fillna("").astype("str")
    inherited = product.str.contains(INHERITED, case=False, regex=True)
    roth = product.str.contains(ROTH, case=False, regex=True) | (accounts["registration"] == "roth")
    subject = inherited | (accounts["registration"].isin(REGISTRATIONS) & ~roth)
    year = pd.Timestamp(book.as_of.year - 1, 1, 1)
    kept = subject & ~(accounts["closed_on"] < year)
    kept &= accounts["household_id"].isin(book.open_households["household_id"])
    columns = ["account_id", "household_id", "registration", "opened_on", "closed_on"]
    rows = accounts[kept][columns].assign(product=product[kept], inherited=inherited[kept])
    return rows.sort_values("account_id", ignore_index=True)


def year_end_balances(book: Book, accounts: pd.DataFrame, year: int) -> pd.Series:
    """Index account_id → cents on 31 December of a year, NaN where the book does not know it.

    It is the end of December, else what January began with; 0 for an account closed by then, or one whose first month
    comes later and begins with nothing.
    """
    ids = pd.Index(accounts["account_id"])
    balances = book.balances
    balances = balances[balances["account_id"].isin(ids)]
    december, january = pd.Timestamp(year, 12, 1), pd.Timestamp(year + 1, 1, 1)
    ended = balances[balances["month"] == december].set_index("account_id")["end_value_cents"]
    begun = balances[balances["month"] == january].set_index("account_id")["begin_value_cents"]
    first = balances.sort_values("month").drop_duplicates("account_id").set_index("account_id")
    fresh = first[(first["month"] > december) & (first["begin_value_cents"] == 0)]["begin_value_cents"]
    known = ended.reindex(ids).astype("float64")
    for other in (begun, fresh):
        known = known.fillna(other.reindex(ids).astype("float64"))
    gone = accounts.set_index("account_id")["closed_on"] < january
    return known.fillna(pd.Series(0.0, index=ids).where(gone))


def taken_in(book: Book, year: int) -> pd.DataFrame:
    """Index account_id, whole cents: `taken` in the year to the last closed month, `early` (of it, January to March),
    `marked` as a required distribution, and `planned` for the months that have not closed. Sources: RMD3."""
    balances = book.balances
    out = balances[balances["month"].dt.year == year].set_index(["account_id", "month"])["withdrawals_cents"]
    flows = book.expected_flows
    flows = flows[(flows["reason"] == "rmd") & (flows["month"].dt.year == year) & (flows["amount_cents"] < 0)]
    expected = (-flows.set_index(["account_id", "month"])["amount_cents"]).astype("int64")
    there = out.reindex(expected.index)
    marked = pd.concat([expected, there.fillna(0)], axis=1).min(axis=1)
    ahead = expected[expected.index.get_level_values("month") > book.last_month]
    early = out[out.index.get_level_values("month").month <= FIRST_DUE_MONTHS]
    sums = {"taken": out, "early": early, "marked": marked, "planned": ahead}
    by_account = {name: rows.groupby(level="account_id").sum() for name, rows in sums.items()}
    return pd.DataFrame(by_account).fillna(0).astype("int64")
