"""The small firm of `tests/firms`, loaded by the real importer, books of it, and firms of a few rows by hand."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd

from assistant.book.importing import import_folder
from assistant.book.snapshot import FIRM_WIDE, Book, current_version
from assistant.book.tables import BOOK_FILES, Advisor, BookVersion
from assistant.callers import Scope
from assistant.database import FIRM_METADATA, Database, FirmTable

FIRMS = Path(__file__).parent.parent / "firms"
SMALL = FIRMS / "small"
LOADED_AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
LAST_DAY = dt.date(2026, 10, 31)
EVERYONE = ("A1", "A2", "A3")
TABLES = [file.name for file in BOOK_FILES]
ABOUT_CLIENTS = [name for name in TABLES if name not in (*FIRM_WIDE, "campaigns")]


def load(database: Database, folder: Path = SMALL) -> None:
    """Make the tables, when they are not there, and import a folder."""
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, folder, at=LOADED_AT)


def scope_of(*advisor_ids: str) -> Scope:
    return Scope("firm" if advisor_ids == EVERYONE else "team", "+".join(advisor_ids), advisor_ids)


def book_of(database: Database, *advisor_ids: str, as_of: str | dt.date = LAST_DAY) -> Book:
    """A book of these advisors, opened afresh at the present data version."""
    with database.reading() as session:
        version = current_version(session)
    return Book(database, scope_of(*advisor_ids), dt.date.fromisoformat(str(as_of)), version)


def changed_small(folder: Path, file: str, *changes: tuple[str, str]) -> Path:
    """A copy of the small firm's folder in which texts of one file are replaced."""
    shutil.copytree(SMALL, folder)
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def copy_of(database: Database, file: Path) -> Database:
    """A database of one's own to write into, with the rows of a SQLite one."""
    with sqlite3.connect(str(database.url.database)) as source, sqlite3.connect(file) as target:
        source.backup(target)
    source.close()
    target.close()
    return Database(f"sqlite:///{file}")


def handmade(file: Path, *rows: FirmTable) -> Database:
    """A book of one advisor, A1, with these rows."""
    database = Database(f"sqlite:///{file}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        session.add(Advisor(advisor_id="A1", name="Anna Keller", email="anna@firm.example"))
        session.add_all(rows)
        session.add(
            BookVersion(
                version=1, digest="d1", at=LOADED_AT, source="by hand", rows_new=1, rows_changed=0,
                last_closed_month="2026-10",
            )
        )  # fmt: skip
    return database


def sheet(name: str) -> list[dict[str, str]]:
    """The lines of a file of the small firm; none of one it does not have."""
    path = SMALL / f"{name}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


def row(frame: pd.DataFrame, key: str, value: str) -> Any:
    (found,) = frame[frame[key] == value].itertuples()
    return found
