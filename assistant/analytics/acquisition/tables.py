"""The figures, tables and chart of what a new client costs and is worth."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from assistant.analytics.acquisition.costs import F34, F34_RANGE, LTV_CAC, READING
from assistant.analytics.acquisition.regret import F36, F36_HOURS
from assistant.analytics.frame_tables import cell, table_from
from assistant.analytics.lifetime import F35, F35_FLAT, F35_PAYBACK
from assistant.analytics.valuation.assumptions import DISCOUNT_RATE, GROWTH, MARGIN
from assistant.analytics.valuation.cash_flow import F12
from assistant.blocks import Chart, Column, Table
from assistant.figures import Figure, Method, Rows, Unit, money, rate

COUNTS = Method("F34 counts", "leads created in the period, and leads won in it, whenever they were created")
SPENT = Method("F34 spent", "the numerator of F34: cash, and hours × the advisor's hourly cost, of the period")
VALUED = Method("F35 revenue", "repeatable revenue of a year of the won clients that can be valued ÷ their number")
COST: tuple[Column, ...] = (
    Column("leads", "Leads", "count", COUNTS),
    Column("won", "Won", "count", COUNTS),
    Column("cost", "Cost with time", "money", SPENT),
    Column("cash", "Cash", "money", SPENT),
    Column("time", "Time", "money", SPENT),
    Column("hours", "Hours", "count", SPENT),
    Column("cac", "Cost of a new client", "money", F34),
    Column("cac_cash", "Cash per new client", "money", F34),
    Column("cac_time", "Time per new client", "money", F34),
    Column("cac_low", "With good luck", "money", F34_RANGE),
    Column("cac_high", "With bad luck", "money", F34_RANGE),
)
WORTH: tuple[Column, ...] = (
    Column("won", "Won", "count", COUNTS),
    Column("valued", "Valued", "count", VALUED),
    Column("year", "Revenue a year", "money", VALUED),
    Column("ltv", "Lifetime value", "money", F35),
    Column("ltv_cac", "Lifetime value ÷ cost", "multiple", LTV_CAC),
    Column("payback", "Payback, years", "years", F35_PAYBACK),
    Column("flat", "Lifetime value, undiscounted (to compare)", "money", F35_FLAT),
    Column("reading", "Reading", "text", READING),
)
FIGURES = ("won", "valued", "cost", "hours", "cac", "cac_cash", "cac_time", "ltv", "ltv_cac", "payback", "flat")
NO_WIN = "no client was won in the period, so there is nothing to divide the cost by"
NO_RATE = "hours are recorded of an advisor without an hourly cost, so the cost of time is not known"
NO_VALUE = "no client won in the period is linked to a client of this book that can be valued"
WRONG: tuple[Column, ...] = (
    Column("name", "Client"),
    Column("source", "Source"),
    Column("won_on", "Won on", "date", COUNTS),
    Column("npv", "Value today", "money", F12),
    Column("cac", "Cost of a client of that source", "money", F34),
    Column("short", "Short by", "money", F36),
    Column("hours", "Hours of the last year", "count", F36_HOURS),
)


def cost_table(rows: pd.DataFrame, total: pd.DataFrame, by: str) -> Table:
    """What was spent and what a new client cost; the last row is the whole, from sums."""
    return _table(f"Cost of a new client by {by}", by, COST, rows, total)


def worth_table(rows: pd.DataFrame, total: pd.DataFrame, by: str) -> Table:
    """What a won client is worth against its cost."""
    return _table(f"What a new client is worth by {by}", by, WORTH, rows, total)


def _table(title: str, by: str, columns: tuple[Column, ...], rows: pd.DataFrame, total: pd.DataFrame) -> Table:
    return table_from(title, (Column("name", by.capitalize()), *columns), pd.concat([rows, total]))


def cost_chart(rows: pd.DataFrame, by: str) -> Chart:
    """Cash and time of a new client, side by side, for the rows with a win."""
    known = rows[rows["cac_cents"].notna()]
    series = tuple(
        (label, tuple(money(float(cents)) for cents in known[f"cac_{part}_cents"]))
        for part, label in (("cash", "Cash"), ("time", "Time"))
    )
    mostly = "Time" if (known["cac_time_cents"].sum() > known["cac_cash_cents"].sum()) else "Cash"
    alt = f"{mostly} is the larger part of the cost on the whole." if len(known) else "No cost of a client is known."
    return Chart(f"Cost of a new client by {by}, cash and time", "bar", "money", tuple(known["name"]), series, alt)


def cost_figures(rows: pd.DataFrame, total: pd.DataFrame, wins: pd.DataFrame) -> tuple[Figure, ...]:
    """The whole's figures under plain keys, then those of each row with its key behind."""
    found = _of_row("", "", total.iloc[0], Rows.of("leads", wins["lead_id"]))
    for key, row in rows.iterrows():
        of_source = wins.loc[wins["key"] == key, "lead_id"]
        found += _of_row(f"_{key or 'none'}", f"{row['name']}: ", row, Rows.of("leads", of_source))
    return tuple(found)


