"""What it costs to serve a household, and what its revenue leaves after that (S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

S4_COST = Method(
    "S4 cost",
    "twelve months of contact minutes and booked hours at the advisor's hourly cost, plus cash spent on the household",
)
S4 = Method("S4", "revenue of the trailing twelve months − cost to serve over the same months")


def hours_to_serve(book: Book) -> pd.Series:
    """Hours spent on each household of the book, closed ones too, over the twelve months to the last closed one (index
    household_id, in order): contact minutes and booked hours, taken to be different hours. Source: S4."""
    first, after = book.last_month - pd.DateOffset(months=11), book.last_month + pd.DateOffset(months=1)
    ids = pd.Index(sorted(book.households["household_id"]), name="household_id")
    contacts = book.interactions
    at = contacts["at"].dt.tz_convert(None)
    minutes = contacts[(at >= first) & (at < after)].groupby("household_id")["minutes"].sum()
    booked = _spent(book).groupby("household_id")["hours"].sum()
    hours = minutes.reindex(ids, fill_value=0).astype("float64") / 60 + booked.reindex(ids, fill_value=0.0)
    return hours.rename("hours")


def cost_to_serve(book: Book) -> pd.Series:
    """Cents spent on each open household over the twelve months to the last closed one (index household_id, in order).

    NaN where time was spent and the advisor's hourly cost is not known. Source: S4.
    """
    households = book.open_households.set_index("household_id").sort_index()
    hours = hours_to_serve(book).reindex(households.index)
    rates = book.advisors.set_index("advisor_id")["hourly_cost_cents"].astype("float64")
    time = (hours * households["advisor_id"].map(rates)).where(hours > 0, 0.0)
    cash = _spent(book).groupby("household_id")["amount_cents"].sum()
    return cash.reindex(households.index, fill_value=0).astype("float64") + time


def _spent(book: Book) -> pd.DataFrame:
    """Expenses of the twelve months that name a household."""
    spent = book.expenses
    months = spent["month"].between(book.last_month - pd.DateOffset(months=11), book.last_month)
    return spent[months & spent["household_id"].notna()].assign(hours=lambda rows: rows["hours"].astype("float64"))
