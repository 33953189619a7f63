"""What the database holds already: asked by table, so that an import can compare and refer to it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from assistant.book.tables.columns import FIRM_METADATA

Row = tuple[Any, ...]


class Stored:
    """The book as it was before this import. Small answers are kept; whole tables are read anew when asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._empty: dict[str, bool] = {}
        self._ids: dict[tuple[str, str], frozenset[Any]] = {}

    def empty(self, name: str) -> bool:
        if name not in self._empty:
            first = next(iter(FIRM_METADATA.tables[name].primary_key.columns))
            self._empty[name] = self._session.scalar(select(first).limit(1)) is None
        return self._empty[name]

    def ids(self, name: str, column: str) -> frozenset[Any]:
        """The distinct values of a column."""
        if (name, column) not in self._ids:
            wanted = FIRM_METADATA.tables[name].columns[column]
            found = () if self.empty(name) else self._session.scalars(select(wanted).distinct())
            self._ids[name, column] = frozenset(found)
        return self._ids[name, column]

    def rows(self, name: str, columns: Sequence[str]) -> dict[Row, Row]:
        """Every row of a table, cut to these columns, by its primary key."""
        if self.empty(name):
            return {}
        table = FIRM_METADATA.tables[name]
        key = [column.name for column in table.primary_key.columns]
        wanted = [*key, *columns]
        found = self._session.execute(select(*(table.columns[column] for column in wanted)))
        width = len(key)
        return {row[:width]: row[width:] for row in map(tuple, found)}

    def by_id(self, name: str, columns: Sequence[str]) -> dict[str, Row]:
        """The same for a table whose key is one id."""
        first = itemgetter(0)
        return {first(key): row for key, row in self.rows(name, columns).items()}
