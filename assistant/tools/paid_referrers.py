"""Tool: compensated promoters and their agreements."""

from assistant.analytics.paid_referrers import paid_referrers
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class PromoterArguments(ReportArguments):
    pass


def _run(turn: Turn, arguments: PromoterArguments) -> Result:
    return paid_referrers(turn.reach.archive.firm_book(arguments.as_of))


PAID_REFERRERS = Tool(
    "paid_referrers",
    "(compliance) Compensated promoters of the firm, what they were paid in twelve months, and whether an agreement is "
    "on file.",
    PromoterArguments,
    _run,
)
