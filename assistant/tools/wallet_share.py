"""Tool: how much of the clients' money is here, and where the rest is."""

from pydantic import Field

from assistant.analytics.wallet_share import By, wallet_share
from assistant.blocks import Result
from assistant.tools.arguments import PARTS, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class WalletArguments(ReportArguments):
    client: str | None = Field(None, description="one client in words: a household, a person or an id")
    by: By | None = Field(None, description="rows by client, class or part of the firm, or over time")
    held_away_only: bool = Field(False, description="only money held elsewhere: old employer plans, banks, insurers …")


def _run(turn: Turn, arguments: WalletArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return wallet_share(
        book,
        period=turn.period(arguments.period, book),
        client=turn.client(book, arguments.client).household_id if arguments.client else None,
        by=arguments.by,
        held_away_only=arguments.held_away_only,
        parts=turn.parts(book, arguments.by) if arguments.by in PARTS else (),
        limit=arguments.limit,
    )


WALLET_SHARE = Tool(
    "wallet_share",
    "Share of wallet and whether it is really rising: assets over declared net worth with its interval and coverage, "
    "what money, market and new declarations did to it, held-away money by institution, old employer plans (401k), "
    "divided relationships, and the opportunity in money; for the book or one client.",
    WalletArguments,
    _run,
)
