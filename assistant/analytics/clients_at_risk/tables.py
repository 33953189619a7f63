"""The call list as a table and a chart, and what moves one client's chance, part by part."""

from __future__ import annotations

import math

import pandas as pd

from assistant.analytics.clients_at_risk.rows import F17, LOSS
from assistant.analytics.staying.prior import STAYING
from assistant.blocks import Chart, Column, Table
from assistant.figures import Method, Value, money, rate

VALUE = Method("F12 client", "net present value of the client, as in value_book")
PARTS = Method(
    "F17 parts",
    "slope × distance from a typical client, on the logit scale; the parts and the typical client add up to the logit "
    "of the chance of loss",
)
LABELS = {term.key: term.label for term in STAYING.terms} | {"advisor": "the advisor's own level"}
SHOWN_PARTS = 8


def call_table(rows: pd.DataFrame) -> Table:
    columns = (
        Column("client", "Client"),
        Column("at_risk", "Value at risk", "money", F17),
        Column("loss", "Chance of loss", "rate", LOSS),
        Column("value", "Value", "money", VALUE),
        Column("reason", "Reason", method=LOSS),
        Column("next", "What to do next"),
        Column("last_contact", "Last two-way contact", "date"),
    )
    cells = tuple(
        (
            str(row.name),
            money(int(row.at_risk_cents)),
            rate(float(row.loss)),
            money(int(row.npv_cents)),
            str(row.reason),
            str(row.then),
            None if pd.isna(row.last_contact) else row.last_contact,
        )
        for row in rows.itertuples(index=False)
    )
    return Table("Clients by value at risk", columns, cells, tuple(map(str, rows.index)))


def risk_chart(rows: pd.DataFrame) -> Chart:
    values = tuple(money(int(cents)) for cents in rows["at_risk_cents"])
    first = str(rows["name"].iloc[0])
    alt = f"Most value is at risk with {first}."
    return Chart(
        "Value at risk by client", "bar", "money", tuple(rows["name"].astype(str)), (("At risk", values),), alt
    )


def parts_table(parts: pd.Series, features: pd.Series) -> Table:
    """Every part of one client's logit, the one that raises the chance of loss most first; they add up to the last
    row. `parts` of Chances, `features` of staying_features."""
    columns = (
        Column("what", "What"),
        Column("known", "This client", "score"),
        Column("part", "Moves the logit by", "score", PARTS),
    )
    moved = parts.drop("intercept").sort_values(ascending=False, kind="stable")
    rows: list[tuple[Value, ...]] = [
        (LABELS[str(key)], _known(features, str(key)), rate(float(part), 4)) for key, part in moved.items()
    ]
    rows.append(("a typical client", None, rate(float(parts["intercept"]), 4)))
    rows.append(("together: the logit of the chance of loss", None, rate(float(parts.sum()), 4)))
    return Table("What moves the chance of loss", columns, tuple(rows))


def _known(features: pd.Series, key: str) -> Value:
    value = float(features.get(key, math.nan))
    return rate(math.exp(value) if key == "assets" else value, 2)


def parts_chart(parts: pd.Series) -> Chart:
    moved = parts.drop("intercept")
    strongest = moved.reindex(moved.abs().sort_values(ascending=False, kind="stable").index[:SHOWN_PARTS])
    strongest = strongest.sort_values(ascending=False, kind="stable")
    names = tuple(LABELS[str(key)] for key in strongest.index)
    values = tuple(rate(float(part), 4) for part in strongest)
    alt = f"What raises the chance of loss most is {names[0]}; what lowers it most is {names[-1]}."
    return Chart("What moves the chance of loss (logit)", "bar", "score", names, (("Moves it by", values),), alt)
