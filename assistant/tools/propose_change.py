"""Tool: a change to a client record as a before and after. Nothing is changed by it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pydantic import Field
from sqlalchemy import Column as BookColumn

from assistant.blocks import Column, Result, Table
from assistant.book.importing.values import Wrong, reader_of
from assistant.book.names import Who
from assistant.book.snapshot import Book
from assistant.book.tables import FIRM_METADATA
from assistant.errors import BadArguments, NotFound, Unclear
from assistant.figures import Line, money
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

TABLES = ("clients", "households")
FIXED = ("client_id", "household_id", "advisor_id", "merged_into")
NOT_APPLIED = (
    "Nothing has been changed: confirming a change is not part of this version. Enter it where your records are kept; "
    "the next import brings it here."
)


class ChangeArguments(Arguments):
    client: str = Field(min_length=1, max_length=120, description="a person or a household")
    field: str = Field(min_length=1, max_length=60, description="a column of clients.csv or households.csv")
    value: str = Field(max_length=500, description="the new value, as it would stand in the file")


def _run(turn: Turn, arguments: ChangeArguments) -> Result:
    book = turn.own_book()
    who = turn.client(book, arguments.client)
    column = _column(arguments.field)
    key, before = _present(book, who, column)
    after = _read(column, arguments.value)
    label = arguments.field.strip().lower().replace(" ", "_")
    table = Table(
        "Proposed change",
        (Column("record", "Record"), Column("field", "Field"), Column("before", "Before"), Column("after", "After")),
        ((f"{column.table.name} {key}", label, before or "(blank)", after or "(blank)"),),
        (who.household_id,),
    )
    words = {"field": label.replace("_", " "), "who": who.label, "before": before or "blank", "after": after or "blank"}
    same = before == after
    line = Line(
        "The {field} of {who} is {after} already."
        if same
        else "The {field} of {who} would change from {before} to {after}.",
        words,
    )
    moved = "A change of state may need the advisor's registration there: check it first." if label == "state" else ""
    return Result("Proposed change", turn.today, (), (table,), (line, Line(NOT_APPLIED)), (moved,) if moved else ())


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


def _present(book: Book, who: Who, column: BookColumn[Any]) -> tuple[str, str]:
    """The record's id and its present value in words."""
    if column.table.name == "households":
        rows = book.households[book.households["household_id"] == who.household_id]
        key = "household_id"
    else:
        home = book.clients[book.clients["household_id"] == who.household_id]
        rows = home[home["client_id"] == who.client_id] if who.client_id else home[home["deceased_on"].isna()]
        key = "client_id"
    if rows.empty:
        raise NotFound(f"There is no person on file for {who.label}.")
    if len(rows) > 1:
        names = (rows["first_name"].fillna("") + " " + rows["last_name"].fillna("")).str.strip()
        raise Unclear(f"Which person of {who.label} do you mean: {', '.join(names)}?")
    value = rows[column.name].iloc[0]
    if pd.isna(value):
        return str(rows[key].iloc[0]), ""
    if isinstance(value, pd.Timestamp):
        return str(rows[key].iloc[0]), value.date().isoformat()
    plain = str(money(int(value))) if column.name.endswith("_cents") else str(value)
    return str(rows[key].iloc[0]), plain.lower() if isinstance(value, bool) else plain


def _read(column: BookColumn[Any], text: str) -> str:
    """The new value as it would stand in the file. Raises BadArguments where the column cannot hold it."""
    try:
        reader_of(column)(text)
    except Wrong as wrong:
        raise BadArguments(f"{column.name.removesuffix('_cents')}: “{text}” {wrong.message}.") from wrong
    return text.strip()


PROPOSE_CHANGE = Tool(
    "propose_change",
    "A change to a client record shown as before and after, checked against what the field holds; a person applies it.",
    ChangeArguments,
    _run,
)
