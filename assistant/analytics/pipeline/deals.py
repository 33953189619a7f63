"""The deals of a book at its date: open ones with their age, staleness and overdue date; closed ones as history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.people import last_two_way
from assistant.book.names import plain
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

STALE_DAYS = 21
NO_STAGE = "no stage known"
F39_STUCK = Method(
    "F39 stuck",
    "days in the stage, above the 75th percentile of the days that won deals took: in that stage where five or more "
    "won deals tell it, else from their first day to the win",
)
F39_STALE = Method("F39 stale", f"no two-way contact on the deal for {STALE_DAYS} days")
F39_OVERDUE = Method("F39 overdue", "open deals whose expected close date lies before the date of the book")


def deals_of(book: Book) -> pd.DataFrame:
    """Every opportunity of the book, in order of id: the columns of the table, and `open`, `won`, `lost` (booleans).

    `stage` is the firm's word, one spelling for all that differ in case or accents alone; NO_STAGE where none is on
    record, or where the stage on record began after the book's date (it was another one then).
    """
    deals = book.opportunities.sort_values("opportunity_id", ignore_index=True)
    later = deals["stage_since"] > pd.Timestamp(book.as_of)
    deals["stage"] = _one_spelling(deals["stage"].mask(later))
    deals["stage_since"] = deals["stage_since"].mask(later)
    outcome = deals["outcome"].fillna("")
    is_open = deals["closed_on"].isna() & (outcome == "")
    return deals.assign(open=is_open, won=outcome == "won", lost=outcome == "lost")


def _one_spelling(stages: pd.Series) -> pd.Series:
    """Stages that differ in case or accents alone are one; the commonest spelling stands for all."""
    counts = stages.value_counts()
    spelling: dict[str, str] = {}
    for word in sorted(counts.index, key=lambda word: (-counts[word], word)):
        spelling.setdefault(plain(word), word)
    named = stages.map({word: spelling[plain(word)] for word in counts.index})
    return named.fillna(NO_STAGE).astype("object")


def open_deals(book: Book, deals: pd.DataFrame) -> pd.DataFrame:
    """The open ones of `deals_of`, and: `client` and `advisor` (names), `days_in_stage`, `age_days`, `contact_on` (the
    deal's own last two-way contact, else its client's), `silent_days` since then (since it was created where there was
    none), `stale`, `overdue` (booleans)."""
    rows = deals[deals["open"]].reset_index(drop=True)
    today = pd.Timestamp(book.as_of)
    spoke = pd.to_datetime(rows["household_id"].map(last_two_way(book)))
    contact = rows["last_two_way_on"].fillna(spoke.astype(rows["last_two_way_on"].dtype))
    silent = (today - contact.fillna(rows["created_on"])).dt.days
    advisors = book.advisors.set_index("advisor_id")["name"]
    return rows.assign(
        client=rows["household_id"].map(client_labels(book)).fillna("prospect"),
        advisor=rows["advisor_id"].map(advisors),
        days_in_stage=(today - rows["stage_since"]).dt.days,
        age_days=(today - rows["created_on"]).dt.days,
        contact_on=contact,
        silent_days=silent,
        stale=silent >= STALE_DAYS,
        overdue=rows["expected_close_on"] < today,
    )


def with_limits(rows: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """Open deals with `limit_days`, the p75 that their days in the stage are held against, `slow` (above it) and
    `stuck` (slow or stale). Source: F39."""
    won = deals[deals["won"]]
    in_stage = (won["closed_on"] - won["stage_since"]).dt.days
    told = won.assign(days=in_stage)[in_stage > 0]
    by_stage = told.groupby("stage")["days"].agg(["size", lambda days: days.quantile(0.75)])
    by_stage.columns = ["size", "p75"]
    whole = won_p75(won)
    known = by_stage[by_stage["size"] >= ENOUGH]["p75"]
    limit = rows["stage"].map(known).astype("float64").fillna(np.nan if whole is None else whole)
    slow = rows["days_in_stage"] > limit
    return rows.assign(limit_days=limit, slow=slow, stuck=slow | rows["stale"])


ENOUGH = 5
"""Won deals it takes before a stage has a 75th percentile of its own, and closed ones before there is a chance."""


def won_p75(won: pd.DataFrame) -> float | None:
    """The 75th percentile of days from created to won; None when no won deal has both dates."""
    days = (won["closed_on"] - won["created_on"]).dt.days.dropna()
    return float(days.quantile(0.75)) if len(days) else None
