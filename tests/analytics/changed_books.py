"""The same book with some tables, or some cells of its leads, replaced: for what the small firm does not have."""

from __future__ import annotations

import pandas as pd

from assistant.book.snapshot import Book


def changed(book: Book, **frames: pd.DataFrame) -> Book:
    """The same book with some of its tables replaced."""
    other = Book(book._database, book.scope, book.as_of, book.version)
    other._frames |= frames
    return other


def leads_with(book: Book, **columns: dict[str, object]) -> pd.DataFrame:
    """The book's leads with some cells replaced: column → {lead id: value}."""
    leads = book.leads.set_index("lead_id")
    for column, cells in columns.items():
        values = leads[column].copy()
        for lead, value in cells.items():
            values[lead] = pd.Timestamp(str(value)) if column.endswith("_on") else value
        leads[column] = values
    return leads.reset_index()
