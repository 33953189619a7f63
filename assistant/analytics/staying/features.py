"""What is known of each household at the date of a book that may bear on its staying; one column a term of the prior.

Nothing depends on the scope a household is looked at in: what compares clients compares those of the same advisor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.earned import RECURRING
from assistant.analytics.erosion.report import erosion_verdicts
from assistant.analytics.once import once_a_book
from assistant.analytics.people import household_ages, last_two_way
from assistant.analytics.staying.prior import STAYING
from assistant.analytics.wallet import wallet_rows

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

MOST_PRICE, LEAST_PRICE, FULL_PRICE_CENTS = 0.015, 0.010, 100_000_000
"""Fees of 1.0 to 1.5 % a year lose the fewest clients [PM-SS]; under the lower bound only below a million, as larger
clients pay less by every schedule."""
SMALL_CENTS = 10_000_000
"""A small household has less than 100,000 [PM-SMALL]."""
LEAST_PEERS = 5
"""Fewer clients of the same risk tolerance in the advisor's book are no comparison."""
MONEY_KINDS = ("slow_leak", "partial_transfer", "stopped_contributions")
YEAR_DAYS = 365.25


@once_a_book
def staying_features(book: Book) -> pd.DataFrame:
    """One row an open household (index household_id, in order), the columns of STAYING as floats; NaN where unknown.

    `assets` is the natural logarithm of the currency units here; `late` and `overdue` are counts of the last twelve
    months and of today; `silence` is in years, `return_gap` in percentage points a year. All is as it was known at the
    date of the book. Source: 3.7.
    """
    households = book.open_households.set_index("household_id").sort_index()
    rows = pd.DataFrame(index=households.index)
    wallet = wallet_rows(book).reindex(households.index)
    assets = wallet["assets_cents"].astype("float64").fillna(0.0)
    rows["assets"] = np.log(np.maximum(assets / 100, 1.0))
    rows["age"] = household_ages(book).reindex(rows.index)
    tenure = (pd.Timestamp(book.as_of) - households["since"]).dt.days / YEAR_DAYS
    rows["first_year"] = (tenure < 1).where(tenure.notna()).astype("float64")
    rows["early"] = tenure.between(1, 4, inclusive="left").where(tenure.notna()).astype("float64")
    worth = wallet["worth_cents"].astype("float64")
    rows["wallet"] = (assets / worth.where(worth > 0)).clip(upper=1.0).mask(wallet["in_part"].fillna(False))
    rows["silence"] = _silence(book, households["since"])
    rows["return_gap"] = _return_gap(book, households)
    rows["small_clients"] = (assets < SMALL_CENTS).groupby(households["advisor_id"]).transform("mean")
    found = rows.join(_fees(book, assets)).join(_service(book)).join(_signs(book))
    counted = ["late", "overdue", "money_leaving", "drifting", "first_sign"]
    found[counted] = found[counted].fillna(0.0)
    return found[STAYING.keys].astype("float64")


def _silence(book: Book, since: pd.Series) -> pd.Series:
    """Years since the last two-way contact; where there was none, since the first day as a client or the first contact
    on record with anybody, whichever is later. Unknown while the book has no contacts at all."""
    if book.interactions.empty:
        return pd.Series(np.nan, index=since.index)
    begun = book.interactions["at"].min().tz_localize(None).normalize()
    never = since.clip(lower=begun).fillna(begun)
    last = pd.to_datetime(last_two_way(book)).reindex(since.index).fillna(never)
    return (pd.Timestamp(book.as_of) - last).dt.days / YEAR_DAYS


def _return_gap(book: Book, households: pd.DataFrame) -> pd.Series:
    """By how many points a household's return of the last twelve closed months lies under the median of those of the
    same advisor and risk tolerance; 0 where it does not, NaN where there is no comparison. Source: F22, 3.7."""
    months = book.household_months
    months = months[months["month"] > book.last_month - pd.DateOffset(months=12)]
    flows = months["contributions_cents"] - months["withdrawals_cents"]
    flows += months["transfers_in_cents"] - months["transfers_out_cents"]
    base = months["begin_value_cents"] + flows / 2
    growth = np.log1p((months["market_gain_cents"] / base.where(base > 0)).clip(-0.9, 9.0).astype("float64"))
    sums = growth.groupby(months["household_id"]).agg(["sum", "count"])
    earned = np.expm1(sums["sum"]).where(sums["count"] == 12).reindex(households.index)
    alike = earned.groupby([households["advisor_id"], households["risk_tolerance"]])
    gap = (alike.transform("median") - earned).clip(lower=0.0) * 100
    return gap.where(alike.transform("count") >= LEAST_PEERS)


def _fees(book: Book, assets: pd.Series) -> pd.DataFrame:
    """How a household paid over the last twelve closed months, and whether what it pays a year lies outside the usual
    range; NaN where it paid nothing."""
    revenue = book.revenue
    revenue = revenue[revenue["month"] > book.last_month - pd.DateOffset(months=12)]
    recurring = revenue["type"].isin((*RECURRING, "planning"))
    amounts = revenue["amount_cents"].astype("float64")
    by = revenue["household_id"]
    fees, trades = (
        amounts.where(kind, 0.0).groupby(by).sum().reindex(assets.index) for kind in (recurring, ~recurring)
    )
    paid = (fees > 0) | (trades > 0)
    price = fees / assets.where(assets > 0)
    outside = (price > MOST_PRICE) | ((price < LEAST_PRICE) & (assets < FULL_PRICE_CENTS) & (price > 0))
    return pd.DataFrame({
        "fee_only": ((fees > 0) & ~(trades > 0)).astype("float64").where(paid),
        "both_fees": ((fees > 0) & (trades > 0)).astype("float64").where(paid),
        "price_gap": outside.astype("float64").where(paid),
    })  # fmt: skip


def _service(book: Book) -> pd.DataFrame:
    """First replies of the last twelve months that came after their promise; requests and tasks past it today."""
    requests, tasks = book.service_requests, book.tasks
    tomorrow = pd.Timestamp(book.as_of, tz="UTC") + pd.Timedelta(days=1)
    recent = requests[requests["due_at"] > tomorrow - pd.DateOffset(months=12)]
    late = recent[recent["first_reply_at"] > recent["due_at"]]
    waiting = requests[
        requests["first_reply_at"].isna() & requests["closed_at"].isna() & (requests["due_at"] < tomorrow)
    ]
    undone = tasks[tasks["done_on"].isna() & (tasks["due_on"] < pd.Timestamp(book.as_of))]
    overdue = pd.concat([waiting["household_id"], undone["household_id"]])
    counts = {"late": late.groupby("household_id").size(), "overdue": overdue.groupby(overdue).size()}
    return pd.DataFrame(counts).fillna(0.0)


def _signs(book: Book) -> pd.DataFrame:
    """What the erosion detector says at the date of the book."""
    verdicts = erosion_verdicts(book).set_index("household_id")
    eroding, money = verdicts["verdict"] == "eroding", verdicts["kind"].isin(MONEY_KINDS)
    return pd.DataFrame({
        "money_leaving": (eroding & money).astype("float64"),
        "drifting": (eroding & ~money).astype("float64"),
        "first_sign": (verdicts["verdict"] == "watch").astype("float64"),
    })  # fmt: skip
