"""Accounts: what each household keeps with the firm, from when to when, and how each kind is paid for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.book.demo.dates import LAST, NEVER, NO_DAY, Bools, Calendar, Days, Floats, Ints, Table, Texts
from assistant.book.demo.firm import DISCOUNTS, SCHEDULES, Firm
from assistant.book.demo.households import Households
from assistant.book.demo.plants import Cast
from assistant.book.demo.writing import blank_unless

REGISTRATIONS = np.array(["taxable", "ira", "roth", "401k", "trust", "annuity", "insurance", "529", "cash"])
TAXABLE, IRA, ROTH, PLAN, TRUST, ANNUITY, INSURANCE, COLLEGE, CASH = range(9)
_LIKELY = np.array([1.0, 1.0, 0.45, 0.35, 0.12, 0.22, 0.25, 0.18, 0.35])
_SIZE = np.array([1.2, 1.3, 0.5, 0.8, 1.5, 0.5, 0.25, 0.2, 0.25])
_MANAGED = np.array([0.63, 0.63, 0.60, 0.25, 0.72, 0.0, 0.0, 0.0, 0.0])
_OTHERWISE = np.array(
    [
        "brokerage",
        "mutual_fund",
        "mutual_fund",
        "employer_plan",
        "brokerage",
        "variable_annuity",
        "life_insurance",
        "529_plan",
        "cash_management",
    ]
)
MANAGED = "managed_account"
CUSTODIANS = ("Harborline Custody", "Meridian Clearing", "Northfield Trust")


@dataclass
class Accounts:
    """One entry an account, in the order of households; a household's first account takes its everyday flows."""

    household: Ints
    kind: Ints
    product: Texts
    initial: Floats  # dollars on opening
    open: Ints
    close: Ints
    beta: Floats  # times the market's return
    twin: Ints  # the account that receives this one's value when it closes, -1 when the money leaves the firm
    fed: Bools  # opens with the value of a twin
    arrived: Bools  # opens with a transfer: part of a recruited book
    main: Ints  # one entry a household: its first account
    split: Texts

    @property
    def count(self) -> int:
        return len(self.household)

    @cached_property
    def ids(self) -> Texts:
        return np.char.mod("AC%05d", np.arange(1, self.count + 1))

    @property
    def billed(self) -> Bools:
        return np.asarray(self.product == MANAGED)


def build_accounts(rng: np.random.Generator, firm: Firm, h: Households, cast: Cast) -> Accounts:
    household, kind = _kinds(rng, h, cast)
    main = np.searchsorted(household, np.arange(h.count))
    part = rng.gamma(3, 1, len(kind)) * _SIZE[kind]
    initial = part / np.bincount(household, part)[household] * h.size[household]
    managed = (rng.random(len(kind)) < _MANAGED[kind]) | h.newcomer[household]
    accounts = Accounts(
        household=household,
        kind=kind,
        product=np.where(managed, MANAGED, _OTHERWISE[kind]),
        initial=initial,
        open=h.join[household].copy(),
        close=h.leave[household].copy(),
        beta=np.where(kind == CASH, 0.0, np.where(kind == INSURANCE, 0.1, 0.4 + 0.2 * h.risk[household])),
        twin=np.full(len(kind), -1),
        fed=np.zeros(len(kind), dtype=bool),
        arrived=np.zeros(len(kind), dtype=bool),
        main=main,
        split=np.full(len(kind), "", dtype="U64"),
    )
    _open_some_later(rng, accounts, np.concatenate([cast.eroders, cast.discoveries]))
    _roll_over_plans(rng, accounts)
    recruited = h.advisor == (-1 if firm.recruited is None else firm.recruited)
    accounts.arrived = recruited[household] & (accounts.open == h.join[household])
    merged = np.flatnonzero((h.merged_into[household] >= 0) & (accounts.twin < 0))
    accounts.twin[merged] = main[h.merged_into[household[merged]]]
    for index, partner in cast.shared:
        own = firm.ids[h.advisor[index]]
        accounts.split[main[index]] = f"{own}:0.6;{firm.ids[partner]}:0.4"
    _make_alike(accounts, cast.widowed)
    return accounts


