"""Tool: what is held, how it did, how concentrated it is."""

from typing import Literal

from pydantic import Field

from assistant.analytics.investments import investments
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class InvestmentsArguments(ReportArguments):
    client: str | None = Field(None, description="a client in words; without one the whole book")
    by: Literal["asset_class", "security", "account"] | None = Field(None, description="what to list")


def _run(turn: Turn, arguments: InvestmentsArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    household = turn.client(book, arguments.client).household_id if arguments.client else None
    period = turn.period(arguments.period, book)
    return investments(book, period=period, household_id=household, by=arguments.by, limit=arguments.limit)


INVESTMENTS = Tool(
    "investments",
    "What a client or the book holds: allocation by asset class, positions, accounts, gains not yet taken, cash; "
    "performance net and gross by modified Dietz; how concentrated it is by security. Never a recommendation.",
    InvestmentsArguments,
    _run,
)
