"""The tables and the chart of required distributions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from assistant.analytics.distributions.dues import RMD4, RMD5, Due
from assistant.analytics.distributions.money import RMD3, RMD3_MARKED, RMD3_PLANNED
from assistant.analytics.distributions.rules import RMD1, RMD2
from assistant.blocks import Chart, Column, Table
from assistant.figures import Method, Value, money, rate

OWNER = Method("RMD1 owner", "the primary client is taken for the owner; a book does not say whose account it is")
RANGE = Method("RMD2 range", "the amount for each person of the household who might own the account, least and most")
YEAR_END = Method("year-end", "balance of the account on 31 December of the year before")
CHARTED = 10


def cents(value: float | int | None) -> Value:
    return None if value is None or pd.isna(value) else money(int(value))


def dues_table(title: str, dues: Sequence[Due], labels: pd.Series) -> Table:
    """One line a distribution, in the order given: how much, taken, left and by when."""
    columns = (
        Column("client", "Client"),
        Column("owner", "Owner assumed", "text", OWNER),
        Column("age", "Age", "years", RMD1),
        Column("plan", "From", "text", RMD4),
        Column("required", "Required", "money", RMD2),
        Column("taken", "Taken", "money", RMD3),
        Column("remaining", "Left", "money", RMD4),
        Column("due_on", "By", "date", RMD5),
        Column("notes", "Notes"),
    )
    lines = tuple(
        (
            labels[due.household_id],
            due.owner.name,
            due.owner.age_in(due.year),
            ", ".join(due.accounts),
            cents(due.required),
            money(due.taken),
            cents(due.remaining),
            due.due_on,
            "; ".join(filter(None, (due.reason, *due.notes))) or None,
        )
        for due in dues
    )
    return Table(title, columns, lines, tuple(due.household_id for due in dues))


def range_table(dues: Sequence[Due], labels: pd.Series) -> Table:
    """Where another person of the household might own the account and would owe another amount."""
    columns = (
        Column("client", "Client"),
        Column("plan", "From", "text", RMD4),
        Column("owner", "Owner assumed", "text", OWNER),
        Column("required", "Required", "money", RMD2),
        Column("low", "Least, by owner", "money", RANGE),
        Column("high", "Most, by owner", "money", RANGE),
    )
    unsure = [due for due in dues if due.low != due.high]
    lines = tuple(
        (labels[d.household_id], ", ".join(d.accounts), d.owner.name, cents(d.required), cents(d.low), cents(d.high))
        for d in unsure
    )
    return Table("If another person owns the account", columns, lines, tuple(d.household_id for d in unsure))


def accounts_table(lines: pd.DataFrame, labels: pd.Series) -> Table:
    """How each amount comes about, account by account."""
    columns = (
        Column("client", "Client"),
        Column("account", "Account"),
        Column("registration", "Registration"),
        Column("balance", "31 December before", "money", YEAR_END),
        Column("divisor", "Divisor", "years", RMD2),
        Column("required", "Required", "money", RMD2),
        Column("taken", "Taken", "money", RMD3),
        Column("marked", "Marked", "money", RMD3_MARKED),
        Column("planned", "Planned ahead", "money", RMD3_PLANNED),
    )
    rows = tuple(
        (
            labels[a.household_id],
            a.account_id,
            a.registration,
            cents(a.balance),
            None if pd.isna(a.divisor) else rate(float(a.divisor), 1),
            cents(a.required),
            money(int(a.taken)),
            money(int(a.marked)),
            money(int(a.planned)),
        )
        for a in lines.itertuples(index=False)
    )
    return Table("Account by account", columns, rows, tuple(lines["household_id"]))


def inherited_table(inherited: pd.DataFrame, labels: pd.Series) -> Table:
    """Inherited accounts: what is known of them, and no amount, which the book cannot give."""
    columns = (
        Column("client", "Client"),
        Column("account", "Account"),
        Column("product", "Product"),
        Column("balance", "31 December before", "money", YEAR_END),
        Column("taken", "Taken", "money", RMD3),
        Column("required", "Required", "money", RMD2),
        Column("why", "Why no amount"),
    )
    why = "depends on when the first owner died, at what age, and who inherited; none of it is in the book"
    rows = tuple(
        (labels[a.household_id], a.account_id, a.product, cents(a.balance), money(int(a.taken)), None, why)
        for a in inherited.itertuples(index=False)
    )
    return Table("Inherited accounts, under other rules", columns, rows, tuple(inherited["household_id"]))


def dues_chart(dues: Sequence[Due], labels: pd.Series) -> Chart:
    """Required beside taken for those with most left."""
    shown = [due for due in dues if due.required is not None][:CHARTED]
    names = tuple(f"{labels[due.household_id]}, {', '.join(due.accounts)} for {due.year}" for due in shown)
    series = (
        ("Required", tuple(money(due.required) for due in shown)),
        ("Taken", tuple(money(due.taken) for due in shown)),
    )
    alt = "Required distributions beside what was taken so far, those with most left first."
    return Chart("Required and taken", "bar", "money", names, series, alt)
