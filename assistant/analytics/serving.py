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


def cost_to_serve(book: Book) -> pd.Series:
    """Cents spent on each open household over the twelve months to the last closed one (index household_id, in order).

    NaN where time was spent and the advisor's hourly cost is not known. Booked hours and contact minutes are taken to
    be different hours. Source: S4.
    """
    first = book.last_month - pd.DateOffset(months=11)
    after = book.last_month + pd.DateOffset(months=1)
    households = book.open_households.set_index("household_id").sort_index()
    contacts = book.interactions
    at = contacts["at"].dt.tz_convert(None)
    minutes = contacts[(at >= first) & (at < after)].groupby("household_id")["minutes"].sum()
    spent = book.expenses
    spent = spent[spent["month"].between(first, book.last_month) & spent["household_id"].notna()]
    spent = spent.assign(hours=spent["hours"].astype("float64"))
    booked = spent.groupby("household_id")[["amount_cents", "hours"]].sum()
    hours = minutes.reindex(households.index, fill_value=0).astype("float64") / 60
    hours = hours + booked["hours"].reindex(households.index, fill_value=0.0)
    rates = book.advisors.set_index("advisor_id")["hourly_cost_cents"].astype("float64")
    time = (hours * households["advisor_id"].map(rates)).where(hours > 0, 0.0)
    return booked["amount_cents"].reindex(households.index, fill_value=0).astype("float64") + time
