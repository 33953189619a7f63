"""Tool: required minimum distributions of the year."""

from pydantic import Field

from assistant.analytics.distributions import required_distributions
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class DistributionsArguments(ReportArguments):
    client: str | None = Field(None, description="one client only")
    due_only: bool = Field(False, description="only what has not been taken in full yet")


def _run(turn: Turn, arguments: DistributionsArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    client = turn.client(book, arguments.client).household_id if arguments.client else None
    return required_distributions(book, household_id=client, due_only=arguments.due_only)


REQUIRED_DISTRIBUTIONS = Tool(
    "required_distributions",
    "Required minimum distributions (RMDs) of the calendar year: who must take one, how much from which accounts, what "
    "was taken so far, what is left and by when; inherited accounts apart.",
    DistributionsArguments,
    _run,
)
