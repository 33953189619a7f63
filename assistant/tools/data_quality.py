"""Tool: what is missing or stale, and what that costs."""

from assistant.analytics.data_quality import data_quality
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class QualityArguments(ReportArguments):
    pass


def _run(turn: Turn, arguments: QualityArguments) -> Result:
    return data_quality(turn.book(arguments.scope, arguments.as_of), limit=arguments.limit)


DATA_QUALITY = Tool(
    "data_quality",
    "What is missing or stale (birth dates, net worth, next generation, sources, channels) and how wide that leaves "
    "the book's value, with whom to ask first.",
    QualityArguments,
    _run,
)
