"""Where new clients come from: referral sources, leads with their funnel, and what finding clients costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.book.demo.dates import LAST, NO_DAY, Calendar, Days, Floats, Ints, Table, Texts
from assistant.book.demo.firm import STATES, Firm
from assistant.book.demo.households import Households
from assistant.book.demo.plants import Cast
from assistant.book.demo.writing import blank_unless


@dataclass(frozen=True, slots=True)
class Source:
    """`share` of all wins, `conversion` of leads to clients, hours and cash of one lead."""

    name: str
    kind: str
    compensated: bool
    agreement: str
    share: float
    conversion: float
    hours: float
    cash: int
    category: str = "acquisition"


# Conversion by kind is the design of domain reference 4.2; hours and cash give its acquisition costs.
SOURCES: tuple[Source, ...] = (
    Source("Client referral", "client", False, "", 0.46, 0.40, 4.2, 100),
    Source("Dunmore & Finch CPAs", "coi", False, "", 0.10, 0.34, 6.8, 170),
    Source("Hargrove & Pine, attorneys", "coi", False, "", 0.07, 0.33, 6.5, 160),
    Source("Custodian referral program", "custodian", True, "2021-03-15", 0.08, 0.25, 4.0, 250),
    Source("Retirement seminar", "seminar", False, "", 0.09, 0.09, 2.2, 300, "event"),
    Source("Website", "web", False, "", 0.10, 0.07, 1.1, 170, "marketing"),
    Source("Paid lead service", "paid", True, "2022-06-01", 0.03, 0.05, 1.0, 120, "marketing"),
    Source("Cold list", "cold", False, "", 0.02, 0.025, 1.4, 40, "marketing"),
    Source("Harbor Lane Tax Desk", "coi", True, "", 0.05, 0.28, 4.5, 400),
    Source("LinkedIn article, one-off", "web", False, "", 0.0, 1.0, 2.0, 0, "marketing"),
    Source("Alumni evening", "event", False, "", 0.0, 1.0, 3.0, 350, "event"),
)
REFERRAL, UNDOCUMENTED, ONE_FOR_ONE, TWO_FOR_TWO = 0, 8, 9, 10
LEAD_MONTHS = 44
ENGAGED = 0.6  # only engaged clients refer: the top quarter


def source_ids() -> Texts:
    return np.char.mod("S%02d", np.arange(1, len(SOURCES) + 1))


def credit_sources(rng: np.random.Generator, h: Households, cast: Cast, recruited: int | None) -> Ints:
    """The source index of every household (-1 for a recruited book), written to `h` with who referred it."""
    source = rng.choice(len(SOURCES), h.count, p=[s.share for s in SOURCES])
    if recruited is not None:
        source[h.advisor == recruited] = -1
    for index, lone in zip(cast.lone_wins, (ONE_FOR_ONE, TWO_FOR_TWO, TWO_FOR_TWO), strict=False):
        source[index] = lone
    source[cast.cycle] = REFERRAL
    h.source = blank_unless(source >= 0, source_ids()[source])
    referrers = np.flatnonzero((h.engagement > ENGAGED) & (h.join == 0) & h.open)
    for advisor in np.unique(h.advisor):
        able = referrers[h.advisor[referrers] == advisor]
        able = able[np.argsort(h.since[able], kind="stable")]
        sent = np.flatnonzero((h.advisor == advisor) & (source == REFERRAL) & (h.referred_by < 0))
        earlier = np.searchsorted(h.since[able], h.since[sent])  # an older client refers, so no circle by accident
        pick = (rng.random(len(sent)) * earlier).astype(np.int64)
        h.referred_by[sent[earlier > 0]] = able[pick[earlier > 0]]
    return source


def referral_sources_table() -> Table:
    return {
        "source_id": source_ids(),
        "name": np.array([s.name for s in SOURCES]),
        "kind": np.array([s.kind for s in SOURCES]),
        "compensated": np.array([s.compensated for s in SOURCES]),
        "agreement_on": np.array([s.agreement for s in SOURCES]),
    }


@dataclass(frozen=True)
class Leads:
    """One entry a lead; `household` is -1 until it is won."""

    advisor: Ints
    source: Ints
    household: Ints
    created: Days
    qualified: Days
    met: Days
    won: Days
    lost: Days
    hours: Floats

    @cached_property
    def ids(self) -> Texts:
        return np.char.mod("L%05d", np.arange(1, len(self.advisor) + 1))


def build_leads(rng: np.random.Generator, firm: Firm, h: Households, source: Ints) -> Leads:
    winners = np.flatnonzero((h.join > LAST - LEAD_MONTHS) & (source >= 0))
    wins = np.bincount(source[winners], minlength=len(SOURCES))
    conversion = np.array([s.conversion for s in SOURCES])
    others = np.repeat(np.arange(len(SOURCES)), np.round(wins * (1 - conversion) / conversion).astype(np.int64))
    books = np.flatnonzero([not firm.special(advisor) for advisor in range(firm.size)])
    parts = [
        _won(rng, h, winners, source[winners]),
        _not_won(rng, firm.calendar, rng.choice(books, len(others)), others),
    ]
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in Leads.__dataclass_fields__]
    order = np.argsort(columns[3], kind="stable")
    return Leads(*(column[order] for column in columns))


def _won(rng: np.random.Generator, h: Households, winners: Ints, source: Ints) -> Leads:
    n = len(winners)
    won = h.since[winners]
    length = np.clip(rng.lognormal(np.log(48), 0.6, n), 6, 300)
    steps = np.sort(rng.random((n, 2)), axis=1)
    created = won - length.astype(np.int64)
    qualified, met = (created + (length * steps[:, i]).astype(np.int64) for i in range(2))
    hours = 1.6 * _hours(rng, source)
    return Leads(h.advisor[winners], source, winners, created, qualified, met, won, np.full(n, NO_DAY), hours)


def _not_won(rng: np.random.Generator, calendar: Calendar, advisor: Ints, source: Ints) -> Leads:
    """Lost after a while, or still open when they came lately."""
    n = len(source)
    created = calendar.today - 1 - rng.integers(0, LEAD_MONTHS * 30, n)
    lost = created + 4 + rng.exponential(45, n).astype(np.int64)
    end = np.minimum(lost, calendar.today - 1)
    room = (end - created).astype(np.int64)
    steps = np.sort(rng.random((n, 2)), axis=1)
    qualified, met = (created + (room * steps[:, i]).astype(np.int64) for i in range(2))
    is_qualified = rng.random(n) < 0.5
    is_met = is_qualified & (rng.random(n) < 0.5)
    return Leads(
        advisor,
        source,
        np.full(n, -1),
        created,
        np.where(is_qualified, qualified, NO_DAY),
        np.where(is_met, met, NO_DAY),
        np.full(n, NO_DAY),
        np.where(lost < calendar.today, lost, NO_DAY),
        _hours(rng, source),
    )


def _hours(rng: np.random.Generator, source: Ints) -> Floats:
    usual = np.array([s.hours for s in SOURCES])[source]
    hours: Floats = np.maximum(np.round(usual * rng.gamma(6, 1 / 6, len(source)) * 4) / 4, 0.25)
    return hours


def leads_table(rng: np.random.Generator, firm: Firm, h: Households, leads: Leads) -> Table:
    n = len(leads.advisor)
    won = leads.household >= 0
    age = np.where(won, h.age[leads.household], np.clip(rng.normal(54, 12, n), 24, 90)).astype(np.int64)
    income = np.where(won, h.income[leads.household], rng.lognormal(np.log(120_000), 0.5, n))
    worth = np.where(won, h.size[leads.household] * 2, rng.lognormal(np.log(450_000), 0.9, n))
    known = rng.random(n) > 0.08
    referrer = h.referred_by[leads.household]
    engaged = _referrers(rng, h, leads.advisor)
    by_client = leads.source == REFERRAL
    sender = np.where(won, referrer, np.where(rng.random(n) < 0.9, engaged, -1))
    return {
        "lead_id": leads.ids,
        "advisor_id": np.array(firm.ids)[leads.advisor],
        "source_id": source_ids()[leads.source],
        "referred_by_household_id": blank_unless(by_client & (sender >= 0), h.ids[sender]),
        "created_on": leads.created,
        "qualified_on": leads.qualified,
        "met_on": leads.met,
        "won_on": leads.won,
        "lost_on": leads.lost,
        "household_id": blank_unless(won, h.ids[leads.household]),
        "age": blank_unless(known, age),
        "income_cents": (income / 1_000).astype(np.int64) * 100_000,
        "net_worth_cents": (worth / 5_000).astype(np.int64) * 500_000,
        "state": rng.choice(STATES, n),
        "hours": leads.hours,
    }


def _referrers(rng: np.random.Generator, h: Households, advisor: Ints) -> Ints:
    """An engaged client of each lead's advisor, -1 where the book has none."""
    result = np.full(len(advisor), -1)
    for number in np.unique(advisor):
        able = np.flatnonzero((h.advisor == number) & h.open & (h.join == 0) & (h.engagement > ENGAGED))
        mine = advisor == number
        if len(able):
            result[mine] = rng.choice(able, int(mine.sum()))
    return result


