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
    """A place of the book whose value a person confirmed: the values, as a CSV has them, that it has had by changes and
    before them (`known`), and the last of the changes. The value itself is what the book holds."""

    table: str
    row: str
    column: str
    known: frozenset[str]
    change_id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An import brings another value (`incoming`, as its CSV has it) than the confirmed one, which stands."""

    place: Confirmed
    stands: str
    incoming: str

    def __str__(self) -> str:
        its = self.place
        return (
            f"{its.table}.csv:{its.row}:{its.column}: “{self.stands}” was confirmed here and the folder has "
            f"“{self.incoming}”; the confirmed one stands until somebody chooses"
        )

    def to_json(self) -> dict[str, str]:
        its = self.place
        return {
            "table": its.table, "row": its.row, "column": its.column, "confirmed": self.stands, "import": self.incoming,
        }  # fmt: skip


class ConfirmedValues:
    """The confirmed values of a book, to be kept in the rows of an import; collects the conflicts on the way."""

    def __init__(self, confirmed: Iterable[Confirmed] = ()) -> None:
        self._of: Mapping[str, dict[str, list[Confirmed]]] = defaultdict(lambda: defaultdict(list))
        for each in confirmed:
            self._of[each.table][each.row].append(each)
        self.conflicts: list[Conflict] = []

    def keep(self, table: str, columns: Sequence[Column[Any]], rows: list[Row], stored: Mapping[Row, Row]) -> list[Row]:
        """The rows, key first, with the confirmed values in place of what the import has. `stored`: the rows that the
        book holds, by their keys, without them."""
        if table not in self._of:
            return rows
        mine, width = self._of[table], sum(column.primary_key for column in columns)
        places = {csv_name(column): place for place, column in enumerate(columns)}
        kept = []
        for row in rows:
            held = stored.get(row[:width])
            here = mine.get("/".join(map(str, row[:width]))) if held is not None else None
            kept.append(self._kept(row, (*row[:width], *(held or ())), here, columns, places) if here else row)
        return kept

    def _kept(
        self,
        row: Row,
        held: Row,
        confirmed: Iterable[Confirmed],
        columns: Sequence[Column[Any]],
        places: Mapping[str, int],
    ) -> Row:
        values = list(row)
        for each in confirmed:
            place = places.get(each.column)
            if place is None:  # a header that lacks the column says nothing about it
                continue
            column, stands = columns[place], held[place]
            known = {reader_of(column)(text) for text in each.known}
            if values[place] != stands and values[place] not in known:
                self.conflicts.append(Conflict(each, _printed(column, stands), _printed(column, values[place])))
            values[place] = stands
        return tuple(values)


def _printed(column: Column[Any], value: Any) -> str:
    return "" if value is None else printer_of(column)(value)
