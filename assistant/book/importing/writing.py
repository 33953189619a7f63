"""Typed sheets → the database: what is new, what changed, and the version of the book that comes of it.

Nothing is committed here. A row is the same as before when all its columns are; rows that a folder no longer has stay.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Dialect, Table, and_, bindparam, delete, func, select, update
from sqlmodel import Session

from assistant.book.importing.confirmed import ConfirmedValues
from assistant.book.importing.sheets import Sheet
from assistant.book.importing.stored import Row, Stored
from assistant.book.tables import BookVersion
from assistant.book.tables.columns import FIRM_METADATA

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows of one table to write, in order of their key. A column that the header lacks is left as it is.

    `removed`: keys of rows that go. No import takes a row away; who takes back a row entered by hand does.
    """

    table: Table
    columns: tuple[Column[Any], ...]
    new: list[Row]
    changed: list[Row]
    unchanged: int
    removed: list[Row] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def one_at_a_time(session: Session) -> None:
    """A second import waits until the first is committed or undone. On SQLite every writer does; PostgreSQL is told."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("LOCK TABLE book_versions IN EXCLUSIVE MODE")


def compare(sheet: Sheet, stored: Stored, confirmed: ConfirmedValues) -> Changes:
    """Set the rows of a sheet against those of the database by primary key; what a person confirmed stands."""
    table = FIRM_METADATA.tables[sheet.file.name]
    columns = _key_first(sheet.columns)
    width = len(sheet.key)
    before = stored.rows(sheet.file.name, [column.name for column in columns[width:]])
    values = (sheet.values[column.name].tolist() for column in columns)
    rows = sorted(zip(*values, strict=True), key=lambda row: row[:width])
    if not before:
        return Changes(table, columns, rows, [], 0)
    rows = confirmed.keep(sheet.file.name, columns, rows, before)
    new, changed = [], []
    for row in rows:
        old = before.get(row[:width])
        if old is None:
            new.append(row)
        elif old != row[width:]:
            changed.append(row)
    return Changes(table, columns, new, changed, len(rows) - len(new) - len(changed))


def write(session: Session, changes: Changes) -> None:
    """Insert the new rows, update the changed ones and delete those that go."""
    if changes.new:
        copying = session.get_bind().dialect.name == "postgresql"
        (_copy if copying else _insert)(session, changes)
    keys = [column for column in changes.columns if column.primary_key]
    others = [column for column in changes.columns if not column.primary_key]
    statement = (
        update(changes.table)
        .where(and_(*(column == bindparam(f"key_{column.name}") for column in keys)))
        .values({column: bindparam(f"new_{column.name}") for column in others})
    )
    names = [f"{'key' if column.primary_key else 'new'}_{column.name}" for column in changes.columns]
    for batch in _batches(changes.changed):
        session.connection().execute(statement, [dict(zip(names, row, strict=True)) for row in batch])
    for key in changes.removed:
        its_own = (column == part for column, part in zip(keys, key, strict=True))
        session.connection().execute(delete(changes.table).where(and_(*its_own)))


def new_version(
    session: Session, changes: Sequence[Changes], *, at: dt.datetime, source: str, closed_month: str = ""
) -> BookVersion:
    """The next state of the book. Its digest chains the one before with every row that is new or changed, so the same
    folders in the same order give the same digest on any machine and engine. `closed_month`: the last one closed, where
    the balances need not be asked."""
    number = FIRM_METADATA.tables["book_versions"].columns["version"]
    last = session.scalars(select(BookVersion).order_by(number.desc()).limit(1)).first()
    version = BookVersion(
        version=last.version + 1 if last else 1,
        digest=digest(last.digest if last else "", changes),
        at=at,
        source=source,
        rows_new=sum(len(change.new) for change in changes),
        rows_changed=sum(len(change.changed) + len(change.removed) for change in changes),
        last_closed_month=closed_month or last_closed_month(session) or _month_before(at),
    )
    session.add(version)
    session.flush()
    return version


def last_closed_month(session: Session) -> str:
    """The last month with balances; empty while there are none."""
    month = FIRM_METADATA.tables["balances"].columns["month"]
    return session.scalar(select(func.max(month))) or ""


def digest(before: str, changes: Sequence[Changes]) -> str:
    """SHA-256 over the digest before and the rows as JSON, table by table, in order of their keys."""
    hashed = hashlib.sha256(before.encode())
    for change in changes:
        if change:
            hashed.update(_canonical([change.table.name, *(column.name for column in change.columns)]))
            for batch in itertools.chain(_batches(change.new), _batches(change.changed)):
                hashed.update(_canonical(batch)[1:-1] + b",")  # a long array, whatever the size of a batch
            if change.removed:
                hashed.update(_canonical(["removed", *change.removed]))
    return hashed.hexdigest()


def _canonical(values: Sequence[Any]) -> bytes:
    return _encode(values).encode()


_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=lambda moment: moment.isoformat()).encode


def _insert(session: Session, changes: Changes) -> None:
    """Rows go to the driver as tuples, made ready a column at a time: by name they would take three times as long."""
    connection = session.connection()
    dialect = connection.dialect
    prepare = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in changes.columns]
    marks = ", ".join("?" for _ in changes.columns)
    statement = f"INSERT INTO {_named(changes, dialect)} VALUES ({marks})"  # noqa: S608 — our own tables' names
    for batch in _batches(changes.new):
        columns = zip(*batch, strict=True) if any(prepare) else ()
        ready = (map(make, column) if make else column for make, column in zip(prepare, columns, strict=False))
        connection.exec_driver_sql(statement, list(zip(*ready, strict=True)) or batch)


def _copy(session: Session, changes: Changes) -> None:
    """PostgreSQL takes rows fastest by COPY, in the session's own transaction."""
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {_named(changes, connection.dialect)} FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in changes.new:
            copy.write_row(row)


def _named(changes: Changes, dialect: Dialect) -> str:
    """`table (column, …)` in the order of the rows."""
    quote = dialect.identifier_preparer.quote
    return f"{quote(changes.table.name)} ({', '.join(quote(column.name) for column in changes.columns)})"


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _key_first(columns: tuple[Column[Any], ...]) -> tuple[Column[Any], ...]:
    return tuple(sorted(columns, key=lambda column: not column.primary_key))


def _month_before(at: dt.datetime) -> str:
    """A book without balances has closed no month; its dated events are complete to the month before the import."""
    return (at.date().replace(day=1) - dt.timedelta(days=1)).isoformat()[:7]
