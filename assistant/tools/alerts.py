"""Tool: growth and retention alerts."""

from typing import Literal

from pydantic import Field

from assistant.analytics.alerts import alerts
from assistant.blocks import Result
from assistant.figures import Line
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class AlertArguments(ReportArguments):
    kind: Literal["growth", "retention"] | None = Field(None, description="only alerts of this kind")
    status: Literal["open", "seen", "acted", "dismissed", "all"] = Field("open", description="only in this state")


def _run(turn: Turn, arguments: AlertArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    found = alerts(book, kind=arguments.kind, limit=arguments.limit)
    if arguments.status in ("open", "all"):
        return found
    none = Line("No alert has been marked as {status}.", {"status": arguments.status})
    return Result("Alerts", book.as_of, (), (), (none,), found.caveats)


ALERTS = Tool(
    "alerts",
    "Open alerts: clients whose money is leaving (retention), and news that could bring money in (growth).",
    AlertArguments,
    _run,
)
