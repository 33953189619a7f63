"""Exact Shapley values: how much of a difference each of several changes made, whatever order they are made in (F5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def shapley(names: Sequence[str], value: Callable[[Collection[str]], Floats]) -> dict[str, Floats]:
    """The part of value(all names) − value(no name) that is due to each name; the parts add up to the difference.

    `value` gives the amounts (any shape) when the changes named are made and the others are not. It is called once a
    subset, 2 to the power of the number of names in all. Source: F5.
    """
    subsets = [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
    worth = {subset: value(subset) for subset in subsets}
    orders = math.factorial(len(names))
    parts = {}
    for name in names:
        without = [subset for subset in subsets if name not in subset]
        parts[name] = sum(
            math.factorial(len(s)) * math.factorial(len(names) - len(s) - 1) / orders * (worth[s | {name}] - worth[s])
            for s in without
        ) + np.zeros_like(worth[frozenset()])
    return parts
