"""The rows behind each metric of one Book: what is counted or summed, key by key, so that parts add up to the whole.

Every function takes the Book to measure on (Metric.book says which) and returns a frame with `key` (a household, lead
or request), `client` (the household it counts for when clients are ranked; blank for none), `numerator` and
`denominator` (0 where the metric is no ratio); money in whole cents. Sources: the formula named by each metric.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import bridge_months, closed_months
from assistant.analytics.depth import relationship_depth
from assistant.analytics.earned import earned
from assistant.analytics.referrals.economics import leads_of
from assistant.analytics.retention_rates import movement
from assistant.analytics.retention_rates.cohort import BEYOND_CONTROL
from assistant.analytics.segments import ttm_revenue
from assistant.analytics.serving import cost_to_serve
from assistant.analytics.valuation.two_values import market_value
from assistant.analytics.wallet import assets_today, wallet_rows

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

BY_CLIENT = "client"
"""The kind of a referral source whose leads a client sent."""


def assets(book: Book, _period: Period) -> pd.DataFrame:
    """Assets today of each open household."""
    return _of_households(assets_today(book))


def revenue(book: Book, period: Period) -> pd.DataFrame:
    """All revenue of the period's closed months. Raises NotEnoughData when none has closed."""
    first, last = period.months(book.last_month)
    return _of_households(earned(book, first, last)["total_cents"])


def kept(book: Book, period: Period) -> pd.DataFrame:
    """One row a household that was a client the day before the period: 1 above the line when it stayed (R1)."""
    moved = movement(book, period)
    ids = moved.at_start["household_id"]
    return _rows(ids, ids, (~ids.isin(moved.went["household_id"])).astype("int64"), 1)


def kept_by_choice(book: Book, period: Period) -> pd.DataFrame:
    """As `kept`, without deaths and exits that the firm chose (R2)."""
    moved, rows = movement(book, period), kept(book, period)
    beyond = moved.went[moved.went["close_reason"].isin(BEYOND_CONTROL)]["household_id"]
    return rows[~rows["key"].isin(beyond)].reset_index(drop=True)


def came(book: Book, period: Period) -> pd.DataFrame:
    """1 for each household whose first day lies in the period, 0 for the others."""
    ids, fresh = book.households["household_id"], movement(book, period).came["household_id"]
    return _rows(ids, ids, ids.isin(fresh).astype("int64"), 0)


def growth(book: Book, period: Period) -> pd.DataFrame:
    """Net new assets of each household over its assets at the beginning (F21). Raises NotEnoughData without closed
    months."""
    first, _ = closed_months(book, period)
    months = bridge_months(book, period)
    money_in = months["new_client_money"] + months["existing_client_money"]
    net = (money_in - months["withdrawals"] - months["losses"]).groupby(months["household_id"]).sum()
    begin = months["begin"].where(months["month"] == first, 0).groupby(months["household_id"]).sum()
    return _of_households(net, begin)


def net_flows(book: Book, period: Period) -> pd.DataFrame:
    """Net new assets of each household (F21)."""
    return growth(book, period).assign(denominator=0)


def value(book: Book, _period: Period) -> pd.DataFrame:
    """Value by revenue multiple of each open household with revenue (F1, centre)."""
    return _of_households(market_value(book).groupby(level="household_id").sum())


def wallet(book: Book, _period: Period) -> pd.DataFrame:
    """Assets over declared investable net worth, of the households that declared one (F24)."""
    declared = wallet_rows(book).dropna(subset="worth_cents")
    return _of_households(declared["assets_cents"], declared["worth_cents"].astype("int64"))


def referred(book: Book, period: Period) -> pd.DataFrame:
    """One row a lead created in the period: 1 when a client sent it; it counts for the client who did."""
    leads = leads_of(book, period)
    sources = book.referral_sources.set_index("source_id")["kind"]
    sent = leads["referred_by_household_id"].notna() | (leads["source_id"].map(sources) == BY_CLIENT)
    return _rows(leads["lead_id"], leads["referred_by_household_id"], sent.astype("int64"), 0)


