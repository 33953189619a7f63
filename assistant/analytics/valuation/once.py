"""What is worked out once a book: a Book does not change, so neither does what follows from it alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Found = TypeVar("Found")


def once_a_book(work: Callable[[Book], Found]) -> Callable[[Book], Found]:
    """The same function, which answers from memory when it is asked about the same Book again. What it gives is shared:
    nobody may change it in place."""
    known: WeakKeyDictionary[Book, Found] = WeakKeyDictionary()

    @wraps(work)
    def remembered(book: Book) -> Found:
        if book not in known:
            known[book] = work(book)
        return known[book]

    return remembered
