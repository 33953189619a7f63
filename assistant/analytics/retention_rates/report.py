"""Retention by named definitions, side by side or one alone, with its trend, its interval and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.analytics.bridge import data_line, data_month
from assistant.analytics.retention_rates import tables, words
from assistant.analytics.retention_rates.figures import measure_figures, side_figures
from assistant.analytics.retention_rates.measures import BY_KEY, COMPANIONS, MEASURES, Measure, MeasureName
from assistant.analytics.retention_rates.reading import OVER_TIME, By, Group, Reading, groups_by, read
from assistant.analytics.retention_rates.tenure import (
    AHEAD,
    F19,
    LEAST_EXITS,
    Curve,
    curve_of,
    start_years,
    tenure_years,
)
from assistant.blocks import Block, Result
from assistant.errors import BadArguments
from assistant.figures import Figure, Rows, rate

if TYPE_CHECKING:
    import pandas as pd

    from assistant.book.periods import Period
    from assistant.book.snapshot import Book


def retention_rates(
    book: Book,
    *,
    period: Period,
    measure: MeasureName | None = None,
    by: By | None = None,
    parts: Sequence[Book] = (),
    limit: int = 10,
) -> Result:
    """How much of a book was kept over a period: clients (R1, R2), assets without the market (R3, R4), revenue (R5, R6,
    and R6x at constant prices), share of wallet (R7); without `measure` all of them, with the divergence told.

    Rates are decimals, money is in cents until it is a Figure, counts carry Wilson's 90 % interval. `by`: month,
    quarter, year, segment (S1 at the period's beginning), tenure (R8, with the curve of F19), or advisor, team, branch
    with one Book a part in `parts`. `limit`: how many leavers are named. Raises BadArguments for an unknown measure and
    for parts that were not opened, NotEnoughData when rows over time have no closed month, or classes no revenue.
    """
    if measure is not None and measure not in BY_KEY:
        raise BadArguments(f"Retention is measured by {', '.join(BY_KEY)}, not by “{measure}”.")
    reading = read(book, period)
    shown = MEASURES if measure is None else tuple(BY_KEY[key] for key in (measure, *COMPANIONS.get(measure, ())))
    main = shown[0]
    groups = words.in_order(groups_by(reading, period, by, parts), main, by) if by else ()
    years = _tenure(reading) if by == "tenure" else None
    figures = _figures(reading, shown, groups, by, years)
    by_key = {figure.key: figure for figure in figures}
    lines = (
        words.whole_lines(by_key, reading) if measure is None else words.measure_lines(by_key, reading, main, shown[1:])
    )
    return Result(
        title=f"Retention of {book.scope.label}, {period}"
        if measure is None
        else f"{main.label}: {book.scope.label}, {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=_blocks(reading, shown, groups, by, years, limit),
        summary=(*lines, *(words.group_lines(groups, main, by, by_key) if by else ()), data_line(by_key["data_month"])),
        caveats=(*words.caveats(by_key, reading, shown), *words.row_notes(book, by)),
    )


def _tenure(reading: Reading) -> tuple[pd.DataFrame, Curve | None]:
    """Years of tenure since the balances begin: who left before them would not be on file."""
    months = reading.months
    since = reading.window.start if months is None else months.month(months.begins).date()
    years = tenure_years(reading.known, since, reading.window.end)
    return years, curve_of(years)


def _figures(
    reading: Reading,
    shown: Sequence[Measure],
    groups: Sequence[Group],
    by: By | None,
    years: tuple[pd.DataFrame, Curve | None] | None,
) -> tuple[Figure, ...]:
    clients = BY_KEY["clients"]
    beside = () if clients in shown else (clients,)
    found = [*measure_figures(reading, (*shown, *beside)), *side_figures(reading), data_month(reading.book)]
    by_key = {figure.key: figure for figure in found}
    if by:
        lines = words.group_lines(groups, shown[0], by, by_key)
        found += [v for line in lines for v in line.values.values() if isinstance(v, Figure) and v.key not in by_key]
    return (*found, *(_curve_figures(reading, years[1]) if years else ()))


def _curve_figures(reading: Reading, curve: Curve | None) -> tuple[Figure, ...]:
    reason = "" if curve else f"a curve takes at least {LEAST_EXITS} exits over several years of tenure on record"
    behind = Rows.of("households", reading.known.ids)

    def one(key: str, label: str, value: float | None) -> Figure:
        return Figure(key, label, rate(value), "rate", F19, behind, reason=reason)

    return (
        one(
            "curve_first", "Retention in the first year of tenure, by the curve", curve.retention(1) if curve else None
        ),
        one(
            "curve_tenth",
            "Retention in the tenth year of tenure, by the curve",
            curve.retention(AHEAD) if curve else None,
        ),
        one(
            "curve_survival",
            "New clients still there after ten years, by the curve",
            curve.survival(AHEAD) if curve else None,
        ),
    )


def _blocks(
    reading: Reading,
    shown: Sequence[Measure],
    groups: Sequence[Group],
    by: By | None,
    years: tuple[pd.DataFrame, Curve | None] | None,
    limit: int,
) -> tuple[Block, ...]:
    now, before, when = reading.rates, reading.earlier, reading.window.compared_with
    blocks: list[Block] = []
    if by:
        blocks.append(tables.groups_table(groups, shown, by))
        drawn = shown if len(shown) < 3 else [BY_KEY[key] for key in ("clients", "assets_gross", "revenue_gross")]
        blocks.append(tables.groups_chart(groups, drawn, by, over_time=by in OVER_TIME))
    if years is not None:
        blocks.append(tables.start_years_table(reading.split(start_years(reading.known)), shown[0]))
        blocks.append(tables.tenure_years_table(*years))
    both = [tables.definitions_table(shown, now, before, when, counted=counted) for counted in (True, False)]
    blocks += [table for table in both if table.rows]
    if not by:
        blocks.append(tables.measures_chart(shown, now))
    if reading.rows["gone"].any() or reading.rows["merged"].any():
        blocks += [tables.exits_table(reading), tables.leavers_table(reading, limit)]
    return tuple(blocks)
