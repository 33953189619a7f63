"""What each referral source costs and brings: the funnel, cash and time, the won clients' revenue and value (F33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

F33 = Method(
    "F33",
    "lower bound of conversion × value of a won client (NPV, pulled towards that of all sources) − cost per lead, time "
    "included",
)
F33_ROI = Method("F33 return", "lower bound of conversion × value of a won client ÷ cost per lead, time included")
F33_HOUR = Method(
    "F33 hour", "(lower bound of conversion × value of a won client − cash cost per lead) ÷ hours per lead"
)
F34_COST = Method(
    "F34 cost",
    "cash of the source + hours of its leads and expenses × the advisor's hourly cost + its share, by leads, of "
    "marketing without a source; service costs are left out",
)
FIRST_YEAR = Method(
    "F33 revenue", "revenue of won clients in the twelve months from the month they were won, as far as months closed"
)

PULL = 10.0
"""Wins that the value over all sources counts for when the sources do not say how much they differ (F33)."""


def leads_of(book: Book, period: Period) -> pd.DataFrame:
    """The leads created in the period, open ones too."""
    leads = book.leads
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    created: pd.DataFrame = leads[leads["created_on"].between(start, end)].reset_index(drop=True)
    return created


def funnel(leads: pd.DataFrame) -> pd.DataFrame:
    """Index source_id, in order: `leads`, `qualified`, `met`, `won`, `lost`, `closed_ratio`, `days` (median from
    created to won); undefined ones are NaN. Leads without a source are left out."""
    known = leads.dropna(subset="source_id")
    reached = pd.DataFrame({stage: known[f"{stage}_on"].notna() for stage in ("qualified", "met", "won", "lost")})
    counts = reached.astype("int64").groupby(known["source_id"], sort=True).sum()
    counts.insert(0, "leads", known.groupby("source_id").size())
    closed = counts["won"] + counts["lost"]
    days = (known["won_on"] - known["created_on"]).dt.days.groupby(known["source_id"]).median()
    return counts.assign(closed_ratio=counts["won"] / closed.where(closed > 0), days=days)


def source_costs(book: Book, leads: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Index source_id: `cash_cents`, `hours`, `time_cents` (NaN where no hourly cost is on file), `cost_cents`.

    Costs that belong to the whole firm (no advisor) count at the firm alone. Source: F34.
    """
    sources = pd.Index(sorted(leads["source_id"].dropna().unique()), name="source_id")
    spent = _expenses(book, period)
    rates = book.advisors.set_index("advisor_id")["hourly_cost_cents"].astype("float64")
    work = pd.concat([leads[["source_id", "advisor_id", "hours"]], spent[["source_id", "advisor_id", "hours"]]])
    work = work.dropna(subset="source_id").assign(hours=lambda rows: rows["hours"].astype("float64").fillna(0.0))
    work["cost"] = (work["hours"] * work["advisor_id"].map(rates)).where(work["hours"] > 0, 0.0)
    by = work.groupby("source_id")
    hours, time = by["hours"].sum().reindex(sources), by["cost"].sum(min_count=1).reindex(sources)
    time = time.where(~work["cost"].isna().groupby(work["source_id"]).any().reindex(sources, fill_value=False))
    cash = spent.groupby("source_id")["amount_cents"].sum().reindex(sources, fill_value=0).astype("float64")
    shared = spent[spent["source_id"].isna() & (spent["category"] == "marketing")]["amount_cents"].sum()
    cash += float(shared) * leads.groupby("source_id").size().reindex(sources) / max(1, len(leads))
    return pd.DataFrame({"cash_cents": cash, "hours": hours, "time_cents": time, "cost_cents": cash + time.fillna(0.0)})


def _expenses(book: Book, period: Period) -> pd.DataFrame:
    """What was spent on winning clients in the months of the period."""
    spent = book.expenses
    spent = spent[spent["month"].between(period.first_month, pd.Timestamp(period.end))]
    if book.scope.level != "firm":
        spent = spent[spent["advisor_id"].notna()]
    return spent[spent["category"] != "service"].fillna({"amount_cents": 0})


def won_clients(book: Book, leads: pd.DataFrame) -> pd.DataFrame:
    """One row a lead won whose household is in this book: `source_id`, `household_id`, `revenue_cents` of the first
    year so far, `aum_cents` today, `npv_cents` (NaN when too new to be valued)."""
    won = leads.dropna(subset=["source_id", "won_on", "household_id"])
    won = won[won["household_id"].isin(book.open_households["household_id"])]
    months = book.household_months
    assets = months[months["month"] == book.last_month].set_index("household_id")["end_value_cents"]
    values = value_clients(valued_clients(book), Assumptions()).by_household("npv")
    return pd.DataFrame(
        {
            "source_id": won["source_id"],
            "household_id": won["household_id"],
            "revenue_cents": _first_year(book, won),
            "aum_cents": won["household_id"].map(assets).fillna(0).astype("int64"),
            "npv_cents": won["household_id"].map(values[values > 0]).astype("float64"),
        }
    ).reset_index(drop=True)


def _first_year(book: Book, won: pd.DataFrame) -> pd.Series:
    start = won.set_index("household_id")["won_on"].dt.to_period("M").dt.to_timestamp()
    start = start[~start.index.duplicated()]
    revenue = book.revenue
    age = revenue["household_id"].map(start)
    first = revenue[(revenue["month"] >= age) & (revenue["month"] < age + pd.DateOffset(months=12))]
    sums = first.groupby("household_id")["amount_cents"].sum()
    return won["household_id"].map(sums).fillna(0).astype("int64")


def value_of_a_win(won: pd.DataFrame, sources: pd.Index) -> pd.Series:
    """Cents that a won client of each source is worth, pulled towards all sources on the log scale; all NaN when no
    won client has a value. Weight n / (n + s² / τ²) from the spread within and between sources. Source: F33."""
    valued = won.dropna(subset="npv_cents")
    if valued.empty:
        return pd.Series(np.nan, index=sources)
    logs = np.log(valued["npv_cents"])
    by = logs.groupby(valued["source_id"])
    count, within = by.size(), float(((logs - by.transform("mean")) ** 2).sum())
    pull = PULL
    if len(valued) > len(count) > 1 and within > 0:
        noise = within / (len(valued) - len(count))
        between = float(by.mean().var()) - noise * float((1 / count).mean())
        pull = min(PULL, noise / between) if between > 0 else PULL
    weight = (count / (count + pull)).reindex(sources, fill_value=0.0)
    own = np.log(valued.groupby("source_id")["npv_cents"].mean()).reindex(sources, fill_value=0.0)
    overall = float(np.log(valued["npv_cents"].mean()))
    return np.exp(weight * own + (1 - weight) * overall)
