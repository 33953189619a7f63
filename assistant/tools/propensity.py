"""Tool: who is likely to need what next."""

from typing import Literal, get_args

from pydantic import Field

from assistant.blocks import Result
from assistant.errors import BadArguments
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

Need = Literal[
    "retirement_income",
    "rollover",
    "education",
    "insurance",
    "estate",
    "lending",
    "annuity",
    "managed_account",
    "cash",
    "charitable",
]
NEEDS = ", ".join(need.replace("_", " ") for need in get_args(Need))


class PropensityArguments(ReportArguments):
    need: Need | None = Field(None, description="the category of advice")
    client: str | None = Field(None, description="one client only")


def _run(turn: Turn, arguments: PropensityArguments) -> Result:
    from assistant.analytics.propensity import propensity  # the learning library is slow to start: only who asks waits

    if arguments.need is None:
        raise BadArguments(f"Which need do you mean: {NEEDS}?")
    book = turn.book(arguments.scope, arguments.as_of)
    client = turn.client(book, arguments.client).household_id if arguments.client else None
    return propensity(book, need=arguments.need, client=client, limit=arguments.limit)


PROPENSITY = Tool(
    "propensity",
    "Who is likely to need what next, with the drivers of each estimate and how well the estimate is calibrated. "
    "A prompt to review, not a recommendation.",
    PropensityArguments,
    _run,
)