def _of_row(suffix: str, prefix: str, row: pd.Series, behind: Rows) -> list[Figure]:
    columns = {column.key: column for column in (*WORTH, *COST)}
    found = []
    for key in FIGURES:
        column = columns[key]
        value = cell(row[f"{key}_cents" if column.unit == "money" else key], column.unit)
        label = prefix + (column.label if not prefix else column.label.lower())
        reason = "" if value is not None else _reason(key, row)
        method = column.method or F34
        found.append(Figure(f"{key}{suffix}", label, value, column.unit, method, behind, _inputs(key), reason))
    return found


def _reason(key: str, row: pd.Series) -> str:
    if key in ("ltv", "flat") or (key in ("ltv_cac", "payback") and not row["valued"]):
        return NO_VALUE
    if key != "cost" and not row["won"]:
        return NO_WIN
    return NO_RATE if pd.isna(row["cost_cents"]) else "nothing was spent, so there is no cost to compare with"


def _inputs(key: str) -> tuple[tuple[str, str], ...]:
    standing: Mapping[str, float] = {"margin": MARGIN, "growth": GROWTH, "discount rate": DISCOUNT_RATE}
    used = {"ltv": ("margin", "growth", "discount rate"), "ltv_cac": ("margin", "growth", "discount rate")}
    return tuple(
        (name, str(standing[name])) for name in used.get(key, ("margin",) if key in ("payback", "flat") else ())
    )


def regret_figures(judged: pd.DataFrame) -> tuple[Figure, ...]:
    """Share and number of the wrong clients, the hours they take, and by how much their cost exceeds their value."""
    wrong, behind = judged[judged["wrong"]], Rows.of("households", judged.index)
    mine = Rows.of("households", wrong.index)
    nobody = "" if len(judged) else "no client won in the last two years can be both valued and costed"
    share = rate(len(wrong) / len(judged)) if len(judged) else None
    hours = cell(round(float(wrong["hours"].sum()), 2), "count")
    facts: tuple[tuple[str, str, object, Unit, Method, Rows], ...] = (
        ("regret_share", "Share of wins worth less than they cost", share, "rate", F36, behind),
        ("regret_judged", "Wins of the last two years that can be judged", len(judged), "count", F36, behind),
        ("regret_wins", "Wins worth less than they cost", len(wrong), "count", F36, mine),
        ("regret_hours", "Hours they took in the last year", hours, "count", F36_HOURS, mine),
        ("regret_short", "Their cost above their value", money(float(wrong["short_cents"].sum())), "money", F36, mine),
    )
    return tuple(
        Figure(key, label, value, unit, method, rows, reason=nobody if value is None else "")  # type: ignore[arg-type]
        for key, label, value, unit, method, rows in facts
    )


def regret_table(judged: pd.DataFrame, names: pd.Series, limit: int) -> tuple[Table, ...]:
    """The wrong clients, largest shortfall first; no table when there is none."""
    wrong = judged[judged["wrong"]].head(limit).reset_index()
    if wrong.empty:
        return ()
    wrong["source"] = wrong["source_id"].map(names).fillna("no source on file")
    return (table_from("Won in the last two years and worth less than they cost", WRONG, wrong, ids="household_id"),)
