"""What a ranking looks at and what it is compared with: the period before of equal length, and how far data reach."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from assistant.book.periods import Period

if TYPE_CHECKING:
    from assistant.analytics.standing.metrics import Metric
    from assistant.book.rollups import RollUp
    from assistant.book.snapshot import Book

A_DAY = dt.timedelta(days=1)


def period_before(period: Period) -> Period:
    """The period of equal length that ends the day before: as many whole months when it is made of whole months, else
    as many days."""
    end = period.start - A_DAY
    whole = period.start.day == 1 and (period.end + A_DAY).day == 1
    months = 12 * (period.end.year - period.start.year) + period.end.month - period.start.month + 1
    start = (pd.Timestamp(period.start) - pd.DateOffset(months=months)).date()
    return Period(start if whole else end - (period.end - period.start), end, "")


def first_month(book: Book) -> pd.Timestamp | None:
    """The first month of a book's balances, or of its revenue where it has none; None without either."""
    months = book.balances["month"]
    months = months if len(months) else book.revenue["month"]
    return months.min() if len(months) else None


def months_of_history(book: Book) -> int:
    """Months from the first of the book's data to its last closed one. Of one advisor's book no more than since the
    advisor joined: what a predecessor did is not the advisor's own."""
    joined = book.advisors["joined_on"].max() if len(book.scope.advisor_ids) == 1 else None
    return history(first_month(book), joined, book.last_month)


def history(first: pd.Timestamp | None, joined: pd.Timestamp | None, last: pd.Timestamp) -> int:
    """Months from `first`, or from the month of `joined` where that is later, to `last`, both inside; 0 without any."""
    if first is None:
        return 0
    if joined is not None and not pd.isna(joined) and joined > first:
        first = joined
    return max(0, int(12 * (last.year - first.year) + last.month - first.month + 1))


def reaches(metric: Metric, period: Period, first: pd.Timestamp | None, book: Book | RollUp) -> bool:
    """Whether data that begin with month `first` cover what the metric looks at; `book` ends with the period."""
    if first is None:
        return False
    needed = {
        "period": period.first_month,
        "cohort": period.first_month,
        "year": book.last_month - pd.DateOffset(months=11),
        "date": book.last_month,
    }
    return bool(first <= needed[metric.window])
