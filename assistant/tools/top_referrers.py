"""Tool: which clients refer others, and whether they were thanked."""

from assistant.analytics.referrals import top_referrers
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


def _run(turn: Turn, arguments: ReportArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return top_referrers(book, period=turn.period(arguments.period, book), limit=arguments.limit)


TOP_REFERRERS = Tool(
    "top_referrers",
    "The clients who refer others, best first: leads and wins, the value they brought down the referral graph, their "
    "own value, whether they were thanked and when last spoken to; paid promoters without an agreement are flagged.",
    ReportArguments,
    _run,
)
