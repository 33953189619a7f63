"""Evidence of money that grows elsewhere, from what a household declares at its reviews, net of its own market.

Elsewhere = declared net worth − assets here (F25). The last year's reviews are held against all before them; a rise
counts only beyond half of the noise of the household's own declarations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints

YEAR = 12
USUAL_NOISE, PRIOR_REVIEWS = 0.05, 4
"""A declaration is off by 5 % of net worth where a household's own are too few to tell."""
SURE = 0.5
JUMP = 0.20
"""A single step of more than a fifth of net worth is told more often than it happens: a discovery."""
DISCOVERY = 0.10
LEAST_STEP, COMPARABLE = 0.025, 0.3


@dataclass(frozen=True, slots=True)
class AwayItems:
    """The wallet items of `evidence.ITEMS`; `sustained`: two comparable steps up in the last year. `since`: the column
    of the last review before the rise; `disclosed`: a rise so large that somebody told of old money."""

    items: dict[str, Floats]
    sustained: Bools
    since: Ints
    disclosed: Bools


def away_items(grid: Grid) -> AwayItems:
    """Source: E5, F25. Everything is 0 without a review in the last year and one before it."""
    known = ~np.isnan(grid.worth)
    columns = np.arange(grid.width)[None, :]
    before = known & (columns < grid.width - YEAR)
    last, previous = _last_two(known)
    deflate = _market_until_now(grid)
    away = np.where(known, grid.worth - grid.end, 0.0) * deflate
    worth = np.where(known, grid.worth, 0.0) * deflate
    count = before.sum(axis=1)
    usual = np.where(before, away, 0.0).sum(axis=1) / np.maximum(count, 1)
    size = np.where(before, worth, 0.0).sum(axis=1) / np.maximum(count, 1)
    judged = (count >= 1) & (last >= grid.width - YEAR) & (size > 0)
    off = np.where(before, (away - usual[:, None]) ** 2, 0.0).sum(axis=1) / np.where(size > 0, size, 1.0) ** 2
    noise = np.sqrt((off + PRIOR_REVIEWS * USUAL_NOISE**2) / (np.maximum(count - 1, 0) + PRIOR_REVIEWS))
    rise = _rise(away, usual, size, noise, last, judged)
    rise_before = _rise(away, usual, size, noise, previous, judged & (previous >= grid.width - YEAR - 2))
    first, second = np.clip(rise_before, 0.0, None), rise - np.clip(rise_before, 0.0, None)
    items = {
        "rise": np.clip(rise, 0.0, 0.5) * 8,
        "jump": np.clip(np.maximum(first, second) - JUMP, 0.0, 0.4) * 8,
    }
    since = np.where(before, columns, -1).max(axis=1)
    disclosed = judged & (rise >= np.maximum(DISCOVERY, 1.5 * noise))
    sustained = judged & (np.minimum(first, second) >= np.maximum(LEAST_STEP, COMPARABLE * np.maximum(first, second)))
    return AwayItems(items, np.asarray(sustained), np.maximum(since, 0).astype(np.int64), np.asarray(disclosed))


def _rise(away: Floats, usual: Floats, size: Floats, noise: Floats, column: Ints, judged: Bools) -> Floats:
    """How much more is elsewhere at a review than before, as a share of net worth, drawn towards 0 by the noise."""
    at = away[np.arange(len(away)), np.maximum(column, 0)]
    raw = np.where(judged, (at - usual) / np.where(size > 0, size, 1.0), 0.0)
    return np.asarray(np.sign(raw) * np.clip(np.abs(raw) - SURE * noise, 0.0, None))


def _last_two(known: Bools) -> tuple[Ints, Ints]:
    """Columns of the last two reviews, −1 where there is none."""
    columns = np.where(known, np.arange(known.shape[1])[None, :], -1)
    columns = np.pad(columns, ((0, 0), (2, 0)), constant_values=-1)
    ordered = np.sort(columns, axis=1)
    return ordered[:, -1].astype(np.int64), ordered[:, -2].astype(np.int64)


def _market_until_now(grid: Grid) -> Floats:
    """What one unit of each month would have grown to by now in the household's own market."""
    monthly = grid.market / np.where(grid.begin > 0, grid.begin, np.inf)
    growth = np.cumsum(np.log1p(np.clip(monthly, -0.9, 9.0)), axis=1)
    return np.asarray(np.exp(growth[:, -1:] - growth))
