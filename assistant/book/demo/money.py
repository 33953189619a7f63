"""Sixty months of balances: one pass over the months, all accounts at once, in whole cents."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from assistant.book.demo.accounts import IRA, PLAN, Accounts
from assistant.book.demo.dates import LAST, MONTHS, Bools, Calendar, Floats, Ints, Table
from assistant.book.demo.firm import yearly_fee
from assistant.book.demo.flows import (
    CONTRIBUTION,
    INCOME,
    MONTHLY,
    REASON_WORDS,
    RMD,
    RMD_AGE,
    UNEXPLAINED,
    Flows,
)
from assistant.book.demo.households import Households

SHOCK = LAST - 27  # the month in which the market fell by 15 %: July 2024 when the last one is October 2026
SHOCK_RETURN = -0.15
MONTHLY_MEAN, MONTHLY_SPREAD = 0.0070, 0.026  # outside the shock; with it the mean is the reference's 0.45 %
CASH_YIELD = 0.0025
BILLED_LATE = 0.012  # households whose fees of the last one to three months are billed and not yet debited
MOST_OF_IT = 0.7  # nothing but closing takes more of an account in a month, so no balance goes below zero


@dataclass(slots=True)
class Ledger:
    """Cents; one row an account, one column a month. `expected` holds batches of (accounts, month, cents, reason)."""

    begin: Ints
    contributions: Ints
    withdrawals: Ints
    transfers_in: Ints
    transfers_out: Ints
    gain: Ints
    fees: Ints
    end: Ints
    receivable: Ints  # fees that are earned and not yet debited
    expected: list[tuple[Ints, int, Ints, int]] = field(default_factory=list)

    @classmethod
    def blank(cls, accounts: int) -> Ledger:
        def zeros() -> Ints:
            return np.zeros((accounts, MONTHS), dtype=np.int64)

        return cls(zeros(), zeros(), zeros(), zeros(), zeros(), zeros(), zeros(), zeros(), zeros())

    def rows(self, accounts: Accounts) -> Bools:
        """Which cells are rows of the balances: from the month of opening to the month of closing."""
        month = np.arange(MONTHS)
        present: Bools = (month >= np.maximum(accounts.open, 1)[:, None]) & (month <= accounts.close[:, None])
        return present


def market_returns(rng: np.random.Generator) -> Floats:
    """What one month gains or loses beside the mean, the next one undoes: a year's path is never the luck of a seed."""
    noise = rng.normal(0, MONTHLY_SPREAD, LAST // 2)
    returns = np.concatenate([[0.0], np.stack([noise, -noise], axis=1).ravel() + MONTHLY_MEAN])
    returns[SHOCK] = SHOCK_RETURN
    return returns


def run_months(rng: np.random.Generator, calendar: Calendar, h: Households, a: Accounts, flows: Flows) -> Ledger:
    """Balances of every account over the sixty months."""
    run = _Run(calendar, h, a, flows, market_returns(rng), rng.normal(0, 0.004, (a.count, MONTHS)))
    run.own[flows.alike[a.household]] = 0
    late = rng.integers(1, 4, h.count) * (rng.random(h.count) < BILLED_LATE) * ~flows.alike
    for month in range(1, MONTHS):
        run.step(month, late > LAST - month)
    run.plan_rest_of_year()
    return run.ledger


class _Run:
    """The state of the run: one call of `step` a month."""

    def __init__(self, calendar: Calendar, h: Households, a: Accounts, flows: Flows, *returns: Floats) -> None:
        self.calendar, self.h, self.a, self.flows = calendar, h, a, flows
        self.market, self.own = returns
        self.ledger = Ledger.blank(a.count)
        self.initial = np.round(a.initial * 100).astype(np.int64)
        self.ledger.end[:, 0] = np.where(a.open == 0, self.initial, 0)
        self.rmd_of_year = np.zeros(a.count)

    def step(self, t: int, billed_late: Bools) -> None:
        ledger, a = self.ledger, self.a
        held, closing = (a.open < t) & (a.close >= t), a.close == t
        begin = np.where(held, ledger.end[:, t - 1], 0)
        ledger.begin[:, t] = begin
        ledger.gain[:, t] = np.round(begin * np.where(a.beta > 0, a.beta * self.market[t] + self.own[:, t], CASH_YIELD))
        self.debit_fees(t, billed_late)
        if t == 1 or self.calendar.calendar_month(t) == 1:
            self.set_rmd_of_year(t)
        self.planned_flows(t, held & ~closing)
        self.unplanned_flows(t, held & ~closing)
        room = np.floor(begin * MOST_OF_IT).astype(np.int64)
        ledger.withdrawals[:, t] = np.minimum(ledger.withdrawals[:, t], room)
        self.open_accounts(t)
        self.close_accounts(t, closing)
        inward = ledger.contributions[:, t] + ledger.transfers_in[:, t] + ledger.gain[:, t]
        outward = ledger.withdrawals[:, t] + ledger.transfers_out[:, t] + ledger.fees[:, t]
        ledger.end[:, t] = begin + inward - outward

    def open_accounts(self, t: int) -> None:
        opening = (self.a.open == t) & ~self.a.fed
        self.ledger.transfers_in[:, t] += np.where(opening & self.a.arrived, self.initial, 0)
        self.ledger.contributions[:, t] += np.where(opening & ~self.a.arrived, self.initial, 0)

    def close_accounts(self, t: int, closing: Bools) -> None:
        """Everything leaves: to the twin account inside the firm, else out of it."""
        ledger = self.ledger
        everything = ledger.begin[:, t] + ledger.gain[:, t] - ledger.fees[:, t]
        inside = closing & (self.a.twin >= 0)
        ledger.withdrawals[closing & ~inside, t] = everything[closing & ~inside]
        ledger.transfers_out[inside, t] = everything[inside]
        np.add.at(ledger.transfers_in[:, t], self.a.twin[inside], everything[inside])

    def debit_fees(self, t: int, billed_late: Bools) -> None:
        """A twelfth of the graduated fee on the household's billed accounts, at their begin values."""
        household, discount = self.a.household, self.h.discount
        begin = self.ledger.begin[:, t] * self.a.billed
        total = np.bincount(household, begin, minlength=self.h.count)
        yearly = yearly_fee(total / 100, discount) * 100
        rate = np.divide(yearly, total, out=np.zeros(self.h.count), where=total > 0)
        fee = np.round(begin * rate[household] / 12).astype(np.int64)
        late = billed_late[household]
        self.ledger.fees[:, t] = np.where(late, 0, fee)
        self.ledger.receivable[:, t] = np.where(late, fee, 0)

    def set_rmd_of_year(self, t: int) -> None:
        """Last year's value over the divisor of the age reached this year (linear stand-in of reference F11)."""
        age = np.ceil(self.h.age - (LAST - t) / 12)[self.a.household]
        divisor = np.maximum(26.5 - 0.9 * (age - RMD_AGE), 8)
        due = np.isin(self.a.kind, [IRA, PLAN]) & (age >= RMD_AGE)
        self.rmd_of_year = np.where(due, self.ledger.begin[:, t] / divisor, 0.0)

    def planned(self, t: int, held: Bools) -> list[tuple[Ints, Ints, int]]:
        """(accounts, cents, reason) of the month's income plans, contribution plans and required distributions."""
        a, flows = self.a, self.flows
        income = np.round(flows.income * 1.02 ** (t // 12) / 10) * 1_000 * held[a.main]
        saved = np.round(flows.contribution * 1.04 ** (t // 12) / 10) * 1_000 * held[a.main]
        monthly = flows.rmd_month[a.household] == MONTHLY
        in_turn = flows.rmd_month[a.household] == self.calendar.calendar_month(t)
        rmd = np.round(self.rmd_of_year * np.where(monthly, 1 / 12, in_turn)) * held
        return [
            (a.main, income.astype(np.int64), INCOME),
            (a.main, saved.astype(np.int64), CONTRIBUTION),
            (np.arange(a.count), rmd.astype(np.int64), RMD),
        ]

    def planned_flows(self, t: int, held: Bools) -> None:
        for accounts, cents, reason in self.planned(t, held):
            wobble = 1.0 if reason == RMD else self.flows.wobble[self.a.household[accounts], t]
            side = self.ledger.contributions if reason == CONTRIBUTION else self.ledger.withdrawals
            np.add.at(side[:, t], accounts, np.round(cents * wobble).astype(np.int64))
            self.expect(accounts, t, cents, reason)

    def expect(self, accounts: Ints, t: int, cents: Ints, reason: int) -> None:
        known = cents > 0
        if reason == CONTRIBUTION:
            known &= self.flows.on_file
        sign = 1 if reason == CONTRIBUTION else -1
        self.ledger.expected.append((accounts[known], t, sign * cents[known], reason))

    def unplanned_flows(self, t: int, held: Bools) -> None:
        """Needs and deposits on the household's first account, erosion on all of them."""
        ledger, a, flows = self.ledger, self.a, self.flows
        begin = ledger.begin[:, t]
        total = np.bincount(a.household, begin, minlength=self.h.count) * held[a.main]
        need = np.minimum(flows.needs[:, t] * total, begin[a.main] * (MOST_OF_IT - 0.05))
        need = (np.floor(need / 10_000) * 10_000).astype(np.int64)
        ledger.withdrawals[a.main, t] += need
        for reason in np.setdiff1d(flows.reason[need > 0, t], [UNEXPLAINED]):
            chosen = np.flatnonzero((flows.reason[:, t] == reason) & (need > 0))
            ledger.expected.append((a.main[chosen], t, -need[chosen], int(reason)))
        deposit = np.round(flows.deposits[:, t] * total / 10_000) * 10_000
        ledger.contributions[a.main, t] += deposit.astype(np.int64)
        leak = np.round(begin * flows.erosion[a.household, t] * held)
        ledger.withdrawals[:, t] += leak.astype(np.int64)

    def plan_rest_of_year(self) -> None:
        """Plans on file reach to December: what is still to come this year is expected too."""
        held = self.a.close > LAST
        for t in range(LAST + 1, LAST + 13 - self.calendar.months_this_year):
            for accounts, cents, reason in self.planned(t, held):
                self.expect(accounts, t, cents, reason)


def balances_table(calendar: Calendar, a: Accounts, ledger: Ledger) -> Table:
    account, month = np.nonzero(ledger.rows(a))
    columns = {
        "begin_value_cents": ledger.begin,
        "contributions_cents": ledger.contributions,
        "withdrawals_cents": ledger.withdrawals,
        "transfers_in_cents": ledger.transfers_in,
        "transfers_out_cents": ledger.transfers_out,
        "market_gain_cents": ledger.gain,
        "fees_cents": ledger.fees,
        "end_value_cents": ledger.end,
    }
    cells = {name: matrix[account, month] for name, matrix in columns.items()}
    return {"account_id": a.ids[account], "month": calendar.month(month), **cells}


def expected_table(calendar: Calendar, a: Accounts, ledger: Ledger) -> Table:
    account = np.concatenate([batch[0] for batch in ledger.expected])
    month = np.concatenate([np.full(len(batch[0]), batch[1]) for batch in ledger.expected])
    cents = np.concatenate([batch[2] for batch in ledger.expected])
    reason = np.concatenate([np.full(len(batch[0]), batch[3]) for batch in ledger.expected])
    order = np.lexsort((reason, month, account))
    return {
        "account_id": a.ids[account][order],
        "month": calendar.month(month)[order],
        "amount_cents": cents[order],
        "reason": REASON_WORDS[reason][order],
    }
