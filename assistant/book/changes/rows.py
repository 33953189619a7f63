"""One row of the book as its CSV has it: read as it now stands, read from texts, found wrong with the import's laws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Column, Table, select
from sqlmodel import Session

from assistant.book.cells import csv_name
from assistant.book.exporting import printer_of
from assistant.book.importing.laws import check_rows
from assistant.book.importing.report import Findings
from assistant.book.importing.sheets import Folder, Sheet
from assistant.book.importing.values import Wrong, reader_of, shown
from assistant.book.tables import BOOK_FILES
from assistant.book.tables.columns import FIRM_METADATA

FILES = {file.name: file for file in BOOK_FILES}
GENERATIONS = 100


def columns_of(table: str) -> dict[str, Column[Any]]:
    """The columns of a book's table by their names in its CSV."""
    return {csv_name(column): column for column in FIRM_METADATA.tables[table].columns}


def key_of(table: str) -> Column[Any]:
    """The id column of a table whose rows have one."""
    (key,) = FIRM_METADATA.tables[table].primary_key.columns
    return key


def place_of(table: str, row: str) -> dict[Column[Any], Any]:
    """The values of a row's key columns. A row with several is named by them all: `H05/2026-12-15`."""
    keys = tuple(FIRM_METADATA.tables[table].primary_key.columns)
    parts = row.split("/", len(keys) - 1)
    return {key: reader_of(key)(part) for key, part in zip(keys, parts, strict=True)}


def printed_row(table: str, values: Mapping[str, Any], *, whole: bool) -> dict[str, str]:
    """Typed values, by the columns' own names, as the CSV has them; `whole`: with a blank for every other column."""
    columns = FIRM_METADATA.tables[table].columns
    return {csv_name(c): _printed(c, values.get(c.name)) for c in columns if whole or c.name in values}


def stored_row(session: Session, table: str, row: str) -> dict[str, str] | None:
    """A row as it now stands, whatever is known at which date; None when there is none."""
    place = place_of(table, row)
    here = (key == value for key, value in place.items())
    found = session.execute(select(FIRM_METADATA.tables[table]).where(*here)).one_or_none()
    if found is None:
        return None
    columns = FIRM_METADATA.tables[table].columns
    return {csv_name(c): _printed(c, value) for c, value in zip(columns, found, strict=True)}


def typed_row(table: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Texts as the values their columns hold, by the columns' own names. Raises Wrong."""
    columns = columns_of(table)
    return {columns[name].name: reader_of(columns[name])(text) for name, text in values.items()}


def canonical(column: Column[Any], text: str) -> str:
    """A text as an export would write it. Raises Wrong where the column cannot hold it."""
    return _printed(column, reader_of(column)(text))


def faults(session: Session, table: str, values: Mapping[str, str]) -> list[str]:
    """What an import would find wrong with a whole row, a sentence each: cells, links, the laws inside a row."""
    columns = columns_of(table)
    typed: dict[str, Any] = {}
    found = []
    for name, column in columns.items():
        try:
            typed[column.name] = reader_of(column)(values.get(name, ""))
        except Wrong as wrong:
            found.append(f"{name}: {_quoted(wrong.message, values.get(name, ''))}")
    if found:
        return found
    return [*_loose_links(session, columns, typed), *_lawless(table, typed), *_circle(session, table, typed)]


def leaners(session: Session, table: str, row: str) -> list[str]:
    """The tables in which other rows refer to this one: it cannot go while they do."""
    targets = {f"{table}.{key.name}" for key in place_of(table, row)}
    linked = [c for t in FILES for c in FIRM_METADATA.tables[t].columns if c.info.get("refers") in targets]
    return [c.table.name for c in linked if session.execute(select(c).where(c == row).limit(1)).first()]


def _printed(column: Column[Any], value: Any) -> str:
    return "" if value is None else printer_of(column)(value)


def _quoted(message: str, text: str) -> str:
    """The reader's own words begin with the cell; a blank is named."""
    return message if text.strip() else f"it {message}"


def _loose_links(session: Session, columns: Mapping[str, Column[Any]], typed: Mapping[str, Any]) -> Iterator[str]:
    for name, column in columns.items():
        refers, value = column.info.get("refers"), typed[column.name]
        if not refers or not value:
            continue
        table, target = refers.split(".")
        known = FIRM_METADATA.tables[table].columns[target]
        if session.execute(select(known).where(known == value).limit(1)).first() is None:
            yield f"{name}: {shown(str(value))} is in no row of {table}.csv; correct the id"


def _lawless(table: str, typed: Mapping[str, Any]) -> Iterator[str]:
    columns = tuple(FIRM_METADATA.tables[table].columns)
    values = {c.name: _alone(typed[c.name]) for c in columns}
    readable = {c.name: np.zeros(1, dtype=bool) for c in columns}
    sheet = Sheet(FILES[table], columns, np.array([1], dtype=np.int64), values, readable)
    findings = Findings()
    check_rows(Folder(Path(), {table: sheet}), findings)
    yield from (f"{problem.column}: {problem.message}" for problem in findings.problems)


def _alone(value: Any) -> np.ndarray[Any, Any]:
    array = np.empty(1, dtype=object)
    array[0] = value
    return array


def _circle(session: Session, table: str, typed: Mapping[str, Any]) -> Iterator[str]:
    """Nobody descends from themselves: the line upwards does not lead back here."""
    if table != "clients":
        return
    people: Table = FIRM_METADATA.tables["clients"]
    older = typed["next_generation_of"]
    for _ in range(GENERATIONS):
        if older is None:
            return
        if older == typed["client_id"]:
            yield "next_generation_of: a client cannot descend from themselves; correct the older generation"
            return
        older = session.scalar(select(people.c.next_generation_of).where(people.c.client_id == older))
