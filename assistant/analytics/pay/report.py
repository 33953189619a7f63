"""What an advisor is paid by the firm's grid, where its edges lie, and what more or less production would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import FRESHNESS
from assistant.analytics.pay.blocks import advisor_table, grid_table, month_table, pay_chart
from assistant.analytics.pay.earnings import Earnings, earnings_of
from assistant.analytics.pay.figures import (
    Window,
    edge_figures,
    pay_figures,
    projection_figures,
    several_figures,
    what_if_figures,
)
from assistant.analytics.pay.value_created import VALUE_CREATED, value_created
from assistant.analytics.pay.words import (
    CONFLICT,
    CONFLICT_OF_OTHERS,
    edge_lines,
    near_lines,
    pay_lines,
    projection_lines,
    value_lines,
    what_if_lines,
)
from assistant.blocks import Block, Result
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import Figure, Line, Rows, money

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

GRID_ALONE = (
    "Pay is what the grid gives on all revenue of the book, before deferrals, awards, team agreements and taxes, which "
    "are not on file."
)
OWNERSHIP = "Production follows the present owner of a client: the past of a client who was handed over comes along."


def pay_report(
    book: Book,
    *,
    period: Period,
    advisors: Sequence[Book],
    before: Book | None = None,
    extra_production: int | None = None,
    project: bool = False,
) -> Result:
    """Pay of the calendar year to the last closed month of the period under each advisor's grid (F41), of that month
    alone and of the period's months; the grid's edges; and pay with `extra_production` (cents, negative for production
    that is lost).

    `advisors`: one Book an advisor, opened at the book's date; pay is reckoned for each and added up. `before`: the
    book at the end of the year before, to lay the value created (F1) beside the pay. `project` adds the whole year if
    the months left are like those so far, labelled as a projection. Clients are never ranked by what they would pay.
    Raises BadArguments for extra production of several advisors at once.
    """
    if extra_production is not None and len(advisors) > 1:
        raise BadArguments(
            f"Extra production belongs to one advisor's grid; {book.scope.label} has {len(advisors)}. Name one advisor."
        )
    window = _window(book, period)
    everyone = earnings_of(advisors, window.first, window.last)
    value, no_value = _value(before, book)
    figures = list(pay_figures(everyone, window))
    if len(everyone) > 1:
        figures += several_figures(everyone)
    if before is not None:
        figures += _value_figures(value, no_value, book)
    one = everyone[0] if len(everyone) == 1 else None
    if one and one.grid:
        figures += edge_figures(one, one.grid, window) if one.standing(window.last) else ()
        figures += what_if_figures(one, one.grid, window, extra_production) if extra_production is not None else ()
    if project:
        figures += projection_figures(everyone, window, extra_production or 0)
    figures.append(Figure("data_month", "Last closed month", f"{window.last:%B %Y}", "text", FRESHNESS))
    return Result(
        title=f"Pay of {book.scope.label}, {window.year}",
        as_of=book.as_of,
        figures=tuple(figures),
        blocks=_blocks(everyone, window, value),
        summary=_summary(everyone, window, {f.key: f for f in figures}, book.scope.label, extra_production),
        caveats=_caveats(everyone, period, window, no_value),
        data_version=book.data_version,
    )


def _window(book: Book, period: Period) -> Window:
    """The closed months asked about; where none of them has closed yet, the last closed one before."""
    last = period.last_month(book.last_month)
    return Window(min(period.first_month, last), last)


def _value(before: Book | None, book: Book) -> tuple[pd.DataFrame | None, str]:
    if before is None:
        return None, ""
    try:
        return value_created(before, book), ""
    except NotEnoughData as missing:
        return None, missing.sentence


def _value_figures(value: pd.DataFrame | None, reason: str, book: Book) -> tuple[Figure, ...]:
    behind = Rows.of("households", book.open_households["household_id"])
    labels = (("value_created", "Value created since the year began", "created_cents"),
              ("value_recruited", "Value that arrived by transfer", "recruited_cents"))  # fmt: skip
    return tuple(
        Figure(key, label, None if value is None else money(int(value[column].sum())), "money", VALUE_CREATED, behind,
               reason=reason)
        for key, label, column in labels
    )  # fmt: skip


def _blocks(everyone: Sequence[Earnings], window: Window, value: pd.DataFrame | None) -> tuple[Block, ...]:
    chart = pay_chart(everyone, window)
    if len(everyone) > 1:
        return advisor_table(everyone, window, value), chart
    one = everyone[0]
    by_advisor = (advisor_table(everyone, window, value),) if value is not None else ()
    grid = (grid_table(one, one.grid, window),) if one.grid else ()
    return month_table(one, window), chart, *grid, *by_advisor


def _summary(
    everyone: Sequence[Earnings], window: Window, by: dict[str, Figure], whose: str, extra: int | None
) -> tuple[Line, ...]:
    one = everyone[0] if len(everyone) == 1 else None
    lines = pay_lines(by, everyone, window, whose)
    if one and one.grid:
        lines += edge_lines(by, one.grid, one.threshold_base(window.last)) if "tier_rate" in by else []
        lines += what_if_lines(by, extra, f"{window.last:%B %Y}") if extra is not None else []
    lines += near_lines(by, everyone, window) if one is None else []
    lines += value_lines(by)
    lines += projection_lines(by, window.last.year) if "projected_pay" in by else []
    if any(e.grid for e in everyone):
        lines.append(Line(CONFLICT if one else CONFLICT_OF_OTHERS))
    return (*lines, Line("Revenue is closed to {data_month}.", {"data_month": by["data_month"]}))


def _caveats(everyone: Sequence[Earnings], period: Period, window: Window, no_value: str) -> tuple[str, ...]:
    unknown = sorted({e.reason for e in everyone if e.reason})
    open_month = (
        (f"No month of {period} has closed yet; the last closed month is {window.last:%B %Y}.",)
        if period.first_month > window.last
        else ()
    )
    return (
        *open_month,
        *(f"{reason[:1].upper()}{reason[1:]}; that pay is left out of the sums." for reason in unknown),
        *((f"Value created is not known: {no_value}.",) if no_value else ()),
        GRID_ALONE,
        OWNERSHIP,
    )
