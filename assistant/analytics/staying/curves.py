"""The columns a plain frame gives a linear model: each feature a free curve, and effects that may change with time.

A number is encoded as for a propensity and gets steps at its quantiles too: with a common, learned width the steps are
a random walk through its values, smooth where little happens and sharp where much does. With a clock, every encoded
column is there once more times the logarithm of the clock, so that an effect can fade or grow.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.propensity.encoding import FEW_VALUES, Encoding, as_numbers, is_number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STEPS = 32
"""A number is cut at up to this many quantiles, less one."""


@dataclass(frozen=True, slots=True)
class Curves:
    """Learned once on a frame and used on any other with its columns; nothing is learned from the outcome here.

    `owners` is the number of the feature of each column of the design but its first, `blocks` the number of the group
    of columns that share one width; `clock` (name, mean logarithm, lowest, highest).
    """

    encoding: Encoding
    steps: tuple[tuple[Hashable, Floats, Floats], ...]
    clock: tuple[Hashable, float, float, float] | None
    owners: Ints
    blocks: Ints

    @classmethod
    def of(cls, frame: pd.DataFrame, clock: Hashable | None = None) -> Curves:
        """Raises ValueError when the clock is no column of the frame, or has a value below nought."""
        if clock is not None and clock not in frame.columns:
            raise ValueError(f"The clock {clock!r} is no column of the features; name the one that counts the periods.")
        encoding, names = Encoding.of(frame), list(frame.columns)
        steps = tuple(found for name in names if (found := _steps(name, frame[name])) is not None)
        owners = [encoding.owners] + [np.full(len(cuts), names.index(name)) for name, cuts, _ in steps]
        blocks = [encoding.owners] + [np.full(len(cuts), len(names) + k) for k, (_, cuts, _) in enumerate(steps)]
        if clock is None:
            return cls(encoding, steps, None, np.concatenate(owners), np.concatenate(blocks))
        owners.append(encoding.owners)
        blocks.append(encoding.owners + len(names) + len(steps))
        logs = np.log1p(as_numbers(frame[clock]))
        known = logs[~np.isnan(logs)] if (~np.isnan(logs)).any() else np.zeros(1)
        seen = clock, float(known.mean()), float(known.min()), float(known.max())
        return cls(encoding, steps, seen, np.concatenate(owners), np.concatenate(blocks))

    def design(self, frame: pd.DataFrame) -> Floats:
        """Shape (rows, 1 + columns): ones, then columns that are nought for a typical row; what is not known is too."""
        encoded = self.encoding.encode(frame)
        parts = [np.ones((len(frame), 1)), encoded]
        for name, cuts, means in self.steps:
            values = as_numbers(frame[name])[:, None]
            parts.append(np.where(np.isnan(values), 0.0, (values >= cuts) - means))
        if self.clock is not None:
            name, mean, low, high = self.clock
            late = np.clip(np.log1p(as_numbers(frame[name])), low, high) - mean
            parts.append(encoded * np.nan_to_num(late)[:, None])
        return np.hstack(parts)

    def by_feature(self, parts: Floats) -> Floats:
        """Sums of the columns' parts, one a feature in order."""
        belongs = self.owners[:, None] == np.arange(len(self.encoding.features))
        return np.asarray(parts @ belongs.astype(np.float64), dtype=np.float64)


def _steps(name: Hashable, column: pd.Series) -> tuple[Hashable, Floats, Floats] | None:
    """Where a number is cut, and the share of known values at or above each cut; none for words and for few values."""
    if not is_number(column):
        return None
    values = as_numbers(column)
    known = values[~np.isnan(values)]
    if len(np.unique(known)) <= FEW_VALUES:
        return None
    cuts = np.unique(np.quantile(known, np.arange(1, STEPS) / STEPS, method="lower"))
    cuts = cuts[cuts > known.min()]
    return name, cuts, (known[:, None] >= cuts).mean(axis=0)
