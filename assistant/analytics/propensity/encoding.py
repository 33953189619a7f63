"""From mixed columns to numbers a linear model can use, and back: which encoded column stems from which feature.

Numbers become a standardised value and a few bends at quantiles, words become one column a level with the rare ones
pooled, and what is missing gets a flag of its own. Nothing is learned from the outcome here.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

MOST_LEVELS = 40
"""A word with more levels than this keeps the most frequent; the others are pooled."""
RARE = 0.005
LEAST_ROWS = 8
"""A level or a flag needs this many rows (or RARE of them, if more) for a column of its own."""
FEW_VALUES = 12
"""A number that takes at most this many values also gets a column a value: counts and codes are not lines."""
BENDS = (0.1, 0.25, 0.5, 0.75, 0.9)
MOSTLY = 0.95
FAR = 4.0
"""Standardised values are cut here, so that one extreme client does not carry the model away."""


@dataclass(frozen=True, slots=True)
class _Number:
    """How one numeric feature is encoded; one that never `varies` says nothing but whether it is missing."""

    name: Hashable
    centre: float
    scale: float
    bends: tuple[float, ...]
    values: tuple[float, ...]
    flagged: bool
    varies: bool = True

    def encode(self, column: pd.Series) -> list[Floats]:
        raw = as_numbers(column)
        missing = np.isnan(raw)
        z = np.clip((np.where(missing, self.centre, raw) - self.centre) / self.scale, -FAR, FAR)
        parts = [z, *(np.maximum(0.0, z - bend) for bend in self.bends)]
        parts += [(raw == value).astype(np.float64) for value in self.values]
        return [*parts, missing.astype(np.float64)] if self.flagged else parts

    def plain(self, column: pd.Series) -> Floats:
        return as_numbers(column) if self.varies else np.zeros(len(column))


@dataclass(frozen=True, slots=True)
class _Word:
    """How one feature of words is encoded; a level not among `levels` is none of them."""

    name: Hashable
    levels: tuple[str, ...]

    def encode(self, column: pd.Series) -> list[Floats]:
        words = as_words(column)
        return [(words == level).astype(np.float64) for level in self.levels]

    def plain(self, column: pd.Series) -> Floats:
        if not self.levels:
            return np.zeros(len(column))
        places = {level: float(place) for place, level in enumerate(self.levels)}
        return np.array([places.get(word, np.nan) for word in as_words(column)], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a whole frame of features, learned once and used on any other frame with those columns."""

    features: tuple[_Number | _Word, ...]
    kept: npt.NDArray[np.bool_]
    means: Floats
    scales: Floats
    owners: npt.NDArray[np.int64]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Encoding:
        features = tuple(_learn(name, frame[name]) for name in frame.columns)
        raw, owners = _columns(features, frame)
        scales = raw.std(axis=0)
        kept = scales > 1e-9
        return cls(features, kept, raw.mean(axis=0)[kept], scales[kept], owners[kept])

    def encode(self, frame: pd.DataFrame) -> Floats:
        """Shape (rows, encoded columns), each column centred and scaled as it was learned."""
        raw, _ = _columns(self.features, frame)
        encoded: Floats = (raw[:, self.kept] - self.means) / self.scales
        return encoded

    def plain(self, frame: pd.DataFrame) -> Floats:
        """Shape (rows, features): numbers as they are, words as the place of their level; NaN where there is none."""
        return np.column_stack([feature.plain(frame[feature.name]) for feature in self.features])

    @property
    def is_word(self) -> npt.NDArray[np.bool_]:
        return np.array([isinstance(feature, _Word) for feature in self.features])

    def typical(self, plain: Floats) -> Floats:
        """The median of each number and the most frequent level of each word, NaN when none is known."""
        columns = []
        for values, is_word in zip(plain.T, self.is_word, strict=True):
            known = values[~np.isnan(values)]
            middle = np.bincount(known.astype(np.int64)).argmax() if is_word and len(known) else np.nan
            columns.append(middle if is_word or not len(known) else np.median(known))
        return np.array(columns, dtype=np.float64)

    def by_feature(self, contributions: Floats) -> Floats:
        """Sums of encoded columns' contributions, one column a feature in order."""
        sums = np.zeros((len(contributions), len(self.features)))
        for column, owner in enumerate(self.owners):
            sums[:, owner] += contributions[:, column]
        return sums


def _columns(features: tuple[_Number | _Word, ...], frame: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.int64]]:
    parts = [feature.encode(frame[feature.name]) for feature in features]
    owners = np.array([i for i, part in enumerate(parts) for _ in part], dtype=np.int64)
    flat = [column for part in parts for column in part]
    return (np.column_stack(flat) if flat else np.zeros((len(frame), 0))), owners


def _learn(name: Hashable, column: pd.Series) -> _Number | _Word:
    least = max(LEAST_ROWS, int(RARE * len(column)))
    if not is_number(column):
        counts = pd.Series(as_words(column)).value_counts()
        counts = counts[counts >= least].head(MOST_LEVELS)
        return _Word(name, tuple(sorted(counts.index)))
    raw = as_numbers(column)
    known = raw[~np.isnan(raw)]
    flagged = least <= len(raw) - len(known)
    if len(np.unique(known)) < 2:
        return _Number(name, float(known[0]) if len(known) else 0.0, 1.0, (), (), flagged, varies=False)
    values, counts = np.unique(known, return_counts=True)
    centre, scale = float(np.median(known)), _spread(known)
    few = len(values) <= FEW_VALUES
    own = tuple(float(v) for v, n in zip(values, counts, strict=True) if n >= least) if few and len(values) > 2 else ()
    bends = () if few else tuple(sorted({float((b - centre) / scale) for b in np.quantile(known, BENDS)}))
    return _Number(name, centre, scale, tuple(b for b in bends if abs(b) < FAR), own, flagged)


def _spread(known: Floats) -> float:
    """A robust scale: the range of the middle 80 %, in standard deviations of a normal; else the plain deviation."""
    low, high = np.quantile(known, (0.1, 0.9))
    return float((high - low) / 2.563) if high > low else float(known.std())


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers: numbers, dates, and words that are numbers but for a few."""
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype):
        return True
    if isinstance(column.dtype, pd.CategoricalDtype):
        return False
    known = column.dropna()
    read = pd.to_numeric(known, errors="coerce").dropna()
    return len(read) >= MOSTLY * len(known) and read.nunique() > FEW_VALUES


def as_numbers(column: pd.Series) -> Floats:
    """A column as floats, dates as days since 1970; NaN where it holds no finite number."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        days: Any = (column - pd.Timestamp("1970-01-01", tz=column.dt.tz)) / pd.Timedelta(days=1)
        return np.asarray(days, dtype=np.float64)
    read = pd.to_numeric(column, errors="coerce").astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
    return np.where(np.isfinite(read), read, np.nan)


def as_words(column: pd.Series) -> npt.NDArray[np.object_]:
    """A column as words, empty where nothing is known."""
    words = column.astype("object").map(lambda value: "" if pd.isna(value) else str(value))
    return np.asarray(words, dtype=object)
