"""The household's months cut into windows: the last ones, and every one of its baseline. Households by months in,
one number a household out; a month that is not marked counts for nothing."""

from __future__ import annotations

import numpy as np

from assistant.analytics.erosion.grid import Bools, Floats


def last_sum(values: Floats, months: int, marked: Bools) -> Floats:
    """Sum of the marked of the last so many months."""
    return np.asarray(np.where(marked, values, 0.0)[:, -months:].sum(axis=1))


def last_count(marked: Bools, months: int) -> Floats:
    """How many of the last so many months are marked."""
    return np.asarray(marked[:, -months:].sum(axis=1, dtype=np.float64))


def mean_of(values: Floats, marked: Bools) -> Floats:
    """Mean over the marked months, 0 where none is."""
    return np.asarray(np.where(marked, values, 0.0).sum(axis=1) / np.maximum(marked.sum(axis=1), 1))


def rolling_sums(values: Floats, months: int, marked: Bools) -> tuple[Floats, Bools]:
    """Sums of every window of so many months, and whether all of its months are marked."""
    if values.shape[1] < months:
        return np.zeros((len(values), 1)), np.zeros((len(values), 1), dtype=bool)
    sums = _summed(np.where(marked, values, 0.0), months)
    return sums, np.asarray(_summed(marked.astype(np.float64), months) > months - 0.5)


def _summed(values: Floats, months: int) -> Floats:
    running = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    return np.asarray(running[:, months:] - running[:, :-months])


def steps(amount: Floats, unit: Floats | float) -> Floats:
    """How often an amount has doubled a unit, softly: ln(1 + amount / unit), 0 for nothing."""
    return np.asarray(np.log1p(np.clip(amount, 0.0, None) / unit))
