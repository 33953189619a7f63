"""Tool: how much of the book was kept, by named definitions."""

from pydantic import Field

from assistant.analytics.retention_rates import By, MeasureName, retention_rates
from assistant.blocks import Result
from assistant.tools.arguments import PARTS, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class RetentionArguments(ReportArguments):
    measure: MeasureName | None = Field(None, description="one definition only; default all of them side by side")
    by: By | None = Field(
        None, description="rows over time, by class, by length of the relationship, or by part of the firm"
    )


def _run(turn: Turn, arguments: RetentionArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return retention_rates(
        book,
        period=turn.period(arguments.period, book),
        measure=arguments.measure,
        by=arguments.by,
        parts=turn.parts(book, arguments.by) if arguments.by in PARTS else (),
        limit=arguments.limit,
    )


RETENTION_RATES = Tool(
    "retention_rates",
    "Retention by a named definition, with its interval and trend: clients, controllable clients, assets gross and "
    "net, revenue gross and net, share of wallet; side by side, over time, or by segment, tenure, advisor, team and "
    "branch; who went and why.",
    RetentionArguments,
    _run,
)
