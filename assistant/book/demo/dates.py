"""The demo firm's calendar: sixty closed months, 1 to 60; 0 is the month before, of which only the end counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]
Days = npt.NDArray[np.datetime64]
Column = npt.NDArray[Any]
Table = dict[str, Column]

LAST = 60
MONTHS = LAST + 1
NEVER = 999
NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns month numbers into dates. `last` is the last closed month, `today` a day in the month after it."""

    last: np.datetime64

    @classmethod
    def ending(cls, last_month: str) -> Calendar:
        try:
            return cls(np.datetime64(last_month, "M"))
        except ValueError as error:
            raise ValueError(f"last_month is {last_month!r}: write a month as 2026-10.") from error

    @property
    def first(self) -> np.datetime64:
        return self.last - LAST

    @property
    def today(self) -> np.datetime64:
        today: np.datetime64 = (self.last + 1).astype("M8[D]") + 24
        return today

    @property
    def months_this_year(self) -> int:
        """How many closed months the year of the last closed month has."""
        return int(self.last.astype("M8[M]").astype(int) % 12) + 1

    @property
    def first_of_year(self) -> int:
        """The month number of January of the last closed month's year."""
        return LAST - self.months_this_year + 1

    def month(self, number: Ints | int) -> Days:
        return np.asarray(self.first + np.asarray(number), dtype="M8[M]")

    def calendar_month(self, number: Ints | int) -> Ints:
        """1 for January … 12 for December."""
        return self.month(number).astype(np.int64) % 12 + 1

    def month_end(self, number: Ints | int) -> Days:
        return (self.month(number) + 1).astype("M8[D]") - 1

    def number_of(self, day: Days) -> Ints:
        return (day.astype("M8[M]") - self.first).astype(np.int64)

    def day_in(self, rng: np.random.Generator, number: Ints) -> Days:
        """A random day from the 1st to the 24th of each month: a day that every month has, today's month too."""
        first: Any = self.month(number).astype("M8[D]")
        day: Days = first + rng.integers(0, 24, len(number))
        return day


def work_time(rng: np.random.Generator, days: Days) -> Days:
    """A moment of a working day (UTC, afternoon in America) on each day, Saturdays and Sundays moved to a weekday."""
    weekday = (days.astype(np.int64) + 3) % 7  # day 0, 1 January 1970, was a Thursday; 0 is Monday here
    weekdays: Any = days - np.where(weekday >= 5, weekday - 4, 0)
    moment: Days = weekdays.astype("M8[s]") + rng.integers(14 * 60, 22 * 60, len(days)) * 60
    return moment
