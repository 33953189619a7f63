"""Tool: what was promised to clients and is still open."""

from pydantic import Field

from assistant.analytics.promises import open_promises
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class PromisesArguments(ReportArguments):
    client: str | None = Field(None, description="one client only")
    overdue_only: bool = Field(False, description="only what is past the day that was named")


def _run(turn: Turn, arguments: PromisesArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    client = turn.client(book, arguments.client).household_id if arguments.client else None
    period = turn.period(arguments.period, book)
    return open_promises(
        book, period=period, household_id=client, overdue_only=arguments.overdue_only, limit=arguments.limit
    )


OPEN_PROMISES = Tool(
    "open_promises",
    "What was promised to clients in the period (that is when it was promised) and is not seen to be kept, quoted from "
    "the note or message it stands in; what may have been kept apart; open tasks beside.",
    PromisesArguments,
    _run,
)
