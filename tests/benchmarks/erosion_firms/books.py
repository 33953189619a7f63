"""What a simulated firm hands out: the frames of the contract of `detect_erosion`, and the truth that was planted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

KINDS = ("slow_leak", "partial_transfer", "stopped_contributions", "held_away", "engagement")
LOOK_ALIKES = (
    "steady_draw",
    "new_retiree",
    "planned_withdrawal",
    "paused_contributions",
    "bonus",
    "death",
    "tax_season",
    "gift",
    "tuition",
    "house",
    "rmd",
    "disclosure",
    "windfall",
    "quiet_logins",
    "quiet_contacts",
    "correction",
    "new_account",
)
WINDOW = 18  # months at the end of a book in which erosion begins and detectors are scored
LAST_ONSET = 5  # months of the book that are left when the last erosion begins
FIRST_MONTH = pd.Timestamp(2021, 1, 1)


@dataclass(frozen=True)
class Firm:
    """A simulated book. `history`, `households`, `events` and `expected` have the columns of the contract.

    `truth`: `household_id`, `kind` (one of KINDS, missing for who does not erode), `onset` (first day of a month, or
    NaT), `look_alike` (one of LOOK_ALIKES, missing for a plain household or an eroding one).
    """

    name: str
    history: pd.DataFrame
    households: pd.DataFrame
    events: pd.DataFrame
    expected: pd.DataFrame
    truth: pd.DataFrame

    @property
    def months(self) -> pd.DatetimeIndex:
        """Every month from the first to the last of the book."""
        return pd.date_range(self.history["month"].min(), self.history["month"].max(), freq="MS")


def calendar(months: int) -> pd.DatetimeIndex:
    """The months of a book that begins at FIRST_MONTH."""
    return pd.date_range(FIRST_MONTH, periods=months, freq="MS")


def month_of(index: np.ndarray) -> pd.DatetimeIndex:
    """First days of the months so many after FIRST_MONTH; negative numbers lie before it."""
    return pd.DatetimeIndex((np.datetime64(FIRST_MONTH, "M") + np.asarray(index, dtype=int)).astype("datetime64[ns]"))


def household_ids(households: int) -> np.ndarray:
    """H00000, H00001, …"""
    return np.array([f"H{number:05d}" for number in range(households)], dtype=object)
