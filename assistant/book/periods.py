"""Spans of time in the grammar of the tools: `ytd`, `1y`, `2026-Q3`, `2026-01-15..2026-03-31`, counted from a date."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from assistant.errors import BadArguments, NotEnoughData

A_YEAR = dt.timedelta(days=364)  # from a first day to a last one, both inside
TRAILING = {"1y": 12, "3y": 36, "5y": 60}
FORMS = "wtd, mtd, qtd, ytd, 1y, 3y, 5y, all, 2026, 2026-H1, 2026-Q3, 2026-09, 2026-09-15 or 2026-01-15..2026-03-31"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both inside. `word` is how it was asked for."""

    start: dt.date
    end: dt.date
    word: str

    @property
    def first_month(self) -> pd.Timestamp:
        """First day of the month the period begins in: a month begun inside counts whole."""
        return pd.Timestamp(self.start.replace(day=1))

    def last_month(self, last_closed: pd.Timestamp) -> pd.Timestamp:
        """First day of the last month that had closed by the period's end."""
        after = pd.Timestamp(self.end + dt.timedelta(days=1))
        return min(last_closed, pd.Timestamp(after.replace(day=1)) - pd.DateOffset(months=1))

    def months(self, last_closed: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last closed month of the period. Raises NotEnoughData when no month of it has closed."""
        first, last = self.first_month, self.last_month(last_closed)
        if first > last:
            raise NotEnoughData(
                f"No month of {self} has closed yet; the last closed month is {last_closed:%B %Y}. Ask for that month."
            )
        return first, last

    def __str__(self) -> str:
        return self.word if self.word else f"{self.start.isoformat()}..{self.end.isoformat()}"


def parse_period(word: str, as_of: dt.date, *, earliest: dt.date | None = None) -> Period:
    """A word of the period grammar → a Period that ends no later than `as_of`.

    `earliest` is where the data begins (used by `all` and by ranges open at the left). Raises BadArguments for a word
    that is not of the grammar, NotEnoughData for a period that begins after `as_of`.
    """
    text = word.strip()
    start, end = _span(text.lower(), as_of, earliest or dt.date(1900, 1, 1))
    if start > as_of:
        raise NotEnoughData(f"{text} begins after {as_of.isoformat()}, where the data ends.")
    if end < start:
        raise BadArguments(f"The period {text} ends before it begins; write the earlier day first.")
    return Period(start, min(end, as_of), text)


def parse_ahead(word: str, as_of: dt.date, *, earliest: dt.date | None = None) -> Period:
    """A word of the period grammar → the whole Period, also where it lies after `as_of`: for dates known ahead.

    What runs to date (`mtd`) runs to the end of its week, month, quarter or year. A range open at the left begins the
    day after `as_of`, one open at the right ends a year after it begins. Raises BadArguments as parse_period does.
    """
    text = word.strip()
    lower = text.lower()
    start, end = _span(lower, as_of, as_of + dt.timedelta(days=1))
    if lower in ENDS:
        end = ENDS[lower](pd.Timestamp(start)).date()
    elif lower.endswith(".."):
        end = start + A_YEAR if start <= dt.date.max - A_YEAR else dt.date.max
    elif lower == "all":
        start = earliest or dt.date(1900, 1, 1)
    if end < start:
        raise BadArguments(f"The period {text} ends before it begins; write the earlier day first.")
    return Period(start, end, text)


ENDS: Mapping[str, Callable[[pd.Timestamp], pd.Timestamp]] = {
    "wtd": lambda start: start + pd.Timedelta(days=6),
    "mtd": lambda start: start + pd.offsets.MonthEnd(0),
    "qtd": lambda start: start + pd.offsets.QuarterEnd(0),
    "ytd": lambda start: start + pd.offsets.YearEnd(0),
}
"""The last day of the week, month, quarter or year that begins on a day."""


def _span(text: str, as_of: dt.date, earliest: dt.date) -> tuple[dt.date, dt.date]:
    to_date = {
        "wtd": as_of - dt.timedelta(days=as_of.weekday()),
        "mtd": as_of.replace(day=1),
        "qtd": as_of.replace(month=3 * ((as_of.month - 1) // 3) + 1, day=1),
        "ytd": as_of.replace(month=1, day=1),
        "all": earliest,
    }
    if text in to_date:
        return to_date[text], as_of
    if text in TRAILING:
        day_after = pd.Timestamp(as_of + dt.timedelta(days=1))
        return (day_after - pd.DateOffset(months=TRAILING[text])).date(), as_of
    if ".." in text:
        left, right = text.split("..", 1)
        return (_calendar(left)[0] if left else earliest), (_calendar(right)[1] if right else as_of)
    return _calendar(text)


def _calendar(text: str) -> tuple[dt.date, dt.date]:
    """A year, half, quarter, month or day → its first and last day."""
    match = re.fullmatch(r"(\d{4})(?:-(?:(h)([12])|(q)([1-4])|(\d{2})(?:-(\d{2}))?))?", text)
    if match is None:
        raise BadArguments(f"I do not know the period “{text}”; write one of {FORMS}.")
    year, half, h, quarter, q, month, day = match.groups()
    try:
        if day:
            one = dt.date(int(year), int(month), int(day))
            return one, one
        length = 6 if half else 3 if quarter else 1 if month else 12
        first = 6 * int(h) - 5 if half else 3 * int(q) - 2 if quarter else int(month or 1)
        start = dt.date(int(year), first, 1)
        last = first + length - 1
        return start, dt.date(int(year), last, calendar.monthrange(int(year), last)[1])
    except ValueError as error:
        raise BadArguments(f"“{text}” is not a date of the calendar; write one of {FORMS}.") from error
