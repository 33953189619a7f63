"""The firm's shards and roll-ups kept up with its book: made after an import, or when a question needs them first.

They lie outside the book's data version and can be made again from it at any time, so no record announces them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.book.opening import Books
from assistant.book.rollups import Progress, Shards, are_current, keep, sum_up
from assistant.book.snapshot import current_version
from assistant.database import Database


def books_of(database: Database, home: Path, withheld: Callable[[], frozenset[str]]) -> Books:
    """The firm's books, with the sums of large scopes kept in the data folder and the database."""
    shards = Shards(home / "shards")
    return Books(database, shards, partial(refresh, database, shards), withheld)


def refresh(database: Database, shards: Shards, tell: Progress) -> None:
    """Make what is missing for the book's present version; when nothing is, this costs a query.

    Raises NotEnoughData while no book is loaded, ServiceDown when it cannot be written or the book goes on meanwhile.
    """
    with database.reading() as session:
        digest = current_version(session).digest
        current = are_current(session, digest)
        if not shards.are_whole(digest):
            shards.write(session, digest, tell)
    if not current:
        tell("summing up the months", 0.9)
        with shards.opened(digest) as duck:
            months, cohorts = sum_up(duck)
        with database.writing() as session:
            keep(session, digest, months, cohorts)
    tell("done", 1.0)