def won(book: Book, period: Period) -> pd.DataFrame:
    """One row a lead created in the period, open ones too: 1 above the line when it was won (F31)."""
    leads = leads_of(book, period)
    return _rows(leads["lead_id"], None, leads["won_on"].notna().astype("int64"), 1)


def replied(book: Book, period: Period) -> pd.DataFrame:
    """One row a request opened in the period whose promise of a first reply has been met or missed: 1 when met (F40).

    A request without a promise, or whose promise still runs, is on neither side; one open past it is missed.
    """
    requests = book.service_requests
    start, after, tomorrow = (
        pd.Timestamp(day, tz="UTC")
        for day in (period.start, period.end + dt.timedelta(days=1), book.as_of + dt.timedelta(days=1))
    )
    promised = requests[(requests["opened_at"] >= start) & (requests["opened_at"] < after) & requests["due_at"].notna()]
    in_time = promised["first_reply_at"] <= promised["due_at"]
    decided = promised["first_reply_at"].notna() | (promised["due_at"] < tomorrow)
    met = in_time.astype("int64")[decided]
    return _rows(promised["request_id"][decided], promised["household_id"][decided], met, 1)


def depth(book: Book, _period: Period) -> pd.DataFrame:
    """Relationship depth, 0 to 100, of each open household (F44); their mean is the book's."""
    return _of_households(relationship_depth(book)["depth"].dropna(), 1)


def contribution(book: Book, _period: Period) -> pd.DataFrame:
    """Revenue of twelve months − cost to serve of each open household (S4); NaN where an hourly cost is not on file.

    A client's cost is the owner's, not a sharer's, and what another advisor spent on the client is that advisor's: so
    costs add up over advisors.
    """
    owners = book.households.set_index("household_id")["advisor_id"]
    rates = book.advisors.set_index("advisor_id")["hourly_cost_cents"].astype("float64")
    others, cost = _spent_for_others(book, owners), cost_to_serve(book)
    in_cost = others["amount"] + _priced(others["hours"], others["household_id"].map(owners).map(rates))
    own = cost - in_cost.groupby(others["household_id"]).sum().reindex(cost.index).fillna(0.0)
    mine = owners.reindex(cost.index).isin(book.scope.advisor_ids)
    left = _of_households(ttm_revenue(book) - own.where(mine, 0.0).round())
    spent = -(others["amount"] + _priced(others["hours"], others["advisor_id"].map(rates))).round()
    return pd.concat([left, _rows(others["household_id"], others["household_id"], spent, 0)], ignore_index=True)


def _spent_for_others(book: Book, owners: pd.Series) -> pd.DataFrame:
    """What an advisor of the scope spent on another advisor's client in the twelve months: household_id, advisor_id,
    `amount` in cents, `hours`."""
    spent = book.expenses
    months = spent["month"].between(book.last_month - pd.DateOffset(months=11), book.last_month)
    named = spent["household_id"].notna() & spent["advisor_id"].notna()
    cross = spent[months & named & (spent["advisor_id"] != spent["household_id"].map(owners))]
    hours, amount = (cross[name].astype("float64").fillna(0.0) for name in ("hours", "amount_cents"))
    return cross[["household_id", "advisor_id"]].assign(amount=amount, hours=hours).reset_index(drop=True)


def _priced(hours: pd.Series, rates: pd.Series) -> pd.Series:
    return (hours * rates).where(hours > 0, 0.0)


def _of_households(numerator: pd.Series, denominator: pd.Series | int = 0) -> pd.DataFrame:
    """`numerator`: index household_id; `denominator`: the same index, or one number for all."""
    below = denominator.to_numpy() if isinstance(denominator, pd.Series) else denominator
    return _rows(numerator.index, numerator.index, numerator.to_numpy(), below)


def _rows(key: object, client: object, numerator: object, denominator: object) -> pd.DataFrame:
    return pd.DataFrame({"key": key, "client": client, "numerator": numerator, "denominator": denominator}).reset_index(
        drop=True
    )
