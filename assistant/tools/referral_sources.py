"""Tool: which referral sources deserve time."""

from typing import Literal

from pydantic import Field

from assistant.analytics.referrals import referral_sources
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class SourcesArguments(ReportArguments):
    rank_by: Literal["conversion", "revenue", "value", "roi"] = Field("conversion", description="what to rank by")
    attribution: Literal["first", "last", "linear", "position"] = Field(
        "first", description="which touch of a client's journey is credited with the win"
    )


def _run(turn: Turn, arguments: SourcesArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    period = turn.period(arguments.period, book)
    return referral_sources(
        book, period=period, rank_by=arguments.rank_by, attribution=arguments.attribution, limit=arguments.limit
    )


REFERRAL_SOURCES = Tool(
    "referral_sources",
    "The best referral sources, ranked by what their conversion is at least likely to be, with the funnel, value and "
    "cost of each; small sources are marked, not crowned.",
    SourcesArguments,
    _run,
)
