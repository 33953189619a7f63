"""A Book as it stood on an earlier day, cut from the frames that the later one has read, without reading them again."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from assistant.book.sharing import Shares
from assistant.book.snapshot import Book


class EarlierBook(Book):
    """The same scope at an earlier date: what began later is left out, what happened later is blank."""

    def __init__(self, later: Book, as_of: dt.date) -> None:
        super().__init__(later._database, later.scope, as_of, later.version)  # same room of data, other day
        self._later = later

    @property
    def shares(self) -> Shares:
        return self._later.shares

    def _read(self, name: str) -> pd.DataFrame:
        return self._cut(self._later.frame(name), name)


def earlier(book: Book, day: dt.date) -> Book:
    """The book at `day`, or itself when it is not later than that. Cutting twice is cutting once at the earlier date,
    so it equals the book opened at `day`; present owners keep their past, as everywhere."""
    return EarlierBook(book, day) if day < book.as_of else book
