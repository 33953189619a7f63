"""Service requests judged by their promise of a first human reply, with response and closing times beside it (F40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.ageing.kinds import BUSINESS
from assistant.analytics.business_time import business_days, business_hours, local_times
from assistant.analytics.labels import client_labels
from assistant.analytics.service.tiers import LEFT
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

F40 = Method(
    "F40",
    "first replies by due_at ÷ (those + missed), of requests opened in the period; a request without a reply whose "
    "promise has passed counts as missed, one whose promise still runs is not judged yet",
)
F40_RANGE = Method("F40 interval", "Wilson 90 % interval of the attainment")
F40_RESPONSE = Method(
    "F40 response",
    "business hours (nine to five, Monday to Friday, client's time zone) from opening to the first reply",
)
F40_CLOSING = Method("F40 closing", "business days from opening to closing, of the requests closed so far")
F40_REOPEN = Method("F40 reopened", "reopened ÷ closed, of requests opened in the period")
F40_NIGO = Method(
    "F40 NIGO", "requests not in good order ÷ requests on which that is recorded, of those opened in the period"
)
F40_BREACHED = Method("F40 breached", "open requests without a first reply whose promise has passed")

MET, MISSED, RUNNING, NO_PROMISE = "met", "missed", "running", "no promise"


def judged_requests(book: Book, tiers: pd.DataFrame) -> pd.DataFrame:
    """Every request of the book in order of id: the table's columns, and `client`, `advisor`, `tier`, `verdict` (met,
    missed, running, no promise), `open`, `breached` (booleans), `response_hours`, `closing_days`, `age_days` (business
    time; `age_days` of open ones up to the date of the book). `tiers` of service_tiers. Source: F40."""
    rows = book.service_requests.sort_values("request_id", ignore_index=True)
    households = book.households.set_index("household_id")
    home = rows["household_id"]
    local = local_times(rows[list(MOMENTS)], home.map(households["timezone"]))
    is_open = rows["closed_at"].isna()
    verdict = _verdicts(rows, book)
    return rows.assign(
        client=home.map(client_labels(book)),
        advisor=home.map(households["advisor_id"]).map(book.advisors.set_index("advisor_id")["name"]),
        tier=home.map(tiers["tier"]).fillna(LEFT),
        verdict=verdict,
        open=is_open,
        breached=is_open & (verdict == MISSED) & rows["first_reply_at"].isna(),
        response_hours=business_hours(local["opened_at"], local["first_reply_at"]),
        closing_days=business_days(local["opened_at"], local["closed_at"]).astype("float64"),
        age_days=business_days(local["opened_at"], book.as_of).where(is_open).astype("float64"),
    )


MOMENTS = ("opened_at", "first_reply_at", "closed_at")


def _verdicts(rows: pd.DataFrame, book: Book) -> pd.Series:
    after = pd.Timestamp(book.as_of, tz="UTC") + pd.Timedelta(days=1)
    due, reply = rows["due_at"], rows["first_reply_at"]
    late = (reply > due) | (reply.isna() & (due < after))
    words = np.select([due.isna(), late, reply.notna()], [NO_PROMISE, MISSED, MET], RUNNING)
    return pd.Series(words, index=rows.index, dtype="object")


def opened_in(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The requests opened on a day of the period."""
    start, after = pd.Timestamp(period.start, tz="UTC"), pd.Timestamp(period.end, tz="UTC") + pd.Timedelta(days=1)
    found: pd.DataFrame = rows[(rows["opened_at"] >= start) & (rows["opened_at"] < after)]
    return found


def attainment(rows: pd.DataFrame) -> tuple[int, int]:
    """How many promises were met, and how many judged (met or missed)."""
    met = int((rows["verdict"] == MET).sum())
    return met, met + int((rows["verdict"] == MISSED).sum())


def backlog(rows: pd.DataFrame) -> pd.DataFrame:
    """Open requests by age: `bucket`, `open`, `breached`, one row a bucket, youngest first."""
    ages, breached = (rows.loc[rows["open"], name].to_numpy(dtype=np.float64) for name in ("age_days", "breached"))
    places = np.searchsorted([until for _, until in BUSINESS], ages)
    counts = [int((places == place).sum()) for place in range(len(BUSINESS))]
    late = [int(breached[places == place].sum()) for place in range(len(BUSINESS))]
    return pd.DataFrame({"bucket": [label for label, _ in BUSINESS], "open": counts, "breached": late})
