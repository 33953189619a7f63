"""Blocks: the closed set of things that can be rendered (table, chart, list, text), and the result a tool gives.

Only analyses make blocks; a model cannot. Each door renders them its own way: terminal, page, Slack.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

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


_AXIS_FORMATS = {"money": "~s", "rate": ".0%", "multiple": ".1f", "score": ".2f", "count": "d"}


@dataclass(frozen=True, slots=True)
class Chart:
    """One or more series over the same labels. `alt` says in a sentence what a person who cannot see it should know."""

    title: str
    shape: Literal["bar", "line", "waterfall"]
    unit: Unit
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Decimal | int | None, ...]], ...]
    alt: str

    def to_json(self) -> dict[str, Any]:
        series = [{"name": name, "values": [json_value(v) for v in values]} for name, values in self.series]
        head = {"kind": "chart", "title": self.title, "shape": self.shape, "unit": self.unit, "alt": self.alt}
        return {**head, "labels": list(self.labels), "series": series, "vega_lite": self.vega_lite()}

    def vega_lite(self) -> dict[str, Any]:
        """The chart as a Vega-Lite specification: one drawing for the page, for Slack's picture and for print."""
        rows = [
            {"label": label, "value": json_value(value), "series": name}
            for name, values in self.series
            for label, value in zip(self.labels, values, strict=True)
        ]
        axis = {"format": _AXIS_FORMATS.get(self.unit, "~s")}
        encoding: dict[str, Any] = {
            "x": {"field": "label", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": -35}},
            "y": {"field": "value", "type": "quantitative", "title": None, "axis": axis},
            "tooltip": [{"field": f, "title": f} for f in ("label", "series", "value")],
        }
        if len(self.series) > 1:
            encoding["color"] = {"field": "series", "type": "nominal", "title": None, "legend": {"orient": "top"}}
            encoding["y"]["stack"] = None
            if self.shape != "line":
                encoding["xOffset"] = {"field": "series"}  # side by side: stacked bars would add what does not add
        elif self.shape != "line":
            red_below_zero = {"test": "datum.value < 0", "value": "#b3261e"}
            encoding["color"] = {"condition": red_below_zero, "value": "#1f6f8b"}
        mark = {"type": "line", "point": True} if self.shape == "line" else {"type": "bar", "cornerRadiusEnd": 2}
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "description": self.alt,
            "width": "container",
            "height": 220,
            "data": {"values": rows},
            "mark": mark,
            "encoding": encoding,
        }


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