def expenses_table(rng: np.random.Generator, firm: Firm, h: Households, leads: Leads) -> Table:
    """Cash by advisor, source and month; marketing that names no source; the time and money of serving."""
    parts = [_acquisition(rng, firm, leads), _marketing(rng, firm), _serving(rng, firm, h)]
    merged = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(merged["month"], kind="stable")
    ids = np.char.mod("X%05d", np.arange(1, len(order) + 1))
    return {"expense_id": ids, **{name: column[order] for name, column in merged.items()}}


def _acquisition(rng: np.random.Generator, firm: Firm, leads: Leads) -> Table:
    month = np.minimum(firm.calendar.number_of(leads.created), LAST)
    keys, many = np.unique(np.stack([leads.advisor, leads.source, month]), axis=1, return_counts=True)
    cash = np.array([s.cash for s in SOURCES])[keys[1]] * many * rng.gamma(8, 1 / 8, len(many))
    return {
        "advisor_id": np.array(firm.ids)[keys[0]],
        "source_id": source_ids()[keys[1]],
        "household_id": np.full(len(many), ""),
        "month": firm.calendar.month(keys[2]),
        "category": np.array([s.category for s in SOURCES])[keys[1]],
        "amount_cents": np.round(cash * 100).astype(np.int64),
        "hours": np.round(many * 0.25, 2),
    }


