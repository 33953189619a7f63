"""Evidence of contributions that fall or stop, beyond the gaps and the noise of the household's own habit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.analytics.erosion.flows import Flows, median_where, spread_marks
from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints
from assistant.analytics.erosion.windows import last_count, last_sum, mean_of

LEAST = 0.0005
"""A contribution is an inflow of 0.05 % of assets and more."""
LEAST_TIMES = 4
"""A habit is a contribution in four months of the baseline and more."""
SURE = 1.5
"""A fall counts beyond one and a half standard errors of the household's own half years."""
MOST_FALL, MOST = 0.5, 0.9
MOST_MISSED = 12.0
SOME_DRAW, LARGEST_DRAW = 0.004, 0.02


@dataclass(frozen=True, slots=True)
class SavingItems:
    """The saving items of `evidence.ITEMS`; `fall`: by what share the last half year fell short; `sustained`: half a
    year without contributions, or one that fell short by most."""

    items: dict[str, Floats]
    fall: Floats
    sustained: Bools


@dataclass(frozen=True, slots=True)
class Habit:
    """What a household used to bring in: `typical` contribution, `often` (share of months), `there`: whether it is a
    habit at all, `run`: months until now without one, `since`: the column in which that run began."""

    typical: Floats
    often: Floats
    there: Bools
    run: Ints
    since: Ints

    @property
    def usual(self) -> Floats:
        """A month's contribution on average."""
        return self.typical * self.often


def habit_of(grid: Grid, flows: Flows) -> Habit:
    """The habit of the baseline; a retirement or a death on record ends it without a reproach."""
    paid = flows.baseline & (flows.contributed > LEAST)
    typical = median_where(flows.contributed, paid)
    ended = spread_marks(grid.events["retirement"], 3, grid.width) | spread_marks(grid.events["death_notice"], 3, 24)
    missing = (flows.contributed < 0.3 * typical[:, None]) | ~grid.seen
    unbroken = np.logical_and.accumulate(missing[:, ::-1], axis=1)[:, ::-1]
    return Habit(
        typical=typical,
        often=mean_of(paid.astype(np.float64), flows.baseline),
        there=(paid.sum(axis=1) >= LEAST_TIMES) & ~ended[:, -1],
        run=np.asarray((unbroken & flows.recent).sum(axis=1), dtype=np.int64),
        since=np.asarray(grid.width - unbroken.sum(axis=1), dtype=np.int64),
    )


def saving_items(grid: Grid, flows: Flows, habit: Habit, old: Floats) -> SavingItems:
    """`old`: 0 to 1, how likely a household lives on its assets; a stop with a small draw is then a retirement."""
    fall = _fall(flows, habit)
    missed = -np.log(np.clip(1.0 - habit.often, 0.05, 1.0)) * habit.run
    out = np.where(grid.seen, grid.outflow, 0.0) / np.where(flows.assets > 0, flows.assets, np.inf)
    draws = (out[:, -6:].sum(axis=1) > SOME_DRAW) & (out[:, -6:].max(axis=1) < LARGEST_DRAW)
    items = {
        "fall": np.minimum(fall, MOST_FALL),
        "missed": np.where(habit.there, np.clip(missed, 0.0, MOST_MISSED), 0.0) / 6,
        "stop_of_the_old": old * fall,
        "stop_with_draw": old * fall * draws,
    }
    return SavingItems(items, fall, np.asarray(habit.there & ((habit.run >= 6) | (fall >= MOST))))


def _fall(flows: Flows, habit: Habit) -> Floats:
    """By what share the last half year fell short of the habit, less SURE standard errors; 0 to 1."""
    paid = np.minimum(flows.contributed, 2.0 * habit.typical[:, None])
    spread = np.sqrt(mean_of((paid - habit.usual[:, None]) ** 2, flows.baseline))
    months = np.maximum(last_count(flows.recent, 6), 1.0)
    level = last_sum(paid, 6, flows.recent) / months + SURE * spread / np.sqrt(months)
    known = habit.there & (last_count(flows.recent, 6) >= 3)
    return np.where(known, np.clip(1.0 - level / np.maximum(habit.usual, LEAST / 10), 0.0, 1.0), 0.0)
