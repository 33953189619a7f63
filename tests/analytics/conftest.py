"""The small firm in a database, opened as Books, and its independent answers (tests/firms/small_answers)."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.book.demo import write_demo_firm
from assistant.book.importing import import_folder
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database

FIRMS = Path(__file__).parent.parent / "firms"
SCOPES = {
    "A1": Scope("advisor", "A1", ("A1",)),
    "A2": Scope("advisor", "A2", ("A2",)),
    "A3": Scope("advisor", "A3", ("A3",)),
    "BR1": Scope("branch", "BR1", ("A1", "A2")),
    "FIRM": Scope("firm", "FIRM", ("A1", "A2", "A3")),
    "NOBODY": Scope("team", "nobody", ()),
}

OpenBook = Callable[..., Book]


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('small') / 'small.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, FIRMS / "small", at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    yield database
    database.close()


@pytest.fixture(scope="session")
def open_book(small_database: Database) -> OpenBook:
    """Opens the small firm: `open_book("A1")`, `open_book("FIRM", "2026-06-30")`; the same Book when asked again."""
    books: dict[tuple[str, str], Book] = {}

    def open_one(scope: str = "FIRM", as_of: str = "2026-10-31") -> Book:
        if (scope, as_of) not in books:
            with small_database.reading() as session:
                version = current_version(session)
            books[scope, as_of] = Book(small_database, SCOPES[scope], dt.date.fromisoformat(as_of), version)
        return books[scope, as_of]

    return open_one


@pytest.fixture(scope="session")
def demo_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """One demo advisor's book of 210 households: large enough to learn from, as the small firm is not."""
    folder = tmp_path_factory.mktemp("demo")
    write_demo_firm(folder / "csv", households=210, advisors=1)
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, folder / "csv", at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    with database.reading() as session:
        version = current_version(session)
        advisors = [row[0] for row in session.execute(FIRM_METADATA.tables["advisors"].select())]
    yield Book(database, Scope("advisor", "the demo", tuple(advisors)), dt.date(2026, 10, 31), version)
    database.close()


def answers(topic: str) -> list[dict[str, Any]]:
    """The independent answers of one topic, row by row."""
    with (FIRMS / "small_answers" / f"{topic}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
