"""The life events that became known in a period: each told once, with its provenance, its clock and how it presses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.event_needs import BY_TYPE
from assistant.analytics.people import last_two_way
from assistant.analytics.wallet import assets_today
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

WINDOW_DAYS = 90
DECAY_DAYS = 90
THOUSAND = 100_000  # cents
LE1 = Method(
    "LE1",
    "events known in the period; the same type in one household (of one person, where each may have one) within "
    f"{WINDOW_DAYS} days of the one before is one event, with the sources together",
)
LE2 = Method(
    "LE2",
    f"severity (1 to 4) × exp(−days since it became known ÷ {DECAY_DAYS}) × the household's assets with us at the last "
    "closed month, in thousands; an order of urgency, not money at stake",
)
LE3 = Method("LE3", "the day by which the needs should be reviewed: known + the event's days, or its months before")
CONTACT = Method("LE3 contact", "the latest two-way contact with the household after the event became known")

STRENGTH = ("questionnaire", "public", "note", "inferred")
CONFIDENCE = {"questionnaire": "high", "public": "medium", "note": "medium", "inferred": "low"}
"""A questionnaire is the client's own word, a public record may be a namesake's, a note is ours, else it is guessed."""


def known_events(
    book: Book, period: Period, *, kind: str | None = None, source: str | None = None, household_id: str | None = None
) -> pd.DataFrame:
    """One row an event, the most pressing first: `event_id`, `event_ids` (all that tell of it), `household_id`,
    `client_id`, `type`, `occurred` and `known` (dates), `sources`, `told_by`, `confidence`, `assets_cents` (0 for a
    household that is no client any more), `score` (NaN for a type that raises no need), `due`, `contact` (NaT
    when there was none since) and `late` (past due without a contact since). Sources: LE1, LE2, LE3.
    """
    reports = _reports(book, period)
    if kind is not None:
        reports = reports[reports["type"] == kind]
    if household_id is not None:
        reports = reports[reports["household_id"] == household_id]
    events = _told_once(reports)
    if source is not None:
        events = events[events["told_by"].map(lambda told: source in told).astype(bool)]
    events = _with_clock(_with_score(events, book), book)
    order = ["score", "known", "event_id"]
    return events.sort_values(order, ascending=[False, False, True], ignore_index=True)


def undated(book: Book) -> int:
    """How many recorded events have no date at all."""
    events = book.life_events
    return int((events["known_on"].isna() & events["occurred_on"].isna()).sum())


def _reports(book: Book, period: Period) -> pd.DataFrame:
    """The recorded rows known in the period; a row that does not say since when counts from the day it happened."""
    rows = book.life_events
    rows = rows.assign(
        household_id=rows["client_id"].map(book.clients.set_index("client_id")["household_id"]).astype("str"),
        known=rows["known_on"].fillna(rows["occurred_on"]),
        at=rows["occurred_on"].fillna(rows["known_on"]),
    )
    known: pd.DataFrame = rows[rows["known"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    return known


def _told_once(reports: pd.DataFrame) -> pd.DataFrame:
    """Rows that tell of the same event, put together; the strongest source says when it happened."""
    personal = reports["type"].map({name: need.personal for name, need in BY_TYPE.items()}).fillna(True).astype(bool)
    reports = reports.assign(who=reports["client_id"].where(personal, ""))
    reports = reports.sort_values(["household_id", "type", "who", "at", "event_id"])
    same = ["household_id", "type", "who"]
    gap = reports.groupby(same)["at"].diff().dt.days
    reports["event"] = (gap.isna() | (gap > WINDOW_DAYS)).cumsum()
    strength = reports["source"].map({name: place for place, name in enumerate(STRENGTH)}).fillna(len(STRENGTH))
    reports = reports.assign(strength=strength).sort_values(["event", "strength", "known", "event_id"])
    groups = reports.groupby("event", sort=True)
    events = groups.agg(
        event_id=("event_id", "first"),
        event_ids=("event_id", lambda ids: tuple(sorted(ids))),
        household_id=("household_id", "first"),
        client_id=("client_id", "first"),
        type=("type", "first"),
        occurred=("occurred_on", "first"),
        known=("known", "min"),
        told_by=("source", lambda words: tuple(dict.fromkeys(words.dropna()))),
    ).reset_index(drop=True)
    return events.assign(
        sources=[", ".join(told) for told in events["told_by"]], confidence=[_sureness(t) for t in events["told_by"]]
    )


def _sureness(told_by: tuple[str, ...]) -> str:
    """Two sources that agree are as good as the client's own word."""
    if not told_by:
        return "not on record"
    return "high" if len(told_by) > 1 else CONFIDENCE[told_by[0]]


def _with_score(events: pd.DataFrame, book: Book) -> pd.DataFrame:
    assets = events["household_id"].map(assets_today(book)).fillna(0).astype("int64")
    severity = events["type"].map({name: need.severity for name, need in BY_TYPE.items()}).astype("float64")
    days = (pd.Timestamp(book.as_of) - events["known"]).dt.days.astype("float64")
    return events.assign(assets_cents=assets, score=severity * np.exp(-days / DECAY_DAYS) * assets / THOUSAND)


def _with_clock(events: pd.DataFrame, book: Book) -> pd.DataFrame:
    """`due`: known + days; where an event is best met before it happens, the later of known and that long before."""
    days = events["type"].map({name: need.days for name, need in BY_TYPE.items()}).astype("float64")
    due = events["known"] + pd.to_timedelta(days, unit="D")
    for name, need in BY_TYPE.items():
        if need.months_before:
            before = events["occurred"] - pd.DateOffset(months=need.months_before)
            due = due.where(events["type"] != name, due.where(~(before > due), before))
    contact = pd.to_datetime(events["household_id"].map(last_two_way(book)))
    contact = contact.where(contact > events["known"])
    today = pd.Timestamp(book.as_of)
    return events.assign(due=due, contact=contact, late=(due < today) & contact.isna())
