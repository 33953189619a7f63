"""Tool: clients like this one, and what they hold."""

from pydantic import Field

from assistant.analytics.peers import similar_clients
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class SimilarArguments(ReportArguments):
    client: str = Field(description="a client in words: a household, a person or an id")


def _run(turn: Turn, arguments: SimilarArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return similar_clients(book, household_id=turn.client(book, arguments.client).household_id)


SIMILAR_CLIENTS = Tool(
    "similar_clients",
    "Clients like this one: what the nearest peers hold, how many they are and how near. Never advice; silent below "
    "ten peers.",
    SimilarArguments,
    _run,
)
