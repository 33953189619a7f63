"""What an advisor is coached on: the measure, the report to look at next, and why it may have no price."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.additivity import quantity
from assistant.analytics.people import last_two_way
from assistant.analytics.retention_rates.cohort import R2
from assistant.analytics.standing import amounts
from assistant.analytics.standing.metrics import Metric, metric_called
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

YEAR = dt.timedelta(days=365)
TOUCH = Method(
    "F46 contact",
    "open clients with a two-way contact (a meeting, a call, an answered message; no mass mail) in the year to the "
    "date ÷ open clients",
)


def in_touch(book: Book, _period: Period) -> pd.DataFrame:
    """One row an open household: 1 above the line when it had a two-way contact in the last 365 days."""
    ids = book.open_households["household_id"]
    last = pd.to_datetime(ids.map(last_two_way(book)))
    spoke = (last > pd.Timestamp(book.as_of - YEAR)).astype("int64")
    return pd.DataFrame({"key": ids, "client": ids, "numerator": spoke, "denominator": 1}).reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Coached:
    """One measure. `next_report` is a tool and what to ask of it; `no_price` says why a gap here has no amount."""

    metric: Metric
    next_report: str
    no_price: str = ""

    @property
    def key(self) -> str:
        return self.metric.key


RETAINED = Metric(
    "retention", "retention of clients who chose (R2)", "rate", quantity("retention"), R2, amounts.kept_by_choice,
    "period", "nobody was a client when the period began",
)  # fmt: skip
CONTACT = Metric(
    "contact", "clients in two-way contact within a year", "rate", quantity("retention"), TOUCH, in_touch, "date",
    "there is no open client",
)  # fmt: skip

MEASURES: tuple[Coached, ...] = (
    Coached(RETAINED, "retention_rates by tenure and segment: who left and when; find_erosion: whose money is leaving"),
    Coached(metric_called("wallet_share"), "wallet_share by client: where the money elsewhere is"),
    Coached(metric_called("organic_growth"), "book_snapshot by month: what came and what went"),
    Coached(metric_called("conversion"), "referral_sources: which leads convert; pipeline: what is stuck"),
    Coached(CONTACT, "service_levels for reviews: contacts owed against contacts made"),
    Coached(metric_called("sla"), "service_levels for requests: which replies came late",
            "what a reply in time is worth cannot be told from the books of this firm"),
    Coached(metric_called("depth"), "stack_rank of clients by depth: which relationships are thin",
            "the index has no price of its own; its parts, such as share of wallet, have one"),
)  # fmt: skip
