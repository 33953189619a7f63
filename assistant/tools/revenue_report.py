"""Tool: fees and commissions, their history and trend, and who brings them."""

from typing import Literal

from pydantic import Field

from assistant.analytics.revenue import revenue_report, revenue_report_rolled
from assistant.blocks import Result
from assistant.tools.arguments import PARTS, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class RevenueArguments(ReportArguments):
    client: str | None = Field(None, description="revenue of one client only")
    segment: Literal["A", "B", "C"] | None = Field(None, description="revenue of one class of clients only")
    by: (
        Literal["month", "quarter", "year", "type", "client", "segment", "advisor", "team", "branch", "region"] | None
    ) = Field(None, description="split by this; `client` is the ranking with running share")


def _run(turn: Turn, arguments: RevenueArguments) -> Result:
    asked = turn.book(arguments.scope, arguments.as_of)
    period = turn.period(arguments.period, asked)
    book = turn.book(arguments.scope, period.end)
    whole = arguments.client is None and arguments.segment is None
    if whole and (sums := turn.rollup(book)):
        scopes = turn.part_scopes(book, arguments.by) if arguments.by in PARTS else ()
        return revenue_report_rolled(sums, period=period, by=arguments.by, parts=scopes)
    return revenue_report(
        book,
        period=period,
        client=turn.client(book, arguments.client).household_id if arguments.client else None,
        segment=arguments.segment,
        by=arguments.by,
        parts=turn.parts(book, arguments.by) if arguments.by in PARTS else (),
        limit=arguments.limit,
    )


REVENUE_REPORT = Tool(
    "revenue_report",
    "Revenue, fees and commissions (production, gross, T12): the amount of a period against the same months a year "
    "before, recurring and transactional, by type, month, quarter, year, client (ranking), segment or part of the "
    "firm, with the trend.",
    RevenueArguments,
    _run,
)
