"""Matrices of a few households and months written out for one test, in place of a firm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from assistant.analytics.monthly import Monthly

Rows = Sequence[Sequence[int]]


def made(
    begin: Sequence[int],
    *,
    months: int = 12,
    flows: Mapping[str, Rows] | None = None,
    worth: Mapping[int, Mapping[int, float]] | None = None,
    revenue: Rows | None = None,
    recurring: Rows | None = None,
) -> Monthly:
    """Households H0, H1 … that begin with these cents. `flows`: by name (contributions, withdrawals, unplanned,
    market, fees, transfers) a row of cents a household, cut or filled up with noughts; withdrawals are unplanned unless
    said otherwise. `worth`: by household, what was declared at which point."""
    ids = pd.Index([f"H{number}" for number in range(len(begin))], name="household_id")
    given = dict(flows or {})
    given.setdefault("unplanned", given.get("withdrawals", []))
    cents = {name: _matrix(given.get(name, []), len(begin), months) for name in FLOWS}
    net = cents["contributions"] - cents["withdrawals"] + cents["transfers"] + cents["market"] - cents["fees"]
    assets = np.concatenate([np.array(begin)[:, None], np.array(begin)[:, None] + np.cumsum(net, axis=1)], axis=1)
    moved = cents["contributions"] - cents["withdrawals"] + cents["transfers"]
    base = np.where(assets[:, :-1] + moved / 2 > 0, assets[:, :-1] + moved / 2, np.inf)
    price = np.cumprod(np.concatenate([np.ones((len(begin), 1)), 1 + cents["market"] / base], axis=1), axis=1)
    declared, known = np.full(assets.shape, -1), np.full(assets.shape, np.nan)
    for household, points in (worth or {}).items():
        for point, amount in sorted(points.items()):
            declared[household, point:], known[household, point:] = point, amount
    earned = _matrix(revenue or [], len(begin), months)
    return Monthly(
        households=ids, origin=pd.Timestamp("2025-01-01"), begins=0, earns=0, **cents, revenue=earned,
        recurring=_matrix(recurring or [], len(begin), months), assets=assets, worth=known, declared=declared,
        price=price,
    )  # fmt: skip


FLOWS = ("contributions", "withdrawals", "unplanned", "transfers", "market", "fees")


def _matrix(rows: Rows, households: int, months: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    whole = np.zeros((households, months), dtype=np.int64)
    for household, row in enumerate(rows):
        whole[household, : len(row)] = row
    return whole
