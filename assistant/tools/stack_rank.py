"""Tool: a ranking of clients, advisors, teams, branches or regions by one metric."""

from typing import Literal

from pydantic import Field

from assistant.analytics.standing import (
    Sides,
    period_before,
    stack_rank,
    stack_rank_among_peers,
    stack_rank_clients,
    stack_rank_rolled,
)
from assistant.blocks import Result
from assistant.book.periods import Period
from assistant.book.rollups import RollUp
from assistant.book.snapshot import Book
from assistant.callers import Caller
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

MetricWord = Literal[
    "aum",
    "revenue",
    "retention",
    "organic_growth",
    "net_flows",
    "book_value",
    "wallet_share",
    "new_clients",
    "referrals",
    "conversion",
    "sla",
    "depth",
    "contribution",
]
Level = Literal["advisor", "team", "branch", "region"]


class RankArguments(ReportArguments):
    metric: MetricWord = Field(description="what to rank by; organic_growth also says who coasts on the market")
    level: Literal["client", "advisor", "team", "branch", "region"] | None = Field(
        None, description="what to rank; default client for an advisor, advisor for a manager"
    )
    order: Literal["top", "bottom"] = Field("top", description="from the best or from the last")
    ties: Literal["competition", "dense", "average"] = Field("competition", description="how equal ones are placed")


def _run(turn: Turn, arguments: RankArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    period = turn.period(arguments.period, book)
    level = arguments.level or ("advisor" if looks_below(turn.caller) and len(book.scope.advisor_ids) > 1 else "client")
    if level == "client":
        return stack_rank_clients(
            book,
            metric=arguments.metric,
            period=period,
            ties=arguments.ties,
            order=arguments.order,
            limit=arguments.limit,
        )
    if not looks_below(turn.caller):
        peers = turn.peers(book, level)
        return stack_rank_among_peers(
            book, peers, metric=arguments.metric, level=level, period=period, ties=arguments.ties
        )
    return _by_name(turn, arguments, book, level, period)


def looks_below(caller: Caller) -> bool:
    """Whether this person manages others, and so sees the names of those below."""
    return bool(caller.roles & {"manager", "executive"})


def _by_name(turn: Turn, arguments: RankArguments, book: Book, level: Level, period: Period) -> Result:
    """The parts of the scope asked; a scope that is itself one part is looked at among all below the manager."""
    if len(turn.part_scopes(book, level)) == 1:
        book = turn.book(None, arguments.as_of)
    if sums := turn.rollup(book):
        return _by_sums(turn, arguments, book, sums, level, period)
    return stack_rank(
        turn.parts(book, level),
        advisors=() if level == "advisor" else turn.parts(book, "advisor"),
        metric=arguments.metric,
        level=level,
        period=period,
        ties=arguments.ties,
        order=arguments.order,
        limit=arguments.limit,
        whose=book.scope.label,
    )


def _by_sums(turn: Turn, arguments: RankArguments, book: Book, sums: RollUp, level: Level, period: Period) -> Result:
    """The same where the clients are too many to look at one by one."""
    days = (period.end, period_before(period).end)
    now, before = (turn.rollup(turn.reach.book(book.scope, day)) or sums for day in days)
    joined = book.advisors.set_index("advisor_id")["joined_on"].to_dict()
    return stack_rank_rolled(
        Sides(sums, now, before, tuple(turn.part_scopes(book, "advisor")), joined),
        parts=turn.part_scopes(book, level),
        metric=arguments.metric,
        level=level,
        period=period,
        ties=arguments.ties,
        order=arguments.order,
        limit=arguments.limit,
        whose=book.scope.label,
    )


STACK_RANK = Tool(
    "stack_rank",
    "A ranking by one metric, with ties, percentile, how sure each place is and the change of place since the period "
    "before: the top or bottom clients of a book; advisors, teams, branches or regions below a manager; an advisor's "
    "own place among unnamed peers. By organic growth it also says who grows and who coasts on the market.",
    RankArguments,
    _run,
)
