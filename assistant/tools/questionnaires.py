"""Tool: questionnaires sent, answered and overdue."""

from typing import Literal

from pydantic import Field

from assistant.analytics.questionnaires import questionnaires
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class QuestionnairesArguments(ReportArguments):
    status: Literal["sent", "answered", "overdue"] | None = Field(
        None, description="list one state only; sent: out and not yet due"
    )


def _run(turn: Turn, arguments: QuestionnairesArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return questionnaires(book, period=turn.period(arguments.period, book), status=arguments.status)


QUESTIONNAIRES = Tool(
    "questionnaires",
    "Client questionnaires sent in the period: which are out, answered and overdue, with names; the response rate, by "
    "segment too; and what the answers changed (life events, net worth).",
    QuestionnairesArguments,
    _run,
)
