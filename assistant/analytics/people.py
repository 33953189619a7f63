"""How old people are at a book's date, and whose age stands for a household."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.once import once_a_book

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


AGE_BANDS = (("under 50", 0, 50), ("50 to 64", 50, 65), ("65 to 74", 65, 75), ("75 and over", 75, 200))
"""Name, first age and the age before which a band ends: the bands fairness is looked at by."""


def completed_years(born: pd.Series, on: dt.date) -> pd.Series:
    """Birthdays passed by a date, as floats; NaN where the birth date is unknown. 29 February counts from 1 March."""
    before = (born.dt.month > on.month) | ((born.dt.month == on.month) & (born.dt.day > on.day))
    return (on.year - born.dt.year - before.astype("int64")).astype("float64")


def people_in_order(book: Book) -> pd.DataFrame:
    """Everybody alive with a birth date: `household_id`, `client_id`, `sex`, `age`, `heir` (of a next generation).

    In the order in which their age stands for their household: heirs last, the primary client first, the oldest first.
    """
    people = book.clients
    needed = ["household_id", "client_id", "sex", "birth_date", "next_generation_of", "is_primary"]
    alive = people[needed][people["deceased_on"].isna() & people["birth_date"].notna()]
    age, heir = completed_years(alive["birth_date"], book.as_of), alive["next_generation_of"].notna()
    found = alive[["household_id", "client_id", "sex"]].assign(age=age, heir=heir)
    other = ~alive["is_primary"].fillna(False).to_numpy(dtype=bool)
    client, household = (pd.factorize(alive[name], sort=True)[0] for name in ("client_id", "household_id"))
    return found.take(np.lexsort((client, -age.to_numpy(), other, heir.to_numpy(), household)))


def household_ages(book: Book) -> pd.Series:
    """The age that stands for each household (index household_id): the primary client's, else the oldest adult's alive.

    People of the next generation do not count unless nobody else is alive and dated.
    """
    return people_in_order(book).drop_duplicates("household_id").set_index("household_id")["age"]


@once_a_book
def last_two_way(book: Book) -> pd.Series:
    """Date of each household's last two-way contact (index household_id), where there was one."""
    rows = book.interactions
    rows = rows[rows["two_way"].fillna(False).astype(bool)]
    return rows.groupby("household_id")["at"].max().dt.date
