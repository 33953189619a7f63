"""The RollUp: a scope of many books, frozen at a date as a Book is, in sums by advisor and month instead of clients.

Money comes from the monthly sums in the firm's database; households and people, which do not add up over the advisors
who share them, are counted from the shards, once where the sharers meet.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, Table, func, select

from assistant.book.rollups.build import are_current
from assistant.book.rollups.counting import (
    HOMES,
    OF_CLIENTS,
    OF_EVENTS,
    OF_WALLETS,
    Parts,
    ask,
    count_clients,
    count_events,
    earned,
    flowed,
    present,
    revenue_of_closed,
    revenue_rows,
    wallet_rows,
)
from assistant.book.rollups.shards import Shards
from assistant.book.snapshot import Version, current_version, typed
from assistant.book.tables.columns import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database
from assistant.errors import ServiceDown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MONTHS, COHORTS = "rollup_months", "rollup_cohorts"
FLOW_OF = {"came": "contributions", "went": "withdrawals"}


class RollUp:
    """What the books of a scope add up to, at a date. Frames are read when first asked for, and kept."""

    def __init__(self, database: Database, shards: Shards, scope: Scope, as_of: dt.date, version: Version) -> None:
        self.scope = scope
        self.as_of = as_of
        self.version = version
        self._database = database
        self._shards = shards

    @property
    def data_version(self) -> str:
        return self.version.digest

    @cached_property
    def last_month(self) -> pd.Timestamp:
        """First day of the last month that was closed at `as_of`."""
        return self.version.last_month(self.as_of)

    @cached_property
    def first_month(self) -> pd.Timestamp:
        """First day of the month with which the firm's balances begin, whoever's they are; the last one without any."""
        month = _table(MONTHS).c.month
        ((first,),) = self._read(select(func.min(month)).where(_table(MONTHS).c.accounts > 0))
        return pd.Timestamp(f"{first}-01") if first else self.last_month

    @cached_property
    def months(self) -> pd.DataFrame:
        """One row an advisor and month up to the last closed one, in order: the columns of `rollup_months`."""
        table = _table(MONTHS)
        query = select(table).where(self._own(table), table.c.month <= f"{self.last_month:%Y-%m}")
        rows = self._read(query.order_by(table.c.advisor_id, table.c.month))
        return typed(pd.DataFrame.from_records(rows, columns=[c.name for c in table.columns]), table)

    @property
    def balance_months(self) -> pd.Series:
        """The month of each row of `months` that has balances; a book knows nothing of the assets of others."""
        return self.months.loc[self.months["accounts"] > 0, "month"]

    def moved(self, kind: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
        """What households that came (`came`) contributed, or that went and were not merged (`went`) withdrew, by
        advisor and month: `advisor_id`, `month`, `contributions_cents` or `withdrawals_cents`. They came or went from
        `first` to `last` month, both inside, and so did the money."""
        table, low, high = _table(COHORTS), f"{first:%Y-%m}", f"{last:%Y-%m}"
        query = select(table.c.advisor_id, table.c.by_month).where(self._own(table), table.c.kind == kind)
        found = self._read(query.where(table.c.cohort.between(low, high)))
        told = json.loads(f"[{','.join(by_month for _, by_month in found)}]")  # at once: one by one takes twice as long
        rows = [
            (advisor, month, cents)
            for (advisor, _), by_month in zip(found, told, strict=True)
            for month, cents in by_month.items()
            if low <= month <= high
        ]
        columns = ["advisor_id", "month", f"{FLOW_OF[kind]}_cents"]
        moved = typed(pd.DataFrame.from_records(rows, columns=columns), _table(MONTHS))
        return moved.groupby(["advisor_id", "month"], as_index=False, sort=True).sum()

    def clients(self, start: dt.date, end: dt.date, parts: Parts | None = None) -> pd.DataFrame:
        """Households and people, counted at `as_of` and from `start` to `end` day, both inside: the columns of
        `counting.CLIENTS`, one row a part in the order given (by default one row, of the scope itself)."""
        with self._asked(parts, OF_CLIENTS) as (duck, asked):
            return count_clients(duck, asked, self.as_of, start, end)

    def events(self, start: dt.date, end: dt.date, parts: Parts | None = None) -> pd.DataFrame:
        """Two-way contacts, leads won and service requests opened from `start` to `end` day, by part."""
        with self._asked(parts, OF_EVENTS) as (duck, asked):
            return count_events(duck, asked, self.as_of, start, end)

    def wallet_rows(self, fresh_since: dt.date, parts: Parts | None = None) -> pd.DataFrame:
        """What analytics.wallet.wallet_rows gives for a Book, one row an open household (index, in order) and part
        (`part`, its place): assets today and the latest declared net worth, fresh when declared since that day."""
        with self._asked(parts, OF_WALLETS) as (duck, _):
            return wallet_rows(duck, self.as_of, self.last_month.date(), fresh_since)

    def counted(
        self, start: dt.date, end: dt.date, fresh_since: dt.date
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """`clients`, `events` and `wallet_rows` of the scope at once, which takes half the time."""
        with self._asked(None, {*OF_CLIENTS, *OF_EVENTS, *OF_WALLETS}) as (duck, asked):
            return (
                count_clients(duck, asked, self.as_of, start, end),
                count_events(duck, asked, self.as_of, start, end),
                wallet_rows(duck, self.as_of, self.last_month.date(), fresh_since),
            )

    def present(self, start: dt.date, end: dt.date, parts: Parts) -> pd.DataFrame:
        """One row a known household and part, in order: `part` (its place), `household_id`, and whether it was a client
        the day before `start` (`at_start`), `came` from start to end, or was there and is `kept`."""
        with self._asked(parts, HOMES) as (duck, _):
            return present(duck, start, end)

    def earned(self, first: pd.Timestamp, last: pd.Timestamp, parts: Parts) -> pd.DataFrame:
        """Revenue of each household with any and part, from `first` to `last` month: `part`, `household_id`,
        `total_cents`."""
        with self._asked(parts, (*HOMES, "revenue")) as (duck, _):
            return earned(duck, first.date(), last.date())

    def revenue_rows(self, parts: Parts | None = None) -> pd.DataFrame:
        """Revenue by part, month and type up to the last closed month: `part` (its place), `month`, `type`,
        `total_cents`, and of it what is not to be repeated, `one_off_cents`."""
        with self._asked(parts, (*HOMES, "revenue")) as (duck, _):
            return revenue_rows(duck, self.last_month.date())

    def revenue_of_closed(self, first: pd.Timestamp, last: pd.Timestamp) -> int:
        """Cents of revenue, from `first` to `last` month, of households that are no longer clients at `as_of`."""
        with self._asked(None, (*HOMES, "revenue")) as (duck, _):
            return revenue_of_closed(duck, first.date(), last.date())

    def flowed(self, firsts: Sequence[pd.Timestamp], last: pd.Timestamp, parts: Parts) -> pd.DataFrame:
        """Contributions less withdrawals of each household with balances and part, from the part's own first month in
        `firsts` to `last`, and its assets at the beginning: `part`, `household_id`, `net_cents`, `begin_cents`."""
        with self._asked(parts, (*HOMES, "balances")) as (duck, _):
            return flowed(duck, [first.date() for first in firsts], last.date())

    @contextmanager
    def _asked(self, parts: Parts | None, names: Iterable[str]) -> Iterator[tuple[DuckDBPyConnection, Parts]]:
        """A connection to these shards that knows whom the question is about: the parts, or the scope itself."""
        asked = parts if parts is not None else (self.scope,)
        with self._shards.opened(self.data_version, names) as duck:
            ask(duck, asked, self.as_of)
            yield duck, asked

    def _own(self, table: Table) -> ColumnElement[bool]:
        own: ColumnElement[bool] = table.c.advisor_id.in_(self.scope.advisor_ids)
        return own

    def _read(self, query: Select[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows of a query. Sums of another version of the book are never used."""
        with self._database.reading() as session:
            if current_version(session).digest != self.data_version or not are_current(session, self.data_version):
                raise ServiceDown("The book was updated while it was being read; please ask again.")
            return [tuple(row) for row in session.execute(query)]


def _table(name: str) -> Table:
    return FIRM_METADATA.tables[name]
