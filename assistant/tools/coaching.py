"""Tool: an advisor's strength and largest gaps against peers, in money."""

from pydantic import Field

from assistant.analytics.coaching import coaching, coaching_below
from assistant.blocks import Result
from assistant.errors import BadArguments
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class CoachingArguments(ReportArguments):
    advisor: str | None = Field(
        None, description="whose coaching; default the caller's own, or each one below a manager"
    )


def _run(turn: Turn, arguments: CoachingArguments) -> Result:
    if arguments.advisor and (scope := turn.scope(arguments.advisor)).level != "advisor":
        raise BadArguments(f"{scope.label} is a {scope.level}; name one advisor.")
    book = turn.book(arguments.advisor or arguments.scope, arguments.as_of)
    period = turn.period(arguments.period, book)
    if len(book.scope.advisor_ids) == 1:
        return coaching(book, turn.peers(book), period=period)
    parts = turn.parts(book, "advisor")
    return coaching_below(parts, turn.peers(book), period=period, whose=book.scope.label, limit=arguments.limit)


COACHING = Tool(
    "coaching",
    "An advisor's one strength and at most three gaps against the median of peers with like clients, valued in money, "
    "with needs served and the reports to look at next; for a manager, each advisor below. Peers are never named.",
    CoachingArguments,
    _run,
)
