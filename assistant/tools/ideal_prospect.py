"""Tool: the profile worth pursuing, and which open lead to call first."""

from assistant.analytics.prospects import ideal_prospect
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


def _run(turn: Turn, arguments: ReportArguments) -> Result:
    return ideal_prospect(turn.book(arguments.scope, arguments.as_of), limit=arguments.limit)


IDEAL_PROSPECT = Tool(
    "ideal_prospect",
    "The ideal prospect: the traits that clients worth most an hour share (protected traits left out), and the open "
    "leads ranked by expected value times the chance of a win an hour; if there is one call to make, to whom.",
    ReportArguments,
    _run,
)
