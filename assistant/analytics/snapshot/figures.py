"""The figures of a snapshot beside the bridge: revenue against the year before, clients, comings and goings, R1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.earned import REVENUE, earned
from assistant.analytics.retention_rates import R1, Movement
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

CHANGE = Method("revenue change", "revenue of the months ÷ revenue of the same months a year before − 1")
COUNT = Method("clients", "households open at the date, each once, and their people alive")
CAME = Method("came", "households whose first day as a client lies in the period")
WENT = Method("went", "households closed in the period because they left, died or were let go; a merger is no loss")
DATED = Method("events", "events dated in the period, the open month too")
COUNTS = (
    ("households", "Clients (households)", COUNT),
    ("people", "People in them", COUNT),
    ("new_clients", "New clients", CAME),
    ("lost_clients", "Clients lost", WENT),
)
"""Key, label and method of what is counted."""
EVENTS = (("contacts", "Two-way contacts"), ("wins", "Leads won"), ("requests", "Service requests opened"))
"""Key and label of dated events."""
YEAR = pd.DateOffset(months=12)


def client_figures(book: Book, moved: Movement) -> tuple[Figure, ...]:
    """Households and people now, who came, who went, retention with its definition."""
    now = book.open_households
    alive = book.clients[book.clients["deceased_on"].isna() & book.clients["household_id"].isin(now["household_id"])]
    found = {
        "households": (len(now), Rows.of("households", now["household_id"])),
        "people": (len(alive), Rows.of("clients", alive["client_id"])),
        "new_clients": (len(moved.came), Rows.of("households", moved.came["household_id"])),
        "lost_clients": (len(moved.went), Rows.of("households", moved.went["household_id"])),
    }
    return counted(found, moved.retention, Rows.of("households", moved.at_start["household_id"]))


def counted(found: Mapping[str, tuple[int, Rows]], retained: float | None, at_start: Rows) -> tuple[Figure, ...]:
    """`found`: of each key of COUNTS the number and the rows behind it; `retained`: R1 of those `at_start`, or None."""
    return (
        *(Figure(key, label, found[key][0], "count", method, found[key][1]) for key, label, method in COUNTS),
        Figure(
            "retention",
            "Client retention, R1",
            rate(retained),
            "rate",
            R1,
            at_start,
            reason="" if retained is not None else "nobody was a client when the period began",
        ),
    )


def revenue_figures(book: Book, first: pd.Timestamp, last: pd.Timestamp, prefix: str, words: str) -> tuple[Figure, ...]:
    """Revenue of the months, its two kinds, the same months a year before, and the change; undefined when the data do
    not reach back so far."""
    now, before = earned(book, first, last), earned(book, first - YEAR, last - YEAR)
    months = book.revenue["month"]
    begins = months.min() if len(months) else None
    behind = Rows.of("households", now.index)
    return compared((now.sum(), before.sum(), begins), (first, last), behind, prefix, words)


def compared(
    found: tuple[pd.Series, pd.Series, pd.Timestamp | None],
    span: tuple[pd.Timestamp, pd.Timestamp],
    behind: Rows,
    prefix: str,
    words: str,
) -> tuple[Figure, ...]:
    """Revenue of the months of `span` and of the same a year before (sums with the columns of earned), and the month
    its data begin with; `words` say which months they are."""
    now, before, begins = found
    first, last = span
    reaches = begins is not None and begins <= first - YEAR
    known = reaches and before["total_cents"] > 0
    too_short = f"revenue data begin in {begins:%B %Y}" if begins is not None else "there is no revenue on record"
    reason = "" if reaches else too_short
    inputs = (("months", f"{first:%Y-%m}..{last:%Y-%m}"),)
    earlier = (("months", f"{first - YEAR:%Y-%m}..{last - YEAR:%Y-%m}"),)

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
    return dated(
        {
            "contacts": (len(met), Rows.of("interactions", met["interaction_id"])),
            "wins": (len(won), Rows.of("leads", won["lead_id"])),
            "requests": (len(opened), Rows.of("service_requests", opened["request_id"])),
        }
    )


def dated(found: Mapping[str, tuple[int, Rows]]) -> tuple[Figure, ...]:
    """`found`: of each key of EVENTS the number and the rows behind it."""
    return tuple(Figure(key, label, found[key][0], "count", DATED, found[key][1]) for key, label in EVENTS)
