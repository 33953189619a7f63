"""What each referral source costs and brings: the funnel, cash and time, the won clients' revenue and value (F33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.analytics.whole_cents import running_cents
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
F33_PAYBACK = Method(
    "F33 payback",
    "12 × cost per lead ÷ (lower bound of conversion × margin × first-year revenue of a won client, scaled up from "
    "three closed months on): months until a lead's cost has come back",
)
F34_COST = Method(
    "F34 cost",
    "cash of the source + hours of its leads and expenses × the advisor's hourly cost + its share, by leads, of the "
    "cash and time of marketing without a source; service costs are left out",
)
FIRST_YEAR = Method(
    "F33 revenue", "revenue of won clients in the twelve months from the month they were won, as far as months closed"
)

NO_SOURCE = ""
"""Stands for the source of leads and costs that name none."""

LEAST_MONTHS = 3
"""Closed months of a client's first year that it takes to scale it up to twelve."""

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
    """`all_costs` of the sources that these leads came from, in order."""
    sources = pd.Index(sorted(leads["source_id"].dropna().unique()), name="source_id", dtype="str")
    return all_costs(book, leads, period).reindex(sources)


def all_costs(book: Book, leads: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Index source_id, in order, with NO_SOURCE for what names none: `cash_cents`, `hours`, `time_cents` (NaN where no
    hourly cost is on file), `cost_cents` (cash alone where the time is not known). The rows sum to all `cost_lines` of
    the period to the cent; marketing that names no source is shared by leads. Source: F34.
    """
    lines = cost_lines(book, leads, period)
    pot, summed = lines["pot"], ["cash_cents", "hours", "time_cents"]
    own = lines[~pot].groupby("source_id")[summed].sum(skipna=False)
    shares = _shared(lines.loc[pot, summed].sum(skipna=False), leads)
    costs = own.add(shares, fill_value=0).rename_axis("source_id")
    costs["time_cents"] = costs["time_cents"].mask(_unknown(own, shares).reindex(costs.index))
    return costs.assign(cost_cents=costs["cash_cents"] + costs["time_cents"].fillna(0.0))


def cost_lines(book: Book, leads: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One row a lead and an expense of winning clients: `source_id` (NO_SOURCE for none), `advisor_id`, `on` (created,
    or the month), `cash_cents`, `hours`, `time_cents` in whole cents, so that any sums of them add up (NaN where there
    are hours and no hourly cost is on file), `pot` (marketing for all sources together).

    Costs that belong to the whole firm (no advisor) count at the firm alone; service costs do not. Source: F34.
    """
    worked = leads[["source_id", "advisor_id", "hours", "created_on"]].rename(columns={"created_on": "on"})
    lines = pd.concat([worked.assign(cash_cents=0, pot=False), _expenses(book, period)], ignore_index=True)
    hours = lines["hours"].astype("float64").fillna(0.0)
    rates = book.advisors.set_index("advisor_id")["hourly_cost_cents"].astype("float64")
    time = (hours * lines["advisor_id"].map(rates)).where(hours > 0, 0.0).round()
    lines = lines.assign(hours=hours, time_cents=time, source_id=lines["source_id"].fillna(NO_SOURCE))
    return lines.astype({"cash_cents": "int64", "pot": "bool"})


def _shared(pot: pd.Series, leads: pd.DataFrame) -> pd.DataFrame:
    """Marketing without a source, shared by leads; without a lead it stays without a source."""
    counts = leads["source_id"].fillna(NO_SOURCE).value_counts().sort_index()
    if counts.empty:
        counts = pd.Series({NO_SOURCE: 1})
    part = counts / counts.sum()
    one = ["pot"] * len(part)
    cash = running_cents((part * pot["cash_cents"]).to_numpy(dtype=np.float64), one)
    known = not np.isnan(pot["time_cents"])
    time = running_cents((part * (pot["time_cents"] if known else 0.0)).to_numpy(dtype=np.float64), one)
    shared = {"cash_cents": cash, "hours": part * pot["hours"], "time_cents": time if known else np.nan}
    return pd.DataFrame(shared, index=part.index)


def _unknown(own: pd.DataFrame, shares: pd.DataFrame) -> pd.Series:
    """By source: whether some of its time has no hourly cost."""
    both = pd.concat([own["time_cents"].isna(), shares["time_cents"].isna()])
    return both.groupby(level=0).any()


def _expenses(book: Book, period: Period) -> pd.DataFrame:
    """What was spent on winning clients in the months of the period; `pot`: marketing for all sources together."""
    spent = book.expenses
    spent = spent[spent["month"].between(period.first_month, pd.Timestamp(period.end))]
    if book.scope.level != "firm":
        spent = spent[spent["advisor_id"].notna()]
    spent = spent[spent["category"] != "service"].fillna({"amount_cents": 0})
    spent = spent.rename(columns={"month": "on", "amount_cents": "cash_cents"})
    pot = spent["source_id"].isna() & (spent["category"] == "marketing")
    return spent[["source_id", "advisor_id", "hours", "on", "cash_cents"]].assign(pot=pot)


def won_clients(book: Book, leads: pd.DataFrame) -> pd.DataFrame:
    """One row a lead won whose household is in this book: `source_id`, `household_id`, `revenue_cents` of the first
    year so far, `year_cents` the same scaled up to twelve months (NaN under LEAST_MONTHS closed ones), `aum_cents`
    today, `npv_cents` (NaN when too new to be valued)."""
    won = leads.dropna(subset=["source_id", "won_on", "household_id"]).reset_index(drop=True)
    won = won[won["household_id"].isin(book.open_households["household_id"])].reset_index(drop=True)
    months = book.household_months
    assets = months[months["month"] == book.last_month].set_index("household_id")["end_value_cents"]
    values = value_clients(valued_clients(book), Assumptions()).by_household("npv")
    joined = won.drop_duplicates("household_id").set_index("household_id")["won_on"]
    first = first_year(book, joined).reindex(won["household_id"]).reset_index(drop=True)
    return pd.DataFrame(
        {
            "source_id": won["source_id"],
            "household_id": won["household_id"],
            "revenue_cents": first["revenue_cents"],
            "year_cents": (first["revenue_cents"] * 12 / first["months"]).where(first["months"] >= LEAST_MONTHS),
            "aum_cents": won["household_id"].map(assets).fillna(0).astype("int64"),
            "npv_cents": won["household_id"].map(values[values > 0]).astype("float64"),
        }
    )


def first_year(book: Book, joined: pd.Series) -> pd.DataFrame:
    """`revenue_cents` of the twelve months from the month each household joined, and how many `months` of them have
    closed (0: none, or the year began before the book's history). `joined`: date by household_id, each once."""
    start = joined.dt.to_period("M").dt.to_timestamp()
    revenue = book.revenue
    age = pd.Series(start.reindex(revenue["household_id"]).to_numpy(), index=revenue.index)
    inside = revenue[(revenue["month"] >= age) & (revenue["month"] < age + pd.DateOffset(months=12))]
    sums = inside.groupby("household_id")["amount_cents"].sum()
    number = 12 * start.dt.year + start.dt.month
    begins = revenue["month"].min() if len(revenue) else book.last_month
    closed = (12 * book.last_month.year + book.last_month.month - number + 1).clip(lower=0, upper=12)
    known = number >= 12 * begins.year + begins.month
    return pd.DataFrame({"revenue_cents": sums.reindex(start.index, fill_value=0), "months": closed.where(known, 0)})


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
