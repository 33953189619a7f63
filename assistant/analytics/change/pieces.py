"""A period cut into whole closed months and, where daily values allow it, the days before and after them.

Without daily values a month begun inside counts whole and the open month is left out: nothing is interpolated.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from assistant.analytics.bridge import Bridge, closed_months, told_apart
from assistant.analytics.bridge_return import dietz, together
from assistant.errors import NotEnoughData, NotFound

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

FRESH_DAYS = 7
"""A daily value stands for the days after it up to so many: markets close on weekends."""
CENTS = (
    "begin_value_cents", "contributions_cents", "withdrawals_cents", "transfers_in_cents", "transfers_out_cents",
    "market_gain_cents", "fees_cents", "end_value_cents",
)  # fmt: skip
STEP_FIELDS = tuple(field.name for field in fields(Bridge))
PLACES = ["account_id", "household_id", "month", "last", "days", "remaining", "is_month"]


@dataclass(frozen=True)
class Pieces:
    """`rows`: one a account and piece: account_id, household_id, month (first day of the piece), last, days, remaining,
    is_month and the fields of Bridge. `begin_on` and `end_on` are the days at whose close it begins and ends."""

    rows: pd.DataFrame
    begin_on: dt.date
    end_on: dt.date
    notes: tuple[str, ...] = ()

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The rows of all accounts together, one a piece: what returns are measured on."""
        return together(self.rows)

    @cached_property
    def returns(self) -> pd.DataFrame:
        """Gain, average capital (`base`) and return (`rate`) of all accounts together; rows `net` and `gross`."""
        one = self.whole.assign(whole=0)
        both = {name: dietz(one, "whole", gross=name == "gross").iloc[0] for name in ("net", "gross")}
        return pd.DataFrame(both).T

    @cached_property
    def bridge(self) -> Bridge:
        """The bridge of all accounts over the whole period."""
        return sum((bridge for _, bridge in self.bridges("account_id")), Bridge())

    @property
    def is_months(self) -> bool:
        """Whether every piece is a whole closed month."""
        return bool(self.rows["is_month"].all())

    def bridges(self, key: Literal["account_id", "household_id", "month"]) -> list[tuple[Any, Bridge]]:
        """One bridge a value of the key, in order. Of accounts and households it is over the whole period (who came
        later began with nothing), of pieces over the piece."""
        rows = self.rows[list(STEP_FIELDS)]
        if key != "month":
            months = self.rows["month"]
            begin, end = rows["begin"].where(months == months.min(), 0), rows["end"].where(months == months.max(), 0)
            rows = rows.assign(begin=begin, end=end)
        sums = rows.groupby(self.rows[key], sort=True).sum()
        cents = zip(*(sums[name].tolist() for name in STEP_FIELDS), strict=True)
        return [(name, Bridge(*values)) for name, values in zip(sums.index, cents, strict=True)]


def cut(book: Book, period: Period, *, household_id: str | None = None) -> Pieces:
    """The period's pieces for a book, or for one of its households.

    Raises NotFound for a household that is not of this book, NotEnoughData when no month of the period has closed and
    daily values do not help.
    """
    if household_id is not None and household_id not in set(book.households["household_id"]):
        raise NotFound("There is no such client in this book.")
    accounts = book.accounts
    if household_id is not None:
        accounts = accounts[accounts["household_id"] == household_id]
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    try:
        first, last = closed_months(book, period)
    except NotEnoughData:
        days = _days(book, accounts, start, end)
        if days is None:
            raise
        return _joined(book, [days], start, end, start)
    parts, notes = [], []
    begin, finish = first, last + pd.offsets.MonthEnd(0)
    if first < start:  # begun inside its month
        head = _days(book, accounts, start, first + pd.offsets.MonthEnd(0))
        notes += [] if head is not None else ["The period begins inside a month that counts whole: no daily values."]
        parts += [] if head is None else [head]
        begin, first = (start, first + pd.DateOffset(months=1)) if head is not None else (begin, first)
    parts.append(_months(book, accounts, first, last))
    if finish < end:
        tail = _days(book, accounts, finish + pd.Timedelta(days=1), end)
        parts += [] if tail is None else [tail]
        finish = finish if tail is None else end
    return _joined(book, parts, begin, finish, pd.Timestamp(period.start), tuple(notes))


