"""A frame's money by client and month: a matrix of the months that a trend looks at, without a pivot of strings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.valuation.assumptions import TREND_QUARTERS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

KEY = ["household_id", "advisor_id"]
MONTHS = 3 * TREND_QUARTERS


@dataclass(frozen=True, slots=True)
class Grid:
    """Where each row of a frame lies: `place` in `index` (household and advisor, in order) and `column`, the month; 0
    is the first of MONTHS columns, the last one the last closed month, and what is earlier is negative."""

    index: pd.MultiIndex
    place: Ints
    column: Ints

    @classmethod
    def of(cls, frame: pd.DataFrame, last: pd.Timestamp) -> Grid:
        """The grid of a frame with `household_id`, `advisor_id` and `month`, up to the month `last`."""
        codes, levels = zip(*(pd.factorize(frame[name], sort=True) for name in KEY), strict=True)
        cells, place = np.unique(codes[0].astype(np.int64) * max(1, len(levels[1])) + codes[1], return_inverse=True)
        households, advisors = np.divmod(cells, max(1, len(levels[1])))
        index = pd.MultiIndex.from_arrays([levels[0][households], levels[1][advisors]], names=KEY)
        months = frame["month"].to_numpy(dtype="datetime64[M]").astype(np.int64)
        end = np.datetime64(last, "M").astype(np.int64)
        return cls(index, place.astype(np.int64), months - end + MONTHS - 1)

    def sums(self, amounts: pd.Series | Floats) -> Floats:
        """Sums by client (row) and month (column), 0 where there is nothing."""
        inside = (self.column >= 0) & (self.column < MONTHS)
        cells = self.place[inside] * MONTHS + self.column[inside]
        values = np.asarray(amounts, dtype=np.float64)[inside]
        sums: Floats = np.bincount(cells, values, minlength=len(self.index) * MONTHS).astype(np.float64)
        return sums.reshape(-1, MONTHS)

    def first(self, rows: Bools | None = None) -> Ints:
        """Each client's first column with a row, of those `rows` alone when given; MONTHS where there is none."""
        found = np.full(len(self.index), MONTHS, dtype=np.int64)
        chosen = slice(None) if rows is None else rows
        np.minimum.at(found, self.place[chosen], self.column[chosen])
        return found
