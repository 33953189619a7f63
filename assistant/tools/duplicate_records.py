"""Tool: people or households that look like one."""

from assistant.analytics.duplicates import duplicate_records
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class DuplicateArguments(ReportArguments):
    pass


def _run(turn: Turn, arguments: DuplicateArguments) -> Result:
    return duplicate_records(turn.book(arguments.scope, arguments.as_of), limit=arguments.limit)


DUPLICATE_RECORDS = Tool(
    "duplicate_records",
    "People or households that look like one, with confidence, evidence for and against, what a merge would change; "
    "nothing is merged.",
    DuplicateArguments,
    _run,
)
