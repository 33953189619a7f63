"""Blocks: the closed set of things that can be rendered (table, chart, list, text), and the result a tool gives.

Only analyses make blocks; a model cannot. Each door renders them its own way: terminal, page, Slack.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.charts import Chart
from assistant.figures import Figure, Line, Method, Unit, Value, json_value, say, show


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: every cell below it is in `unit` and obtained by `method`."""

    key: str
    label: str
    unit: Unit = "text"
    method: Method | None = None

    def to_json(self) -> dict[str, str]:
        return {"key": self.key, "label": self.label, "unit": self.unit, "method": str(self.method or "")}


NAME_COLUMNS = ("household", "client", "name")  # keys of the columns that hold clients' names


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns. `row_ids` names the book's row behind each line (a household id, a source id …)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    row_ids: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        columns = [c.to_json() for c in self.columns]
        rows = [{c.key: json_value(v) for c, v in zip(self.columns, row, strict=True)} for row in self.rows]
        return {"kind": "table", "title": self.title, "columns": columns, "rows": rows, "row_ids": list(self.row_ids)}


@dataclass(frozen=True, slots=True)
class Listing:
    """A short list of sentences."""

    title: str
    items: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"kind": "list", "title": self.title, "items": list(self.items)}


@dataclass(frozen=True, slots=True)
class Text:
    """A passage, quoted as data: a note, a citation, a definition. `source` says where it comes from."""

    title: str
    body: str
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"kind": "text", "title": self.title, "body": self.body, "source": self.source}


Block = Table | Chart | Listing | Text

__all__ = ["Block", "Chart", "Column", "Listing", "Result", "Table", "Text", "block_json", "cell_words"]


@dataclass(frozen=True, slots=True)
class Result:
    """What an analysis gives: figures, blocks, plain sentences, and the caveats that belong to them."""

    title: str
    as_of: dt.date
    figures: tuple[Figure, ...]
    blocks: tuple[Block, ...] = ()
    summary: tuple[Line, ...] = ()
    caveats: tuple[str, ...] = ()
    data_version: str = ""

    def figure(self, key: str) -> Figure:
        """The figure of that key. Raises KeyError when the analysis made none."""
        for figure in self.figures:
            if figure.key == key:
                return figure
        raise KeyError(key)

    def stamped(self, ids: Mapping[str, str], data_version: str) -> Result:
        """The same result with the figures' ids (key → id), also inside the sentences, and the data version."""

        def named(value: Figure | str) -> Figure | str:
            return replace(value, id=ids[value.key]) if isinstance(value, Figure) and value.key in ids else value

        figures = tuple(replace(f, id=ids[f.key]) for f in self.figures)
        summary = tuple(Line(s.template, {k: named(v) for k, v in s.values.items()}) for s in self.summary)
        return replace(self, figures=figures, summary=summary, data_version=data_version)

    def limited(self, rows: int) -> Result:
        """The same result with its tables about clients, sources and the like cut to their first rows."""

        def cut(block: Block) -> Block:
            if not isinstance(block, Table) or not block.row_ids:
                return block
            return replace(block, rows=block.rows[:rows], row_ids=block.row_ids[:rows])

        return replace(self, blocks=tuple(cut(block) for block in self.blocks))

    def words(self, *, language: str = "en", currency: str = "USD") -> tuple[str, ...]:
        return tuple(say(line, language=language, currency=currency) for line in self.summary)

    def to_json(self, *, language: str = "en", currency: str = "USD") -> dict[str, Any]:
        return {
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "figures": [f.to_json(language=language, currency=currency) for f in self.figures],
            "blocks": [block_json(b, language=language, currency=currency) for b in self.blocks],
            "summary": " ".join(self.words(language=language, currency=currency)),
            "caveats": list(self.caveats),
            "data_version": self.data_version,
        }


def block_json(block: Block, *, language: str = "en", currency: str = "USD") -> dict[str, Any]:
    """A block as JSON; a table's rows also as they are printed, cell by cell, so that no door rounds by itself."""
    plain = block.to_json()
    if isinstance(block, Table):
        plain["printed"] = [cell_words(block, row, language=language, currency=currency) for row in block.rows]
    return plain


def cell_words(table: Table, row: tuple[Value, ...], *, language: str = "en", currency: str = "USD") -> list[str]:
    """One row printed for a reader."""
    return [show(v, c.unit, language=language, currency=currency) for c, v in zip(table.columns, row, strict=True)]
