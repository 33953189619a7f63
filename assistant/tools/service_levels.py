"""Tool: what clients were promised and got, by tier."""

from typing import Literal

from pydantic import Field

from assistant.analytics.service import DAYS_AHEAD, service_levels
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class ServiceArguments(ReportArguments):
    tier: Literal["A", "B", "C"] | None = Field(None, description="one service tier only")
    kind: Literal["requests", "reviews"] | None = Field(
        None, description="replies to requests, or reviews and contacts"
    )
    days_ahead: int = Field(DAYS_AHEAD, ge=0, le=366, description="how many days ahead to look for reviews to book")
    by: Literal["advisor", "team", "branch", "region"] | None = Field(
        None, description="attainment beside client retention by this part of the firm"
    )


def _run(turn: Turn, arguments: ServiceArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return service_levels(
        book,
        period=turn.period(arguments.period, book),
        tier=arguments.tier,
        kind=arguments.kind,
        days_ahead=arguments.days_ahead,
        by=arguments.by,
        parts=turn.parts(book, arguments.by) if arguments.by else (),
        limit=arguments.limit,
    )


SERVICE_LEVELS = Tool(
    "service_levels",
    "Service kept against what was promised: SLA attainment of first replies, response and closing times, forms not in "
    "good order, reviews due and to book with the lawful channels, contacts owed against made, by tier A B C; by part "
    "of the firm beside client retention.",
    ServiceArguments,
    _run,
)
