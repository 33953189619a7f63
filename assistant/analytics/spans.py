"""A period cut into months, quarters or years, so that every report cuts it the same way."""

from __future__ import annotations

from typing import Literal

import pandas as pd

SpanBy = Literal["month", "quarter", "year"]


def span_names(months: pd.Series, by: SpanBy) -> pd.Series:
    """What each month (first days) is called when cut by month (`2026-09`), quarter (`2026-Q3`) or year (`2026`).

    The names sort as the months do. Index as given.
    """
    if by == "month":
        return months.dt.strftime("%Y-%m")
    years = months.dt.year.astype("str")
    return years if by == "year" else years + "-Q" + months.dt.quarter.astype("str")


def spans_between(first: pd.Timestamp, last: pd.Timestamp, by: SpanBy) -> list[tuple[str, pd.Timestamp, pd.Timestamp]]:
    """Name, first and last month of each span from `first` to `last` month, both inside; the ends may be cut short.

    `first` and `last` are first days of months. Empty when `last` lies before `first`.
    """
    months = pd.Series(pd.date_range(first, last, freq="MS"))
    if months.empty:
        return []
    return [(str(name), rows.min(), rows.max()) for name, rows in months.groupby(span_names(months, by), sort=True)]
