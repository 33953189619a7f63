"""Tool: a new or closed contact, task, event … shown as it would be entered. Nothing is entered by it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from assistant.blocks import Column, Result, Table
from assistant.errors import BadArguments
from assistant.figures import Line
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

Kind = Literal["contact", "task", "life_event", "request", "lead", "opportunity", "promise", "alert"]
NOT_ENTERED = (
    "Nothing has been entered: confirming a record is not part of this version. Enter it where your records are kept; "
    "the next import brings it here."
)


class RecordArguments(Arguments):
    kind: Kind = Field(description="what kind of record")
    client: str | None = Field(None, max_length=120, description="the client it is about")
    values: dict[str, Any] = Field(default_factory=dict, description="its fields, by name")


def _run(turn: Turn, arguments: RecordArguments) -> Result:
    who = turn.client(turn.own_book(), arguments.client) if arguments.client else None
    if not arguments.values and who is None:
        raise BadArguments(f"Say what the {arguments.kind.replace('_', ' ')} is: give its client or its values.")
    rows = [("client", who.label)] if who else []
    rows += [(str(name), str(value)) for name, value in arguments.values.items()]
    kind = arguments.kind.replace("_", " ")
    table = Table(
        f"Proposed {kind}", (Column("field", "Field"), Column("value", "Value")), tuple(rows),
        tuple(who.household_id for _ in rows) if who else (),
    )  # fmt: skip
    line = Line("This {kind} would be entered{whom}.", {"kind": kind, "whom": f" for {who.label}" if who else ""})
    return Result(f"Proposed {kind}", turn.today, (), (table,), (line, Line(NOT_ENTERED)))


PROPOSE_RECORD = Tool(
    "propose_record",
    "A contact, task, life event, request, lead, opportunity, promise or alert shown as it would be entered; a person "
    "enters it.",
    RecordArguments,
    _run,
)
