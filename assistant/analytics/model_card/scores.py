"""What a set of chances was worth against what happened: discrimination, calibration, and both by age (P4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.intervals import wilson
from assistant.analytics.people import household_ages

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

AGES = (("under 50", 0, 50), ("50 to 64", 50, 65), ("65 to 74", 65, 75), ("75 and over", 75, 200))
LEAST_EVENTS = 5
"""Fewer events or non-events than this say nothing about discrimination."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Chances against outcomes over the same households. None where too few of either kind happened."""

    rows: int
    expected: float
    happened: int
    brier: float
    brier_base: float
    auc: float | None

    @property
    def skill(self) -> float | None:
        """Brier skill against giving everybody the base rate: 1 is perfect, 0 no better, below 0 worse."""
        return 1 - self.brier / self.brier_base if self.brier_base else None


def measured(chances: pd.Series, happened: pd.Series) -> Measured:
    """Chances (0–1) against outcomes, index by index; at least one row. Source: P4, and the target of 3.7."""
    chance, outcome = chances.to_numpy(dtype=np.float64), happened.reindex(chances.index).to_numpy(dtype=np.float64)
    base, events = outcome.mean(), int(outcome.sum())
    enough = min(events, len(outcome) - events) >= LEAST_EVENTS
    return Measured(
        rows=len(chance),
        expected=float(chance.sum()),
        happened=events,
        brier=float(((chance - outcome) ** 2).mean()),
        brier_base=float(((base - outcome) ** 2).mean()),
        auc=_auc(chance, outcome) if enough else None,
    )


def _auc(chance: np.ndarray, outcome: np.ndarray) -> float:
    """Share of pairs put in the right order, ties half (Mann–Whitney)."""
    ranks = pd.Series(chance).rank(method="average").to_numpy()
    events = outcome == 1
    n, m = int(events.sum()), int((~events).sum())
    return float((ranks[events].sum() - n * (n + 1) / 2) / (n * m))


def by_age(book: Book, chances: pd.Series, happened: pd.Series) -> pd.DataFrame:
    """One row an age band with anybody in it: `band`, `rows`, `expected`, `happened` (sums), `low`, `high` (Wilson)."""
    ages = household_ages(book).reindex(chances.index)
    outcome = happened.reindex(chances.index).astype("float64")
    rows = []
    for band, least, below in AGES:
        mine = ages.between(least, below, inclusive="left")
        if mine.any():
            events = int(outcome[mine].sum())
            low, high = wilson(events, int(mine.sum())) or (np.nan, np.nan)
            rows.append((band, int(mine.sum()), float(chances[mine].sum()), events, low, high))
    return pd.DataFrame(rows, columns=["band", "rows", "expected", "happened", "low", "high"])
