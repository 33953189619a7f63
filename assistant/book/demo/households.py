"""Households before anything happens to them: whose they are, since when, how big, where, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.book.demo.dates import LAST, NEVER, NO_DAY, Bools, Calendar, Days, Floats, Ints, Table, Texts
from assistant.book.demo.firm import DISCOUNTS, RECRUITED_MONTH, Firm
from assistant.book.demo.layout import Layout
from assistant.book.demo.names import CULTURES
from assistant.book.demo.places import PLACES, choose_places
from assistant.book.demo.writing import blank_unless, money

GROWTH_AHEAD = 0.8
NEWCOMER_SIZE = (8_000, 16_000)  # dollars


@dataclass
class Households:
    """One entry a household. `join` and `leave` are month numbers, `size` dollars with the firm when it joined."""

    advisor: Ints
    join: Ints
    leave: Ints
    reason: Texts
    since: Days
    closed_on: Days
    size: Floats
    age: Floats
    couple: Bools
    engagement: Floats
    discount: Floats
    culture: Ints
    name: Texts
    partner: Texts  # the other name of a double-barrelled household
    place: Ints
    income: Floats
    risk: Ints
    newcomer: Bools
    referred_by: Ints  # index of the household that sent it, -1 when none did
    source: Texts
    merged_into: Ints

    @property
    def count(self) -> int:
        return len(self.advisor)

    @cached_property
    def ids(self) -> Texts:
        return np.char.mod("H%04d", np.arange(1, self.count + 1))

    @property
    def open(self) -> Bools:
        return np.asarray(self.leave == NEVER)

    @property
    def tier(self) -> Texts:
        """A guess at the service class, for how often people are seen; the real one comes from revenue."""
        return np.where(self.size >= 800_000, "A", np.where(self.size >= 250_000, "B", "C"))


def build_households(rng: np.random.Generator, firm: Firm, layout: Layout) -> Households:
    advisor = np.repeat(np.arange(firm.size), layout.open + layout.former)
    n = len(advisor)
    age, size, engagement = _ages(rng, n), _sizes(rng, n), rng.normal(0, 1, n)
    leaving = _who_leaves(rng, layout, advisor, size=size, age=age, engagement=engagement)
    join, leave, newcomer = _stays(rng, firm, layout, advisor, leaving)
    size[newcomer] = rng.uniform(*NEWCOMER_SIZE, int(newcomer.sum()))
    culture = rng.integers(0, len(CULTURES), n)
    name, partner = _names(rng, advisor, culture)
    income = rng.lognormal(np.log(np.where(age < 66, 150_000, 88_000)), 0.45)
    return Households(
        advisor=advisor,
        join=join,
        leave=leave,
        reason=_reasons(rng, leaving, age, size),
        since=_since(rng, firm.calendar, join),
        closed_on=np.where(leaving, firm.calendar.day_in(rng, np.where(leaving, leave, 0)), NO_DAY),
        size=size,
        age=age,
        couple=rng.random(n) < 0.62,
        engagement=engagement,
        discount=np.where(rng.random(n) < 0.2, rng.choice(DISCOUNTS[1:], n), 0.0),
        culture=culture,
        name=name,
        partner=partner,
        place=choose_places(rng, firm.branch[advisor]),
        income=income * np.clip((size / 300_000) ** 0.25, 0.6, 2.2),
        risk=np.clip(np.round(rng.normal(3.6 - (age - 50) / 25, 0.9)), 1, 5).astype(np.int64),
        newcomer=newcomer,
        referred_by=np.full(n, -1),
        source=np.full(n, "", dtype="U8"),
        merged_into=np.full(n, -1),
    )


def _ages(rng: np.random.Generator, n: int) -> Floats:
    """The mixture of domain reference 4.1."""
    kind = rng.choice(3, n, p=[0.7, 0.2, 0.1])
    drawn = rng.normal(np.array([62, 46, 78])[kind], np.array([11, 8, 6])[kind])
    return np.clip(drawn, 26, 95)


def _sizes(rng: np.random.Generator, n: int) -> Floats:
    """The AUM mixture of domain reference 4.1 (mean 591 thousand, median 221), less what five years will add."""
    kind = rng.choice(3, n, p=[0.45, 0.40, 0.15])
    median, spread = np.array([70e3, 450e3, 1.8e6]), np.array([0.60, 0.70, 0.60])
    return np.clip(GROWTH_AHEAD * rng.lognormal(np.log(median[kind]), spread[kind]), 9_000, 12e6)


def _who_leaves(
    rng: np.random.Generator, layout: Layout, advisor: Ints, *, size: Floats, age: Floats, engagement: Floats
) -> Bools:
    """Small, young and disengaged households leave sooner (signs and slopes of domain reference 3.7)."""
    risk = -0.53 * np.log(size / 221_000) - 0.034 * (age - 60) - 0.8 * engagement + rng.gumbel(size=len(size))
    leaving = np.zeros(len(size), dtype=bool)
    for number, count in enumerate(layout.former):
        mine = np.flatnonzero(advisor == number)
        leaving[mine[np.argsort(-risk[mine])[:count]]] = True
    return leaving


def _stays(
    rng: np.random.Generator, firm: Firm, layout: Layout, advisor: Ints, leaving: Bools
) -> tuple[Ints, Ints, Bools]:
    """Month of joining and of leaving; newcomers are the first of those who joined this year."""
    year = firm.calendar.first_of_year
    n = len(advisor)
    leave = np.where(leaving, rng.integers(8, LAST + 1, n), NEVER)
    if layout.simpson_branch is not None:  # a loss in its last year would blur the planted mix change
        there = leaving & (firm.branch[advisor] == layout.simpson_branch)
        leave[there] = np.minimum(leave[there], LAST - 14)
    earlier = rng.random(n) < np.where(leaving, 0.25, 0.16)
    latest = np.where(leaving, np.minimum(leave - 6, year - 1), year - 1)
    join = np.where(earlier, rng.integers(1, np.maximum(latest, 2)), 0)
    newcomer = np.zeros(n, dtype=bool)
    for number in range(firm.size):
        staying = rng.permutation(np.flatnonzero((advisor == number) & ~leaving))
        new = staying[: min(layout.new_this_year[number], len(staying) // 3)]
        join[new] = rng.integers(year, LAST + 1, len(new))
        newcomer[new[: layout.newcomers[number]]] = True
    if firm.tiny is not None:
        join[advisor == firm.tiny] = 0
    if firm.recruited is not None:
        join[advisor == firm.recruited] = RECRUITED_MONTH
    return join, leave, newcomer


def _since(rng: np.random.Generator, calendar: Calendar, join: Ints) -> Days:
    """Households there from the start came within the thirty years before, mean nine."""
    years = np.minimum(rng.exponential(9, len(join)), 30)
    long_ago = calendar.first.astype("M8[D]") - 20 - (years * 365.25).astype(np.int64)
    return np.where(join == 0, long_ago, calendar.day_in(rng, join))


def _reasons(rng: np.random.Generator, leaving: Bools, age: Floats, size: Floats) -> Texts:
    drawn = rng.random(len(age))
    death = drawn < np.clip((age - 60) / 40, 0.02, 0.8)
    firm_exit = (size < 60_000) & (drawn > 0.88)
    return np.where(~leaving, "", np.where(death, "death", np.where(firm_exit, "firm_exit", "left"))).astype("U9")


def _names(rng: np.random.Generator, advisor: Ints, culture: Ints) -> tuple[Texts, Texts]:
    """Names unique inside a book: plain surnames while they last, double-barrelled for one household in six."""
    pool = np.array([surname for group in CULTURES for surname in group.surnames])
    home = np.array([number for number, group in enumerate(CULTURES) for _ in group.surnames])
    name = np.empty(len(advisor), dtype="U40")
    partner = np.full(len(advisor), "", dtype="U24")
    for number in range(int(advisor.max()) + 1):
        mine = np.flatnonzero(advisor == number)
        order = rng.permutation(len(pool))
        plain = min(round(len(mine) * 0.84), len(pool) - 60)
        name[mine[:plain]] = pool[order[:plain]]
        culture[mine[:plain]] = home[order[:plain]]
        doubled = mine[plain:]
        left, right = _pairs(rng, order[plain:] if len(doubled) < 1_000 else order, len(doubled))
        name[doubled], partner[doubled] = pool[left], pool[right]
        culture[doubled] = home[left]
        shuffled = rng.permutation(mine)
        for column in (name, partner, culture):
            column[shuffled] = column[mine]
    name = np.where(partner == "", name, np.strings.add(np.strings.add(name, "-"), partner))
    return name, partner


def _pairs(rng: np.random.Generator, spare: Ints, count: int) -> tuple[Ints, Ints]:
    """Different pairs of the names given: those no plain household of the book has, while there are enough."""
    codes = rng.choice(len(spare) * (len(spare) - 1), count, replace=False)
    left, step = np.divmod(codes, len(spare) - 1)
    return spare[left], spare[(left + 1 + step) % len(spare)]


def households_table(rng: np.random.Generator, firm: Firm, h: Households) -> Table:
    ids = h.ids
    overridden = rng.random(h.count) < 0.02
    place = {
        key: np.array([place[i] for place in PLACES])[h.place] for i, key in enumerate(("city", "state", "country"))
    }
    return {
        "household_id": ids,
        "advisor_id": np.array(firm.ids)[h.advisor],
        "name": h.name,
        "since": h.since,
        "closed_on": h.closed_on,
        "close_reason": h.reason,
        **place,
        "annual_income": blank_unless(h.income > 0, money((h.income / 100).astype(np.int64) * 10_000)),
        "risk_tolerance": h.risk,
        "referral_source_id": h.source,
        "referred_by_household_id": blank_unless(h.referred_by >= 0, ids[h.referred_by]),
        "tier_override": blank_unless(overridden, rng.choice(["A", "B"], h.count)),
        "timezone": np.array([place[3] for place in PLACES])[h.place],
        "merged_into": blank_unless(h.merged_into >= 0, ids[h.merged_into]),
    }
