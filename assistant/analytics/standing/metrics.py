"""What can be ranked: each metric's rows, its unit, how it rolls up (F43), its window and its definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.additivity import Quantity, quantity
from assistant.analytics.bridge import F21
from assistant.analytics.depth import F44
from assistant.analytics.earlier import earlier
from assistant.analytics.earned import REVENUE
from assistant.analytics.retention_rates import R1
from assistant.analytics.service.requests import F40
from assistant.analytics.serving import S4
from assistant.analytics.standing import amounts
from assistant.analytics.valuation.two_values import F1
from assistant.analytics.wallet import F24
from assistant.errors import BadArguments
from assistant.figures import Method, Unit

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

Window = Literal["period", "cohort", "year", "date"]
"""What a metric looks at: what happened in the period; what began in it, with what has become of that by the book's
date; the twelve months to the period's end; or its end alone."""

ASSETS = Method("F20 end", "assets at the end of the last closed month")
NET = Method("F21 net", "new-client money + existing-client money − withdrawals − losses, transfers left out")
CAME = Method("R1 came", "households whose first day as a client lies in the period, each once")
REFERRED = Method("F31 referred", "leads created in the period that a client sent, by name or by a source of clients")
WON = Method("F31 raw", "leads won ÷ leads created in the period, open ones too")


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing to rank by. `rows` gives what is counted or summed in one Book (amounts.py); `cases` is what a rate
    rests on, `missing` why it is undefined; `not_of_clients` why one client cannot be ranked by it."""

    key: str
    label: str
    unit: Unit
    rolls: Quantity
    method: Method
    rows: Callable[[Book, Period], pd.DataFrame]
    window: Window
    missing: str
    cases: str = "clients"
    not_of_clients: str = ""

    def book(self, book: Book, period: Period) -> Book:
        """The Book to measure the period on: as it stood at the period's end, or with all that is known since."""
        return book if self.window == "cohort" else earlier(book, period.end)

    @property
    def heading(self) -> str:
        """The label as it begins a line."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def is_rate(self) -> bool:
        """A ratio or a mean, which is shrunk before it is ranked; the others are sums and counts."""
        return self.rolls.how == "ratio_of_sums" or self.unit == "score"

    @property
    def is_share(self) -> bool:
        """A count out of a count, whose posterior is a beta."""
        return self.rolls.how == "ratio_of_sums" and self.rolls.numerator == self.rolls.denominator


METRICS: tuple[Metric, ...] = (
    Metric("aum", "assets", "money", quantity("assets"), ASSETS, amounts.assets, "date", "there is no open client"),
    Metric("revenue", "revenue", "money", quantity("revenue"), REVENUE, amounts.revenue, "period",
           "no revenue is on record"),
    Metric("retention", "client retention (R1)", "rate", quantity("retention"), R1, amounts.kept, "period",
           "nobody was a client when the period began",
           not_of_clients="One client is kept or lost, so retention ranks advisors, teams, branches and regions; for "
           "the chance that a client stays ask who is at risk."),
    Metric("organic_growth", "organic growth", "rate", quantity("organic_growth"), F21, amounts.growth, "period",
           "the period began with no assets"),
    Metric("net_flows", "net new assets", "money", quantity("flows"), NET, amounts.net_flows, "period",
           "there are no balances in the period"),
    Metric("book_value", "book value by revenue multiple", "money", quantity("book_value"), F1, amounts.value, "year",
           "no client has three months of repeatable revenue"),
    Metric("wallet_share", "share of wallet", "rate", quantity("wallet_share"), F24, amounts.wallet, "date",
           "no client has a declared investable net worth", "clients with a declared net worth"),
    Metric("new_clients", "new clients", "count", quantity("households"), CAME, amounts.came, "period",
           "there is no client on file",
           not_of_clients="One client is not several new ones, so new clients rank advisors, teams, branches and "
           "regions."),
    Metric("referrals", "referrals by clients", "count", quantity("leads"), REFERRED, amounts.referred, "cohort",
           "no lead was created in the period"),
    Metric("conversion", "conversion of leads", "rate", quantity("conversion"), WON, amounts.won, "cohort",
           "no lead was created in the period", "leads",
           not_of_clients="A client is no lead any more, so conversion ranks advisors, teams, branches and regions; "
           "for where clients come from ask for the best referral sources."),
    Metric("sla", "first replies in time", "rate", quantity("attainment"), F40, amounts.replied, "cohort",
           "no request of the period had a promised first reply that has been met or missed", "requests"),
    Metric("depth", "relationship depth", "score", quantity("score"), F44, amounts.depth, "date",
           "there is no open client"),
    Metric("contribution", "contribution after cost to serve", "money", quantity("contribution"), S4,
           amounts.contribution, "year", "an hourly cost is not on file"),
)  # fmt: skip


def metric_called(key: str) -> Metric:
    """Raises BadArguments with the list of metrics for another word."""
    for metric in METRICS:
        if metric.key == key:
            return metric
    raise BadArguments(f"I cannot rank by “{key}”; rank by one of {', '.join(metric.key for metric in METRICS)}.")
