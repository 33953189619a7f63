"""Open leads in order of what an hour on them is worth: chance of a win × value of a client like it ÷ hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit, logit

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
    "F37 chance",
    "conversion of the lead's source over the last three years, pulled towards that of all sources (F31); its odds × "
    "the odds of leads that got as far (qualified, met) ÷ the odds of all leads",
)
F37_TRIED = Method("F37 leads of its source", "leads of the same source created in the last three years, and those won")
F37_ALIKE = Method("F37 alike", "clients whose net present value the lead's expected value is taken from")
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
    label or blank), `state`, `income_cents`, `net_worth_cents`, `income` and `net worth` (quarters of the book),
    `stage` (new, qualified, met), `days` open, `slow` (longer than nine of ten wins took), `tried` and `won` (leads of
    its source in three years), `chance`, `npv_cents`, `means` (the kind of quarter that comes from, or blank), `alike`
    (clients in it), `hours`, `hour_cents`; NaN where unknown.

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
    rows["stage"] = stages(waiting)
    own = recent.fillna({"source_id": NO_SOURCE}).groupby("source_id")["won_on"]
    rows["tried"] = rows["source_id"].map(own.size()).fillna(0).astype("int64")
    rows["won"] = rows["source_id"].map(own.count()).fillna(0).astype("int64")
    rows["chance"] = expit(logit(_chances(recent, rows["source_id"])) + rows["stage"].map(_further(recent)))
    rows = rows.join(_expected(book, values, rows, income_cuts, worth_cuts))
    rows["hours"] = _hours(recent, rows["source_id"])
    worth = rows["chance"] * rows["npv_cents"]
    rows["hour_cents"] = worth / rows["hours"].where(rows["hours"] > 0)
    rows["order"] = rows["hour_cents"] if rows["hour_cents"].notna().any() else worth
    return rows.sort_values(["slow", "order", "days", "lead_id"], ascending=[True, False, True, True])


def stages(leads: pd.DataFrame) -> pd.Series:
    """How far each lead got: new, qualified or met."""
    found = np.select([leads["met_on"].notna(), leads["qualified_on"].notna()], ["met", "qualified"], "new")
    return pd.Series(found, index=leads.index, dtype="object")


def _further(recent: pd.DataFrame) -> dict[str, float]:
    """By stage, what having got so far adds to the log-odds of a win: the conversion of leads that did, pulled towards
    that of all by ten leads, against that of all."""
    won, met = recent["won_on"].notna(), recent["met_on"].notna()
    every = (won.sum() + 0.5) / (len(recent) + 1)
    found = {"new": 0.0}
    for stage, reached in (("qualified", recent["qualified_on"].notna() | met), ("met", met)):
        pulled = (won[reached].sum() + PULL * every) / (reached.sum() + PULL)
        found[stage] = max(0.0, float(logit(pulled) - logit(every)))
    return found


def _chances(recent: pd.DataFrame, sources: pd.Series) -> pd.Series:
    """P(win) of each new lead: the shrunken conversion of its source; of all together where it names none."""
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
) -> pd.DataFrame:
    """What a client like each open lead is worth: `npv_cents`, of its quarter by net worth, else by income, else of
    all; `means`, which of them (blank for all), and `alike`, how many clients that is taken from."""
    npv = values["npv_cents"][values["npv_cents"] > 0]
    found = pd.DataFrame({"npv_cents": float(npv.mean()) if len(npv) else np.nan}, index=rows.index)
    found = found.assign(means="", alike=len(npv))
    income = book.households.set_index("household_id")["annual_income_cents"].astype("float64")
    for kind, amounts, cuts in ((INCOME, income, income_cuts), (WORTH, net_worth_of(book), worth_cuts)):
        group = quarters(amounts.reindex(npv.index), cuts)
        pool = pd.DataFrame({"source_id": group, "npv_cents": npv}).dropna()
        pulled = value_of_a_win(pool, pd.Index(sorted(pool["source_id"].unique())))
        own = rows[kind].map(pulled).astype("float64")
        alike = rows[kind].map(pool["source_id"].value_counts()).fillna(0).astype("int64")
        there = own.notna()
        found = found.assign(
            npv_cents=own.where(there, found["npv_cents"]),
            means=found["means"].mask(there, kind),
            alike=alike.where(there, found["alike"]),
        )
    return found
