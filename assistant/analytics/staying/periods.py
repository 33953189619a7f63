"""From how long each client was here to one row a client and period at risk, what a hazard is learned from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd


def hazard_rows(
    frame: pd.DataFrame, periods: Sequence[int] | pd.Series, left: Sequence[bool] | pd.Series, clock: str = "period"
) -> tuple[pd.DataFrame, pd.Series]:
    """One row a client and period at risk, and whether the client left within it.

    `frame` has one row a client, `periods` how many each was at risk for, `left` whether the last of them ended it
    (else the client was still here). The rows keep the client's index and get `clock`, the number of the period from
    1; a client of no period has none. Raises ValueError when lengths differ, a count is not a whole number from 0, or
    `clock` is a column already. Source: Singer and Willett, Applied Longitudinal Data Analysis (2003), 10 and 11.
    """
    counts, ended = np.asarray(periods, dtype=np.float64), np.asarray(left, dtype=bool)
    if not len(frame) == len(counts) == len(ended):
        raise ValueError(
            f"There are {len(frame)} clients, {len(counts)} counts of periods and {len(ended)} ends; "
            "one each is needed."
        )
    if not (counts >= 0).all() or (counts % 1 != 0).any():
        raise ValueError("A count of periods at risk is a whole number from 0; at least one here is not.")
    if clock in frame.columns:
        raise ValueError(f"The features have a column {clock!r} already; name the clock otherwise.")
    whole: npt.NDArray[np.int64] = counts.astype(np.int64)
    who = np.repeat(np.arange(len(frame)), whole)
    number = np.arange(len(who)) - np.repeat(np.cumsum(whole) - whole, whole) + 1
    rows = frame.iloc[who].assign(**{clock: number})
    return rows, pd.Series((number == whole[who]) & ended[who], index=rows.index, name="left")
