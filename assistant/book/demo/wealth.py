"""What households own elsewhere: dated net worth, and money held away from the firm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.book.demo.accounts import Accounts
from assistant.book.demo.dates import LAST, Bools, Calendar, Days, Floats, Ints, Table, Texts
from assistant.book.demo.households import Households
from assistant.book.demo.money import Ledger
from assistant.book.demo.plants import Cast
from assistant.book.demo.writing import blank_unless

FRESH, USABLE, STALE, MISSING = range(4)
AGE_SHARES = (0.30, 0.40, 0.20, 0.10)  # domain reference 4.1: under 6 months, 6–18, 18–36, none at all
AGE_MONTHS = ((0, 6), (6, 18), (18, 36), (0, 1))  # months before the last closed one, upper bound left out
SHARE_OF_WALLET = {"A": 0.65, "B": 0.50, "C": 0.40}
KINDS = ("old_401k", "bank", "insurer", "advisor", "other")
INSTITUTIONS = (
    ("Vantor Systems 401k", "Millbrook Hospital 401k", "Kestrel Freight 401k", "Copperfield Schools 403b"),
    ("First Harbor Bank", "Cedar County Credit Union", "Granary Savings", "Riverbend Trust Bank"),
    ("Evergreen Mutual Life", "Stonebridge Assurance", "Lakehead Annuity Company"),
    ("Bluepoint Wealth", "Marlow & Tate Advisers", "Summerfield Asset Management"),
    ("Online brokerage", "Family trust", "Employee share plan"),
)


@dataclass(frozen=True, slots=True)
class Wealth:
    """One row a household, one column a snapshot, the latest first; -1 where there is none. Cents."""

    month: Ints
    investable: Ints
    assets: Ints  # with the firm at that date
    found: Ints  # one entry a planted discovery: cents that turned out to be elsewhere


def build_wealth(rng: np.random.Generator, h: Households, a: Accounts, ledger: Ledger, cast: Cast) -> Wealth:
    kind = rng.choice(4, h.count, p=AGE_SHARES)
    kind[np.concatenate([cast.discoveries, cast.eroders[::2]])] = FRESH
    low, high = (np.array(bounds)[kind] for bounds in zip(*AGE_MONTHS, strict=True))
    end = np.minimum(h.leave - 1, LAST)
    latest = np.where(kind == MISSING, -1, end - rng.integers(low, high))
    gap = rng.integers(12, 17, h.count)
    month = np.stack([latest, latest - gap, latest - 2 * gap], axis=1)
    month = np.where((month < h.join[:, None]) | (latest[:, None] < 0), -1, month)
    month[:, 0] = np.where((kind != MISSING) & (month[:, 0] < 0), end, month[:, 0])  # recent clients were just asked
    share = _share_of_wallet(rng, h)
    assets = _assets_at(h, a, ledger, month)
    onset = np.full((h.count, 1), -1)
    onset[cast.eroders, 0] = cast.onset - 1
    before_leak = _assets_at(h, a, ledger, onset)  # what leaks is still theirs
    wobble = np.clip(rng.normal(1, 0.03, month.shape), 0.9, 1.1)
    investable = np.round(np.maximum(assets, before_leak) / share[:, None] * wobble / 100_000) * 100_000
    investable = np.maximum(investable, np.ceil(assets * 1.01 / 100_000) * 100_000).astype(np.int64)
    found = _discover(rng, investable, assets, cast)
    return Wealth(month, investable, assets, found)


def _share_of_wallet(rng: np.random.Generator, h: Households) -> Floats:
    mean = np.array([SHARE_OF_WALLET[tier] for tier in h.tier.tolist()])
    concentration = mean * (1 - mean) / 0.2**2 - 1
    share: Floats = np.clip(rng.beta(mean * concentration, (1 - mean) * concentration), 0.1, 0.97)
    return share


def _assets_at(h: Households, a: Accounts, ledger: Ledger, month: Ints) -> Ints:
    """Cents of each household at the end of its own months; 0 where the month is -1."""
    values = np.zeros((h.count, ledger.end.shape[1]), dtype=np.int64)
    np.add.at(values, a.household, ledger.end)
    at = values[np.arange(h.count)[:, None], np.maximum(month, 0)]
    return np.where(month >= 0, at, 0)


def _discover(rng: np.random.Generator, investable: Ints, assets: Ints, cast: Cast) -> Ints:
    """T3. Before, nearly everything seemed to be here; the latest snapshot knows of a sum elsewhere."""
    who = cast.discoveries
    found: Ints = (np.round(assets[who, 0] * rng.uniform(0.3, 0.6, len(who)) / 100_000) * 100_000).astype(np.int64)
    investable[who, 1:] = np.ceil(assets[who, 1:] * 1.18 / 100_000).astype(np.int64) * 100_000
    investable[who, 0] = np.ceil(assets[who, 0] * 1.18 / 100_000).astype(np.int64) * 100_000 + found
    return found


def wealth_tables(
    rng: np.random.Generator, calendar: Calendar, h: Households, w: Wealth, cast: Cast
) -> tuple[Table, Table]:
    """`net_worth` and `held_away`."""
    household, column = np.nonzero(w.month >= 0)
    as_of = _dates(calendar, h, w.month)[household, column]
    away = _held_away(rng, h, w, cast)
    institutions = np.zeros(h.count, dtype=np.int64)
    np.add.at(institutions, away.household[away.column == 0], 1)
    investable = w.investable[household, column]
    n = len(household)
    net_worth: Table = {
        "household_id": h.ids[household],
        "as_of": as_of,
        "investable_net_worth_cents": investable,
        "total_net_worth_cents": np.round(investable * rng.uniform(1.6, 2.4, h.count)[household] / 100_000).astype(
            np.int64
        )
        * 100_000,
        "providers": blank_unless(rng.random(n) > 0.05, 1 + institutions[household]),
        "source": rng.choice(["statement", "plan", "questionnaire", "enrichment"], n, p=[0.2, 0.4, 0.3, 0.1]),
    }
    held_away: Table = {
        "household_id": h.ids[away.household],
        "as_of": _dates(calendar, h, w.month)[away.household, away.column],
        "institution": away.institution,
        "kind": np.array(KINDS)[away.kind],
        "amount_cents": away.cents,
    }
    return net_worth, held_away


def _dates(calendar: Calendar, h: Households, month: Ints) -> Days:
    """A day of the month that is the household's own, so that both tables agree."""
    day = (np.arange(h.count) * 7 % 24)[:, None]
    return np.maximum(calendar.month(np.maximum(month, 0)).astype("M8[D]") + day, h.since[:, None])


