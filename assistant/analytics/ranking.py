"""Ranks with ties, and the percentile of a value among its peers (F42)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import pandas as pd

Ties = Literal["competition", "dense", "average"]

_PANDAS_WORD: dict[str, Literal["min", "dense", "average"]] = {
    "competition": "min",
    "dense": "dense",
    "average": "average",
}


def rank(values: pd.Series | Iterable[float], ties: Ties = "competition", *, smallest_first: bool = False) -> pd.Series:
    """The place of each value, 1 for the largest (or the smallest), on the index it came with.

    `competition` 1, 2, 2, 4 · `dense` 1, 2, 2, 3 · `average` 1, 2.5, 2.5, 4. A missing value has no place (NA). Places
    are whole numbers except under `average`. Raises ValueError for another word. Source: F42.
    """
    if ties not in _PANDAS_WORD:
        raise ValueError(f"Ties are ranked as competition, dense or average, not as “{ties}”.")
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="float64")
    places = series.rank(method=_PANDAS_WORD[ties], ascending=smallest_first)
    if ties == "average":
        return places.astype("float64")
    return places.astype("Int64" if places.isna().any() else "int64")


def mid_percentile(values: pd.Series | Iterable[float]) -> pd.Series:
    """The share of peers below each value, its ties counted half: 0.929 for the best of seven. Source: F42.

    Missing values have no percentile and are no peers.
    """
    series = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="float64")
    peers = int(series.notna().sum())
    below_and_half_of_ties = series.rank(method="average", ascending=True) - 0.5
    return (below_and_half_of_ties / peers if peers else below_and_half_of_ties).astype("float64")
