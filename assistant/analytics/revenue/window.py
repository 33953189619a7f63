"""The closed months a revenue report is about, and the months it compares them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.errors import NotEnoughData

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.book.snapshot import Book

YEAR = pd.DateOffset(months=12)
Months = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True, slots=True)
class Window:
    """First and last month, both inside; `begins` is the first month with revenue on record in the book asked."""

    first: pd.Timestamp
    last: pd.Timestamp
    begins: pd.Timestamp
    cut_at_start: bool = False

    @property
    def months(self) -> int:
        return int(12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1)

    @property
    def words(self) -> str:
        return spoken(self.first, self.last)

    @property
    def year_before(self) -> Months | None:
        """The same months a year before; None when the data do not reach back so far."""
        return self._within((self.first - YEAR, self.last - YEAR))

    @property
    def just_before(self) -> Months | None:
        """As many months as the window has, just before it; None when the data do not reach back so far."""
        step = pd.DateOffset(months=self.months)
        return self._within((self.first - step, self.first - pd.DateOffset(months=1)))

    @property
    def too_short(self) -> str:
        """Why there is nothing to compare with."""
        return f"revenue is on record since {self.begins:%B %Y}"

    def _within(self, months: Months) -> Months | None:
        return months if months[0] >= self.begins else None


def spoken(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """`October 2026`, `January to October 2026`, `November 2025 to October 2026`."""
    if first == last:
        return f"{last:%B %Y}"
    return f"{first:%B} to {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} to {last:%B %Y}"


def window_of(book: Book, period: Period) -> Window:
    """The closed months of the period that the revenue covers.

    Raises NotEnoughData when the book has no revenue, no month of the period has closed, or all of it lies outside.
    """
    return window_over(book.revenue["month"], book, period)


def window_over(months: pd.Series, book: Book | RollUp, period: Period) -> Window:
    """The same of `months` with revenue, however they were read; `book` says whose they are and how far they go."""
    first, last = period.months(book.last_month)
    if months.empty:
        raise NotEnoughData(f"There is no revenue on record in the book of {book.scope.label}.")
    begins = months.min()
    if last < begins:
        raise NotEnoughData(
            f"Revenue runs from {begins:%B %Y} to {book.last_month:%B %Y}; ask for a period inside that."
        )
    return Window(max(first, begins), last, begins, cut_at_start=first < begins)
