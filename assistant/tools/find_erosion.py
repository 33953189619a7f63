"""Tool: silent erosion, money leaving while the account stays open."""

from decimal import Decimal

from pydantic import Field

from assistant.analytics.erosion import find_erosion
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class ErosionArguments(ReportArguments):
    client: str | None = Field(None, description="look at one client only")
    min_loss: Decimal | None = Field(None, ge=0, description="show losses of at least this much money")


def _run(turn: Turn, arguments: ErosionArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    household = turn.client(book, arguments.client).household_id if arguments.client else None
    smallest = int(arguments.min_loss * 100) if arguments.min_loss is not None else None
    return find_erosion(book, household_id=household, min_loss=smallest)


FIND_EROSION = Tool(
    "find_erosion",
    "Silent erosion: clients who are still clients while their money leaves; who, since when, how much has gone, the "
    "evidence, and the innocent explanations that were ruled out.",
    ErosionArguments,
    _run,
)
