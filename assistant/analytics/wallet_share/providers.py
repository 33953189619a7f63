"""Who else looks after a client's money (F27): divided relationships, money held away by kind, old employer plans."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.wallet import FRESH_MONTHS
from assistant.analytics.wallet_share.moves import wallet_moves
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.analytics.monthly import Monthly
    from assistant.book.snapshot import Book

OLD_PLAN = "old_401k"
KINDS = {
    OLD_PLAN: "old employer plan",
    "bank": "bank",
    "insurer": "insurer",
    "advisor": "other advisor",
    "other": "other",
}
PLAN_EVENTS = ("job_change", "retirement")
EVENT_MONTHS = 36
YEAR = 12
NEGLIGIBLE = 0.01
"""A rest under one per cent of the wallet is no provider of its own."""

F27 = Method(
    "F27",
    "1 − sum of squared shares of the wallet over providers, ourselves included; what is declared but known by no name "
    "counts as one provider, so the index is at least that",
)
F27_PROVIDERS = Method(
    "F27 providers", "the larger of the providers declared and of those known by name, ourselves included"
)
F27_NEXT = Method(
    "F27 next dollar",
    "where most new money of twelve months went: here by contributions, elsewhere by what a new declaration shows "
    "beyond the market; unknown without either",
)
HELD_AWAY = Method("held away", "the latest record of money held elsewhere by name, of open clients")
OLD_PLANS = Method("old plans", "records of money held away whose kind is an old employer plan, latest record a client")
MAYBE = Method(
    "plan events",
    "open clients with a job change or retirement known in the last 36 months and no old employer plan on record",
)


def relationships(away: pd.DataFrame, months: Monthly, rows: pd.DataFrame) -> pd.DataFrame:
    """Index household_id, as `rows` (of wallet_rows), by `away` (of held_away_today): `named_cents` held away by name,
    `divided` (F27, NaN where nothing is known of money elsewhere or the household is held in part), `providers` (NaN
    likewise), `largest` (`here` or an institution) and `next_dollar` (`here`, `elsewhere` or missing)."""
    by = away.groupby("household_id")["amount_cents"]
    named = by.sum().reindex(rows.index, fill_value=0).astype("float64")
    assets, worth = rows["assets_cents"].astype("float64"), rows["worth_cents"].astype("float64")
    total = np.maximum(worth.fillna(0.0), assets + named)
    rest = (total - assets - named).where(lambda cents: cents > NEGLIGIBLE * total, 0.0)
    squares = (away["amount_cents"].astype("float64") ** 2).groupby(away["household_id"]).sum()
    squares = squares.reindex(rows.index, fill_value=0.0) + assets**2 + rest**2
    known = (worth.notna() | (named > 0)) & ~rows["in_part"] & (total > 0)
    names = by.size().reindex(rows.index, fill_value=0)
    counted = 1 + names + ((rest > 0) & (names == 0))
    declared = rows["providers"].astype("float64").fillna(0.0)
    biggest = away.drop_duplicates("household_id").set_index("household_id")
    more = biggest["amount_cents"].astype("float64").reindex(rows.index).fillna(0.0) > assets
    return pd.DataFrame(
        {
            "named_cents": named.astype("int64"),
            "divided": (1 - squares / total**2).where(known),
            "providers": np.maximum(declared, counted).where(known),
            "largest": biggest["institution"].reindex(rows.index).where(more, "here").where(known),
            "next_dollar": _next_dollar(months).reindex(rows.index),
        },
        index=rows.index,
    )


def _next_dollar(months: Monthly) -> pd.Series:
    end = months.contributions.shape[1]
    start = max(0, end - YEAR)
    here = months.contributions[:, start:end].sum(axis=1).astype(np.float64)
    moves = wallet_moves(months, start, end)
    elsewhere = (moves["elsewhere"] - moves["left"]).clip(lower=0.0).to_numpy()
    words = np.where(here + elsewhere <= 0, "", np.where(here >= elsewhere, "here", "elsewhere"))
    return pd.Series(words, index=months.households, dtype="str").where(words != "")


def by_kind(away: pd.DataFrame) -> pd.DataFrame:
    """Rows of held_away_today summed by kind, largest first: `kind` in words, `clients`, `amount_cents`, `oldest` and
    `newest` record."""
    by = away.groupby("kind")
    sums = pd.DataFrame(
        {
            "clients": by["household_id"].nunique(),
            "amount_cents": by["amount_cents"].sum(),
            "oldest": by["as_of"].min(),
            "newest": by["as_of"].max(),
        }
    ).sort_index()
    sums = sums.sort_values("amount_cents", ascending=False, kind="stable").reset_index()
    return sums.assign(kind=sums["kind"].map(KINDS).fillna(sums["kind"]))


def dated(away: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Rows of held_away_today with `age`: `fresh`, or that the record is older than FRESH_MONTHS."""
    oldest = pd.Timestamp(as_of) - pd.DateOffset(months=FRESH_MONTHS)
    return away.assign(
        age=np.where(away["as_of"] >= oldest, "fresh", f"over {FRESH_MONTHS} months"),
        kind=away["kind"].map(KINDS).fillna(away["kind"]),
    )


def plan_events(book: Book, away: pd.DataFrame) -> pd.DataFrame:
    """Job changes and retirements that may have left a plan behind, newest first, of open households without an old
    plan on record: `household_id`, `who`, `event`, `occurred_on`, `known_on`, `source`, one row a household."""
    people = book.clients.set_index("client_id")
    recent = pd.Timestamp(book.as_of) - pd.DateOffset(months=EVENT_MONTHS)
    events = book.life_events
    events = events[events["type"].isin(PLAN_EVENTS)]
    events = events.assign(
        known_on=events["known_on"].fillna(events["occurred_on"]),
        household_id=events["client_id"].map(people["household_id"]),
        who=events["client_id"].map(people["first_name"]),
        event=events["type"].str.replace("_", " "),
    )
    has_plan = set(away[away["kind"] == OLD_PLAN]["household_id"])
    open_ones = set(book.open_households["household_id"]) - has_plan
    events = events[(events["known_on"] > recent) & events["household_id"].isin(open_ones)]
    events = events.sort_values(["known_on", "event_id"], ascending=[False, True], ignore_index=True)
    return events.drop_duplicates("household_id", ignore_index=True)
