"""Tool: the households that meet conditions, and how the book is distributed by a characteristic."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from assistant.analytics.finding import CONDITIONS, find_clients
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

WHERE_SCHEMA = {
    "type": "object",
    "description": "conditions that must all hold; a value is plain, a list, or a comparison such as >=70",
    "properties": {condition.key: {"type": "string", "description": condition.write} for condition in CONDITIONS},
    "additionalProperties": False,
}
"""What a language model is shown. A sentence (`age >= 70 and location = Boston`), lists and numbers are read too."""

Where = Annotated[Any, WithJsonSchema(WHERE_SCHEMA)]


class FindArguments(ReportArguments):
    where: Where = None
    by: Literal["age", "income", "net_worth", "location", "tenure"] | None = Field(
        None, description="spread the clients that match, or the whole book, over this"
    )
    level: Literal["advisor", "team", "branch", "region"] | None = Field(
        None, description="compare these parts by age and concentration"
    )


def _run(turn: Turn, arguments: FindArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    level = arguments.level
    parts = turn.parts(book, level) if level else ()
    return find_clients(book, where=arguments.where, by=arguments.by, limit=arguments.limit, level=level, parts=parts)


FIND_CLIENTS = Tool(
    "find_clients",
    "The households that meet conditions (age, income, net worth, assets, revenue, place, class, tenure, holding, kind "
    "of account, last contact, need, birthday), counted with their assets; and how the book is spread by age, income, "
    "net worth, location or tenure.",
    FindArguments,
    _run,
)
