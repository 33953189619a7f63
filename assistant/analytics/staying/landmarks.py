"""The firm's own history of who stayed: each household as it was known at the end of a year, and what the next year
brought. Windows do not overlap, and nothing of a window is known at its landmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.bridge import MERGED
from assistant.analytics.earlier import earlier
from assistant.analytics.monthly import Monthly, monthly
from assistant.analytics.people import people_in_order
from assistant.analytics.staying.features import staying_features
from assistant.analytics.staying.prior import STAYING

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

YEARS = 4
"""Landmarks looked back at; older ones tell of another firm."""
LEAST_HISTORY = 6
"""Months of balances before a landmark, so that there is something to know."""
LOST = 0.5
"""Who loses half of the assets, beyond what was planned, has left in all but name (3.7)."""
COLUMNS = ["household_id", "advisor_id", "landmark", "sex", *STAYING.keys, "left"]


def landmark_rows(book: Book) -> pd.DataFrame:
    """COLUMNS: one row a household and landmark at which it was open, the oldest landmark first; `landmark` is a day,
    `left` 1.0 or 0.0, and NaN at the book's own date, whose year is still to come.

    It left when it closed by choice within twelve months, or when half of its assets or more went beyond what was
    planned and what came. Deaths, mergers and exits the firm chose in that year are out of it. A household that
    advisors share is counted with the advisor it belongs to. Source: 3.7.
    """
    found = [_at(book, book).assign(left=np.nan)]
    if not book.balances.empty:
        months = monthly(book)
        for years in range(1, YEARS + 1):
            month = book.last_month - pd.DateOffset(months=12 * years)
            if months.column(month) - months.begins + 1 < LEAST_HISTORY:
                break
            before = earlier(book, (month + pd.offsets.MonthEnd(0)).date())
            rows = _at(before, book)
            found.append(rows.assign(left=_left(rows, book, before, months)).dropna(subset="left"))
    rows = pd.concat(found[::-1], ignore_index=True)
    own = rows["advisor_id"].isin(book.scope.advisor_ids)
    return rows.loc[own, COLUMNS].reset_index(drop=True)


def _at(then: Book, now: Book) -> pd.DataFrame:
    features = staying_features(then)
    owners = now.households.set_index("household_id")["advisor_id"]
    people = people_in_order(then).drop_duplicates("household_id").set_index("household_id")
    sex = people["sex"].reindex(features.index).fillna("")
    rows = features.assign(advisor_id=owners.reindex(features.index), sex=sex, landmark=pd.Timestamp(then.as_of))
    return rows.reset_index(names="household_id")


def _left(rows: pd.DataFrame, now: Book, before: Book, months: Monthly) -> pd.Series:
    ends = now.households.set_index("household_id").reindex(rows["household_id"])
    limit = pd.Timestamp(before.as_of) + pd.DateOffset(months=12) + pd.offsets.MonthEnd(0)
    closed = (ends["closed_on"] <= limit).to_numpy(dtype=bool)
    reason = ends["close_reason"].fillna("").to_numpy(dtype=str)
    first = months.column(before.last_month) + 1
    place = months.households.get_indexer(rows["household_id"])
    window = slice(first, first + 12)
    gone = months.unplanned[place, window].sum(axis=1) - months.contributions[place, window].sum(axis=1)
    assets = months.assets[place, first]
    halved = (assets > 0) & (gone >= LOST * assets)
    died = rows["household_id"].isin(_deaths(now, before.as_of, limit)).to_numpy()
    chose = closed & np.isin(reason, ["left", ""])
    no_choice = (closed & np.isin(reason, ["death", "firm_exit", MERGED])) | (died & ~chose)
    return pd.Series(np.where(no_choice, np.nan, chose | halved), index=rows.index, dtype="float64")


def _deaths(book: Book, after: object, until: pd.Timestamp) -> pd.Series:
    """Households in which somebody died in the window: what their money does is no choice of the client's."""
    died = book.clients["deceased_on"]
    found: pd.Series = book.clients.loc[(died > pd.Timestamp(str(after))) & (died <= until), "household_id"]
    return found
