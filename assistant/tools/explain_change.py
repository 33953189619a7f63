"""Tool: why assets moved."""

from pydantic import Field

from assistant.analytics.change import explain_change
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class ChangeArguments(ReportArguments):
    client: str | None = Field(None, description="a client in words; without one the whole book is explained")


def _run(turn: Turn, arguments: ChangeArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    household = turn.client(book, arguments.client).household_id if arguments.client else None
    period = turn.period(arguments.period, book)
    return explain_change(book, period=period, household_id=household, limit=arguments.limit)


EXPLAIN_CHANGE = Tool(
    "explain_change",
    "Why the assets of a client moved: market, contributions, withdrawals, fees and transfers, each flow with its date "
    "and whether it was expected, account by account, with the return by modified Dietz.",
    ChangeArguments,
    _run,
)
