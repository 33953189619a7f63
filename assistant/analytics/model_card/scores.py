"""Chances against what happened, by age (P4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.intervals import wilson
from assistant.analytics.people import AGE_BANDS, household_ages

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


def by_age(book: Book, chances: pd.Series, happened: pd.Series) -> pd.DataFrame:
    """One row an age band with anybody in it: `band`, `rows`, `expected`, `happened` (sums), `low`, `high` (Wilson)."""
    ages = household_ages(book).reindex(chances.index)
    outcome = happened.reindex(chances.index).astype("float64")
    rows = []
    for band, least, below in AGE_BANDS:
        mine = ages.between(least, below, inclusive="left")
        if mine.any():
            events = int(outcome[mine].sum())
            low, high = wilson(events, int(mine.sum())) or (np.nan, np.nan)
            rows.append((band, int(mine.sum()), float(chances[mine].sum()), events, low, high))
    return pd.DataFrame(rows, columns=["band", "rows", "expected", "happened", "low", "high"])
