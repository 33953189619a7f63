"""A book read for share of wallet: its rows today, what moved the share over a period, and by which steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.bridge import closed_months
from assistant.analytics.labels import client_labels
from assistant.analytics.monthly import Monthly, monthly
from assistant.analytics.segments import book_classes
from assistant.analytics.spans import SpanBy, spans_between
from assistant.analytics.wallet import wallet_rows
from assistant.analytics.wallet_share.moves import ShareMove, share_move, wallet_moves
from assistant.analytics.wallet_share.opportunity import opportunities
from assistant.analytics.wallet_share.providers import relationships
from assistant.errors import NotEnoughData

if TYPE_CHECKING:
    from assistant.analytics.monthly import Bools
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """What moved the share from one date to the next."""

    name: str
    move: ShareMove


@dataclass(frozen=True, slots=True)
class Presence:
    """First and last day as a client of each household of the months, in their order; NaT where blank."""

    since: npt.NDArray[np.datetime64]
    closed: npt.NDArray[np.datetime64]

    def at(self, day: dt.date) -> Bools:
        """Households open at the end of a day."""
        at = np.datetime64(day)
        came, stayed = np.isnat(self.since) | (self.since <= at), np.isnat(self.closed) | (self.closed > at)
        return np.asarray(came & stayed, dtype=bool)


@dataclass(frozen=True, slots=True)
class Reading:
    """`names`: client_labels; `rows`: wallet_rows joined with relationships, `class`, and opportunities (NaN where no
    net worth is declared); `moves`: wallet_moves over the period, of open households; `move`: the whole book's. Without
    a closed month in the period both are None and `trouble` says why."""

    book: Book
    names: pd.Series
    rows: pd.DataFrame
    months: Monthly
    presence: Presence
    moves: pd.DataFrame | None
    move: ShareMove | None
    trouble: str = ""


def read(book: Book, period: Period, away: pd.DataFrame) -> Reading:
    """The book today, with what is held away (`away`, of held_away_today), and its share's way over the period.

    Raises NotEnoughData for a book without balances.
    """
    if book.balances.empty:
        raise NotEnoughData("This book has no balances yet, so nothing can be set against declared net worth.")
    rows, months, classes = wallet_rows(book), monthly(book), book_classes(book)
    found = opportunities(book, months, rows, classes)[["target", "reach_cents", "revenue_cents", "chance", "fee"]]
    known = relationships(away, months, rows)
    rows = rows.drop(columns="providers").join(known).join(found).assign(**{"class": classes})
    presence, names = _presence(book, months), client_labels(book)
    try:
        first, last = closed_months(book, period)
    except NotEnoughData as missing:
        return Reading(book, names, rows, months, presence, None, None, missing.sentence)
    points = months.column(first), months.column(last) + 1
    moves = wallet_moves(months, *points)
    move = share_move(moves, presence.at(_day_before(period, first)), presence.at(period.end))
    return Reading(book, names, rows, months, presence, moves[moves.index.isin(rows.index)], move)


def _day_before(period: Period, first: pd.Timestamp) -> dt.date:
    """The day before the period, or before the first month whose assets are known when the period begins earlier."""
    known: dt.date = first.date()
    return max(period.start, known) - DAY


def _presence(book: Book, months: Monthly) -> Presence:
    households = book.households.set_index("household_id").loc[months.households]
    since, closed = (households[name].to_numpy(dtype="datetime64[D]") for name in ("since", "closed_on"))
    return Presence(since, closed)


def one_client(reading: Reading, household_id: str) -> Reading:
    """The same reading of one open household alone; targets and classes stay those of its book."""
    rows, moves = reading.rows.loc[[household_id]], reading.moves
    if moves is None:
        return replace(reading, rows=rows)
    mine = moves.loc[[household_id]]
    there = mine["assets_0"].to_numpy() > 0
    return replace(reading, rows=rows, moves=mine, move=share_move(mine, there, np.ones(1, dtype=bool)))


def steps(reading: Reading, period: Period, by: SpanBy) -> tuple[Step, ...]:
    """The same change cut into months or quarters; each begins where the one before ended. Raises NotEnoughData when
    no month of the period has closed."""
    book, months, present = reading.book, reading.months, reading.presence
    first, last = closed_months(book, period)
    found, before = [], _day_before(period, first)
    for name, low, high in spans_between(first, last, by):
        after = (high + pd.offsets.MonthEnd(0)).date()
        moves = wallet_moves(months, months.column(low), months.column(high) + 1)
        found.append(Step(name, share_move(moves, present.at(before), present.at(after))))
        before = after
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a table: its name, the rows of `Reading.rows` whose opportunity it has, and those of its wallet."""

    name: str
    rows: pd.DataFrame
    wallet: pd.DataFrame


def by_class(reading: Reading) -> tuple[Group, ...]:
    rows = reading.rows
    return tuple(Group(str(name), part, part) for name, part in rows.groupby("class", sort=True))


def by_part(reading: Reading, parts: Sequence[Book]) -> tuple[Group, ...]:
    """One group a part of the firm, in order of name. Assets and net worth are those of the part's own book, where a
    shared client counts for each sharer; opportunities and money held away count with the client's owner."""
    owner = reading.book.households.set_index("household_id")["advisor_id"].reindex(reading.rows.index)
    return tuple(
        Group(part.scope.label, reading.rows[owner.isin(part.scope.advisor_ids).to_numpy()], wallet_rows(part))
        for part in sorted(parts, key=lambda book: book.scope.label)
    )
