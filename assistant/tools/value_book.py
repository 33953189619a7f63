"""Tool: what the book is worth, by two methods, and any what-if on it."""

from typing import Literal

from pydantic import Field

from assistant.analytics.valuation import value_book
from assistant.blocks import Result
from assistant.errors import BadArguments
from assistant.tools.arguments import Names, Rate, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class ValueArguments(ReportArguments):
    client: str | None = Field(None, description="value one client only")
    segment: Literal["A", "B", "C"] | None = Field(None, description="value one segment only")
    retention: Rate | None = Field(None, description="yearly retention, 0.94 or 94%")
    growth: Rate | None = Field(None, description="yearly growth of revenue, 0.03")
    discount_rate: Rate | None = Field(None, description="yearly discount rate, 0.12")
    margin: Rate | None = Field(None, description="share of revenue that is contribution, 0.35")
    heir_retention: Rate | None = Field(None, description="probability that heirs stay, 0.30")
    years: int | None = Field(None, ge=1, le=60, description="years of explicit cash flow")
    lose_top: int | None = Field(None, ge=1, description="what if the N largest clients by revenue left")
    lose_clients: Names | None = Field(None, description="what if these clients left")
    lose_advisor: str | None = Field(None, description="what if this advisor's clients left")


def _run(turn: Turn, arguments: ValueArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    client = turn.client(book, arguments.client).household_id if arguments.client else None
    leaving = tuple(turn.client(book, name).household_id for name in arguments.lose_clients or ())
    advisor = _one_advisor(turn, arguments.lose_advisor) if arguments.lose_advisor else None
    return value_book(
        book,
        client=client,
        segment=arguments.segment,
        retention=arguments.retention,
        growth=arguments.growth,
        discount_rate=arguments.discount_rate,
        margin=arguments.margin,
        heir_retention=arguments.heir_retention,
        years=arguments.years,
        lose_top=arguments.lose_top,
        lose_clients=leaving,
        lose_advisor=advisor,
    )


def _one_advisor(turn: Turn, words: str) -> str:
    scope = turn.scope(words)
    if scope.level != "advisor":
        raise BadArguments(f"{scope.label} is a {scope.level}; name one advisor.")
    return scope.advisor_ids[0]


VALUE_BOOK = Tool(
    "value_book",
    "What the book (or a client, or a segment) is worth: revenue multiple and net present value side by side, "
    "reconciled, as a range, with the cash flow; and any what-if: other retention, growth or rates, losing clients.",
    ValueArguments,
    _run,
)
