"""Tool: how old the open things are, and where one of them stands."""

from typing import Literal

from pydantic import Field

from assistant.analytics.ageing import ageing, one_item
from assistant.blocks import Result
from assistant.errors import NotFound
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class AgeingArguments(ReportArguments):
    of: Literal["opportunities", "requests", "transfers", "receivables", "tasks", "leads", "clients"] | None = Field(
        None, description="one kind of open thing; `clients` for the clients' own ages; default all kinds"
    )
    item: str | None = Field(None, description="one item, by its number or in words: `transfer 4711`")


def _run(turn: Turn, arguments: AgeingArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    if not arguments.item:
        return ageing(book, of=arguments.of, limit=arguments.limit)
    try:
        return one_item(book, arguments.item, of=arguments.of)
    except NotFound:
        if arguments.as_of is not None or turn.as_of is not None or turn.today <= book.as_of:
            raise
        # Where a thing is now is asked of today: it may have begun after the last closed day
        return one_item(turn.book(arguments.scope, turn.today), arguments.item, of=arguments.of)


AGEING = Tool(
    "ageing",
    "How old the open things are: requests, transfers, tasks (in business days), opportunities, leads, receivables "
    "(fees not yet debited), by age bucket with the oldest; where one item stands (`item`: transfer 4711); or, of "
    "`clients`, the clients' own ages.",
    AgeingArguments,
    _run,
)
