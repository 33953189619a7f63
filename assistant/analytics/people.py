"""How old people are at a book's date, and whose age stands for a household."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


def completed_years(born: pd.Series, on: dt.date) -> pd.Series:
    """Birthdays passed by a date, as floats; NaN where the birth date is unknown. 29 February counts from 1 March."""
    before = (born.dt.month > on.month) | ((born.dt.month == on.month) & (born.dt.day > on.day))
    return (on.year - born.dt.year - before.astype("int64")).astype("float64")


def household_ages(book: Book) -> pd.Series:
    """The age that stands for each household (index household_id): the primary client's, else the oldest adult's alive.

    People of the next generation do not count unless nobody else is alive and dated.
    """
    people = book.clients
    alive = people[people["deceased_on"].isna() & people["birth_date"].notna()]
    order = pd.DataFrame(
        {
            "household_id": alive["household_id"],
            "age": completed_years(alive["birth_date"], book.as_of),
            "heir": alive["next_generation_of"].notna(),
            "other": ~alive["is_primary"].fillna(False).astype(bool),
        }
    ).sort_values(["household_id", "heir", "other", "age"], ascending=[True, True, True, False])
    return order.drop_duplicates("household_id").set_index("household_id")["age"]


def last_two_way(book: Book) -> pd.Series:
    """Date of each household's last two-way contact (index household_id), where there was one."""
    rows = book.interactions
    rows = rows[rows["two_way"].fillna(False).astype(bool)]
    return rows.groupby("household_id")["at"].max().dt.date
