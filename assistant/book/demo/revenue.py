"""What the firm earned: fees as debited, trails, commissions, insurance, planning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.book.demo.accounts import Accounts
from assistant.book.demo.dates import MONTHS, Bools, Calendar, Floats, Ints, Table
from assistant.book.demo.households import Households
from assistant.book.demo.money import Ledger
from assistant.book.demo.plants import Cast
from assistant.book.demo.writing import blank_unless

TYPES = np.array(["advisory_fee", "trail", "commission", "insurance", "planning"])
FEE, TRAIL, COMMISSION, COVER, PLANNING = range(5)
TRAIL_RATE = {"variable_annuity": 0.0055, "mutual_fund": 0.0025, "529_plan": 0.0025}
LARGEST_COMMISSION = 900_000  # cents
COMMISSION_DECAY = 0.92  # a year: transactional business shrinks


@dataclass(slots=True)
class Revenue:
    """One entry a row; `account` is -1 where the household pays. Cents."""

    household: Ints
    account: Ints
    month: Ints
    kind: Ints
    cents: Ints
    once: Bools

    def plus(self, household: Ints, month: Ints, cents: Ints, *, once: bool = False) -> Revenue:
        """The same with planning fees on top, one row a household and month even if it had one."""
        n = len(household)
        return _join(
            [self, Revenue(household, np.full(n, -1), month, np.full(n, PLANNING), cents, np.full(n, once))]
        ).merged()

    def merged(self) -> Revenue:
        """One row for every household, account, month and type."""
        accounts = int(self.account.max(initial=-1)) + 2
        key = ((self.household * accounts + self.account + 1) * MONTHS + self.month) * len(TYPES) + self.kind
        _, first, where = np.unique(key, return_index=True, return_inverse=True)
        cents = np.zeros(len(first), dtype=np.int64)
        np.add.at(cents, where, self.cents)
        once = np.bincount(where, self.once, minlength=len(first)) > 0
        return Revenue(self.household[first], self.account[first], self.month[first], self.kind[first], cents, once)

    def by_household(self, count: int, first: int, last: int) -> Ints:
        """Cents of each household in the months from `first` to `last`."""
        inside = (self.month >= first) & (self.month <= last)
        return np.bincount(self.household[inside], self.cents[inside], minlength=count).astype(np.int64)


def build_revenue(rng: np.random.Generator, h: Households, a: Accounts, ledger: Ledger, cast: Cast) -> Revenue:
    """Everything but the fees that the planted truths add later."""
    parts = [
        _on_accounts(a, FEE, ledger.fees + ledger.receivable),
        _on_accounts(a, TRAIL, _trails(a, ledger)),
        _on_accounts(a, COMMISSION, _commissions(rng, a, ledger)),
        _on_accounts(a, COVER, _insurance(rng, a, ledger)),
        _planning(rng, h, cast),
    ]
    return _join(parts).merged()


def _on_accounts(a: Accounts, kind: int, cents: Ints) -> Revenue:
    account, month = np.nonzero(cents > 0)
    n = len(account)
    return Revenue(
        a.household[account], account, month, np.full(n, kind), cents[account, month], np.zeros(n, dtype=bool)
    )


def _trails(a: Accounts, ledger: Ledger) -> Ints:
    """Paid by the sponsor of the product each quarter on the value at the month's begin."""
    rate = np.array([TRAIL_RATE.get(product, 0.0) for product in a.product.tolist()])
    paid = np.arange(MONTHS) % 3 == 0
    return _whole(ledger.begin * rate[:, None] / 4 * paid)


def _commissions(rng: np.random.Generator, a: Accounts, ledger: Ledger) -> Ints:
    """Brokerage trades: rare, skewed, most in one season, fewer every year."""
    month = np.arange(MONTHS)
    chance = 0.10 * np.where(month % 12 <= 4, 1.3, 0.8) * COMMISSION_DECAY ** (month / 12)
    traded = (a.product == "brokerage")[:, None] & (rng.random(ledger.begin.shape) < chance)
    size: Floats = rng.gamma(1.3, 0.0024, ledger.begin.shape)
    return _whole(np.minimum(np.minimum(size, 0.02) * ledger.begin, LARGEST_COMMISSION) * traded)


def _insurance(rng: np.random.Generator, a: Accounts, ledger: Ledger) -> Ints:
    """A renewal commission a year on the policy's anniversary."""
    anniversary = rng.integers(0, 12, a.count)
    due = (a.product == "life_insurance")[:, None] & (np.arange(MONTHS) % 12 == anniversary[:, None])
    return _whole(ledger.begin * 0.009 * due)


def _whole(cents: Floats) -> Ints:
    whole: Ints = np.round(cents).astype(np.int64)
    return whole


def _planning(rng: np.random.Generator, h: Households, cast: Cast) -> Revenue:
    """One household in twelve renews a plan every year; now and then a project that will not come again."""
    plain = np.ones(h.count, dtype=bool)
    plain[np.concatenate([cast.retainers, cast.widowed])] = False
    renewing = plain & (rng.random(h.count) < 0.06) & (h.size > 150_000)
    turn = rng.integers(0, 12, h.count)
    month = np.arange(MONTHS)
    yearly = renewing[:, None] & (month % 12 == turn[:, None])
    project = plain[:, None] & (rng.random(yearly.shape) < 0.0008) & ~yearly
    here = (month > h.join[:, None]) & (month <= h.leave[:, None])
    household, when = np.nonzero((yearly | project) & here)
    fee = np.round(rng.uniform(120, 360, h.count))[household] * 1_000
    once = project[household, when]
    n = len(household)
    return Revenue(
        household, np.full(n, -1), when, np.full(n, PLANNING), np.where(once, fee * 2, fee).astype(np.int64), once
    )


def _join(parts: list[Revenue]) -> Revenue:
    names = ("household", "account", "month", "kind", "cents", "once")
    return Revenue(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def revenue_table(calendar: Calendar, h: Households, a: Accounts, revenue: Revenue) -> Table:
    return {
        "household_id": h.ids[revenue.household],
        "account_id": blank_unless(revenue.account >= 0, a.ids[revenue.account]),
        "month": calendar.month(revenue.month),
        "type": TYPES[revenue.kind],
        "amount_cents": revenue.cents,
        "non_repeatable": revenue.once,
    }
