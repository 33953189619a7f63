"""Tool: everything about one household, ready for a meeting."""

from pydantic import Field

from assistant.analytics.profile import client_profile
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class ProfileArguments(ReportArguments):
    client: str = Field(description="a client in words: a household, a person or an id")


def _run(turn: Turn, arguments: ProfileArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return client_profile(book, household_id=turn.client(book, arguments.client).household_id)


CLIENT_PROFILE = Tool(
    "client_profile",
    "Everything about one household, ready for a meeting: people, accounts, what moved the assets, wallet share, "
    "depth, revenue and contribution, contacts, life events, promises and open requests.",
    ProfileArguments,
    _run,
)
