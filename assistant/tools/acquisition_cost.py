"""Tool: what winning a client costs, time included, and whether it pays back."""

from typing import Literal

from pydantic import Field

from assistant.analytics.acquisition import acquisition_cost
from assistant.blocks import Result
from assistant.tools.arguments import PARTS, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class AcquisitionArguments(ReportArguments):
    by: Literal["source", "advisor", "team", "branch", "region", "quarter", "year"] = Field(
        "source", description="split the cost by this"
    )


def _run(turn: Turn, arguments: AcquisitionArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    parts = turn.parts(book, arguments.by) if arguments.by in PARTS else ()
    period = turn.period(arguments.period, book)
    return acquisition_cost(book, period=period, by=arguments.by, parts=parts, limit=arguments.limit)


ACQUISITION_COST = Tool(
    "acquisition_cost",
    "What a new client costs (cash and the advisor's time) by source, advisor, branch, quarter or year; lifetime value "
    "against that cost, payback, which channels to stop, and the wrong clients: those worth less than they cost.",
    AcquisitionArguments,
    _run,
)
