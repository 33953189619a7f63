"""Tool: incentive pay by the firm's grid, its edges, and what more or less production would change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.analytics.pay import pay_report
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

MOST = 1_000_000_000
Money = Annotated[Decimal, Field(ge=-MOST, le=MOST)]


class PayArguments(ReportArguments):
    extra_production: Money | None = Field(
        None, description="what if this much more production came in, in units of money; negative: less, a trade slips"
    )
    project: bool = Field(False, description="also project the whole year, only when a projection is asked for")
    value_created: bool = Field(
        False, description="lay the value created beside the pay; always done for several advisors"
    )


def _run(turn: Turn, arguments: PayArguments) -> Result:
    asked = turn.book(arguments.scope, arguments.as_of)
    period = turn.period(arguments.period, asked)
    book = turn.book(arguments.scope, period.end)
    several = len(book.scope.advisor_ids) > 1
    extra = arguments.extra_production
    year_before = dt.date(book.last_month.year - 1, 12, 31)
    return pay_report(
        book,
        period=period,
        advisors=turn.parts(book, "advisor") if several else (book,),
        before=turn.book(arguments.scope, year_before) if several or arguments.value_created else None,
        extra_production=None if extra is None else round(extra * 100),
        project=arguments.project,
    )


PAY_REPORT = Tool(
    "pay_report",
    "What an advisor is paid by the firm's grid: pay so far this year and of the month, the effective rate, how far "
    "the next edge or cliff is and what it changes, and the what-if of extra production (negative when a trade slips).",
    PayArguments,
    _run,
)
