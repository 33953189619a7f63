"""A book being drawn: arrays of households by months that plots write on, and the bookkeeping that settles them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.benchmarks.erosion_firms.books import calendar, household_ids, month_of

Array = np.ndarray


@dataclass
class Canvas:
    """Intentions of `n` households over `months`: money in a currency's units, rates a month, shares of the balance.

    Money that is `spent` is gone from the household's wealth; money that is `moved` is with a rival and still theirs.
    """

    rng: np.random.Generator
    n: int
    months: int
    scale: Array  # the size of the household's balance when the story begins
    age: Array
    opened: Array  # month number, negative before the book begins
    elsewhere: Array  # wealth kept with others, as declared, before the first month
    contributes: Array  # has regular contributions
    draws: Array  # has a steady draw
    inflow: Array = field(init=False)
    spent: Array = field(init=False)
    share_spent: Array = field(init=False)
    share_moved: Array = field(init=False)
    saved_elsewhere: Array = field(init=False)
    contacts: Array = field(init=False)
    logins: Array = field(init=False)
    planned: Array = field(init=False)  # what the adviser's plan expects, out negative; missing without a plan
    events: list[tuple[Array, Array, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        shape = (self.n, self.months)
        self.inflow, self.spent, self.share_spent, self.share_moved, self.saved_elsewhere = (
            np.zeros(shape) for _ in range(5)
        )
        new = np.flatnonzero(self.opened >= 0)
        self.inflow[new, self.opened[new]] = self.scale[new]
        self.contacts, self.logins = np.ones(shape), np.ones(shape)
        self.planned = np.full(shape, np.nan)

    def month_numbers(self) -> Array:
        """1 to 12 for each month of the book."""
        return calendar(self.months).month.to_numpy()

    def since(self, begins: Array) -> Array:
        """Months since `begins`, one row a value of it: 0 in that month, negative before."""
        return np.arange(self.months)[None, :] - np.asarray(begins)[:, None]

    def plan(self, rows: Array, amounts: Array) -> None:
        """Adds amounts (rows by months, out negative, missing or 0 where none) to what the adviser expects."""
        now = self.planned[rows]
        self.planned[rows] = np.where(amounts == 0, now, np.nan_to_num(now) + amounts)

    def note(self, rows: Array, months: Array, kind: str, chance: float, lag: int = 0) -> None:
        """Writes a CRM event for some of the rows, up to `lag` months late; what falls after the book is not seen."""
        late = months + self.rng.integers(0, lag + 1, len(rows))
        kept = (self.rng.random(len(rows)) < chance) & (late < self.months) & (late >= 0)
        self.events.append((rows[kept], late[kept], kind))


@dataclass(frozen=True)
class Settled:
    """The money of a book after every intention met what there was; households by months, in hundredths kept whole."""

    begin: Array
    inflow: Array
    outflow: Array
    market: Array
    fees: Array
    end: Array
    wealth: Array


def settle(canvas: Canvas, returns: Array, fee_rates: Array, flows_first: bool) -> Settled:
    """Rolls balances forward. `returns` and `fee_rates` are households by months; `flows_first` says whether flows
    come before the month's market or after it. Nobody takes out more than there is."""
    parts: list[list[Array]] = [[] for _ in range(7)]
    balance, other = np.where(canvas.opened < 0, canvas.scale, 0).round(2), canvas.elsewhere.copy()
    for month in range(canvas.months):
        open_now = canvas.opened <= month
        coming = np.where(open_now, canvas.inflow[:, month], 0).round(2)
        moved = balance * canvas.share_moved[:, month]
        wanted = moved + canvas.spent[:, month] + balance * canvas.share_spent[:, month]
        invested = balance if not flows_first else np.maximum(balance + coming - wanted, 0)
        market = (invested * returns[:, month]).round(2)
        fees = np.minimum((invested * fee_rates[:, month]).round(2), np.maximum(invested + market, 0).round(2))
        going = np.where(open_now, np.clip(wanted, 0, np.maximum(balance + coming + market - fees, 0)), 0).round(2)
        end = np.maximum((balance + coming - going + market - fees).round(2), 0)
        market = (end - balance - coming + going + fees).round(2)
        other = other * (1 + 0.7 * returns[:, month]) + np.minimum(moved, going) + canvas.saved_elsewhere[:, month]
        for part, value in zip(parts, (balance, coming, going, market, fees, end, end + other), strict=True):
            part.append(value)
        balance = end
    return Settled(*(np.column_stack(part) for part in parts))


def history_frame(settled: Settled, seen: Array, declared: Array, contacts: Array, logins: Array) -> pd.DataFrame:
    """The contract's history: one row a household and month where `seen`, in that order."""
    rows, months = np.nonzero(seen)
    columns = {
        "household_id": household_ids(len(seen))[rows],
        "month": calendar(seen.shape[1])[months],
        "aum_begin": settled.begin[rows, months],
        "inflow": settled.inflow[rows, months],
        "outflow": settled.outflow[rows, months],
        "market_gain": settled.market[rows, months],
        "fees": settled.fees[rows, months],
        "aum_end": settled.end[rows, months],
        "declared_net_worth": declared[rows, months].round(-2),
        "contacts": contacts[rows, months],
        "logins": logins[rows, months],
    }
    return pd.DataFrame(columns)


def households_frame(canvas: Canvas) -> pd.DataFrame:
    """The contract's households: age at the end of the book, and the month of opening."""
    return pd.DataFrame(
        {
            "household_id": household_ids(canvas.n),
            "age": canvas.age.round().astype(int),
            "opened_month": month_of(canvas.opened),
        }
    )


def events_frame(canvas: Canvas) -> pd.DataFrame:
    """The contract's events, in order of household and month."""
    ids = household_ids(canvas.n)
    parts = [
        pd.DataFrame({"household_id": ids[rows], "month": month_of(months), "kind": kind})
        for rows, months, kind in canvas.events
    ]
    return pd.concat(parts).sort_values(["household_id", "month", "kind"], ignore_index=True)


def expected_frame(canvas: Canvas) -> pd.DataFrame:
    """The contract's expected flows, out negative."""
    rows, months = np.nonzero(~np.isnan(canvas.planned) & (canvas.opened[:, None] <= np.arange(canvas.months)))
    return pd.DataFrame(
        {
            "household_id": household_ids(canvas.n)[rows],
            "month": calendar(canvas.months)[months],
            "amount": canvas.planned[rows, months].round(2),
        }
    )
