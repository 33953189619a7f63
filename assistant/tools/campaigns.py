"""Tool: what campaigns brought, against the hold-out group."""

from pydantic import Field

from assistant.analytics.campaigns import campaigns
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class CampaignArguments(ReportArguments):
    campaign: str | None = Field(None, description="one campaign, by its name or id")


def _run(turn: Turn, arguments: CampaignArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    period = turn.period(arguments.period, book)
    return campaigns(book, period=period, campaign=arguments.campaign, limit=arguments.limit)


CAMPAIGNS = Tool(
    "campaigns",
    "E-marketing campaigns: delivered, clicked, replied, meetings and new assets within ninety days, unsubscribed, "
    "and the effect against the hold-out group with its interval: did it bring meetings and money, or would they have "
    "come anyway?",
    CampaignArguments,
    _run,
)
