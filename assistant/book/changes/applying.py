"""A change written into the book: only onto the row it was shown for, and with a data version of its own.

What is confirmed stands: an import leaves it as it is, and a value of its own is a change that waits for a person
(`confirmed_values`, book/importing/confirmed.py). A row entered by hand bears the id of its change, which no import
has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlmodel import Session

from assistant.book.changes.change import Change
from assistant.book.changes.rows import faults, leaners, place_of, stored_row, typed_row
from assistant.book.importing.writing import Changes, new_version, one_at_a_time, write
from assistant.book.snapshot import current_version
from assistant.book.tables import BookVersion
from assistant.book.tables.columns import FIRM_METADATA


def in_turn(session: Session) -> None:
    """Changes and imports take turns: nobody writes the book between the look at a row and its change."""
    one_at_a_time(session)


def why_not(session: Session, change: Change) -> str:
    """Why a change cannot be written now, in a sentence; nothing when it can."""
    now = stored_row(session, change.table, change.row)
    if change.is_new_row:
        wrong = faults(session, change.table, change.after)
        return f"{change.row} is in the book already." if now else _listed(wrong)
    if now is None:
        return f"{change.row} is no longer in {change.table}.csv: propose it again."
    moved = [name for name, value in change.before.items() if now[name] != value]
    if moved:
        told = "; ".join(f"{name} is now {now[name] or 'blank'}" for name in moved)
        return f"The record has changed meanwhile ({told}): look at it and propose it again."
    if change.is_removal:
        leaning = leaners(session, change.table, change.row)
        return f"Rows of {' and '.join(leaning)} refer to it by now: take those back first." if leaning else ""
    return _listed(faults(session, change.table, {**now, **change.after}))


def apply_change(session: Session, change: Change, at: dt.datetime) -> BookVersion:
    """Write a change that nothing speaks against (`why_not`); the version of the book that comes of it."""
    return _versioned(session, _rows(change), at, f"change {change.id}")


def write_rows(
    session: Session, table: str, rows: Sequence[Mapping[str, Any]], *, new: bool, at: dt.datetime, source: str
) -> BookVersion:
    """Rows of the product's own doing (a questionnaire that left, an answer that came), which nobody has to confirm;
    the version of the book that comes of them.

    `rows`: the table's columns with typed values, the same ones in each; `new` inserts them, else those that are there
    by their ids are changed. `source` says what they come from.
    """
    columns = tuple(column for column in FIRM_METADATA.tables[table].columns if column.name in rows[0])
    columns = tuple(sorted(columns, key=lambda column: not column.primary_key))
    values = sorted((tuple(row[column.name] for column in columns) for row in rows), key=itemgetter(0))
    changes = Changes(FIRM_METADATA.tables[table], columns, values if new else [], [] if new else values, 0)
    return _versioned(session, changes, at, source)


def _versioned(session: Session, rows: Changes, at: dt.datetime, source: str) -> BookVersion:
    write(session, rows)
    month = current_version(session).last_closed_month
    return new_version(session, [rows], at=at, source=source, closed_month=month)


def _rows(change: Change) -> Changes:
    table, place = FIRM_METADATA.tables[change.table], place_of(change.table, change.row)
    if change.is_removal:
        return Changes(table, tuple(place), [], [], 0, removed=[tuple(place.values())])
    values = {**typed_row(change.table, change.after), **{key.name: value for key, value in place.items()}}
    columns = (*place, *(column for column in table.columns if column.name in values and column not in place))
    row = tuple(values[column.name] for column in columns)
    return Changes(table, columns, [row] if change.is_new_row else [], [] if change.is_new_row else [row], 0)


def _listed(problems: list[str]) -> str:
    return f"It cannot be written: {'; '.join(problems)}." if problems else ""
