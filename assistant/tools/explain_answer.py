"""Tool: how a figure was obtained: definition, inputs, rows, data version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from pydantic import Field

from assistant.blocks import Listing, Result, Text
from assistant.book.names import plain
from assistant.errors import NotFound, Unclear
from assistant.figures import Figure, Line, Method, Rows, Unit, Value
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class ExplainArguments(Arguments):
    figure: str | None = Field(None, description="the figure's id or words; default the last answer's first figure")


def _run(turn: Turn, arguments: ExplainArguments) -> Result:
    known = [figure.to_json() for figure in turn.figures] or _last_figures(turn)
    if not known:
        raise Unclear("There is no figure to explain yet. Ask a question first, then ask how I got its answer.")
    chosen = _chosen(known, arguments.figure) if arguments.figure else known[0]
    figure = _figure(chosen)
    inputs = tuple(f"{name}: {value}" for name, value in figure.inputs)
    rows = chosen["rows"]
    behind = f"{rows['count']} rows of {rows['table']}" if rows["table"] else "the figures named in its definition"
    blocks = (
        Text("Definition", figure.method.definition, figure.method.id),
        Listing("What went in", inputs or ("nothing but the rows below",)),
        Listing(f"Rows behind it ({behind})", tuple(rows["ids"][:20]) or ("none",)),
    )
    summary = (
        Line("{label} is {figure}.", {"label": figure.label, "figure": figure}),
        Line(
            "It is obtained by method {method}: {definition}.",
            {"method": figure.method.id, "definition": figure.method.definition.rstrip(".")},
        ),
        Line("It rests on {behind}; the same call gives the same figure again.", {"behind": behind}),
    )
    return Result(f"How “{figure.label}” was obtained", turn.today, (figure,), blocks, summary)


def _last_figures(turn: Turn) -> list[Mapping[str, Any]]:
    for exchange in reversed(turn.memory):
        if exchange.figures:
            return list(exchange.figures)
    return []


def _chosen(known: Sequence[Mapping[str, Any]], words: str) -> Mapping[str, Any]:
    """The figure of that id, or whose label shares the most words with what was asked."""
    for figure in known:
        if words in (figure["id"], figure["key"]):
            return figure
    wanted = set(plain(words).split())
    scored = [(len(wanted & set(plain(figure["label"]).split())), figure) for figure in known]
    best = max(score for score, _ in scored)
    hits = [figure for score, figure in scored if score == best]
    if best == 0:
        raise NotFound(f"The last answer has no figure “{words}”. It has: {', '.join(f['label'] for f in known)}.")
    return hits[0]


def _figure(plain_figure: Mapping[str, Any]) -> Figure:
    """A figure as it was recorded, a figure again."""
    method_id, _, definition = str(plain_figure["method"]).partition(": ")
    rows = plain_figure["rows"]
    return Figure(
        key="explained",
        label=str(plain_figure["label"]),
        value=_value(plain_figure["value"], plain_figure["unit"]),
        unit=cast(Unit, plain_figure["unit"]),
        method=Method(method_id, definition),
        rows=Rows(str(rows["table"]), tuple(rows["ids"])),
        inputs=tuple((str(k), str(v)) for k, v in dict(plain_figure["inputs"]).items()),
        reason=str(plain_figure["reason"]),
    )


def _value(value: Any, unit: str) -> Value:
    if value is None or unit == "text":
        return cast(Value, value)
    if unit == "date":
        return dt.date.fromisoformat(str(value))
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)


EXPLAIN_ANSWER = Tool(
    "explain_answer",
    "How a figure of the last answer was obtained: its definition, what went in, the rows behind it.",
    ExplainArguments,
    _run,
)
