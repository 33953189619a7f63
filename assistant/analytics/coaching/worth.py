"""What closing a gap is worth in money: through the valuation's what-if, or by a stated formula (F46)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtri

from assistant.analytics.coaching.gaps import Gap
from assistant.analytics.coaching.observing import Observed
from assistant.analytics.earlier import earlier
from assistant.analytics.earned import earned
from assistant.analytics.intervals import CONFIDENCE
from assistant.analytics.referrals.economics import leads_of
from assistant.analytics.valuation.assumptions import MULTIPLES, Assumptions
from assistant.analytics.valuation.assumptions import RETENTION as RETAINED
from assistant.analytics.valuation.inputs import own_retention, valued_clients
from assistant.analytics.valuation.two_values import Valuation, value_clients
from assistant.analytics.wallet import assets_today
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

LEAST_WINS, LEAST_GROUP = 5, 10
"""Valued wins that an average win takes; clients with and without contact that an association takes."""

RETENTION = Method(
    "F46 worth retention",
    "NPV of the book (F12) with the advisor's yearly retention raised by the gap, in yearly terms − NPV as it stands",
)
WALLET = Method(
    "F46 worth wallet",
    "gap × declared net worth × recurring revenue of twelve months ÷ assets × recurring multiple (F1, centre)",
)
GROWTH = Method(
    "F46 worth growth",
    "gap, in yearly terms, × assets at the beginning × recurring revenue of twelve months ÷ assets × recurring "
    "multiple (F1, centre): what one year of it adds",
)
CONVERSION = Method(
    "F46 worth conversion",
    "gap × leads of the period × value of a win: average NPV (F12) of the clients won, or of all clients of the book "
    f"where fewer than {LEAST_WINS} of the clients won are valued",
)
CONTACT = Method(
    "F46 worth contact",
    "NPV of the book (F12) with yearly retention raised by gap × (retention of clients in contact the year before − of "
    "those who were not, in the firm): an association, not an effect",
)
PRICELESS = Method("F46 no price", "no amount is given where what a gap costs cannot be told")
NOTHING_VALUED = "nothing in this book can be valued: it takes three months of repeatable revenue"
NO_YIELD = "the book has no assets or no recurring revenue to reckon a fee with"
NO_ASSOCIATION = "clients in contact are not seen to stay more often in this firm than those who were not"


@dataclass(frozen=True, slots=True)
class Worth:
    """Cents that closing a gap adds, None with its reason; `inputs` in words; `of` what value they are part of."""

    cents: float | None
    method: Method
    inputs: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    of: str = "net present value"


@dataclass(frozen=True)
class Appraised:
    """An advisor's Book over a period, valued once however many gaps are."""

    book: Book
    period: Period

    @property
    def advisor(self) -> str:
        return self.book.scope.advisor_ids[0]

    @property
    def years(self) -> float:
        return ((self.period.end - self.period.start).days + 1) / 365.25

    @cached_property
    def at_end(self) -> Book:
        return earlier(self.book, self.period.end)

    @cached_property
    def standing(self) -> Valuation:
        return value_clients(valued_clients(self.at_end), Assumptions())


def worth_of(gap: Gap, found: Observed, own: Appraised) -> Worth:
    """What raising the advisor's measure to the peers' median is worth; `own` is that advisor's book. Source: F46."""
    measure = gap.measure
    if measure.no_price:
        return Worth(None, PRICELESS, reason=measure.no_price)
    base = float(found.totals[measure.key]["denominator"][own.advisor])
    if measure.key == "retention":
        return _retention(own, _yearly(gap.median, own.years) - _yearly(gap.own, own.years), RETENTION)
    if measure.key == "contact":
        apart = _association(found, own.years)
        return (
            Worth(None, CONTACT, reason=NO_ASSOCIATION) if apart is None else _retention(own, gap.gap * apart, CONTACT)
        )
    if measure.key == "conversion":
        return _conversion(own, gap.gap * base)
    if measure.key == "wallet_share":
        return _by_yield(own, gap.gap * base, WALLET)
    return _by_yield(own, gap.gap / own.years * base, GROWTH)


def _yearly(share: float, years: float) -> float:
    return float(share ** (1 / years))


def _retention(own: Appraised, points: float, method: Method) -> Worth:
    """The valuation's what-if with retention raised by `points`: the same figure as asking for that retention."""
    if not own.standing.revenue.sum():
        return Worth(None, method, reason=NOTHING_VALUED)
    before = float(own_retention(own.at_end).get(own.advisor, RETAINED))
    raised = round(min(1.0, before + points), 4)
    after = value_clients(own.standing.rows, Assumptions(retention=raised))
    inputs = ("yearly retention now", str(before)), ("yearly retention then", str(raised))
    return Worth(after.total("npv") - own.standing.total("npv"), method, inputs)


def _by_yield(own: Appraised, assets_cents: float, method: Method) -> Worth:
    """Assets that would come × what the book earns on its assets × the recurring multiple."""
    book = own.at_end
    year = earned(book, book.last_month - pd.DateOffset(months=11), book.last_month)["recurring_cents"].sum()
    assets = int(assets_today(book).sum())
    if assets <= 0 or year <= 0:
        return Worth(None, method, reason=NO_YIELD)
    multiple = MULTIPLES["centre"][0] / 10
    fee = round(float(year) / assets, 6)
    inputs = ("recurring revenue ÷ assets", str(fee)), ("multiple", str(multiple))
    return Worth(assets_cents * fee * multiple, method, inputs, of="book value by multiple")


def _conversion(own: Appraised, wins: float) -> Worth:
    values = own.standing.by_household("npv")
    values = values[values > 0]
    leads = leads_of(own.book, own.period)
    won = values.reindex(leads.loc[leads["won_on"].notna(), "household_id"].dropna().unique()).dropna()
    whose = "clients won" if len(won) >= LEAST_WINS else "all clients of the book"
    values = won if len(won) >= LEAST_WINS else values
    if values.empty:
        return Worth(None, CONVERSION, reason=NOTHING_VALUED)
    inputs = ("extra wins", str(round(wins, 1))), ("value of a win: average NPV of", whose)
    return Worth(wins * float(values.mean()), CONVERSION, inputs)


def _association(found: Observed, years: float) -> float | None:
    """How much more of the clients in contact stay, a year, in the firm; None unless that is sure at 90 %."""
    cells = found.touch.sum()
    spoken, silent = float(cells["spoken"]), float(cells["silent"])
    if min(spoken, silent) < LEAST_GROUP:
        return None
    with_contact, without = float(cells["spoken_kept"]) / spoken, float(cells["silent_kept"]) / silent
    error = np.sqrt(with_contact * (1 - with_contact) / spoken + without * (1 - without) / silent)
    if with_contact - without <= ndtri((1 + CONFIDENCE) / 2) * error:
        return None
    return _yearly(with_contact, years) - _yearly(without, years)
