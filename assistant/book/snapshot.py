"""The Book: typed, read-only frames of one scope, frozen at a date.

Each frame is read when an analysis first asks for it, in a transaction that also checks the book's data version, cut
at `as_of` (what was not known then is not there) and kept. Shared accounts come in by the scope's share, to the cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, CursorResult, Table, and_, false, func, or_, select, true
from sqlmodel import Session

from assistant.book.learned import load_learned
from assistant.book.sharing import Shares, split_frame
from assistant.book.tables import FIRM_METADATA, BookVersion
from assistant.book.tables.columns import Cents, Month, Rate
from assistant.callers import Scope
from assistant.database import Database, UtcTime
from assistant.errors import NotEnoughData, ServiceDown

STARTS = {
    "households": "since", "accounts": "opened_on", "leads": "created_on", "opportunities": "created_on",
    "interactions": "at", "life_events": "known_on", "questionnaires": "sent_on", "service_requests": "opened_at",
    "tasks": "created_on", "campaigns": "sent_at", "net_worth": "as_of", "held_away": "as_of", "holdings": "as_of",
    "daily_values": "date", "balances": "month", "revenue": "month", "expenses": "month",
}  # fmt: skip
"""The column that says since when a row of a table was known; rows known later than `as_of` are left out."""

FOLLOWS = {"clients": ("households", "household_id"), "campaign_sends": ("campaigns", "campaign_id")}
"""Rows without a date of their own are known since the row they belong to."""

OUTCOMES = {
    "households": ("closed_on",), "accounts": ("closed_on",), "clients": ("deceased_on",),
    "leads": ("qualified_on", "met_on", "won_on", "lost_on"), "opportunities": ("closed_on", "last_two_way_on"),
    "questionnaires": ("answered_on",), "service_requests": ("first_reply_at", "closed_at"), "tasks": ("done_on",),
    "campaign_sends": ("met_on",),
}  # fmt: skip
"""Columns that tell what happened later; a date after `as_of` is blanked, as it was blank then."""

ENDINGS = {"households": ("closed_on", "close_reason"), "opportunities": ("closed_on", "outcome")}
"""A word that belongs to a date: blanked with it."""

BY_ACCOUNT = ("balances", "daily_values", "expected_flows", "holdings")
BY_HOUSEHOLD = ("net_worth", "held_away", "interactions", "questionnaires", "service_requests", "clients")
BY_ADVISOR = ("leads", "opportunities", "expenses", "campaigns")
FIRM_WIDE = ("org_units", "pay_grids", "users", "referral_sources", "plan_sponsors", "fee_schedules")
"""Tables about the firm, the same in every book. A table that is in none of these lists is in no book."""


@dataclass(frozen=True, slots=True)
class Version:
    """Which state of the book's data this is, and how fresh it is."""

    number: int
    digest: str
    last_closed_month: str

    @property
    def last_closed_day(self) -> dt.date:
        first = dt.date.fromisoformat(f"{self.last_closed_month}-01")
        return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)

    def last_month(self, as_of: dt.date) -> pd.Timestamp:
        """First day of the last month that was closed at `as_of`."""
        closed = pd.Timestamp(self.last_closed_month + "-01")
        day_after = as_of + dt.timedelta(days=1)
        return min(closed, pd.Timestamp(day_after.replace(day=1)) - pd.DateOffset(months=1))


def current_version(session: Session) -> Version:
    """The newest state of the book. Raises NotEnoughData while no book is loaded."""
    versions = FIRM_METADATA.tables["book_versions"]
    newest = session.scalar(select(func.max(versions.c.version)))
    row = session.get(BookVersion, newest) if newest else None
    if row is None:
        raise NotEnoughData("No book is loaded yet. Load one with `assistant import FOLDER`, or build the demo firm.")
    return Version(row.version, row.digest, row.last_closed_month)


def shares_of(session: Session, advisor_ids: frozenset[str]) -> Shares:
    """What these advisors have of the shared accounts."""
    accounts = FIRM_METADATA.tables["accounts"]
    columns = accounts.c.account_id, accounts.c.household_id, accounts.c.split
    rows = session.execute(select(*columns).where(accounts.c.split.is_not(None)))
    return Shares.of_scope(rows.all(), advisor_ids)


