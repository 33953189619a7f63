"""The book as canonical CSV: exact, in the contract's column order, safe to open in a spreadsheet, importable again.

Exported as of a date it is the book as it was known then: later rows are left out, later outcomes are blank; a link to
a row that is left out is blank, or, where a row cannot be without it, takes its own row along.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, String, Table, or_, select
from sqlmodel import Session

from assistant.book.cells import amount, csv_name, guarded
from assistant.book.snapshot import ENDINGS, OUTCOMES, STARTS
from assistant.book.tables import BOOK_FILES
from assistant.book.tables.columns import FIRM_METADATA, Cents, Rate
from assistant.database import UtcTime

BATCH = 10_000
MERGED_INTO = "merged_into"  # belongs to the closing of a household, as its reason does

Row = tuple[Any, ...]
Ids = dict[str, set[Any]]


def export_folder(session: Session, folder: Path, *, as_of: dt.date | None = None) -> dict[str, int]:
    """Write the book to `folder`, one file a table, and return the rows written by file. Importing it changes nothing.
    An optional file without rows is not written, and an older one of that name is taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, int] = {}
    ids: Ids = {}
    for file in BOOK_FILES:
        table = FIRM_METADATA.tables[file.name]
        rows = _rows(session, table, as_of)
        if as_of is not None:
            if session.execute(select(table).limit(1)).first():
                ids[file.name] = set()
            rows = _as_known(table, list(rows), as_of, ids)
        first = next(rows, None)
        path = folder / file.file
        if first is None and not file.required:
            path.unlink(missing_ok=True)
            continue
        written[file.file] = _write(path, table, first, rows)
    return written


def _rows(session: Session, table: Table, as_of: dt.date | None) -> Iterator[Row]:
    statement = select(table).execution_options(yield_per=BATCH)
    binary = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"  # one order on every engine
    for column in table.primary_key.columns:
        statement = statement.order_by(column.collate(binary) if column.type.python_type is str else column)
    if as_of is not None and (start := STARTS.get(table.name)):
        statement = statement.where(_known(table.columns[start], as_of))
    return iter(map(tuple, session.execute(statement)))


def _known(start: Column[Any], as_of: dt.date) -> ColumnElement[bool]:
    """What had begun by the end of a day; a month counts when it was over, a blank start was always known."""
    tomorrow = as_of + dt.timedelta(days=1)
    if start.name == "month":
        return start < tomorrow.isoformat()[:7]
    if isinstance(start.type, UtcTime):
        return or_(start.is_(None), start < dt.datetime.combine(tomorrow, dt.time(), dt.UTC))
    return or_(start.is_(None), start <= as_of)


def _as_known(table: Table, rows: list[Row], as_of: dt.date, ids: Ids) -> Iterator[Row]:
    """Rows as they stood at a date. `ids` holds the ids of the tables before this one and gets this one's: every link
    leads to a table before, or to its own. A table without rows was never given; links to it were never checked."""
    links = [(place, column) for place, column in enumerate(table.columns) if _target(column) in ids]
    needs = [(place, ids[_target(column)]) for place, column in links if not column.nullable]
    kept = [row for row in rows if all(row[place] in known for place, known in needs if row[place])]
    if table.name in ids:
        ids[table.name] = {row[0] for row in kept}
    may_be_lost = [(place, ids[_target(column)]) for place, column in links if column.nullable]
    outcomes = _outcomes(table)
    for row in kept:
        cells = list(row)
        for place, told_with_it in outcomes:
            if _is_after(cells[place], as_of):
                for blanked in (place, *told_with_it):
                    cells[blanked] = None
        for place, known in may_be_lost:
            if cells[place] not in known:
                cells[place] = None
        yield tuple(cells)


def _target(column: Column[Any]) -> str:
    return str(column.info.get("refers", "")).partition(".")[0]


def _outcomes(table: Table) -> list[tuple[int, list[int]]]:
    """The places of dates of what happened later, each with the places of what is said with it."""
    names = [column.name for column in table.columns]
    said: dict[str, list[int]] = {}
    if table.name in ENDINGS:
        date, word = ENDINGS[table.name]
        said[date] = [names.index(name) for name in names if name in (word, MERGED_INTO)]
    return [(names.index(name), said.get(name, [])) for name in OUTCOMES.get(table.name, ())]


def _is_after(value: Any, as_of: dt.date) -> bool:
    if value is None:
        return False
    day: dt.date = value.astimezone(dt.UTC).date() if isinstance(value, dt.datetime) else value
    return day > as_of


def _write(path: Path, table: Table, first: Row | None, rows: Iterator[Row]) -> int:
    """A file with its header and rows. Prose may hold any line break, which only a file quoted throughout keeps."""
    prose = any(column.info.get("prose") for column in table.columns)
    printers = [printer_of(column) for column in table.columns]
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL if prose else csv.QUOTE_MINIMAL)
        writer.writerow([csv_name(column) for column in table.columns])
        row = first
        while row is not None:
            writer.writerow(["" if value is None else show(value) for show, value in zip(printers, row, strict=True)])
            count += 1
            row = next(rows, None)
    return count


def printer_of(column: Column[Any]) -> Callable[[Any], str]:
    """The function that writes the values of a column as the CSV has them; a blank is for the caller."""
    kind = column.type
    if isinstance(kind, Cents):
        return amount
    if isinstance(kind, Rate):
        return lambda value: format(Decimal(repr(value)), "f")
    if isinstance(kind, Boolean):
        return lambda value: "true" if value else "false"
    if isinstance(kind, UtcTime):
        return lambda value: str(value.isoformat()).replace("+00:00", "Z")
    return guarded if isinstance(kind, String) else str
