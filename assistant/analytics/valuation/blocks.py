"""The tables and the chart of a valuation: the two methods, the gap, the drivers, the years, the clients."""

from __future__ import annotations

import pandas as pd

from assistant.analytics.valuation.anchors import anchors_table, rates_table
from assistant.analytics.valuation.cash_flow import F12
from assistant.analytics.valuation.drivers import F5, F16, F18, Reconciliation, driver_money, sensitivities
from assistant.analytics.valuation.figures import ASSUMPTIONS
from assistant.analytics.valuation.two_values import F1, F3, Valuation
from assistant.blocks import Block, Chart, Column, Table
from assistant.figures import Figure, Method, money, rate

PLACE = Method(
    "F4b place",
    "share of the other clients with revenue who brought less in twelve months; a place tells where the trend comes "
    "from and never multiplies a value",
)
DRIVER_LABELS = (
    ("retention", "Retention against 95 %"),
    ("growth", "Revenue trend"),
    ("wallet", "Share of wallet"),
    ("age", "Age, partner and drawing down"),
    ("heirs", "Heirs known or not"),
)


def valuation_blocks(standing: Valuation, gap: Reconciliation, by_tenure: Figure) -> tuple[Block, ...]:
    """How the value is made up, what moves it, and what others say."""
    return (
        _methods(standing, by_tenure),
        _gap_table(standing, gap),
        _drivers(standing),
        *_years(standing),
        _steps(standing),
        rates_table(standing),
        anchors_table(),
    )


def _methods(valuation: Valuation, by_tenure: Figure) -> Table:
    columns = (
        Column("method", "Method"),
        Column("low", "Low", "money", F1),
        Column("centre", "Centre", "money"),
        Column("high", "High", "money", F1),
    )
    low, centre, high, adjusted, npv = (
        money(valuation.total(name)) for name in ("low", "centre", "high", "adjusted", "npv")
    )
    rows = (
        ("Revenue multiple", low, centre, high),
        ("Revenue multiple moved by the clients' drivers", None, adjusted, None),
        ("Net present value", None, npv, None),
        *((("Net present value, retention by tenure", None, by_tenure.value, None),) if by_tenure.value else ()),
    )
    return Table("Two values side by side", columns, rows)


def _gap_table(valuation: Valuation, gap: Reconciliation) -> Table:
    rows = [("Net present value", money(valuation.total("npv")))]
    rows += [
        (f"{label.capitalize()}, from ours to the buyer's", money(gap.effects[name])) for name, label in ASSUMPTIONS
    ]
    rows += [
        ("Unexplained market premium", money(gap.premium)),
        ("Drivers a market multiple does not see", money(gap.drivers)),
        ("Value by revenue multiple", money(valuation.total("centre"))),
    ]
    columns = (Column("step", "Step"), Column("amount", "Amount", "money", F16))
    return Table("Why the two values differ", columns, tuple(rows))


def _drivers(valuation: Valuation) -> Table:
    parts = driver_money(valuation)
    rows = [("Value by market multiple", money(valuation.total("centre")))]
    rows += [(label, money(parts[name])) for name, label in DRIVER_LABELS]
    rows += [("Value moved by the drivers", money(valuation.total("adjusted")))]
    columns = (Column("driver", "Driver"), Column("amount", "Amount", "money", F5))
    return Table("What moves the multiple", columns, tuple(rows))


def _years(valuation: Valuation) -> tuple[Table, Chart]:
    frame = valuation.year_by_year()
    columns = (
        Column("year", "Year", "count"),
        Column("revenue", "Revenue expected", "money", F12),
        Column("cash", "Cash flow", "money", F12),
        Column("factor", "Discount factor", "score", F12),
        Column("value", "Present value", "money", F12),
    )
    rows = tuple(
        (int(year), money(revenue), money(cash), rate(factor), money(value))
        for year, revenue, cash, factor, value in frame.itertuples(index=False)
    )
    chart = Chart(
        "Cash flow and its present value by year",
        "bar",
        "money",
        tuple(str(row[0]) for row in rows),
        (("Cash flow", tuple(row[2] for row in rows)), ("Present value", tuple(row[4] for row in rows))),
        "Each year's cash flow is smaller in today's money, and fewer clients are left to bring it.",
    )
    return Table("Cash flow year by year", columns, rows), chart


def _steps(valuation: Valuation) -> Table:
    columns = (
        Column("assumption", "If this moves"),
        Column("npv", "NPV changes by", "money", F18),
        Column("multiple", "Value by multiple changes by", "money", F18),
    )
    rows = tuple((step.assumption, money(step.npv), money(step.adjusted)) for step in sensitivities(valuation))
    return Table("What the value is sensitive to", columns, rows)


def clients_table(valuation: Valuation, places: pd.DataFrame, limit: int, whose: str = "") -> Table:
    """The clients that make up most of the value, by value moved by their drivers, with their place in the book by
    revenue now and twelve quarters ago (`places`)."""
    names = valuation.rows.drop_duplicates("household_id").set_index("household_id")["name"]
    values = valuation.by_client("centre", "adjusted", "npv")
    order = values["adjusted"].sort_values(ascending=False, kind="stable").index[:limit]
    columns = (
        Column("client", "Client"),
        Column("multiple", "By multiple", "money", F1),
        Column("adjusted", "Moved by drivers", "money", F3),
        Column("npv", "NPV", "money", F12),
        Column("place", "Clients who bring less", "rate", PLACE),
        Column("place_then", "The same twelve quarters ago", "rate", PLACE),
    )
    where = places.reindex(order)
    rows = tuple(
        (str(names[client]), *map(money, cents), rate(now, 4), rate(then, 4))
        for client, cents, now, then in zip(
            order, values.loc[order].to_numpy().tolist(), where["now"].tolist(), where["then"].tolist(), strict=True
        )
    )
    return Table(f"Clients{whose} by value", columns, rows, tuple(str(client) for client in order))
