"""Which referral source deserves the next hours: ranked by what its conversion beats, with value, cost and funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.referrals.attribution import Rule
from assistant.analytics.referrals.attribution_report import credited_wins
from assistant.analytics.referrals.economics import (
    F33,
    F33_HOUR,
    F33_PAYBACK,
    F33_ROI,
    F34_COST,
    FIRST_YEAR,
    funnel,
    leads_of,
    source_costs,
    value_of_a_win,
    won_clients,
)
from assistant.analytics.referrals.ranking import F31, F32, rank_sources
from assistant.analytics.valuation.assumptions import MARGIN
from assistant.blocks import Chart, Column, Result, Table
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, Unit, Value, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

RankBy = Literal["conversion", "revenue", "value", "roi"]
RANKED_BY = {"conversion": "q10", "revenue": "revenue_cents", "value": "lead_value_cents", "roi": "roi"}
COUNTS = Method("F31 counts", "leads created in the period by source, open ones too, and how far they have come")
CLOSED = Method("F31 closed", "won ÷ (won + lost) of the leads created in the period")
DAYS = Method("F31 days", "median days from created to won")

UNKNOWN = "no won client is linked to a client of this book that can be valued, or no cost or hour is recorded"

COLUMNS: tuple[tuple[str, str, Unit, Method], ...] = (
    ("leads", "Leads", "count", COUNTS),
    ("won", "Won", "count", COUNTS),
    ("q10", "Conversion, lower bound", "rate", F32),
    ("mean", "Conversion, shrunken", "rate", F31),
    ("q90", "Conversion, upper bound", "rate", F32),
    ("p_best", "Chance of being the best", "rate", F32),
    ("closed_ratio", "Of closed leads", "rate", CLOSED),
    ("hour_cents", "Value an hour", "money", F33_HOUR),
    ("lead_value_cents", "Value a lead", "money", F33),
    ("roi", "Return on cost", "multiple", F33_ROI),
    ("payback", "Payback, months", "months", F33_PAYBACK),
)
FUNNEL: tuple[tuple[str, str, Unit, Method], ...] = (
    ("leads", "Leads", "count", COUNTS),
    ("qualified", "Qualified", "count", COUNTS),
    ("met", "Met", "count", COUNTS),
    ("won", "Won", "count", COUNTS),
    ("lost", "Lost", "count", COUNTS),
    ("days", "Days to close", "days", DAYS),
    ("revenue_cents", "First-year revenue of won clients", "money", FIRST_YEAR),
    ("aum_cents", "Assets of won clients today", "money", COUNTS),
    ("cash_cents", "Cash cost", "money", F34_COST),
    ("hours", "Hours", "count", F34_COST),
    ("cost_cents", "Cost with time", "money", F34_COST),
)
FIGURES = (
    "q10", "mean", "leads", "won", "hour_cents", "lead_value_cents", "roi", "payback", "revenue_cents", "cost_cents",
)  # fmt: skip


def referral_sources(
    book: Book, *, period: Period, rank_by: RankBy = "conversion", attribution: Rule = "first", limit: int = 10
) -> Result:
    """The sources of the leads created in the period, best first: conversion by its lower bound, value and cost a lead
    and an hour, the funnel, who is credited with the wins, and what to be careful with. Sources with too few cases
    stand behind the others.

    `rank_by`: `conversion` (F32), `revenue` (first year of won clients), `value` (a lead, F33), `roi` (F33).
    `attribution`: the rule by which wins of several touches are credited (F33); the funnel counts each lead under its
    own source whatever the rule. Raises BadArguments for another word, NotEnoughData when no lead with a source was
    created in the period.
    """
    if rank_by not in RANKED_BY:
        raise BadArguments(f"Sources are ranked by {', '.join(RANKED_BY)}, not by “{rank_by}”.")
    leads = leads_of(book, period)
    if leads["source_id"].isna().all():
        raise NotEnoughData(
            f"No lead with a referral source was created in {period} in the book of {book.scope.label}; sources are "
            f"ranked on leads. Ask for a longer period, or record where leads come from."
        )
    sources = source_table(book, leads, period, rank_by)
    shown = sources.head(limit)
    figures = _figures(shown, leads)
    credits = credited_wins(book, leads, attribution, sources["name"])
    return Result(
        title=f"Referral sources of {book.scope.label}, {period}",
        as_of=book.as_of,
        figures=(*figures, *credits.figures),
        blocks=(
            _table(f"Sources by {rank_by}", shown, COLUMNS, badge=True),
            _table("Funnel and cost", shown, FUNNEL),
            credits.table,
            _chart(shown),
        ),
        summary=(*_summary(shown, {f.key: f for f in figures}, unsigned_promoters(book, shown.index)), credits.line),
        caveats=(*_caveats(book, leads, sources), *credits.caveats),
        data_version=book.data_version,
    )


def source_table(book: Book, leads: pd.DataFrame, period: Period, rank_by: RankBy = "conversion") -> pd.DataFrame:
    """Index source_id, in order of `rank_by` with those short of cases behind: `name`, what rank_sources, funnel and
    source_costs give, `revenue_cents` and `aum_cents` of won clients (NaN when none is linked), and a lead's
    `win_cents`, `lead_value_cents`, `roi`, `payback` and `hour_cents`, NaN where no won client can be valued (or no
    hour or cost is recorded)."""
    counts = funnel(leads)
    ranked = rank_sources(counts.rename_axis("source").reset_index()[["source", "leads", "won"]])
    won = won_clients(book, leads)
    sums = won.groupby("source_id")[["revenue_cents", "aum_cents"]].sum().astype("float64").reindex(counts.index)
    sums = sums.fillna(0.0).where(won.groupby("source_id").size().reindex(counts.index).notna() | (counts["won"] == 0))
    table = ranked.drop(columns=["leads", "won", "rank"]).set_index("source").rename_axis("source_id")
    table = table.join(counts).join(source_costs(book, leads, period)).join(sums)
    table["win_cents"] = value_of_a_win(won, table.index)
    expected, per_lead = table["q10"] * table["win_cents"], table["cost_cents"] / table["leads"]
    table["lead_value_cents"] = expected - per_lead
    table["roi"] = expected / per_lead.where(per_lead > 0)
    table["hour_cents"] = (expected * table["leads"] - table["cash_cents"]) / table["hours"].where(table["hours"] > 0)
    year = won.groupby("source_id")["year_cents"].mean().reindex(table.index)
    table["payback"] = 12 * per_lead / (table["q10"] * MARGIN * year.where(year > 0))
    table["name"] = source_names(book).reindex(table.index).fillna(table.index.to_series())
    table["order"] = -table[RANKED_BY[rank_by]]
    table["short"] = table["badge"] != ""
    return table.rename_axis("source_id").sort_values(["short", "order", "source_id"], kind="stable")


def source_names(book: Book) -> pd.Series:
    """What each source is called, by source_id."""
    return book.referral_sources.set_index("source_id")["name"].astype("str")


def _printed(value: float, unit: Unit) -> Value:
    if pd.isna(value):
        return None
    if unit == "money":
        return money(float(value))
    return int(value) if unit == "count" and float(value).is_integer() else rate(float(value), 4)


def _table(
    title: str, shown: pd.DataFrame, columns: tuple[tuple[str, str, Unit, Method], ...], *, badge: bool = False
) -> Table:
    head = (Column("source", "Source"), *(Column(*column) for column in columns))
    rows = [(row["name"], *(_printed(row[key], unit) for key, _, unit, _ in columns)) for _, row in shown.iterrows()]
    if badge:
        head = (*head, Column("badge", "Evidence"))
        rows = [(*row, mark or "enough") for row, mark in zip(rows, shown["badge"], strict=True)]
    return Table(title, head, tuple(rows), tuple(str(source) for source in shown.index))


def _chart(shown: pd.DataFrame) -> Chart:
    series = tuple(
        (label, tuple(rate(float(v), 4) for v in shown[key]))
        for key, label in (("q10", "Lower bound"), ("mean", "Shrunken"))
    )
    return Chart(
        "Conversion by source",
        "bar",
        "rate",
        tuple(shown["name"]),
        series,
        f"{shown['name'].iloc[0]} comes first; where the lower bound is far below, there are few cases.",
    )


def _figures(shown: pd.DataFrame, leads: pd.DataFrame) -> tuple[Figure, ...]:
    labels = {key: (label, unit, method) for key, label, unit, method in (*FUNNEL, *COLUMNS)}
    found = []
    for source, row in shown.iterrows():
        behind = Rows.of("leads", leads[leads["source_id"] == source]["lead_id"])
        for key in FIGURES:
            label, unit, method = labels[key]
            value = _printed(row[key], unit)
            reason = "" if value is not None else UNKNOWN
            name = f"{row['name']}: {label.lower()}"
            found.append(
                Figure(f"{key.removesuffix('_cents')}_{source}", name, value, unit, method, behind, (), reason)
            )
    return tuple(found)


def _summary(shown: pd.DataFrame, by: dict[str, Figure], unsigned: list[str]) -> tuple[Line, ...]:
    enough = shown[~shown["short"]]
    few = shown[shown["short"]]["name"]
    lines = []
    if enough.empty:
        lines.append(
            Line("No source has enough cases to be ranked: it takes five leads and two wins. A longer period helps.")
        )
    else:
        lines.append(_best(enough, by))
        worth = enough[enough["lead_value_cents"] > 0]  # an hour on a source that loses money is worth most on none
        if worth["hour_cents"].notna().any():
            lines.append(_hourly(worth, by))
    if len(few):
        lines.append(Line("Fewer than five leads or two wins, too few to say: {names}.", {"names": ", ".join(few)}))
    if unsigned:
        paid = "{names}: paid, with no agreement on file (SEC Rule 206(4)-1). Settle that before anything else."
        lines.append(Line(paid, {"names": ", ".join(unsigned)}))
    return tuple(lines)


def _best(enough: pd.DataFrame, by: dict[str, Figure]) -> Line:
    source, name = enough.index[0], str(enough["name"].iloc[0])
    return Line(
        "{name} comes first: it has won {won} of {leads} leads, and in nine cases out of ten its conversion is above "
        "{low}.",
        {"name": name, "won": by[f"won_{source}"], "leads": by[f"leads_{source}"], "low": by[f"q10_{source}"]},
    )


def _hourly(worth: pd.DataFrame, by: dict[str, Figure]) -> Line:
    best = worth["hour_cents"].idxmax()
    return Line(
        "An hour is worth most on {name}: about {hour} of client value at that lower bound, cash cost taken off.",
        {"name": str(worth["name"][best]), "hour": by[f"hour_{best}"]},
    )


def _caveats(book: Book, leads: pd.DataFrame, sources: pd.DataFrame) -> tuple[str, ...]:
    found = ["Every lead created in the period is a trial, open ones too; the share of closed leads stands beside it."]
    unlinked = int((leads["won_on"].notna() & leads["household_id"].isna()).sum())
    if unlinked:
        found.append(f"{unlinked} of the leads won are not linked to a client, so their revenue and value are unknown.")
    if leads["source_id"].isna().any():
        found.append(f"{int(leads['source_id'].isna().sum())} leads have no source and are left out.")
    if (sources["time_cents"].isna()).any():
        found.append("Some hours have no hourly cost on file, so their time is not in the cost.")
    found += [
        f"{name} is compensated and has no agreement on file: a paid promoter needs disclosure, and above 1,000 "
        "dollars in twelve months a written agreement (SEC Rule 206(4)-1)."
        for name in unsigned_promoters(book, sources.index)
    ]
    return tuple(found)


def unsigned_promoters(book: Book, sources: pd.Index) -> list[str]:
    """Names of the compensated sources among these without an agreement dated at or before the book's date."""
    known = book.referral_sources.set_index("source_id")
    known = known[known.index.isin(sources)]
    signed = known["agreement_on"] <= pd.Timestamp(book.as_of)
    return sorted(known[known["compensated"].fillna(False).astype(bool) & ~signed]["name"])