class Book:
    """The clients of a scope, frozen at a date. Frames are read-only: each access hands out a copy-on-write view.

    Households in `withheld` are left out of every table: a privacy request keeps the assistant from using them.
    """

    def __init__(
        self,
        database: Database,
        scope: Scope,
        as_of: dt.date,
        version: Version,
        withheld: frozenset[str] = frozenset(),
    ) -> None:
        self.scope = scope
        self.withheld = withheld
        self.as_of = as_of
        self.version = version
        self._database = database
        self._frames: dict[str, pd.DataFrame] = {}
        self._lock = RLock()

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
        month = FIRM_METADATA.tables["balances"].c.month
        with self._database.reading() as session:
            first = session.scalar(select(func.min(month)))
        return pd.Timestamp(f"{first}-01") if first else self.last_month

    @cached_property
    def shares(self) -> Shares:
        """How much of each shared account belongs to this scope."""
        with self._database.reading() as session:
            return shares_of(session, frozenset(self.scope.advisor_ids))

    def learned(self, kind: str) -> Mapping[str, Any] | None:
        """What the nightly pass learned of the whole firm from nothing later than this book; None before it has."""
        by = (self.last_month + pd.offsets.MonthEnd(0)).date()
        with self._database.reading() as session:
            return load_learned(session, kind, self.data_version, by)

    def frame(self, name: str) -> pd.DataFrame:
        """The rows of one table in this book. Money is in integer cents; a month is its first day."""
        with self._lock:
            if name not in self._frames:
                self._frames[name] = self._read(name)
            return self._frames[name].copy(deep=False)

    def _derived(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        with self._lock:
            if name not in self._frames:
                self._frames[name] = make()
            return self._frames[name].copy(deep=False)

    households = property(lambda self: self.frame("households"))
    clients = property(lambda self: self.frame("clients"))
    accounts = property(lambda self: self.frame("accounts"))
    balances = property(lambda self: self.frame("balances"))
    revenue = property(lambda self: self.frame("revenue"))
    expected_flows = property(lambda self: self.frame("expected_flows"))
    net_worth = property(lambda self: self.frame("net_worth"))
    held_away = property(lambda self: self.frame("held_away"))
    holdings = property(lambda self: self.frame("holdings"))
    interactions = property(lambda self: self.frame("interactions"))
    life_events = property(lambda self: self.frame("life_events"))
    leads = property(lambda self: self.frame("leads"))
    opportunities = property(lambda self: self.frame("opportunities"))
    expenses = property(lambda self: self.frame("expenses"))
    service_requests = property(lambda self: self.frame("service_requests"))
    tasks = property(lambda self: self.frame("tasks"))
    referral_sources = property(lambda self: self.frame("referral_sources"))
    advisors = property(lambda self: self.frame("advisors"))

    @property
    def open_households(self) -> pd.DataFrame:
        """Households that were clients at `as_of`."""
        households: pd.DataFrame = self.households
        return households[households["closed_on"].isna()]

    @property
    def household_months(self) -> pd.DataFrame:
        """One row a household and month: the balance columns summed over the accounts of this book, in cents."""
        return self._derived("household_months", self._sum_by_household)

    def _sum_by_household(self) -> pd.DataFrame:
        owners = self.accounts.set_index("account_id")["household_id"]
        balances = self.balances
        balances.insert(0, "household_id", balances["account_id"].map(owners))
        grouped = balances.drop(columns="account_id").groupby(["household_id", "month"], sort=True).sum()
        return pd.DataFrame(grouped.reset_index())

    def _read(self, name: str) -> pd.DataFrame:
        table = FIRM_METADATA.tables[name]
        shares = self.shares  # before the version is looked at: had they changed since, the version would have, too
        with self._database.reading() as session:
            if current_version(session).digest != self.data_version:
                raise ServiceDown("The book was updated while it was being read; please ask again.")
            query = select(table).where(self._belongs(table)).order_by(*table.primary_key.columns)
            rows = _raw(session.connection().execute(query))
        frame = typed(pd.DataFrame.from_records(rows, columns=[c.name for c in table.columns]), table)
        return (
            split_frame(self._cut(frame, name), shares) if name in (*BY_ACCOUNT, "revenue") else self._cut(frame, name)
        )

    def _cut(self, frame: pd.DataFrame, name: str) -> pd.DataFrame:
        """Leave out what was not yet known at `as_of`; blank what had not yet happened."""
        start = STARTS.get(name)
        if start == "month":
            frame = frame[frame["month"] <= self.last_month]
        elif start:
            frame = frame[~_after(frame[start], self.as_of)]
        elif name in FOLLOWS:
            parent, link = FOLLOWS[name]
            frame = frame[frame[link].isin(self.frame(parent)[link])]
        frame = frame.reset_index(drop=True)
        for column in OUTCOMES.get(name, ()):
            late = _after(frame[column], self.as_of)
            for blanked in {column, *(ENDINGS.get(name, ()) if column in ENDINGS.get(name, ()) else ())}:
                frame[blanked] = frame[blanked].mask(late)
        return frame

    def _belongs(self, table: Table) -> ColumnElement[bool]:
        """The rows of a table that this scope owns."""
        name = table.name
        if name in ("households", "accounts"):
            return self._own_households(table.c) if name == "households" else self._own_accounts()
        if name in BY_ACCOUNT:
            return table.c.account_id.in_(self._account_ids())
        if name == "revenue":
            unowned = (table.c.account_id == "") & table.c.household_id.in_(self._household_ids(shared=False))
            return or_(unowned, table.c.account_id.in_(self._account_ids()))
        if name in BY_HOUSEHOLD:
            return table.c.household_id.in_(self._household_ids())
        if name in ("life_events", "campaign_sends"):
            clients = FIRM_METADATA.tables["clients"]
            return table.c.client_id.in_(
                select(clients.c.client_id).where(clients.c.household_id.in_(self._household_ids()))
            )
        if name == "tasks":
            return table.c.household_id.in_(self._household_ids())
        if name == "advisors" or name in BY_ADVISOR:
            firm_wide = table.c.advisor_id.is_(None) if name in ("campaigns", "expenses") else false()
            return or_(table.c.advisor_id.in_(self.scope.advisor_ids), firm_wide)
        if name in FIRM_WIDE:
            return true()
        raise KeyError(f"{name} is no table of a book")

    def _own_households(self, columns: Any, *, shared: bool = True) -> ColumnElement[bool]:
        own: ColumnElement[bool] = columns.advisor_id.in_(self.scope.advisor_ids)
        if shared:
            own = or_(own, columns.household_id.in_(self.shares.household_ids))
        return and_(own, columns.household_id.not_in(self.withheld)) if self.withheld else own

    def _household_ids(self, *, shared: bool = True) -> Any:
        households = FIRM_METADATA.tables["households"]
        return select(households.c.household_id).where(self._own_households(households.c, shared=shared))

    def _own_accounts(self) -> ColumnElement[bool]:
        accounts = FIRM_METADATA.tables["accounts"]
        whole = accounts.c.split.is_(None) & accounts.c.household_id.in_(self._household_ids(shared=False))
        own = or_(whole, accounts.c.account_id.in_(self.shares.account_ids))
        return and_(own, accounts.c.household_id.not_in(self.withheld)) if self.withheld else own

    def _account_ids(self) -> Any:
        accounts = FIRM_METADATA.tables["accounts"]
        return select(accounts.c.account_id).where(self._own_accounts())


def _raw(result: CursorResult[Any]) -> Sequence[Sequence[Any]]:
    """The driver's own rows: SQLAlchemy would make an object of each row and each date, and `typed` makes columns."""
    rows: Sequence[Sequence[Any]] = result.cursor.fetchall() if result.cursor else []
    return rows


def _after(column: pd.Series, as_of: dt.date) -> pd.Series:
    """True where a date lies after the end of `as_of` (UTC for moments); a blank is not after anything."""
    zone = getattr(column.dtype, "tz", None)
    return column >= pd.Timestamp(as_of + dt.timedelta(days=1), tz=zone)


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Rows with a dtype for each kind of column; the frame's columns are columns of the table."""
    for column in (table.columns[name] for name in frame.columns):
        values = frame[column.name]
        kind = column.type
        if isinstance(kind, Month):
            codes, months = pd.factorize(values)
            stamps = pd.to_datetime(pd.Series(months, dtype="str"), format="%Y-%m").to_numpy("datetime64[s]")
            frame[column.name] = stamps[codes] if len(codes) else np.array([], "datetime64[s]")
        elif isinstance(kind, UtcTime):
            frame[column.name] = pd.to_datetime(values, utc=True, format="ISO8601").astype("datetime64[us, UTC]")
        elif kind.python_type is dt.date:
            frame[column.name] = pd.to_datetime(values).astype("datetime64[s]")
        elif isinstance(kind, Cents) or kind.python_type is int:
            frame[column.name] = values.astype("Int64" if column.nullable else "int64")
        elif kind.python_type is bool:
            frame[column.name] = values.astype("Int8").astype("boolean")  # SQLite has no truth values, but 0 and 1
        elif isinstance(kind, Rate):
            frame[column.name] = values.astype("float64")
        else:
            frame[column.name] = values.astype("str")
    return frame