@dataclass(frozen=True, slots=True)
class _Away:
    household: Ints
    column: Ints
    kind: Ints
    institution: Texts
    cents: Ints


def _held_away(rng: np.random.Generator, h: Households, w: Wealth, cast: Cast) -> _Away:
    """The part of the gap between wealth and assets that is known by name, at one to three places."""
    places = np.stack([rng.permuted(np.arange(5)) for _ in range(1_000)])[rng.integers(0, 1_000, h.count), :3]
    count = rng.integers(0, 4, h.count)
    weight = rng.gamma(2, 1, (h.count, 3)) * (np.arange(3) < count[:, None])
    weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    known = rng.uniform(0.6, 1.0, h.count)
    gap = np.maximum(w.investable - w.assets, 0) * (w.month >= 0)
    cents = np.round(gap[:, :2, None] * known[:, None, None] * weight[:, None, :] / 50_000) * 50_000
    cents[cast.discoveries] = 0
    cents[cast.discoveries, 0, 0] = w.found
    places[cast.discoveries, 0] = np.where(np.arange(len(cast.discoveries)) % 2, 3, 0)
    household, column, slot = np.nonzero(cents > 0)
    kind = places[household, slot]
    pick = rng.integers(0, 12, h.count)[household]
    names = np.array([[names[i % len(names)] for i in range(12)] for names in INSTITUTIONS])
    return _Away(household, column, kind, names[kind, pick], cents[household, column, slot].astype(np.int64))


def stale_or_missing(h: Households, w: Wealth) -> tuple[Bools, Bools]:
    """T9, among open households: latest snapshot at least 18 months old; none at all."""
    age = LAST - w.month[:, 0]
    missing = h.open & (w.month[:, 0] < 0)
    return h.open & ~missing & (age >= 18), missing