def _marketing(rng: np.random.Generator, firm: Firm) -> Table:
    advisor, month = (grid.ravel() for grid in np.meshgrid(np.arange(firm.size), LAST - np.arange(36), indexing="ij"))
    n = len(advisor)
    return {
        "advisor_id": np.array(firm.ids)[advisor],
        "source_id": np.full(n, ""),
        "household_id": np.full(n, ""),
        "month": firm.calendar.month(month),
        "category": np.full(n, "marketing"),
        "amount_cents": rng.integers(90, 420, n) * 100,
        "hours": np.round(rng.uniform(0.5, 2.0, n), 1),
    }


def _serving(rng: np.random.Generator, firm: Firm, h: Households) -> Table:
    """Two rows a household in the last year, heavier for larger ones."""
    yearly = np.array([{"A": 15.0, "B": 7.5, "C": 2.5}[tier] for tier in h.tier.tolist()])
    household = np.repeat(np.flatnonzero(h.open & (h.join < LAST - 12)), 2)
    n = len(household)
    return {
        "advisor_id": np.array(firm.ids)[h.advisor[household]],
        "source_id": np.full(n, ""),
        "household_id": h.ids[household],
        "month": firm.calendar.month(LAST - rng.integers(0, 6, n) - 6 * (np.arange(n) % 2)),
        "category": np.full(n, "service"),
        "amount_cents": rng.integers(0, 60, n) * 100,
        "hours": np.round(yearly[household] / 2 * rng.gamma(6, 1 / 6, n), 2),
    }
