"""The tables of a pipeline and its chart: by stage, the open deals, the ones that need a look, how deals end."""

from __future__ import annotations

import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.pipeline.chances import F38, F38_CHANCE
from assistant.analytics.pipeline.deals import F39_STALE, F39_STUCK
from assistant.analytics.pipeline.figures import F39_AGE, OPEN, OPEN_REVENUE
from assistant.analytics.pipeline.velocity import F39_ENDS
from assistant.blocks import Chart, Column, Table
from assistant.figures import money

STAGES = (
    Column("stage", "Stage"),
    Column("deals", "Open deals", "count", OPEN),
    Column("amount", "Open amount", "money", OPEN),
    Column("chance", "Chance to be won", "rate", F38_CHANCE),
    Column("low", "at least", "rate", F38_CHANCE),
    Column("high", "at most", "rate", F38_CHANCE),
    Column("closed", "Closed deals of the stage", "count", F38_CHANCE),
    Column("weighted", "Weighted amount", "money", F38),
    Column("expected_revenue", "Expected revenue", "money", OPEN_REVENUE),
    Column("stuck", "Stuck", "count", F39_STUCK),
)
DEALS = (
    Column("name", "Deal"),
    Column("client", "Client"),
    Column("advisor", "Advisor"),
    Column("stage", "Stage"),
    Column("amount", "Amount", "money", OPEN),
    Column("chance", "Chance", "rate", F38_CHANCE),
    Column("weighted", "Weighted", "money", F38),
    Column("expected_revenue", "Expected revenue", "money", OPEN_REVENUE),
    Column("age_days", "Days open", "days", F39_AGE),
    Column("expected_close_on", "Expected close", "date"),
)
CARE = (
    Column("name", "Deal"),
    Column("client", "Client"),
    Column("stage", "Stage"),
    Column("amount", "Amount", "money", OPEN),
    Column("days_in_stage", "Days in stage", "days", F39_AGE),
    Column("limit_days", "75 % of won deals within", "days", F39_STUCK),
    Column("contact_on", "Last two-way contact", "date"),
    Column("silent_days", "Days since", "days", F39_STALE),
    Column("expected_close_on", "Expected close", "date"),
    Column("why", "Why"),
)
ENDS = (
    Column("days", "Days after it was created", "days"),
    Column("won", "Won", "rate", F39_ENDS),
    Column("lost", "Lost", "rate", F39_ENDS),
    Column("open", "Undecided", "rate", F39_ENDS),
)
WHY = (
    ("slow", "longer in its stage than three of four won deals took"),
    ("stale", "no two-way contact for three weeks"),
    ("overdue", "expected close has passed"),
)


def stage_rows(shown: pd.DataFrame, chances: pd.DataFrame) -> pd.DataFrame:
    """One row a stage with open deals, the largest open amount first: sums of the deals and the stage's chance."""
    by = shown.groupby("stage")
    sums = by[["amount_cents", "weighted_cents", "expected_revenue_cents"]].sum(min_count=1).astype("Float64")
    sums["amount_cents"] = sums["amount_cents"].fillna(0)
    sums = sums.assign(deals=by.size(), stuck=by["stuck"].sum())
    rows = sums.join(chances).reset_index()
    return rows.sort_values(["amount_cents", "stage"], ascending=[False, True], ignore_index=True)


def stage_table(rows: pd.DataFrame) -> Table:
    return table_from("Pipeline by stage", STAGES, rows)


def deals_table(shown: pd.DataFrame, limit: int) -> Table:
    """The open deals by weighted amount, then by amount."""
    order = ["weighted_cents", "amount_cents", "opportunity_id"]
    rows = shown.sort_values(order, ascending=[False, False, True], na_position="last").head(limit)
    return table_from("Open deals", DEALS, rows, ids="opportunity_id")


def care_rows(shown: pd.DataFrame) -> pd.DataFrame:
    """Stuck and overdue deals, the most money first (amount × chance; the amount where no chance is known), those
    without an amount behind; `why` in words."""
    reasons = [(shown[key].fillna(False).astype(bool), words) for key, words in WHY]
    why = ["; ".join(words for mask, words in reasons if mask[row]) for row in shown.index]
    marked = shown.assign(
        why=why,
        reasons=sum(mask.astype("int64") for mask, _ in reasons),
        at_stake=shown["weighted_cents"].fillna(shown["amount_cents"]),
    )
    order = ["at_stake", "reasons", "opportunity_id"]
    found: pd.DataFrame = marked[marked["reasons"] > 0].sort_values(order, ascending=[False, False, True])
    return found


def care_table(rows: pd.DataFrame, limit: int) -> Table:
    return table_from("Stuck and overdue deals", CARE, rows.head(limit), ids="opportunity_id")


def ends_table(ends: pd.DataFrame) -> Table:
    return table_from("How deals end as time passes", ENDS, ends)


def stage_chart(rows: pd.DataFrame) -> Chart:
    """Open against weighted amount by stage."""
    amounts, weighted = (
        tuple(None if pd.isna(cents) else money(cents) for cents in rows[name])
        for name in ("amount_cents", "weighted_cents")
    )
    alt = f"Open and weighted amount by stage; the most open money is in {rows['stage'].iloc[0]}."
    labels = tuple(rows["stage"])
    return Chart("Open and weighted by stage", "bar", "money", labels, (("Open", amounts), ("Weighted", weighted)), alt)
