"""Who was a client when a period began, who came, who went and why: client retention, R1 and R2."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.bridge import MERGED
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

Bools = npt.NDArray[np.bool_]

R1 = Method(
    "R1",
    "households open the day before the period began that are still open ÷ households open then; who joined later is "
    "on neither side, a merged household counts as kept",
)
R2 = Method("R2", "R1 with deaths and exits that the firm chose taken out of both sides")
BEYOND_CONTROL = ("death", "firm_exit")
EXITS = {
    "left": "left",
    "death": "died",
    "firm_exit": "let go by the firm",
    "": "no reason on record",
    MERGED: "merged into another household, no loss",
}
"""Why a household closed, and how that is said."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One entry a household: was there the day before, came, went, merged; went for no choice of the client's."""

    at_start: Bools
    came: Bools
    went: Bools
    merged: Bools
    beyond_control: Bools

    @property
    def kept(self) -> Bools:
        return self.at_start & ~self.went


@dataclass(frozen=True, slots=True)
class Lives:
    """One entry a household: its id, first and last day as a client (NaT where blank), why it closed (an empty word
    where nothing is on record), and the place among them of the household it was merged into (-1 where none is)."""

    ids: pd.Index
    since: npt.NDArray[np.datetime64]
    closed: npt.NDArray[np.datetime64]
    reason: npt.NDArray[np.str_]
    merged_into: npt.NDArray[np.int64]


def lives(households: pd.DataFrame) -> Lives:
    """The lives of a book's households, in the order given."""
    ids = pd.Index(households["household_id"], name="household_id")
    return Lives(
        ids,
        households["since"].to_numpy(dtype="datetime64[D]"),
        households["closed_on"].to_numpy(dtype="datetime64[D]"),
        households["close_reason"].fillna("").to_numpy(dtype=np.str_),
        np.asarray(ids.get_indexer(households["merged_into"]), dtype=np.int64),
    )


def presence(known: Lives, start: dt.date, end: dt.date) -> Presence:
    """Where each household stands in the days from `start` to `end`, both inside; one whose first day is not on record
    was there before. Source: R1, R2."""
    since, closed, reason = known.since, known.closed, known.reason
    first, last = np.datetime64(start), np.datetime64(end)
    inside = (closed >= first) & (closed <= last)
    went = inside & (reason != MERGED)
    return Presence(
        at_start=(np.isnat(since) | (since < first)) & (np.isnat(closed) | (closed >= first)),
        came=(since >= first) & (since <= last),
        went=went,
        merged=inside & (reason == MERGED),
        beyond_control=went & np.isin(reason, BEYOND_CONTROL),
    )


@dataclass(frozen=True, slots=True)
class Movement:
    """Who was there when a period began, who came, who went; frames of households."""

    at_start: pd.DataFrame
    came: pd.DataFrame
    went: pd.DataFrame
    merged: pd.DataFrame

    @property
    def lost_of_start(self) -> int:
        return int(self.went["household_id"].isin(self.at_start["household_id"]).sum())

    @property
    def retention(self) -> float | None:
        """R1; None when nobody was there."""
        return (len(self.at_start) - self.lost_of_start) / len(self.at_start) if len(self.at_start) else None


def movement(book: Book, period: Period) -> Movement:
    """Who came and went from the first to the last day of a period, both inside. Source: R1."""
    households = book.households.sort_values("household_id", ignore_index=True)
    there = presence(lives(households), period.start, period.end)
    return Movement(*(households[mask] for mask in (there.at_start, there.came, there.went, there.merged)))
