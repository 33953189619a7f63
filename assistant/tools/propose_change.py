"""Tool: a change to a client record as a before and after, laid on the turn. Nothing is written by it."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from sqlalchemy import Column as BookColumn

from assistant.blocks import Column, Result, Table
from assistant.book.cells import csv_name
from assistant.book.changes import Change, canonical, new_id
from assistant.book.importing.values import Wrong
from assistant.book.names import Who
from assistant.book.snapshot import Book
from assistant.book.tables import FIRM_METADATA
from assistant.errors import BadArguments, NotFound, Unclear
from assistant.figures import Line
from assistant.tools.arguments import Arguments
from assistant.tools.confirming import owner_of, waiting
from assistant.tools.tool import Tool
from assistant.turn import Turn

TABLES = ("clients", "households")
FIXED = ("client_id", "household_id", "advisor_id", "merged_into")


class ChangeArguments(Arguments):
    client: str = Field(min_length=1, max_length=120, description="a person or a household")
    field: str = Field(min_length=1, max_length=60, description="a column of clients.csv or households.csv")
    value: str = Field(max_length=500, description="the new value, as it would stand in the file")


def _run(turn: Turn, arguments: ChangeArguments) -> Result:
    book = turn.own_book(turn.today)
    who = turn.client(book, arguments.client)
    column = _column(arguments.field)
    name = csv_name(column)
    table, row = column.table.name, _row(book, who, column)
    now = turn.reach.books.stored(table, row)
    if now is None:
        raise NotFound(f"There is no record on file for {who.label}.")
    before, after = now[name], _read(column, arguments.value)
    words = {"field": name.replace("_", " "), "who": who.label, "before": before or "blank", "after": after or "blank"}
    if before == after:
        line = Line("The {field} of {who} is {after} already.", words)
        return Result("Proposed change", turn.today, (), (_table(f"{table} {row}", name, before, after, who),), (line,))
    if wrong := turn.reach.books.faults(table, {**now, name: after}):
        raise BadArguments(f"That cannot stand in the record: {'; '.join(wrong)}.")
    change = Change(
        new_id(), "field", table, row, {name: before}, {name: after}, who.label, owner_of(turn, who.household_id),
        who.household_id, row if table == "clients" else "",
    )  # fmt: skip
    turn.lay_change(change)
    line = Line("The {field} of {who} would change from {before} to {after}.", words)
    moved = "A change of state may need the advisor's registration there: check it first." if name == "state" else ""
    blocks = (_table(f"{table} {row}", name, before, after, who),)
    return Result("Proposed change", turn.today, (), blocks, (line, *waiting(change)), (moved,) if moved else ())


def _table(record: str, name: str, before: str, after: str, who: Who) -> Table:
    columns = Column("record", "Record"), Column("field", "Field"), Column("before", "Before"), Column("after", "After")
    shown = (record, name, before or "(blank)", after or "(blank)")
    return Table("Proposed change", columns, (shown,), (who.household_id,))


def _column(field: str) -> BookColumn[Any]:
    """The column meant: as in the CSV files, with or without underscores."""
    name = field.strip().lower().replace(" ", "_")
    for table in TABLES:
        for column in FIRM_METADATA.tables[table].columns:
            if name in (column.name, column.name.removesuffix("_cents")) and column.name not in FIXED:
                return column
    known = [
        c.name.removesuffix("_cents") for t in TABLES for c in FIRM_METADATA.tables[t].columns if c.name not in FIXED
    ]
    raise BadArguments(f"“{field}” is no field that can change. The fields are {', '.join(dict.fromkeys(known))}.")


def _row(book: Book, who: Who, column: BookColumn[Any]) -> str:
    """The id of the record meant: the household's, the person's, or that of the only person who lives."""
    if column.table.name == "households":
        return who.household_id
    if who.client_id:
        return who.client_id
    home = book.clients[book.clients["household_id"] == who.household_id]
    rows = home[home["deceased_on"].isna()]
    if rows.empty:
        raise NotFound(f"There is no person on file for {who.label}.")
    if len(rows) > 1:
        names = (rows["first_name"].fillna("") + " " + rows["last_name"].fillna("")).str.strip()
        raise Unclear(f"Which person of {who.label} do you mean: {', '.join(names)}?")
    return str(rows["client_id"].iloc[0])


def _read(column: BookColumn[Any], text: str) -> str:
    """The new value as it would stand in the file. Raises BadArguments where the column cannot hold it."""
    try:
        return canonical(column, text)
    except Wrong as wrong:
        raise BadArguments(f"{csv_name(column)}: “{text}” {wrong.message}.") from wrong


PROPOSE_CHANGE = Tool(
    "propose_change",
    "A change to a client record shown as before and after, checked against what the field holds; it waits "
    "under an id until a person confirms it.",
    ChangeArguments,
    _run,
)
