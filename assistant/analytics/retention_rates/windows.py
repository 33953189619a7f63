"""The windows retention is measured over: the days for people, the closed months for money, what to compare with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import closed_months
from assistant.analytics.spans import SpanBy, spans_between

if TYPE_CHECKING:
    from assistant.analytics.monthly import Monthly
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

YEAR = 12
DAYS_A_MONTH = 365.25 / YEAR


@dataclass(frozen=True, slots=True)
class Window:
    """Days `start` to `end`, both inside, and the columns `first` to `last` of the closed months among them."""

    name: str
    start: dt.date
    end: dt.date
    first: int
    last: int

    @property
    def months(self) -> int:
        """Closed months inside."""
        return self.last - self.first + 1

    @property
    def length(self) -> float:
        """Months from start to end: whole ones where the days are, else days over the length of a mean month."""
        after = self.end + dt.timedelta(days=1)
        if self.start.day == 1 and after.day == 1:
            return float(YEAR * (after.year - self.start.year) + after.month - self.start.month)
        return (after - self.start).days / DAYS_A_MONTH

    @property
    def shift(self) -> int:
        """How many months back the months compared with lie: a year, or the window's own length when it is longer."""
        return max(YEAR, self.months)

    @property
    def compared(self) -> tuple[int, int]:
        """Columns of the months whose revenue is compared with that of `shift` months before: at most the last year."""
        return max(self.first, self.last - YEAR + 1), self.last

    @property
    def compared_with(self) -> str:
        """What the window before is called."""
        return "a year before" if self.shift == YEAR else "the period before"

    def earlier(self) -> Window:
        """The same window `shift` months before."""
        back = pd.DateOffset(months=self.shift)
        start = (pd.Timestamp(self.start) - back).date()
        end = (pd.Timestamp(self.end + dt.timedelta(days=1)) - back).date() - dt.timedelta(days=1)
        return Window(f"{self.name} before", start, end, self.first - self.shift, self.last - self.shift)


def windows_by(book: Book, period: Period, months: Monthly, by: SpanBy) -> tuple[Window, ...]:
    """The period cut into months, quarters or years; what lies after the last closed month is left out."""
    first, last = closed_months(book, period)
    return tuple(
        Window(
            name,
            max(period.start, low.date()),
            (high + pd.offsets.MonthEnd(0)).date(),
            months.column(low),
            months.column(high),
        )
        for name, low, high in spans_between(first, last, by)
    )
