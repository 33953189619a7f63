"""Values that a person confirmed in the product stand, whatever an import brings, until a person chooses (contract).

An import that brings what was confirmed, or a value that it replaced, says nothing new. Any other value is a conflict:
the confirmed one stays in the book, and both are reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from assistant.book.cells import csv_name
from assistant.book.exporting import printer_of
from assistant.book.importing.stored import Row
from assistant.book.importing.values import reader_of


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A value of a row that was confirmed, as a CSV has it: what it replaced, step by step, and the change it is of."""

    table: str
    row: str
    column: str
    value: str
    replaced: frozenset[str]
    change_id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An import brings another value (`incoming`, as its CSV has it) than the confirmed one, which stands."""

    confirmed: Confirmed
    incoming: str

    def __str__(self) -> str:
        its = self.confirmed
        return (
            f"{its.table}.csv:{its.row}:{its.column}: “{its.value}” was confirmed here and the folder has "
            f"“{self.incoming}”; the confirmed one stands until somebody chooses"
        )

    def to_json(self) -> dict[str, str]:
        its = self.confirmed
        return {
            "table": its.table, "row": its.row, "column": its.column, "confirmed": its.value, "import": self.incoming,
        }  # fmt: skip


class ConfirmedValues:
    """The confirmed values of a book, to be kept in the rows of an import; collects the conflicts on the way."""

    def __init__(self, confirmed: Iterable[Confirmed] = ()) -> None:
        self._of: Mapping[str, dict[str, list[Confirmed]]] = defaultdict(lambda: defaultdict(list))
        for each in confirmed:
            self._of[each.table][each.row].append(each)
        self.conflicts: list[Conflict] = []

    def keep(self, table: str, columns: Sequence[Column[Any]], rows: list[Row]) -> list[Row]:
        """The rows, key first, with the confirmed values in place of what the import has."""
        if table not in self._of:
            return rows
        places = {csv_name(column): place for place, column in enumerate(columns)}
        mine = self._of[table]
        return [self._kept(row, mine[row[0]], columns, places) if row[0] in mine else row for row in rows]

    def _kept(
        self, row: Row, confirmed: Iterable[Confirmed], columns: Sequence[Column[Any]], places: Mapping[str, int]
    ) -> Row:
        values = list(row)
        for each in confirmed:
            place = places.get(each.column)
            if place is None:  # a header that lacks the column says nothing about it
                continue
            column = columns[place]
            known = {reader_of(column)(text) for text in (each.value, *each.replaced)}
            if values[place] not in known:
                incoming = "" if values[place] is None else printer_of(column)(values[place])
                self.conflicts.append(Conflict(each, incoming))
            values[place] = reader_of(column)(each.value)
        return tuple(values)
