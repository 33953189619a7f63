"""What the accounts are invested in at three month ends; positions sum to the account's value to the cent."""

from __future__ import annotations

import numpy as np

from assistant.book.demo.accounts import ANNUITY, CASH, INSURANCE, TAXABLE, Accounts
from assistant.book.demo.dates import LAST, Bools, Calendar, Days, Floats, Ints, Table
from assistant.book.demo.households import Households
from assistant.book.demo.money import Ledger

# symbol, name, asset class, chance of being held, weight when held
UNIVERSE: tuple[tuple[str, str, str, float, float], ...] = (
    ("QBMIX", "Broad Market Index Fund", "us equity", 0.75, 3.0),
    ("QDIVX", "Dividend Growers Fund", "us equity", 0.45, 1.6),
    ("QINTX", "International Developed Fund", "international equity", 0.6, 1.4),
    ("QEMGX", "Emerging Horizons Fund", "international equity", 0.25, 0.6),
    ("QTBDX", "Core Bond Fund", "fixed income", 0.8, 2.2),
    ("QMUNX", "Municipal Income Fund", "fixed income", 0.3, 1.5),
    ("QREAX", "Real Assets Fund", "real assets", 0.25, 0.6),
    ("QALTX", "Managed Futures Fund", "alternatives", 0.1, 0.5),
    ("ALDRO", "Alder Robotics", "us equity", 0.06, 1.0),
    ("COBSH", "Cobalt Shipping", "us equity", 0.05, 1.0),
    ("PINFO", "Pinecrest Foods", "us equity", 0.05, 1.0),
    ("QCASH", "Money Market Fund", "cash", 1.0, 0.35),
)
MONEY_MARKET = len(UNIVERSE) - 1
BONDS = slice(4, 6)
FIRST_STOCK = 8
CONCENTRATED = 0.04  # one household in twenty-five owns a third or more of a taxable account in one stock
_SEPARATE = {
    ANNUITY: ("VASUB", "Annuity Subaccounts", "annuity"),
    INSURANCE: ("LIFCV", "Policy Cash Value", "insurance"),
}


def holdings_table(rng: np.random.Generator, calendar: Calendar, h: Households, a: Accounts, ledger: Ledger) -> Table:
    weight = _weights(rng, h, a)
    basis = rng.uniform(0.55, 1.05, weight.shape)
    parts = [
        _positions(a, ledger.end[:, month], calendar.month_end(month), weight, basis)
        for month in (LAST - 12, LAST - 3, LAST)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _weights(rng: np.random.Generator, h: Households, a: Accounts) -> Floats:
    chance, usual = (np.array([row[i] for row in UNIVERSE]) for i in (3, 4))
    held = rng.random((a.count, len(UNIVERSE))) < chance
    weight = held * usual * rng.gamma(4, 0.25, held.shape)
    weight[:, BONDS] *= (1.9 - 0.3 * h.risk[a.household])[:, None]
    concentrated = (a.kind == TAXABLE) & (rng.random(h.count) < CONCENTRATED)[a.household]
    stock = FIRST_STOCK + np.arange(a.count) % 3
    rows = np.flatnonzero(concentrated)
    weight[rows, stock[rows]] = weight[rows].sum(axis=1) * rng.uniform(0.5, 1.2, len(rows))
    only: Bools = np.isin(a.kind, [CASH, ANNUITY, INSURANCE])
    weight[only] = 0
    weight[:, MONEY_MARKET] = np.maximum(weight[:, MONEY_MARKET], 0.01)
    result: Floats = weight / weight.sum(axis=1, keepdims=True)
    return result


def _positions(a: Accounts, value: Ints, day: Days, weight: Floats, basis: Floats) -> Table:
    cents = np.floor(value[:, None] * weight).astype(np.int64)
    cents[:, MONEY_MARKET] += value - cents.sum(axis=1)
    account, position = np.nonzero(cents > 0)
    labels = [np.array([row[i] for row in UNIVERSE], dtype="U32")[position] for i in range(3)]
    for kind, names in _SEPARATE.items():
        for column, name in zip(labels, names, strict=True):
            column[a.kind[account] == kind] = name
    held = cents[account, position]
    return {
        "account_id": a.ids[account],
        "as_of": np.full(len(account), day),
        "symbol": labels[0],
        "name": labels[1],
        "asset_class": labels[2],
        "value_cents": held,
        "cost_basis_cents": np.round(held * basis[account, position]).astype(np.int64),
    }
