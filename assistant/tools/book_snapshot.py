"""Tool: where the book stands and what changed."""

from typing import Literal

from pydantic import Field

from assistant.analytics.snapshot import book_snapshot, rolled_snapshot
from assistant.blocks import Result
from assistant.tools.arguments import PARTS, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class SnapshotArguments(ReportArguments):
    by: Literal["month", "quarter", "segment", "advisor", "team", "branch", "region"] | None = Field(
        None, description="split the bridge by this"
    )


def _run(turn: Turn, arguments: SnapshotArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    period, by = turn.period(arguments.period, book), arguments.by
    if sums := turn.rollup(book):
        scopes = turn.part_scopes(book, by) if by in PARTS else ()
        return rolled_snapshot(sums, period=period, by=by, parts=scopes)
    return book_snapshot(book, period=period, by=by, parts=turn.parts(book, by) if by in PARTS else ())


BOOK_SNAPSHOT = Tool(
    "book_snapshot",
    "Where the book stands and what changed since a date: assets under management with market and flows apart, "
    "revenue, clients, retention, organic growth, and the three risks (retention, growth, acquisition) in money.",
    SnapshotArguments,
    _run,
)