def _joined(
    book: Book,
    parts: list[pd.DataFrame],
    begin: pd.Timestamp,
    end: pd.Timestamp,
    asked: pd.Timestamp,
    notes: tuple[str, ...] = (),
) -> Pieces:
    """Pieces from one day to another, both inside; `asked` is the first day that was asked for."""
    frame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    since = begin if begin <= asked else max(asked, book.first_month)  # as bridge_months: parts agree on who is new
    rows = told_apart(frame, book.households, since, end)
    rows = pd.concat([frame[[p for p in PLACES if p not in rows]], rows], axis=1)
    return Pieces(rows, (begin - pd.Timedelta(days=1)).date(), end.date(), notes)


def _months(book: Book, accounts: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The balances of whole months, each flow in the middle of its month."""
    owners = accounts.set_index("account_id")["household_id"]
    rows = book.balances
    rows = rows[rows["month"].between(first, last) & rows["account_id"].isin(owners.index)]
    days = rows["month"].dt.days_in_month
    came = rows["contributions_cents"] + rows["transfers_in_cents"]
    went = rows["withdrawals_cents"] + rows["transfers_out_cents"]
    return rows.assign(
        household_id=rows["account_id"].map(owners),
        last=rows["month"] + pd.offsets.MonthEnd(0),
        days=days,
        remaining=(came - went) * days / 2,
        is_month=True,
    )


def _days(book: Book, accounts: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame | None:
    """The days from first to last of every account as one piece, from daily values; None when one of them lacks any.

    Daily flows are not told into transfers and fees: what is not a flow is market after fees.
    """
    owned = accounts[~(accounts["opened_on"] > last) & ~(accounts["closed_on"] < first)]
    begin = _value_at(book, owned, first - pd.Timedelta(days=1))
    end = _value_at(book, owned, last)
    if owned.empty or begin is None or end is None:
        return None
    flows = daily_flows(book, owned["account_id"], first, last)
    left = (last - flows["date"]).dt.days * flows["net_flow_cents"]
    by_account = flows["account_id"]
    came = flows["net_flow_cents"].clip(lower=0).groupby(by_account).sum()
    went = (-flows["net_flow_cents"]).clip(lower=0).groupby(by_account).sum()
    ids = owned["account_id"].to_numpy()
    frame = pd.DataFrame(
        {
            "account_id": ids,
            "household_id": owned["household_id"].to_numpy(),
            "month": first,
            "last": last,
            "days": (last - first).days + 1,
            "remaining": left.groupby(by_account).sum().reindex(ids, fill_value=0).to_numpy(dtype="float64"),
            "is_month": False,
            **dict.fromkeys(CENTS, 0),
            "begin_value_cents": begin.to_numpy(),
            "contributions_cents": came.reindex(ids, fill_value=0).to_numpy(),
            "withdrawals_cents": went.reindex(ids, fill_value=0).to_numpy(),
            "end_value_cents": end.to_numpy(),
        }
    )
    net = frame["contributions_cents"] - frame["withdrawals_cents"]
    return frame.assign(market_gain_cents=frame["end_value_cents"] - frame["begin_value_cents"] - net)


def daily_flows(book: Book, account_ids: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The dated flows of accounts, both days inside: account_id, date, net_flow_cents (out is negative)."""
    rows = book.frame("daily_values")
    inside = rows["account_id"].isin(account_ids) & rows["date"].between(first, last) & (rows["net_flow_cents"] != 0)
    return rows.loc[inside, ["account_id", "date", "net_flow_cents"]].sort_values(["date", "account_id"])


def _value_at(book: Book, accounts: pd.DataFrame, day: pd.Timestamp) -> pd.Series | None:
    """Cents of each account at the close of a day: the balance at the end of a closed month, else the latest daily
    value of the week before; None when an account that was open has neither."""
    ids = pd.Index(accounts["account_id"])
    month = day.replace(day=1)
    if day == month + pd.offsets.MonthEnd(0) and month <= book.last_month:
        rows = book.balances
        ends = rows[rows["month"] == month].set_index("account_id")["end_value_cents"]
        return ends.reindex(ids, fill_value=0)
    rows = book.frame("daily_values")
    rows = rows[rows["account_id"].isin(ids) & (rows["date"] <= day)]
    rows = rows[rows["date"] > day - pd.Timedelta(days=FRESH_DAYS)].sort_values("date")
    values = rows.drop_duplicates("account_id", keep="last").set_index("account_id")["value_cents"].reindex(ids)
    absent = ((accounts["opened_on"] > day) | (accounts["closed_on"] <= day)).to_numpy()
    values = values.where(~(absent & values.isna().to_numpy()), 0)
    return None if values.isna().any() else values.astype("int64")
