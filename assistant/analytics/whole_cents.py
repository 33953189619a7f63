"""Fractions of cents made whole so that sums hold: parts of a total add up to it, clients add up to their advisor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Cents = npt.NDArray[np.int64]


def running_cents(amounts: Floats, groups: Sequence[str]) -> Cents:
    """Whole cents for each amount, so that each group's amounts sum to its exact sum, rounded once.

    Each amount is the difference of two rounded running totals of its group, in the order given; it is less than one
    cent from the exact amount. Groups do not touch each other, so a group's cents are the same in any company.
    """
    cents = np.zeros(len(amounts), dtype=np.int64)
    labels = np.asarray(groups, dtype=object)
    for label in sorted(set(groups)):
        mine = labels == label
        cents[mine] = np.diff(np.rint(np.cumsum(amounts[mine])), prepend=0.0).astype(np.int64)
    return cents


def exact_parts(parts: Sequence[float], total: int) -> list[int]:
    """Whole cents for parts whose exact sum is `total` but for rounding; what rounding leaves goes to the largest."""
    cents = [int(np.rint(part)) for part in parts]
    if cents:
        largest = max(range(len(cents)), key=lambda i: abs(parts[i]))
        cents[largest] += total - sum(cents)
    return cents
