"""Shared accounts: whose part is whose, to the cent.

A split `A1:0.6;A2:0.4` gives each advisor, in the order written, the difference of two rounded running totals. The
parts of any amount then sum to that amount exactly, for any set of advisors, and a part of a month's begin equals the
part of the month before's end. The market gain of a part is what the month's identity leaves, so the identity holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

FLOWS = ("contributions_cents", "withdrawals_cents", "transfers_in_cents", "transfers_out_cents", "fees_cents")


def parse_split(split: str) -> tuple[tuple[str, float], ...]:
    """`A1:0.6;A2:0.4` → (("A1", 0.6), ("A2", 0.4)). Raises ValueError when it is not written so."""
    parts = [part.rsplit(":", 1) for part in split.split(";") if part.strip()]
    return tuple((advisor.strip(), float(share)) for advisor, share in parts)


def running_shares(split: str) -> tuple[tuple[str, float, float], ...]:
    """`A1:0.6;A2:0.4` → (("A1", 0, 0.6), ("A2", 0.6, 1)): each advisor between two running totals."""
    found, running = [], 0.0
    for advisor, share in parse_split(split):
        found.append((advisor, round(running, 9), round(running + share, 9)))
        running += share
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Shares:
    """For each shared account that touches a scope, the running shares (before, after) of the scope's advisors."""

    bounds: dict[str, tuple[tuple[float, float], ...]]
    household_ids: frozenset[str]

    @classmethod
    def of_scope(cls, accounts: Iterable[Any], advisor_ids: frozenset[str]) -> Shares:
        """`accounts`: rows of account_id, household_id, split. Only accounts with a sharer in the scope are kept."""
        bounds: dict[str, tuple[tuple[float, float], ...]] = {}
        households: set[str] = set()
        for account_id, household_id, split in accounts:
            mine = [(low, high) for advisor, low, high in running_shares(split) if advisor in advisor_ids]
            if mine:
                bounds[account_id] = tuple(mine)
                households.add(household_id)
        return cls(bounds, frozenset(households))

    @property
    def account_ids(self) -> frozenset[str]:
        return frozenset(self.bounds)

    def part(self, account_id: str, cents: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The scope's part of amounts of one account, in whole cents."""
        return self.parts([account_id] * len(cents), cents)

    def parts(self, account_ids: Sequence[str], cents: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The scope's part of amounts, each of a shared account of its own, in whole cents."""
        bounds = [self.bounds[account_id] for account_id in account_ids]
        of = np.repeat(np.arange(len(bounds)), [len(pairs) for pairs in bounds])  # one entry an amount and sharer
        low, high = np.array([pair for pairs in bounds for pair in pairs], dtype=np.float64).reshape(-1, 2).T
        amounts, total = cents[of], np.zeros(len(bounds), dtype=np.int64)
        np.add.at(total, of, np.rint(amounts * high).astype(np.int64) - np.rint(amounts * low).astype(np.int64))
        return total


def split_frame(frame: pd.DataFrame, shares: Shares) -> pd.DataFrame:
    """Replace the money of shared accounts by the scope's part of it; a balance's market gain closes its identity."""
    shared = frame["account_id"].isin(shares.account_ids) if shares.bounds else pd.Series(False, index=frame.index)
    if not shared.any():
        return frame
    frame = frame.copy()
    for column in (name for name in frame.columns if name.endswith("_cents")):
        known = shared & frame[column].notna()
        cents = frame.loc[known, column].to_numpy(dtype=np.int64)
        frame.loc[known, column] = shares.parts(frame.loc[known, "account_id"].tolist(), cents)
    if "market_gain_cents" in frame.columns:
        rows = frame[shared]
        signed = (rows[list(FLOWS)] * [1, -1, 1, -1, -1]).sum(axis=1)
        frame.loc[shared, "market_gain_cents"] = rows["end_value_cents"] - rows["begin_value_cents"] - signed
    return frame
