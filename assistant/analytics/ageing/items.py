"""Things of every kind in one shape: id, what it is, whose, who looks after it, since when, how old, how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.ageing.kinds import Kind
from assistant.analytics.ageing.receivables import receivables
from assistant.analytics.business_time import business_days, local_times
from assistant.analytics.labels import client_labels
from assistant.book.names import plain

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

TRANSFER = r"\b(?:acats?|transfers?|trasferiment[oi]|traspasos?)\b"
MOMENTS = ("opened_at", "first_reply_at", "due_at", "closed_at")
COLUMNS = [
    "item_id", "what", "household_id", "client", "owner", "opened_on", "due_on", "ended_on", "ending", "amount_cents",
]  # fmt: skip


def is_transfer(kinds: pd.Series) -> pd.Series:
    """True where a request's kind, in the firm's own words, names a transfer or an ACAT."""
    named = {kind: plain(kind) for kind in kinds.dropna().unique()}
    return kinds.map(named).fillna("").str.contains(TRANSFER, regex=True).astype(bool)


def items_of(book: Book, kind: Kind, *, only_open: bool = False, labels: pd.Series | None = None) -> pd.DataFrame:
    """The items of a kind, open and ended or `only_open`, in order of id: COLUMNS, `days` (its age; of an ended one,
    how long it took) and `open` (boolean); of requests also `replied_on` and `remarks`. Blank where the record is
    blank; `ending` is how it ended, in the record's word. Money in cents, where the kind has any. `labels` of
    client_labels, where they are at hand."""
    rows = _READ[kind.table](book, only_open)
    if kind.name == "transfers":
        rows = rows[is_transfer(rows["what"])].reset_index(drop=True)
    until = rows["ended_on"].fillna(pd.Timestamp(book.as_of))
    if kind.business:
        days = business_days(rows["opened_on"], until)
    else:
        days = (until - rows["opened_on"]).dt.days.astype("Int64").clip(lower=0)
    labels = client_labels(book) if labels is None else labels
    rows["client"] = rows["household_id"].map(labels).astype("object")
    return rows.assign(days=days, open=rows["ended_on"].isna() & rows["ending"].isna())


def _shaped(frame: pd.DataFrame, index: pd.Index, **columns: pd.Series) -> pd.DataFrame:
    """A frame of COLUMNS; what is not given is blank."""
    blank: dict[str, pd.Series | float] = dict.fromkeys(COLUMNS, np.nan)
    days = {name: pd.Series(pd.NaT, index=index, dtype="datetime64[s]") for name in ("opened_on", "due_on", "ended_on")}
    shaped = pd.DataFrame({**blank, **days, "household_id": frame["household_id"], **columns}, index=index)
    return shaped.sort_values("item_id", ignore_index=True)


def _advisor_of(book: Book, household_ids: pd.Series) -> pd.Series:
    """The name of the advisor who owns each household."""
    owners = book.households.set_index("household_id")["advisor_id"]
    return household_ids.map(owners).map(book.advisors.set_index("advisor_id")["name"])


def _requests(book: Book, only_open: bool) -> pd.DataFrame:
    """Days are those of the client's own time zone."""
    frame = book.service_requests
    frame = frame[frame["closed_at"].isna()] if only_open else frame
    zones = frame["household_id"].map(book.households.set_index("household_id")["timezone"])
    local = local_times(frame[list(MOMENTS)], zones)
    day = {name: local[name].dt.normalize() for name in MOMENTS}
    return _shaped(
        frame,
        frame.index,
        item_id=frame["request_id"],
        what=frame["kind"],
        owner=_advisor_of(book, frame["household_id"]),
        opened_on=day["opened_at"],
        due_on=day["due_at"],
        ended_on=day["closed_at"],
        replied_on=day["first_reply_at"],
        remarks=_remarks(frame),
    )


def _remarks(requests: pd.DataFrame) -> pd.Series:
    """What the flags of a request say, in words; blank where they say nothing."""
    nigo, again = (requests[flag].fillna(False).astype(bool) for flag in ("not_in_good_order", "reopened"))
    words = nigo.map({True: "came back not in good order", False: ""})
    words = words.where(~again, (words + "; reopened").str.removeprefix("; "))
    return words.where(words != "")


def _tasks(book: Book, only_open: bool) -> pd.DataFrame:
    frame = book.tasks
    frame = frame[frame["done_on"].isna()] if only_open else frame
    return _shaped(
        frame,
        frame.index,
        item_id=frame["task_id"],
        what=frame["text"],
        owner=frame["owner"].map(book.frame("users").set_index("user_id")["name"]),
        opened_on=frame["created_on"],
        due_on=frame["due_on"],
        ended_on=frame["done_on"],
        ending=frame["done_on"].notna().map({True: "done"}),
    )


def _opportunities(book: Book, only_open: bool) -> pd.DataFrame:
    frame = book.opportunities
    frame = frame[frame["closed_on"].isna() & frame["outcome"].isna()] if only_open else frame
    return _shaped(
        frame,
        frame.index,
        item_id=frame["opportunity_id"],
        what=frame["name"],
        owner=frame["advisor_id"].map(book.advisors.set_index("advisor_id")["name"]),
        opened_on=frame["created_on"],
        due_on=frame["expected_close_on"],
        ended_on=frame["closed_on"],
        ending=frame["outcome"],
        amount_cents=frame["amount_cents"],
    )


def _leads(book: Book, only_open: bool) -> pd.DataFrame:
    frame = book.leads
    frame = frame[frame["won_on"].isna() & frame["lost_on"].isna()] if only_open else frame
    ended = frame["won_on"].fillna(frame["lost_on"])
    sources = book.referral_sources.set_index("source_id")["name"]
    return _shaped(
        frame,
        frame.index,
        item_id=frame["lead_id"],
        what=frame["source_id"].map(sources),
        owner=frame["advisor_id"].map(book.advisors.set_index("advisor_id")["name"]),
        opened_on=frame["created_on"],
        ended_on=ended,
        ending=frame["won_on"].notna().map({True: "won", False: "lost"}).where(ended.notna()),
    )


def _receivables(book: Book, _only_open: bool) -> pd.DataFrame:
    frame = receivables(book)
    return _shaped(
        frame,
        frame.index,
        item_id=frame["account_id"] + " " + frame["month"].dt.strftime("%Y-%m"),
        what=frame["account_id"],
        owner=_advisor_of(book, frame["household_id"]),
        opened_on=frame["month"] + pd.offsets.MonthEnd(0),
        amount_cents=frame["amount_cents"],
    )


_READ = {
    "service_requests": _requests,
    "tasks": _tasks,
    "opportunities": _opportunities,
    "leads": _leads,
    "revenue": _receivables,
}
