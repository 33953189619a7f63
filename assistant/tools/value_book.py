"""Tool: what the book is worth, by two methods, part by part, and any what-if or sale of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from assistant.analytics.earlier import earlier
from assistant.analytics.valuation import DealTerms, value_book
from assistant.blocks import Result
from assistant.errors import BadArguments
from assistant.tools.arguments import PARTS, Names, Rate, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

MOST = 1_000_000_000_000
Price = Annotated[Decimal, Field(gt=0, le=MOST)]
A_DAY = dt.timedelta(days=1)


class ValueArguments(ReportArguments):
    client: str | None = Field(None, description="value one client only")
    segment: Literal["A", "B", "C"] | None = Field(None, description="value one segment only")
    by: Literal["advisor", "team", "branch", "region", "segment"] | None = Field(
        None, description="divide the value by this, with age, concentration and value at risk of each part"
    )
    since: str | None = Field(
        None, description="what moved the value since the start of this period: 1y, ytd, 2025-06-30 …"
    )
    retention: Rate | None = Field(None, description="yearly retention, 0.94 or 94%")
    growth: Rate | None = Field(None, description="yearly growth of revenue, 0.03")
    discount_rate: Rate | None = Field(None, description="yearly discount rate, 0.12")
    margin: Rate | None = Field(None, description="share of revenue that is contribution, 0.35")
    heir_retention: Rate | None = Field(None, description="probability that heirs stay, 0.30")
    years: int | None = Field(None, ge=1, le=60, description="years of explicit cash flow")
    lose_top: int | None = Field(None, ge=1, description="what if the N largest clients by revenue left")
    lose_clients: Names | None = Field(None, description="what if these clients left")
    lose_advisor: str | None = Field(None, description="what is at risk if this advisor left, by scenario")
    price: Price | None = Field(None, description="terms of a sale: the price offered; else the value by multiple")
    down_payment: Rate | None = Field(None, description="terms of a sale: share of the price paid at once, 0.61")
    note_years: int | None = Field(None, ge=1, le=30, description="terms of a sale: yearly payments of the rest")
    note_rate: Rate | None = Field(None, description="terms of a sale: rate that later payments are discounted at")
    earn_out_threshold: Rate | None = Field(
        None, description="terms of a sale: share of revenue that must stay for later payments to be made in full, 0.9"
    )


def _run(turn: Turn, arguments: ValueArguments) -> Result:
    book, by = turn.book(arguments.scope, arguments.as_of), arguments.by
    client = turn.client(book, arguments.client).household_id if arguments.client else None
    leaving = tuple(turn.client(book, name).household_id for name in arguments.lose_clients or ())
    advisor = _one_advisor(turn, arguments.lose_advisor) if arguments.lose_advisor else None
    start = turn.period(arguments.since, book).start if arguments.since else None
    return value_book(
        book,
        client=client,
        segment=arguments.segment,
        by=by,
        parts=turn.part_scopes(book, by) if by in PARTS else (),
        before=None if start is None else earlier(book, start - A_DAY),
        retention=arguments.retention,
        growth=arguments.growth,
        discount_rate=arguments.discount_rate,
        margin=arguments.margin,
        heir_retention=arguments.heir_retention,
        years=arguments.years,
        lose_top=arguments.lose_top,
        lose_clients=leaving,
        lose_advisor=advisor,
        deal=_deal(arguments),
        limit=arguments.limit,
    )


def _one_advisor(turn: Turn, words: str) -> str:
    scope = turn.scope(words)
    if scope.level != "advisor":
        raise BadArguments(f"{scope.label} is a {scope.level}; name one advisor.")
    return scope.advisor_ids[0]


def _deal(arguments: ValueArguments) -> DealTerms | None:
    """The terms of a sale that were given, the rest as usual; None when none was."""
    given: dict[str, Any] = {
        "price_cents": None if arguments.price is None else round(arguments.price * 100),
        "down_payment": arguments.down_payment,
        "note_years": arguments.note_years,
        "note_rate": arguments.note_rate,
        "earn_out_threshold": arguments.earn_out_threshold,
    }
    terms = {name: value for name, value in given.items() if value is not None}
    return DealTerms(**terms) if terms else None


VALUE_BOOK = Tool(
    "value_book",
    "What the book (or a client, or a segment) is worth: revenue multiple and net present value side by side, "
    "reconciled, as a range, with the cash flow; by branch or advisor with the oldest and most concentrated books; "
    "what moved it; and any what-if: other retention, growth or rates, losing clients or an advisor, terms of a sale.",
    ValueArguments,
    _run,
)
