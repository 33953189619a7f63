"""How far from nought the coefficients of a block of columns are, learned from the coefficients themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BORROWED = 2.0
"""How many coefficients the kind of a block is worth when the block's width is learned: a planning figure. None lets
single columns go to extremes; ten and more make all alike."""
WIDTHS, NEGLIGIBLE, CLOSE = (0.001, 1.5), 0.01, 0.1
"""Widths stay between the first; below the second, coefficients are as good as nought; a change of less than the third
(of a logarithm) is none."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Which columns share one width: `of` the block of each column, -1 for none; `kinds` the kind of each block, whose
    widths are shrunk towards each other."""

    of: Ints
    kinds: Ints


def learned_widths(distances: Floats, variances: Floats, deviations: Floats, blocks: Blocks) -> Floats:
    """The deviation of each column, anew: squares of the coefficients' `distances` from their means, by how many of
    them the data have determined, for its block and BORROWED coefficients of its kind; outside blocks the old one. The
    kind's width is the geometric mean of its blocks', so that one strong curve does not loosen all others.
    Source: MacKay's rule, as in Bishop, Pattern Recognition and Machine Learning (2006), 7.2.3 and 3.5.3."""
    inside, count = blocks.of >= 0, len(blocks.kinds)
    number = blocks.of[inside]
    squares = np.bincount(number, distances[inside] ** 2, count)
    determined = np.bincount(number, 1 - variances[inside] / deviations[inside] ** 2, count)
    logs = np.log(np.clip(squares / np.maximum(determined, 1e-9), WIDTHS[0] ** 2, WIDTHS[1] ** 2))
    weighed = np.bincount(blocks.kinds, determined * logs) / np.maximum(np.bincount(blocks.kinds, determined), 1e-9)
    each = np.sqrt((squares + BORROWED * np.exp(weighed)[blocks.kinds]) / (determined + BORROWED))
    widths = deviations.copy()
    widths[inside] = np.clip(each, *WIDTHS)[number]
    return widths


def alike(widths: Floats, others: Floats) -> bool:
    """Whether two rounds' widths differ nowhere that matters."""
    matters = np.maximum(widths, others) > NEGLIGIBLE
    return bool((np.abs(np.log(widths / others)) < CLOSE)[matters].all())
