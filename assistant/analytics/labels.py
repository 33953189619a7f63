"""What a client is called in a table or a sentence: the household's name, with what tells it from its namesakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.once import once_a_book

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


@once_a_book
def client_labels(book: Book) -> pd.Series:
    """Index household_id → `Rossi`, or `Rossi (Boston)` where two share a name, or with the id where the city is the
    same too or missing."""
    households = book.households.set_index("household_id")
    labels = households["name"].astype("str")
    shared = labels.duplicated(keep=False)
    placed = labels.where(~(shared & households["city"].notna()), labels + " (" + households["city"] + ")")
    ids = pd.Series(placed.index, index=placed.index).astype("str")
    return placed.where(~placed.duplicated(keep=False), labels + " (" + ids + ")").rename("label")
