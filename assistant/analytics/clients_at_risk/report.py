"""Whom to call: what each client is worth times the chance of losing them within twelve months, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.clients_at_risk.figures import (
    blend_caveat,
    blend_figures,
    many_figures,
    one_figures,
)
from assistant.analytics.clients_at_risk.rows import risk_rows
from assistant.analytics.clients_at_risk.tables import call_table, parts_chart, parts_table, risk_chart
from assistant.analytics.referrals.economics import all_costs, leads_of
from assistant.analytics.sentences import sentence
from assistant.analytics.staying import Chances, staying_chances
from assistant.blocks import Result
from assistant.book.periods import parse_period
from assistant.errors import NotEnoughData, NotFound
from assistant.figures import Figure, Method, Rows, money

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

REPLACING = Method("F34", "cost of winning clients over twelve months, time included ÷ clients won")
CAVEATS = (
    "A chance of loss is a reason to call, not a prediction about a person; no client is told of it.",
    "The list is in order of value at risk, not of assets, and leaves deaths out: those are no choice of the client's.",
)
ASSOCIATION = (
    "What goes with better service is an association among clients, not the effect of a call: who is called may differ "
    "in other ways too."
)


def clients_at_risk(book: Book, *, household_id: str | None = None, limit: int = 10) -> Result:
    """The open households in order of value at risk (F17): chance of loss, value, reason, what to do, last contact.

    `household_id`: that household alone, with its probability of staying, what moves it and by how much, and what it
    is for a client like it who is better served. Raises NotFound for one that is not an open household with revenue of
    this book, NotEnoughData when nobody has revenue.
    """
    chances = staying_chances(book)
    rows = risk_rows(book, chances)
    if rows.empty:
        raise NotEnoughData(f"No open client of {book.scope.label} has revenue, so nothing of value can be lost.")
    replacing = _replacing(book)
    if household_id is not None:
        if household_id not in rows.index:
            raise NotFound("There is no such client with revenue in this book.")
        return _one(book, rows.loc[household_id], chances, replacing)
    return _many(book, rows, chances, replacing, limit)


def _replacing(book: Book) -> Figure:
    """What winning one client has cost over twelve months (F34)."""
    first = (book.last_month - pd.DateOffset(months=11)).date()
    last = (book.last_month + pd.offsets.MonthEnd(0)).date()
    period = parse_period(f"{first.isoformat()}..{last.isoformat()}", book.as_of)
    leads = leads_of(book, period)
    won = leads[leads["won_on"].notna()]
    costs = all_costs(book, leads, period)
    unknown = costs.empty or bool(costs["time_cents"].isna().any())
    reason = "no client was won in the last twelve months" if won.empty else ""
    reason = reason or ("the hourly cost of an advisor is not on file" if unknown else "")
    cents = None if reason else float(costs["cost_cents"].sum()) / len(won)
    inputs = (("period", f"{first.isoformat()}..{last.isoformat()}"),)
    behind = Rows.of("leads", won["lead_id"])
    return Figure("replacing", "Cost of winning one client", money(cents), "money", REPLACING, behind, inputs, reason)


def _many(book: Book, rows: pd.DataFrame, chances: Chances, replacing: Figure, limit: int) -> Result:
    shown = rows.head(limit)
    figures = (*many_figures(rows, shown), replacing, *blend_figures(chances))
    by = {figure.key: figure for figure in figures}
    first = shown.iloc[0]
    lines = [
        sentence(
            "Call {name} first: {first} of value is at risk ({reason}); {then}.",
            by,
            name=str(first["name"]),
            reason=str(first["reason"]),
            then=str(first["then"]),
        ),
        sentence("Over the next twelve months {at_risk} of the book's value is at risk in all.", by),
    ]
    if replacing.value is not None:
        lines.append(sentence("Winning one client in their place has cost {replacing}.", by))
    return Result(
        "Whom to call",
        book.as_of,
        figures,
        (call_table(shown), risk_chart(shown)),
        tuple(lines),
        (*CAVEATS, blend_caveat(chances)),
    )


def _one(book: Book, row: pd.Series, chances: Chances, replacing: Figure) -> Result:
    figures = (*one_figures(book, row), replacing, *blend_figures(chances))
    by = {figure.key: figure for figure in figures}
    name, household = str(row["name"]), str(row.name)
    lines = [
        sentence(
            "{name} stays for the next twelve months with a chance of {stays} ({reason}); next: {then}.",
            by,
            name=name,
            reason=str(row["reason"]),
            then=str(row["then"]),
        ),
        sentence("The client is worth {value} to the practice, of which {at_risk} is at risk.", by),
    ]
    is_better = row["served"] < row["loss"] - 0.0005
    if is_better:
        lines.append(
            sentence(
                "Clients like this one, answered in time and spoken to lately, stay with a chance of {served}.",
                by,
            )
        )
    blocks = (
        parts_table(chances.parts.loc[household], chances.features.loc[household]),
        parts_chart(chances.parts.loc[household]),
        call_table(row.to_frame().T),
    )
    caveats = (*CAVEATS, *((ASSOCIATION,) if is_better else ()), blend_caveat(chances))
    return Result(f"Will {name} stay?", book.as_of, figures, blocks, tuple(lines), caveats)
