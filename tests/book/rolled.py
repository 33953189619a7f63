"""Books with the sums of large scopes, as the desk opens them."""

from __future__ import annotations

from pathlib import Path

from assistant.book.opening import Books
from assistant.book.rollups import Shards
from assistant.database import Database
from assistant.desk.rollups import refresh


def books_with_sums(database: Database, folder: Path) -> Books:
    shards = Shards(folder)
    return Books(database, shards, lambda tell: refresh(database, shards, tell))
