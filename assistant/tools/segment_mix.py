"""Tool: how the mix of A, B and C clients moved, and what that did to revenue and to book value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

import pandas as pd
from pydantic import Field

from assistant.analytics.earlier import earlier
from assistant.analytics.segment_mix import segment_mix
from assistant.blocks import Result
from assistant.book.periods import Period
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

A_DAY = dt.timedelta(days=1)


class MixArguments(ReportArguments):
    method: Literal["S1", "S2", "S3"] | None = Field(
        None, description="S1 by share of revenue (default); a firm's setting: S2 fixed bands, S3 value and potential"
    )
    bands: list[Decimal] | None = Field(
        None, description="S2: yearly revenue that A begins at, then B, such as [8000, 3000]"
    )


def _run(turn: Turn, arguments: MixArguments) -> Result:
    asked = turn.book(arguments.scope, arguments.as_of)
    period = turn.period(arguments.period, asked)
    book = turn.book(arguments.scope, period.end)
    method = arguments.method or ("S2" if arguments.bands else "S1")
    days = _quarter_ends(period) if method != "S1" else ()
    return segment_mix(
        book,
        before=turn.book(arguments.scope, period.start - A_DAY),
        method=method,
        bands=tuple(round(amount * 100) for amount in arguments.bands or ()),
        between=tuple(earlier(book, day) for day in days),
        limit=arguments.limit,
    )


def _quarter_ends(period: Period) -> tuple[dt.date, ...]:
    """Every three months back from the period's end, while they lie inside it, in order."""
    end = pd.Timestamp(period.end) + pd.Timedelta(days=1)
    found: list[dt.date] = []
    while (day := (end - pd.DateOffset(months=3 * (len(found) + 1)) - pd.Timedelta(days=1)).date()) >= period.start:
        found.append(day)
    return tuple(reversed(found))


SEGMENT_MIX = Tool(
    "segment_mix",
    "The mix of A, B and C clients: how many there are and what they bring, how clients migrated between classes since "
    "the start of the period, and what volume, mix, rate and multiples did to revenue and to book value.",
    MixArguments,
    _run,
)
