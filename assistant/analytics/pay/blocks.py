"""The tables and the chart of a pay report: by month, by advisor, and the grid with its edges."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.pay.earnings import F41_MONTH, PRODUCTION, Earnings
from assistant.analytics.pay.figures import EFFECTIVE, Window
from assistant.analytics.pay.grids import F41, F41_EDGE, Grid
from assistant.analytics.pay.value_created import VALUE_CREATED
from assistant.blocks import Chart, Column, Table
from assistant.figures import money

MONTHS = (
    Column("month", "Month"),
    Column("made", "Production", "money", PRODUCTION),
    Column("pay", "Pay", "money", F41_MONTH),
    Column("made_ytd", "Production, year", "money", PRODUCTION),
    Column("pay_ytd", "Pay, year", "money", F41),
)
ADVISORS = (
    Column("name", "Advisor"),
    Column("grid", "Grid"),
    Column("made_ytd", "Production", "money", PRODUCTION),
    Column("pay_ytd", "Pay", "money", F41),
    Column("effective", "Rate", "rate", EFFECTIVE),
    Column("pay", "Last month", "money", F41_MONTH),
    Column("to_edge", "To next edge", "money", F41_EDGE),
    Column("past_edge", "Past last edge", "money", F41_EDGE),
    Column("near_step", "One unit at the near edge moves", "money", F41_EDGE),
)
VALUE = (
    Column("created", "Value created", "money", VALUE_CREATED),
    Column("recruited", "Value by transfer", "money", VALUE_CREATED),
)


def month_table(one: Earnings, window: Window) -> Table:
    """One advisor's production and pay, month by month."""
    shown = one.months[window.first :] if window.is_own else one.months[str(window.last.year) :]
    frame = shown.rename(columns=lambda name: f"{name}_cents").assign(month=shown.index.strftime("%Y-%m"))
    return table_from(f"Production and pay of {one.name} by month", MONTHS, frame)


def advisor_table(everyone: Sequence[Earnings], window: Window, value: pd.DataFrame | None) -> Table:
    """One row an advisor, in the order of the parts and never by pay."""
    frame = pd.DataFrame([_advisor_row(one, window) for one in everyone]).set_index("advisor_id", drop=False)
    columns: tuple[Column, ...] = ADVISORS
    if value is not None:
        frame, columns = frame.join(value.rename_axis(None)), (*ADVISORS, *VALUE)
    return table_from(f"Pay by advisor, {window.year}", columns, frame, ids="advisor_id")


def _advisor_row(one: Earnings, window: Window) -> dict[str, object]:
    base, pay = one.threshold_base(window.last), one.at(window.last, "pay_ytd")
    made = int(one.months.at[window.last, "made_ytd"])
    grid = one.standing(window.last)
    above, below = (grid.edge_above(base), grid.edge_below(base)) if grid else (None, None)
    near = grid.near_edge(base) if grid and grid.method == "cliff" else None
    return {
        "advisor_id": one.advisor_id,
        "name": one.name,
        "grid": f"{one.grid.id} ({one.grid.method})" if one.grid else None,
        "made_ytd_cents": made,
        "pay_ytd_cents": pay,
        "effective": None if pay is None or made <= 0 else pay / made,
        "pay_cents": one.at(window.last, "pay"),
        "to_edge_cents": None if above is None else above - base,
        "past_edge_cents": None if below is None else base - below,
        "near_step_cents": grid.step(near) if grid and near else None,
    }


def grid_table(one: Earnings, grid: Grid, window: Window) -> Table:
    """The grid's tiers: from what production, at what rate, what is paid there, what the last unit before it moves."""
    base = one.threshold_base(window.last)
    reached = [edge for edge in grid.edges if edge <= max(base, 0)]
    rows = pd.DataFrame(
        {
            "edge_cents": grid.edges,
            "rate": [float(grid.rate_at(edge)) for edge in grid.edges],
            "pay_cents": [grid.pays(edge) for edge in grid.edges],
            "step_cents": [grid.step(edge) if edge > 0 else None for edge in grid.edges],
            "here": ["here" if reached and edge == reached[-1] else None for edge in grid.edges],
        }
    )
    steps = (Column("step", "One unit there moves", "money", F41_EDGE),) if grid.method == "cliff" else ()
    columns = (
        Column("edge", "From", "money", F41),
        Column("rate", "Rate", "rate", F41),
        Column("pay", "Pay there", "money", F41),
        *steps,
        Column("here", "Present"),
    )
    return table_from(f"The {grid.method} grid {grid.id}, by production of the {grid.span}", columns, rows)


def pay_chart(everyone: Sequence[Earnings], window: Window) -> Chart:
    """Pay beside production: by month for one advisor, by advisor for several."""
    if len(everyone) == 1:
        months = everyone[0].months[str(window.last.year) :]
        labels, made, pay = tuple(months.index.strftime("%Y-%m")), months["made"].tolist(), months["pay"].tolist()
        title, alt = "Production and pay by month", f"Production and pay of {everyone[0].name}, {window.year}."
    else:
        labels = tuple(one.name for one in everyone)
        made = [int(one.months.at[window.last, "made_ytd"]) for one in everyone]
        pay = [one.at(window.last, "pay_ytd") for one in everyone]
        title, alt = "Production and pay by advisor", f"Production and pay of each advisor, {window.year}."
    paid = tuple(None if pd.isna(cents) else money(cents) for cents in pay)
    series = (("Production", tuple(money(cents) for cents in made)), ("Pay", paid))
    return Chart(title, "bar", "money", labels, series, alt)
