"""A book of a tiny firm written for one test, through the real importer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from assistant.book.snapshot import Book, current_version
from assistant.callers import Scope
from tests.book.folders import TinyFirm, fresh, load


def tiny_book(folder: Path, firm: TinyFirm, as_of: str = "2026-10-31") -> Book:
    """The book of A1 in that firm; `folder` is the test's own."""
    database = fresh(f"sqlite:///{folder / 'tiny.db'}")
    load(database, firm.at(folder / "csv"))
    with database.reading() as session:
        version = current_version(session)
    return Book(database, Scope("advisor", "Ada Fox", ("A1",)), dt.date.fromisoformat(as_of), version)
