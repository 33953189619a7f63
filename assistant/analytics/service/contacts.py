"""Reviews and contacts that clients are owed by their tier, against those that were made, and when the next is due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.service.tiers import PROMISES
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

F40_REVIEWS = Method(
    "F40 reviews",
    "reviews held ÷ owed over twelve months, each client's counted up to what that client is owed (A 4, B 2, C 1 a "
    "year; newer clients in whole reviews of their time); a review is a two-way meeting or call",
)
F40_CONTACTS = Method(
    "F40 contacts",
    "contacts made ÷ owed over twelve months, each client's up to what that client is owed (reviews and touches: A 12, "
    "B 6, C 3 a year); a contact is two-way on any channel, or a call or meeting from here; mass mail never counts",
)
F40_DUE = Method(
    "F40 next review",
    "last review, or the first day as a client, + the months between reviews of the tier (A 3, B 6, C 12)",
)
ONE_TO_ONE = ("call", "meeting")


def contact_rows(book: Book, tiers: pd.DataFrame, end: dt.date) -> pd.DataFrame:
    """One row an open household, in order of id: `household_id`, `client`, `advisor`, `class`, `tier`, `overridden`;
    over the twelve months to `end`, `end` inside: `reviews_owed`, `reviews_held`, `reviews_kept` (held, up to what is
    owed), `contacts_owed`, `contacts_made`, `contacts_kept`; and at the date of the book `last_review`, `last_contact`,
    `review_due`, `days_late` (NaN when it is not late). `tiers` of service_tiers. Source: F40."""
    after = pd.Timestamp(end) + pd.Timedelta(days=1)
    start = after - pd.DateOffset(months=12)
    households = book.open_households.set_index("household_id").reindex(tiers.index)
    rows = tiers.join(_made(book, start, after)).fillna({"reviews_held": 0, "contacts_made": 0})
    served = _share_of_year(households["since"], start, after)
    for what, done in (("reviews", "held"), ("contacts", "made")):
        promised = tiers["tier"].map({tier: getattr(promise, what) for tier, promise in PROMISES.items()})
        owed = np.floor(promised.astype("float64") * served + 1e-9).astype("int64")
        made = rows[f"{what}_{done}"].astype("int64")
        rows = rows.assign(**{f"{what}_owed": owed, f"{what}_{done}": made, f"{what}_kept": np.minimum(made, owed)})
    due = _review_due(rows, households["since"], book.as_of)
    late = (pd.Timestamp(book.as_of) - due).dt.days
    names = book.advisors.set_index("advisor_id")["name"]
    rows = rows.assign(
        client=client_labels(book).reindex(rows.index),
        advisor=households["advisor_id"].map(names),
        review_due=due,
        days_late=late.where(late > 0),
    )
    return rows.reset_index()


def _made(book: Book, start: pd.Timestamp, after: pd.Timestamp) -> pd.DataFrame:
    """By household: reviews and contacts from `start` to before `after`, and the last of each ever."""
    contacts = book.interactions[["household_id", "at", "channel", "direction", "two_way"]]
    two_way = contacts["two_way"].fillna(False).astype(bool)
    one_to_one = contacts["channel"].isin(ONE_TO_ONE)
    day = contacts["at"].dt.tz_convert(None).dt.normalize()
    from_here = one_to_one & (contacts["direction"] == "out")
    rows = contacts.assign(review=two_way & one_to_one, contact=two_way | from_here)
    inside = (day >= start) & (day < after)
    home = rows["household_id"]
    return pd.DataFrame(
        {
            "reviews_held": (rows["review"] & inside).groupby(home).sum(),
            "contacts_made": (rows["contact"] & inside).groupby(home).sum(),
            "last_review": day[rows["review"]].groupby(home[rows["review"]]).max(),
            "last_contact": day[rows["contact"]].groupby(home[rows["contact"]]).max(),
        }
    )


def _share_of_year(since: pd.Series, start: pd.Timestamp, after: pd.Timestamp) -> pd.Series:
    """The part of the twelve months in which each household was a client; whole where its first day is unknown."""
    first = since.fillna(start).clip(lower=start)
    return ((after - first).dt.days / (after - start).days).clip(lower=0.0)


def _review_due(rows: pd.DataFrame, since: pd.Series, as_of: dt.date) -> pd.Series:
    """When the next review is due; today where there was none and the first day is unknown."""
    due = pd.Series(pd.Timestamp(as_of), index=rows.index, dtype="datetime64[s]")
    anchor = rows["last_review"].astype("datetime64[s]").fillna(since.astype("datetime64[s]"))
    for tier, promise in PROMISES.items():
        mine = (rows["tier"] == tier) & anchor.notna()
        due[mine] = anchor[mine] + pd.DateOffset(months=promise.review_months)
    return due


def to_book(rows: pd.DataFrame, until: dt.date) -> pd.DataFrame:
    """The households whose review is late or falls due by a day, itself inside; the better tier first, then by date."""
    found = rows[rows["review_due"] <= pd.Timestamp(until)]
    return found.sort_values(["tier", "review_due", "household_id"], ignore_index=True)


def behind(rows: pd.DataFrame) -> pd.DataFrame:
    """The households that got fewer reviews or contacts than owed; the better tier and the larger gap first."""
    gap = (rows["reviews_owed"] - rows["reviews_kept"]) + (rows["contacts_owed"] - rows["contacts_kept"])
    found = rows.assign(gap=gap)[gap > 0]
    return found.sort_values(["tier", "gap", "household_id"], ascending=[True, False, True], ignore_index=True)
