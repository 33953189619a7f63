"""The figures of a snapshot beside the bridge: revenue against the year before, clients, comings and goings, R1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import MERGED
from assistant.analytics.earned import REVENUE, earned
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

CHANGE = Method("revenue change", "revenue of the months ÷ revenue of the same months a year before − 1")
COUNT = Method("clients", "households open at the date, each once, and their people alive")
CAME = Method("came", "households whose first day as a client lies in the period")
WENT = Method("went", "households closed in the period because they left, died or were let go; a merger is no loss")
DATED = Method("events", "events dated in the period, the open month too")
R1 = Method(
    "R1",
    "households open the day before the period began that are still open ÷ households open then; who joined later is "
    "on neither side, a merged household counts as kept",
)


@dataclass(frozen=True, slots=True)
class Movement:
    """Who was there when a period began, who came, who went; frames of households."""

    at_start: pd.DataFrame
    came: pd.DataFrame
    went: pd.DataFrame
    merged: pd.DataFrame

    @property
    def lost_of_start(self) -> int:
        return int(self.went["household_id"].isin(self.at_start["household_id"]).sum())

    @property
    def retention(self) -> float | None:
        """R1; None when nobody was there."""
        return 1 - self.lost_of_start / len(self.at_start) if len(self.at_start) else None


def movement(book: Book, period: Period) -> Movement:
    """Who came and went from the first to the last day of a period, both inside."""
    households = book.households.sort_values("household_id", ignore_index=True)
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    closed = households["closed_on"]
    inside = closed.between(start, end)
    before = households["since"].isna() | (households["since"] < start)
    return Movement(
        at_start=households[before & (closed.isna() | (closed >= start))],
        came=households[households["since"].between(start, end)],
        went=households[inside & (households["close_reason"] != MERGED)],
        merged=households[inside & (households["close_reason"] == MERGED)],
    )


def client_figures(book: Book, moved: Movement) -> tuple[Figure, ...]:
    """Households and people now, who came, who went, retention with its definition."""
    now = book.open_households
    alive = book.clients[book.clients["deceased_on"].isna() & book.clients["household_id"].isin(now["household_id"])]
    retained = moved.retention

    def count(key: str, label: str, frame: pd.DataFrame, method: Method, column: str = "household_id") -> Figure:
        table = "clients" if column == "client_id" else "households"
        return Figure(key, label, len(frame), "count", method, Rows.of(table, frame[column]))

    return (
        count("households", "Clients (households)", now, COUNT),
        count("people", "People in them", alive, COUNT, "client_id"),
        count("new_clients", "New clients", moved.came, CAME),
        count("lost_clients", "Clients lost", moved.went, WENT),
        Figure(
            "retention",
            "Client retention, R1",
            rate(retained),
            "rate",
            R1,
            Rows.of("households", moved.at_start["household_id"]),
            reason="" if retained is not None else "nobody was a client when the period began",
        ),
    )


def revenue_figures(book: Book, first: pd.Timestamp, last: pd.Timestamp, prefix: str, words: str) -> tuple[Figure, ...]:
    """Revenue of the months, its two kinds, the same months a year before, and the change; undefined when the data do
    not reach back so far."""
    year = pd.DateOffset(months=12)
    now, before = earned(book, first, last).sum(), earned(book, first - year, last - year).sum()
    months = book.revenue["month"]
    reaches = len(months) > 0 and months.min() <= first - year
    known = reaches and before["total_cents"] > 0
    too_short = f"revenue data begin in {months.min():%B %Y}" if len(months) else "there is no revenue on record"
    reason = "" if reaches else too_short
    inputs = (("months", f"{first:%Y-%m}..{last:%Y-%m}"),)
    earlier = (("months", f"{first - year:%Y-%m}..{last - year:%Y-%m}"),)
    behind = Rows.of("households", earned(book, first, last).index)

    def figure(key: str, label: str, cents: int) -> Figure:
        return Figure(f"{prefix}{key}", f"{label}, {words}", money(cents), "money", REVENUE, behind, inputs)

    return (
        figure("revenue", "Revenue", int(now["total_cents"])),
        figure("recurring", "of it recurring", int(now["recurring_cents"])),
        figure("transactional", "of it transactional", int(now["transactional_cents"])),
        Figure(
            f"{prefix}revenue_before",
            f"Revenue, {words}, a year before",
            money(int(before["total_cents"])) if reaches else None,
            "money",
            REVENUE,
            behind,
            earlier,
            reason,
        ),
        Figure(
            f"{prefix}revenue_change",
            f"Change of revenue, {words}",
            rate(float(now["total_cents"] / before["total_cents"]) - 1) if known else None,
            "rate",
            CHANGE,
            behind,
            (*inputs, ("against", earlier[0][1])),
            "" if known else reason or "there was no revenue a year before",
        ),
    )


def event_figures(book: Book, period: Period) -> tuple[Figure, ...]:
    """What happened on dated days of the period: two-way contacts, leads won, requests opened."""
    start, after = pd.Timestamp(period.start, tz="UTC"), pd.Timestamp(period.end, tz="UTC") + pd.Timedelta(days=1)
    contacts, leads, requests = book.interactions, book.leads, book.service_requests
    met = contacts[contacts["two_way"].fillna(False).astype(bool)]
    met = met[(met["at"] >= start) & (met["at"] < after)]
    won = leads[leads["won_on"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    opened = requests[(requests["opened_at"] >= start) & (requests["opened_at"] < after)]
    rows = (
        ("contacts", "Two-way contacts", met, "interactions", "interaction_id"),
        ("wins", "Leads won", won, "leads", "lead_id"),
        ("requests", "Service requests opened", opened, "service_requests", "request_id"),
    )
    return tuple(
        Figure(key, label, len(frame), "count", DATED, Rows.of(table, frame[column]))
        for key, label, frame, table, column in rows
    )