def _kinds(rng: np.random.Generator, h: Households, cast: Cast) -> tuple[Ints, Ints]:
    """Household and registration of every account: one ordinary account first, then what fits age and size."""
    likely = np.tile(np.log(_LIKELY), (h.count, 1))
    likely[h.age < 50, COLLEGE] += 0.9
    likely[h.age < 50, PLAN] += 0.4
    likely[h.age > 65, PLAN] -= 1.2
    likely[h.age > 65, ANNUITY] += 0.6
    likely[h.size > 1_000_000, TRUST] += 1.4
    likely += rng.gumbel(size=likely.shape)
    likely[np.arange(h.count), np.where(rng.random(h.count) < 0.5, TAXABLE, IRA)] = 99
    many = 1 + rng.poisson(0.45 + 0.75 * np.clip(np.log10(h.size / 60_000), 0, 2) + 0.3 * h.couple)
    many[h.newcomer | np.isin(np.arange(h.count), cast.retainers)] = 1
    likely[cast.retainers, CASH] = 100
    likely[cast.rmd_takers, IRA] = 100
    many[cast.widowed] = 2
    likely[cast.widowed, IRA], likely[cast.widowed, TAXABLE] = 100, 99
    many = np.minimum(many, 6)
    order = np.argsort(-likely, axis=1)
    taken = np.arange(9) < many[:, None]
    return np.repeat(np.arange(h.count), many), order[taken]


def _later(a: Accounts) -> Bools:
    """Every account but a household's first."""
    later = np.ones(a.count, dtype=bool)
    later[a.main] = False
    return later


def _open_some_later(rng: np.random.Generator, a: Accounts, steady: Ints) -> None:
    """One further account in five is opened in the course of the relationship with money from outside, not so in
    the households whose parts ask for steady ones."""
    last = np.minimum(a.close, LAST + 1) - 3
    chosen = _later(a) & ~np.isin(a.household, steady) & (rng.random(a.count) < 0.2) & (last > a.open + 3)
    a.open = np.where(chosen, rng.integers(a.open + 2, np.maximum(last, a.open + 3)), a.open)


def _roll_over_plans(rng: np.random.Generator, a: Accounts) -> None:
    """Half the households with an old plan and a second account in line move the plan into their IRA one month."""
    further = _later(a) & (a.open == a.open[a.main[a.household]])
    plans = {int(a.household[i]): i for i in np.flatnonzero(further & (a.kind == PLAN))}
    for ira in np.flatnonzero(further & (a.kind == IRA)):
        plan = plans.get(int(a.household[ira]))
        last = int(min(a.close[ira], LAST + 1)) - 3
        first = int(a.open[ira]) + 6
        if plan is not None and last > first and rng.random() < 0.5:
            month = int(rng.integers(first, last))
            a.close[plan], a.open[ira], a.twin[plan], a.fed[ira] = month, month, ira, True
            if a.product[plan] == MANAGED:
                a.product[ira] = MANAGED


def _make_alike(a: Accounts, pair: Ints) -> None:
    """Two households with the same managed accounts, so that one difference between them is the only one (T16)."""
    if len(pair) == 2:
        model, copy = (np.flatnonzero(a.household == index) for index in pair)
        a.product[model] = MANAGED
        for column in (a.kind, a.product, a.initial, a.open, a.beta):
            column[copy] = column[model]


def accounts_table(rng: np.random.Generator, calendar: Calendar, h: Households, a: Accounts) -> Table:
    schedule = np.array(SCHEDULES)[np.searchsorted(DISCOUNTS, h.discount)]
    return {
        "account_id": a.ids,
        "household_id": h.ids[a.household],
        "registration": REGISTRATIONS[a.kind],
        "custodian": rng.choice(CUSTODIANS, a.count, p=[0.6, 0.25, 0.15]),
        "product_type": a.product,
        "opened_on": _opened(rng, calendar, h, a),
        "closed_on": _closed(rng, calendar, h, a),
        "fee_schedule_id": blank_unless(a.billed, schedule[a.household]),
        "split": a.split,
    }


def _opened(rng: np.random.Generator, calendar: Calendar, h: Households, a: Accounts) -> Days:
    """With the household when opened in its first month; those older than the history, some time before it."""
    since = h.since[a.household]
    room = (calendar.first.astype("M8[D]") - since).astype(np.int64)
    before = since + (room * rng.random(a.count) ** 2).astype(np.int64)
    within = np.where(a.open == h.join[a.household], since, calendar.day_in(rng, a.open))
    return np.where(a.open == 0, before, within)


def _closed(rng: np.random.Generator, calendar: Calendar, h: Households, a: Accounts) -> Days:
    closing = a.close < NEVER
    with_household = a.close == h.leave[a.household]
    some_day = calendar.day_in(rng, np.where(closing, a.close, 0))
    return np.where(closing, np.where(with_household, h.closed_on[a.household], some_day), NO_DAY)
