"""Open leads in order of what an hour on them is worth: chance of a win × value of a client like it ÷ hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.prospects.traits import INCOME, WORTH, Floats, net_worth_of, quarters
from assistant.analytics.referrals.economics import NO_SOURCE, PULL, value_of_a_win
from assistant.analytics.referrals.ranking import prior_of
from assistant.analytics.referrals.report import source_names
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

MONTHS = 36
"""How far back leads speak for conversion and hours."""
SLOW = 0.90

F37_SCORE = Method(
    "F37 score", "chance of a win × expected net present value ÷ hours a lead of its source takes, for each open lead"
)
F37_CHANCE = Method(
    "F37 chance", "conversion of the lead's source over the last three years, pulled towards that of all sources (F31)"
)
F37_EXPECTED = Method(
    "F37 expected",
    "net present value of this book's clients in the same quarter by net worth (else by income, else of all), pulled "
    "towards that of all (F33)",
)
F37_HOURS = Method(
    "F37 hours", "hours of the source's leads of the last three years, and ten leads' worth of the average, ÷ leads"
)


def open_leads(book: Book, values: pd.DataFrame, income_cuts: Floats | None, worth_cuts: Floats | None) -> pd.DataFrame:
    """Leads neither won nor lost, best first, index lead_id: `source_id`, `source` (its name), `referrer` (a client's
    label or blank), `state`, `income_cents`, `net_worth_cents`, `income` and `net worth` (quarters of the book), `days`
    open, `slow` (longer than nine of ten wins took), `chance`, `npv_cents`, `hours`, `hour_cents`; NaN where unknown.

    Slow ones stand behind the others, for their chance is less than their source's; without hours on file the order is
    by chance × value; of equals the newest is first. `values`: of client_values. Source: F37.
    """
    leads = book.leads
    waiting = leads[leads["won_on"].isna() & leads["lost_on"].isna()].set_index("lead_id")
    recent = leads[leads["created_on"] > pd.Timestamp(book.as_of) - pd.DateOffset(months=MONTHS)]
    rows = waiting[["source_id", "referred_by_household_id", "state", "income_cents", "net_worth_cents"]]
    rows = rows.astype({"income_cents": "float64", "net_worth_cents": "float64"}).fillna({"source_id": NO_SOURCE})
    rows["source"] = rows["source_id"].map(source_names(book)).fillna("no source on file")
    rows["referrer"] = rows.pop("referred_by_household_id").map(client_labels(book))
    rows[INCOME] = quarters(rows["income_cents"], income_cuts)
    rows[WORTH] = quarters(rows["net_worth_cents"], worth_cuts)
    rows["days"] = (pd.Timestamp(book.as_of) - waiting["created_on"]).dt.days
    took = (recent["won_on"] - recent["created_on"]).dt.days.dropna()
    rows["slow"] = rows["days"] > (took.quantile(SLOW) if len(took) else np.inf)
    rows["chance"] = _chances(recent, rows["source_id"])
    rows["npv_cents"] = _expected(book, values, rows, income_cuts, worth_cuts)
    rows["hours"] = _hours(recent, rows["source_id"])
    worth = rows["chance"] * rows["npv_cents"]
    rows["hour_cents"] = worth / rows["hours"].where(rows["hours"] > 0)
    rows["order"] = rows["hour_cents"] if rows["hour_cents"].notna().any() else worth
    return rows.sort_values(["slow", "order", "days", "lead_id"], ascending=[True, False, True, True])


def _chances(recent: pd.DataFrame, sources: pd.Series) -> pd.Series:
    """P(win) of each open lead: the shrunken conversion of its source; of all together where it names none."""
    by = recent.dropna(subset="source_id").groupby("source_id", sort=True)
    tried, won = by.size().astype("float64"), by["won_on"].count().astype("float64")
    a, b = prior_of(tried.to_numpy(), won.to_numpy())
    return sources.map((a + won) / (a + b + tried)).astype("float64").fillna(a / (a + b))


def _hours(recent: pd.DataFrame, sources: pd.Series) -> pd.Series:
    """Hours a lead of each open lead's source takes, few leads pulled towards the average; NaN without any on file."""
    known = recent.dropna(subset="hours").fillna({"source_id": NO_SOURCE})
    if not known["hours"].sum() > 0:
        return pd.Series(np.nan, index=sources.index)
    average = float(known["hours"].mean())
    by = known.groupby("source_id")["hours"]
    pulled = (by.sum() + PULL * average) / (by.size() + PULL)
    return sources.map(pulled).astype("float64").fillna(average)


def _expected(
    book: Book, values: pd.DataFrame, rows: pd.DataFrame, income_cuts: Floats | None, worth_cuts: Floats | None
) -> pd.Series:
    """Cents that a client like each open lead is worth: of its quarter by net worth, else by income, else of all."""
    npv = values["npv_cents"][values["npv_cents"] > 0]
    expected = pd.Series(float(npv.mean()) if len(npv) else np.nan, index=rows.index)
    income = book.households.set_index("household_id")["annual_income_cents"].astype("float64")
    for kind, amounts, cuts in ((INCOME, income, income_cuts), (WORTH, net_worth_of(book), worth_cuts)):
        group = quarters(amounts.reindex(npv.index), cuts)
        pool = pd.DataFrame({"source_id": group, "npv_cents": npv}).dropna()
        pulled = value_of_a_win(pool, pd.Index(sorted(pool["source_id"].unique())))
        expected = rows[kind].map(pulled).astype("float64").fillna(expected)
    return expected
