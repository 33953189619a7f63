"""The columns a plain frame gives a linear model: each feature a free curve, and effects that may change with time.

Every feature is encoded as for a propensity, and a number gets steps at its quantiles too: with a common, learned width
the steps are a random walk through its values, smooth where little happens and sharp where much does. With a clock, the
encoded columns are there once more times the logarithm of the clock, so that an effect can fade or grow.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.propensity.encoding import Encoding, as_numbers, is_number
from assistant.analytics.staying.widths import Blocks

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STEPS = 40
"""A number is cut at its values when they are at most so many, else at so many quantiles, less one."""
LEAST_ROWS = 20
"""Rows needed on either side of a step."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Learned once on a frame and used on any other with its columns; nothing is learned from the outcome here.

    `steps` (feature, its cuts, the share of rows at or above each), `clock` (feature, mean of its logarithm, lowest,
    highest), `owners` the number of the feature of each column of the design but its first.
    """

    encoding: Encoding
    steps: tuple[tuple[Hashable, Floats, Floats], ...]
    clock: tuple[Hashable, float, float, float] | None
    owners: Ints
    blocks: Blocks

    @classmethod
    def of(cls, frame: pd.DataFrame, clock: Hashable | None = None) -> Curves:
        """Raises ValueError when the clock is no column of the frame."""
        if clock is not None and clock not in frame.columns:
            raise ValueError(f"The clock {clock!r} is no column of the features; name the one that counts the periods.")
        encoding, count = Encoding.of(frame), frame.shape[1]
        found = [_steps(frame[name]) for name in frame.columns]
        owners = [encoding.owners, np.repeat(np.arange(count), [len(cuts) for cuts, _ in found])]
        if clock is not None:
            owners.append(encoding.owners)
        blocks = [np.array([-1]), *(owner + kind * count for kind, owner in enumerate(owners))]
        steps = tuple((name, *each) for name, each in zip(frame.columns, found, strict=True) if len(each[0]))
        return cls(
            encoding,
            steps,
            None if clock is None else (clock, *_span(frame[clock])),
            np.concatenate(owners),
            Blocks(np.concatenate(blocks), np.repeat(np.arange(len(owners)), count)),
        )

    def design(self, frame: pd.DataFrame) -> Floats:
        """Shape (rows, 1 + columns): ones, then columns that are nought on average, and where nothing is known."""
        encoded = self.encoding.encode(frame)
        parts = [np.ones((len(frame), 1)), encoded]
        for name, cuts, shares in self.steps:
            values = as_numbers(frame[name])[:, None]
            parts.append(np.where(np.isnan(values), 0.0, (values >= cuts) - shares))
        if self.clock is not None:
            name, mean, low, high = self.clock
            late = np.nan_to_num(np.clip(_log(frame[name]), low, high) - mean)
            parts.append(encoded * late[:, None])
        return np.hstack(parts)

    def by_feature(self, parts: Floats) -> Floats:
        """Sums of the columns' parts, one a feature in order."""
        belongs = self.owners[:, None] == np.arange(len(self.encoding.features))
        return np.asarray(parts @ belongs.astype(np.float64), dtype=np.float64)


def _steps(column: pd.Series) -> tuple[Floats, Floats]:
    """Where a number is cut, and the share of known values at or above each cut; nowhere for words and for two values,
    which the encoding tells apart already."""
    known = as_numbers(column) if is_number(column) else np.zeros(0)
    known = known[~np.isnan(known)]
    cuts = np.unique(known)
    if len(cuts) < 3:
        return np.zeros(0), np.zeros(0)
    if len(cuts) > STEPS:
        cuts = np.unique(np.quantile(known, np.arange(1, STEPS) / STEPS, method="lower"))
    above = len(known) - np.searchsorted(np.sort(known), cuts)
    fine = (above >= LEAST_ROWS) & (len(known) - above >= LEAST_ROWS)
    return cuts[fine], above[fine] / len(known)


def _log(column: pd.Series) -> Floats:
    return np.asarray(np.log1p(np.maximum(as_numbers(column), 0.0)), dtype=np.float64)


def _span(column: pd.Series) -> tuple[float, float, float]:
    """The mean, lowest and highest logarithm of a clock; 0 where it is not known at all."""
    known = _log(column)
    known = known[~np.isnan(known)] if not np.isnan(known).all() else np.zeros(1)
    return float(known.mean()), float(known.min()), float(known.max())
