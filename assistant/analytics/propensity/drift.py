"""Whether the people a score is used on are still those it was learned from: features (PSI) and level of the outcome.

A population stability index sums (share now − share then) × ln(share now ÷ share then) over a feature's cells: tenths
of a number, levels of a word, and what is missing. Source: P4, stability; the bound of 0.2 is the usual one.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.intervals import wilson
from assistant.analytics.propensity.encoding import as_numbers, as_words, is_number

Floats = npt.NDArray[np.float64]

MOVED = 0.20
CELLS = 10
LEVEL_RATIO = 1.25
"""The level has drifted when the share now is surely more than that of then times this, or less than it ÷ this."""
HALF = 0.5
"""Rows added to each cell, so that an empty one has a logarithm."""


@dataclass(frozen=True, slots=True)
class Drift:
    """`psi` by feature; the share that adopted then (`base_rate`), the mean chance now (`expected`), the share that
    adopted now (`rate`, None while not known)."""

    rows: int
    psi: pd.Series
    base_rate: float
    expected: float
    rate: float | None = None

    @property
    def moved(self) -> tuple[Hashable, ...]:
        """The features with an index of 0.2 or more, the furthest first."""
        far = self.psi[self.psi >= MOVED]
        return tuple(far.sort_values(ascending=False, kind="stable").index)

    @property
    def level_moved(self) -> bool:
        """Whether the 90 % interval of the share that adopts now (expected while it is not known) is all beyond a
        quarter more, or a quarter less, than then. Nobody to look at has not moved."""
        share = self.expected if self.rate is None else self.rate
        bounds = wilson(round(share * self.rows), self.rows)
        if bounds is None:
            return False
        low, high = bounds
        return low > self.base_rate * LEVEL_RATIO or high < self.base_rate / LEVEL_RATIO

    def in_words(self) -> str:
        """`none`, or what moved: the level, and the features by name."""
        level = ("the level",) if self.level_moved else ()
        return ", ".join((*level, *map(str, self.moved))) or "none"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one feature, numbers up to each of `edges` or words, and how many rows were in each when it was
    learned; the last two are for what is beyond or another word, and for what is missing."""

    name: Hashable
    numeric: bool
    edges: Floats
    levels: tuple[str, ...]
    counts: Floats

    @classmethod
    def of(cls, name: Hashable, column: pd.Series) -> Cells:
        numeric = is_number(column)
        edges, levels = np.zeros(0), ()
        if numeric:
            known = as_numbers(column)
            known = known[~np.isnan(known)]
            edges = _edges(known) if len(known) else edges
        else:
            counts = pd.Series(as_words(column)).value_counts()
            levels = tuple(sorted(level for level in counts.head(CELLS).index if level))
        empty = cls(name, numeric, edges, levels, np.zeros(0))
        return cls(name, numeric, edges, levels, empty._count(column))

    def _count(self, column: pd.Series) -> Floats:
        """Rows in each cell: tenths, or levels and all the others; and missing."""
        if self.numeric:
            values = as_numbers(column)
            place = np.where(np.isnan(values), len(self.edges) + 1, np.searchsorted(self.edges, values, side="left"))
            return np.bincount(place.astype(np.int64), minlength=len(self.edges) + 2).astype(np.float64)
        words = as_words(column)
        places = {level: place for place, level in enumerate(self.levels)} | {"": len(self.levels) + 1}
        place = np.array([places.get(word, len(self.levels)) for word in words], dtype=np.int64)
        return np.bincount(place, minlength=len(self.levels) + 2).astype(np.float64)

    def psi(self, column: pd.Series) -> float:
        """The index of a column against the rows learned from, less what chance alone gives, which is (cells − 1) ×
        (1 ÷ rows then + 1 ÷ rows now); 0 without rows, or where it is below what chance gives."""
        then, now = self.counts, self._count(column)
        if not then.sum() or not now.sum():
            return 0.0
        used = (then + now) > 0
        p, q = ((counts[used] + HALF) / (counts[used] + HALF).sum() for counts in (then, now))
        chance = (int(used.sum()) - 1) * (1 / float(then.sum()) + 1 / float(now.sum()))
        return max(0.0, float(((q - p) * np.log(q / p)).sum()) - chance)


def _edges(known: Floats) -> Floats:
    """The upper ends of tenths; a value that fills a tenth and more is a cell of its own."""
    tenths, times = np.unique(np.quantile(known, np.arange(1, CELLS) / CELLS), return_counts=True)
    return np.unique(np.concatenate([tenths, np.nextafter(tenths[times > 1], -np.inf)]))


def cells_of(features: pd.DataFrame) -> tuple[Cells, ...]:
    return tuple(Cells.of(name, features[name]) for name in features.columns)


def stability(cells: tuple[Cells, ...], features: pd.DataFrame) -> pd.Series:
    """The index of each feature, in their order."""
    return pd.Series(
        [cell.psi(features[cell.name]) for cell in cells], index=[cell.name for cell in cells], dtype=float
    )
