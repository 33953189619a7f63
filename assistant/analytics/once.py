"""What is worked out once a book: a Book does not change, so neither does what follows from it alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Found = TypeVar("Found")


def once_a_book(work: Callable[[Book], Found]) -> Callable[[Book], Found]:
    """The same function, which answers from memory when it is asked about the same Book again.

    A frame or a series is given as a shallow copy (pandas copies on write); anything else is shared, and nobody may
    change it in place.
    """
    known: WeakKeyDictionary[Book, Found] = WeakKeyDictionary()

    @wraps(work)
    def remembered(book: Book) -> Found:
        if book not in known:
            known[book] = work(book)
        found = known[book]
        return found.copy(deep=False) if isinstance(found, (pd.DataFrame, pd.Series)) else found

    return remembered
