"""Planning fees that put two advisors at the edge of their grid (T12) and make one branch a mix paradox (T6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.book.demo.accounts import Accounts
from assistant.book.demo.dates import LAST, Bools, Floats, Ints
from assistant.book.demo.firm import Firm, cliff_thresholds
from assistant.book.demo.households import Households
from assistant.book.demo.layout import Layout
from assistant.book.demo.plants import Cast
from assistant.book.demo.revenue import Revenue

BELOW, ABOVE = -64_000, 38_000  # cents from the threshold: one advisor just short of it, one just past it
TOP_BEFORE, TOP_AFTER = 0.7945, 0.8050  # share of revenue above the retainer: under, then over A and B's 80 %
YEAR_AGO = LAST - 12
ORDINARY_FEE = 180_000  # cents


@dataclass(frozen=True, slots=True)
class Edge:
    advisor: int
    production: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Classes:
    """Counts and revenue per household of A, B and C, and of all."""

    count: Ints
    average: Floats
    overall: float


def classify(cents: Ints) -> Classes:
    """S1: A while the running revenue is within half, B within four fifths; equal revenue, the better class."""
    cents = np.sort(cents)[::-1]
    within = np.cumsum(cents) / max(int(cents.sum()), 1)
    best_of_tie = within[np.searchsorted(-cents, -cents)]
    code = (best_of_tie > 0.5).astype(int) + (best_of_tie > 0.8)
    count = np.bincount(code, minlength=3)
    total = np.bincount(code, cents, minlength=3)
    return Classes(count, total / np.maximum(count, 1), float(cents.mean()))


def plant_paradox(firm: Firm, layout: Layout, h: Households, revenue: Revenue, cast: Cast) -> Revenue:
    """T6. Many retainer clients pay the same; the line between B and C passes over all of them at once.

    With classes by share of revenue the shares are nearly fixed, so averages of all classes can rise while the
    book's falls only where many clients tie at the line: last year it lay below them, now it lies above.
    """
    if layout.simpson_branch is None:
        return revenue
    there = firm.branch[h.advisor] == layout.simpson_branch
    paying = ~np.isin(np.arange(h.count), cast.retainers)
    before = revenue.by_household(h.count, YEAR_AGO - 11, YEAR_AGO)[there & paying & _open_at(h, YEAR_AGO)]
    monthly = _retainer(before, len(cast.retainers))
    months = np.arange(1, LAST + 1)
    retained = revenue.plus(
        np.repeat(cast.retainers, len(months)),
        np.tile(months, len(cast.retainers)),
        np.full(len(months) * len(cast.retainers), monthly),
    )
    charge = _charge(h, retained, there, 12 * monthly)
    if charge is None:
        cast.left_out.append(("T6", "the branch's revenue does not allow it with this seed"))
        return retained
    payers = np.flatnonzero(charge)
    month = firm.calendar.first_of_year + payers * 7 % firm.calendar.months_this_year
    return retained.plus(payers, month, charge[payers])


def _charge(h: Households, revenue: Revenue, there: Bools, retainer: int) -> Ints | None:
    """This year's planning fee of everybody above the retainer: the smallest part of revenue that does it."""
    old, new = (revenue.by_household(h.count, end - 11, end) for end in (YEAR_AGO, LAST))
    payers = there & h.open & (h.join <= YEAR_AGO) & (new > retainer)
    before = classify(old[there & _open_at(h, YEAR_AGO)])
    for part in np.arange(0, 0.3, 0.004):
        charge: Ints = (np.round(new * part / 1_000) * 1_000 * payers).astype(np.int64)
        now = (new + charge)[there & h.open]
        after = classify(now)
        crossed = now[now > retainer].sum() >= TOP_AFTER * now.sum()
        rising = (after.average > before.average * 1.01).all() and after.overall < before.overall * 0.99
        if crossed and rising:
            return charge
    return None


def _open_at(h: Households, month: int) -> Bools:
    return (h.join <= month) & (h.leave > month)


def _retainer(others: Ints, retainers: int) -> int:
    """The monthly fee, in cents, at which those above it paid the wanted share of all revenue."""
    fees = np.arange(40_00, 900_00, 2_50)
    above = np.array([others[others > 12 * fee].sum() for fee in fees])
    share = above / (others.sum() + 12 * fees * retainers)
    return int(fees[np.abs(share - TOP_BEFORE).argmin()])


def plant_edges(
    rng: np.random.Generator, firm: Firm, h: Households, a: Accounts, *, layout: Layout, revenue: Revenue, cast: Cast
) -> tuple[Revenue, list[Edge]]:
    """T12. The first advisor just below a threshold of the cliff grid, another one just above."""
    edges = []
    fit = [
        advisor
        for advisor in range(1, firm.size)
        if firm.grid[advisor] == 0 and not firm.special(advisor) and firm.branch[advisor] != layout.simpson_branch
    ]
    made = production(firm, h, a, revenue)
    gaps = {advisor: _next(firm, int(made[advisor])) - int(made[advisor]) for advisor in fit}
    chosen = [(0, BELOW)]
    if gaps:
        chosen.append((min(gaps, key=lambda advisor: gaps[advisor]), ABOVE))
    for advisor, offset in chosen:
        threshold = _next(firm, int(made[advisor]) - offset)
        blocked = np.concatenate([cast.widowed, cast.retainers, a.household[a.split != ""]])
        fit = (h.advisor == advisor) & h.open & (h.size > 60_000) & ~np.isin(np.arange(h.count), blocked)
        payers = np.flatnonzero(fit & (h.join < firm.calendar.first_of_year))
        revenue = _top_up(rng, firm, revenue, payers, threshold + offset - int(made[advisor]))
        made = production(firm, h, a, revenue)
        edges.append(Edge(advisor, int(made[advisor]), threshold))
    if len(edges) < 2:
        cast.left_out.append(("T12", "1 of 2 planted: no other ordinary advisor on the cliff grid"))
    return revenue, edges


def _next(firm: Firm, production_cents: int) -> int:
    """The lowest threshold above the production; the highest where there is none above."""
    thresholds = cliff_thresholds(firm)
    return next((threshold for threshold in thresholds if threshold > production_cents), thresholds[-1])


def production(firm: Firm, h: Households, a: Accounts, revenue: Revenue) -> Ints:
    """Cents of each advisor this calendar year, shared accounts by share."""
    this_year = revenue.month >= firm.calendar.first_of_year
    shared = np.flatnonzero(a.split != "")
    owner = h.advisor[revenue.household]
    whole = this_year & ~np.isin(revenue.account, shared)
    total = np.bincount(owner[whole], revenue.cents[whole], minlength=firm.size)
    for account in shared:
        cents = int(revenue.cents[this_year & (revenue.account == account)].sum())
        for part in str(a.split[account]).split(";"):
            advisor, share = part.split(":")
            total[firm.ids.index(advisor)] += cents * float(share)
    return np.round(total).astype(np.int64)


def _top_up(rng: np.random.Generator, firm: Firm, revenue: Revenue, payers: Ints, cents: int) -> Revenue:
    """Planning fees of this year that sum to `cents`, on some of the households that may pay them."""
    count = int(np.clip(cents // ORDINARY_FEE, 1, len(payers)))
    weight = rng.uniform(0.7, 1.3, count)
    parts = np.floor(cents * weight / weight.sum() / 500).astype(np.int64) * 500
    parts[0] += cents - parts.sum()
    months = rng.integers(firm.calendar.first_of_year, LAST + 1, count)
    return revenue.plus(rng.choice(payers, count, replace=False), months, parts)
