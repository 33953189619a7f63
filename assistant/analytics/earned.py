"""What households brought in between two months, recurring and transactional apart, everything counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

RECURRING = ("advisory_fee", "trail")
REVENUE = Method("revenue", "all revenue of the months; advisory fees and trails are recurring, the rest transactional")


def earned(book: Book, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Revenue of each household with any, from `first` to `last` month, both inside; index household_id in order:
    `recurring_cents`, `transactional_cents`, `total_cents`. Closed households and one-offs count too."""
    rows = book.revenue
    rows = rows[rows["month"].between(first, last)]
    recurring = rows["type"].isin(RECURRING)
    cents = pd.DataFrame(
        {
            "household_id": rows["household_id"],
            "recurring_cents": rows["amount_cents"].where(recurring, 0),
            "transactional_cents": rows["amount_cents"].where(~recurring, 0),
            "total_cents": rows["amount_cents"],
        }
    )
    return cents.groupby("household_id", sort=True).sum()
