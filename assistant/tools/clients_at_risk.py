"""Tool: whom to call."""

from pydantic import Field

from assistant.analytics.clients_at_risk import clients_at_risk
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class RiskArguments(ReportArguments):
    client: str | None = Field(None, description="one client: the probability of staying")


def _run(turn: Turn, arguments: RiskArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    client = turn.client(book, arguments.client).household_id if arguments.client else None
    return clients_at_risk(book, household_id=client, limit=arguments.limit)


CLIENTS_AT_RISK = Tool(
    "clients_at_risk",
    "Whom to call today and why: clients in order of value at risk (chance of loss × value) with the reason and what "
    "replacing one would cost; for one client, the probability of staying.",
    RiskArguments,
    _run,
)
